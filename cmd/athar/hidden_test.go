package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"athar/models"
)

// writePackage writes a package of text files.
func writePackage(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// hostileLabels are what people's files may hold, by intent or not.
var hostileLabels = []string{
	`</script><script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'); alert(1);//`,
	`__f__function(){alert(1)}__f__`,
	"\u202egnirts desrever\u202c \u2067x",
	`=HYPERLINK("http://example.org","x")`,
	`+1+cmd|' /C calc'!A0`,
	`-2+3`,
	`@SUM(1)`,
	strings.Repeat("long ", 40),
	`{{.}} ${x} %s %n`,
	"a,b;c\"d",
}

// planted is a package in which one group of seven people has three that
// attended; its neighbours are large. Labels are hostile.
func planted(t *testing.T) string {
	yaml := strings.Builder{}
	quote := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	fmt.Fprintf(&yaml, "name: planted\ntitle: {en: %s, ar: %s}\ndimensions:\n  - name: band\n    title: {en: %s, ar: %s}\n    levels:\n",
		quote("Planted "+hostileLabels[0]), quote("مزروع "+hostileLabels[1]), quote("Band "+hostileLabels[1]), quote("شريحة "+hostileLabels[0]))
	for i, l := range hostileLabels[:8] {
		fmt.Fprintf(&yaml, "      - {id: b%d, title: {en: %s, ar: %s}}\n", i, quote(l), quote("ع "+l))
	}
	fmt.Fprintf(&yaml, "  - {name: free, title: {en: Free}}\n  - {name: sex, title: {en: Sex, ar: الجنس}, levels: [F, M]}\n  - {name: need, sensitive: true, title: {en: Need, ar: الحاجة}, levels: [y, n]}\n"+
		"terms:\n  - {id: %s, year: 2024, title: {en: %s}, starts_on: 2024-09-01, ends_on: 2025-06-30}\nfeeds:\n", quote("2024"), quote(hostileLabels[1]))
	yaml.WriteString("  - {name: schools, kind: schools, title: {en: " + quote(hostileLabels[0]) + "}, files: {f: schools.csv}}\n" +
		"  - {name: providers, kind: providers, files: {f: providers.csv}}\n" +
		"  - {name: people, kind: people, files: {f: people.csv}, population: whole}\n" +
		"  - {name: offers, kind: opportunities, files: {f: offers.csv}}\n" +
		"  - {name: taken, kind: participations, files: {f: taken.csv}, key: [person_id, opportunity_id, stage], stages: [enrolled, attended, completed]}\n")
	table := func(rows ...[]string) string {
		var out bytes.Buffer
		if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	schools := [][]string{{"school_id", "name_en", "name_ar", "type", "municipality"}}
	for i, l := range hostileLabels {
		schools = append(schools, []string{fmt.Sprint("S", i), l, "م " + l, hostileLabels[i%2], hostileLabels[(i+3)%len(hostileLabels)]})
	}
	people := [][]string{{"person_id", "valid_from", "school_id", "grade", "band", "free", "sex", "need"}}
	taken := [][]string{{"person_id", "opportunity_id", "stage", "occurred_on"}}
	n := 0
	group := func(band string, size, attended int) {
		for i := range size {
			n++
			id := fmt.Sprint("P", n)
			free := []string{hostileLabels[0], hostileLabels[1], hostileLabels[5], hostileLabels[9]}[n%4]
			if band == "b2" {
				free = "apart"
			}
			people = append(people, []string{id, "2024-09-01", fmt.Sprint("S", n%3), fmt.Sprint(7 + n%3), band, free, []string{"F", "M"}[n%2], []string{"n", "y"}[n%7/6]})
			taken = append(taken, []string{id, "o1", "enrolled", "2024-10-01"})
			if i < attended {
				taken = append(taken, []string{id, "o1", "attended", "2024-10-10"}, []string{id, "o1", "completed", "2024-10-11"})
			}
		}
	}
	group("b0", 401, 193)
	group("b1", 353, 171)
	group("b2", 7, 3)
	group("b3", 307, 131)
	group("b4", 263, 107)
	return writePackage(t, map[string]string{
		"athar.yaml": yaml.String(), "schools.csv": table(schools...), "people.csv": table(people...), "taken.csv": table(taken...),
		"providers.csv": table([]string{"provider_id", "name_en", "sector"}, []string{"R1", hostileLabels[0], hostileLabels[5]}),
		"offers.csv":    table([]string{"opportunity_id", "provider_id", "title_en", "title_ar", "category", "starts_on"}, []string{"o1", "R1", hostileLabels[0], hostileLabels[1], "museum", "2024-10-01"}),
	})
}

// crawl follows every link and form of the pages, in both languages, and gives
// every address with its answer.
func (s *service) crawl() map[string]reply {
	found := map[string]reply{}
	queue := []string{"/en/ministry", "/ar/ministry", "/en/school", "/ar/school", "/en/provider", "/ar/provider", "/en/research", "/ar/research", "/en/data", "/ar/data"}
	for _, by := range []string{"band", "free", "sex", "need", "grade", "municipality", "school_type"} {
		for _, page := range []string{"/en/ministry", "/ar/research", "/en/school", "/en/provider"} {
			queue = append(queue, page+"?by="+by, page+"?by="+by+"&sensitive=1", page+"?by="+by+"&and=band", page+"?by="+by+"&only.band=b2")
		}
	}
	for len(queue) > 0 && len(found) < 600 {
		path := queue[0]
		queue = queue[1:]
		if _, known := found[path]; known {
			continue
		}
		r := s.get(path)
		found[path] = r
		if at := r.header.Get("Location"); at != "" {
			queue = append(queue, at)
		}
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			continue
		}
		tree, err := html.Parse(bytes.NewReader(r.body))
		if err != nil {
			s.t.Errorf("%s: %v", path, err)
			continue
		}
		for node := range tree.Descendants() {
			for _, a := range node.Attr {
				if a.Key == "href" || a.Key == "src" {
					at, err := url.Parse(a.Val)
					if err != nil || at.IsAbs() || at.Path == "" || strings.HasPrefix(at.Path, "/static/") {
						continue
					}
					at.Fragment = ""
					base, _ := url.Parse(path)
					queue = append(queue, base.ResolveReference(at).String())
				}
			}
		}
	}
	return found
}

// shown is every text of a document that a reader can be shown or told.
func texts(r reply) string {
	tree, err := html.Parse(bytes.NewReader(r.body))
	if err != nil {
		return string(r.body)
	}
	var out strings.Builder
	for node := range tree.Descendants() {
		if node.Type == html.TextNode {
			out.WriteString(node.Data + "\n")
		}
		for _, a := range node.Attr {
			out.WriteString(a.Val + "\n")
		}
	}
	return out.String()
}

// TestHostileLabelsChangeNothing: labels from people's files are text and
// nothing else, on every page and in every file.
func TestHostileLabelsAndHiddenCells(t *testing.T) {
	if testing.Short() {
		t.Skip("crawls every page")
	}
	s := serving(t, planted(t))
	all := s.crawl()
	kinds := map[string]int{}
	for path, r := range all {
		kind, _, _ := strings.Cut(r.header.Get("Content-Type"), ";")
		kinds[kind]++
		if r.status >= 500 {
			t.Errorf("%s answers %d", path, r.status)
		}
		switch kind {
		case "text/html":
			harmlessPage(t, path, r)
		case "image/svg+xml":
			harmlessDrawing(t, path, r)
		case "text/csv":
			harmlessTable(t, path, r.body)
		case "application/json":
			if !json.Valid(r.body) {
				t.Errorf("%s is no JSON", path)
			}
		}
		nowhere(t, path, r)
	}
	for _, kind := range []string{"text/html", "image/svg+xml", "text/csv", "application/json"} {
		if kinds[kind] < 5 {
			t.Errorf("the crawl met %d of %s only", kinds[kind], kind)
		}
	}
	t.Logf("crawled %d addresses: %v", len(all), kinds)

	rows := 0
	for _, r := range all {
		rows += len(plantedRows(r))
	}
	if rows < 40 {
		t.Errorf("the planted group stands in %d rows only", rows)
	}

	// The answers themselves, by every dimension and every two.
	dimensions := []string{"band", "free", "sex", "need", "grade", "school_type", "municipality", "category"}
	measures := []string{"participation_rate", "not_reached", "completion_rate", "enrolment_rate", "people", "journeys", "journey"}
	asked, hid := 0, 0
	for _, measure := range measures {
		for i, a := range dimensions {
			for _, b := range append([]string{""}, dimensions[i+1:]...) {
				by := strings.Trim(a+","+b, ",")
				r := s.get("/api/v1/answers/" + measure + "?by=" + by)
				if r.status == 400 {
					continue // the measure has no such group
				}
				if r.status != 200 {
					t.Errorf("%s by %s answers %d", measure, by, r.status)
					continue
				}
				asked++
				hid += withheld(t, measure+" by "+by, r.body)
			}
		}
		for _, where := range []string{"band=b2", "band=b2,b0", "free=apart"} {
			if r := s.get("/api/v1/answers/" + measure + "?where=" + where); r.status == 200 {
				withheld(t, measure+" where "+where, r.body)
			}
		}
	}
	if asked < 100 || hid < 50 {
		t.Errorf("%d answers were given, with %d cells withheld", asked, hid)
	}

	// The command line, in its three formats.
	if err := s.opened.close(); err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"band", "free", "band,sex", "band,grade", "school,band"} {
		for _, format := range []string{"table", "csv", "json"} {
			var out, said bytes.Buffer
			if status := run(context.Background(), []string{"ask", "participation_rate", "--by", by, "--format", format, "--workspace", s.dir}, nil, &out, &said); status != 0 {
				t.Fatalf("ask by %s: exit status %d: %s", by, status, said.String())
			}
			switch format {
			case "json":
				if withheld(t, "ask by "+by, out.Bytes()) == 0 {
					t.Errorf("ask by %s withholds nothing", by)
				}
			case "csv":
				harmlessTable(t, "ask by "+by, out.Bytes())
				rows, err := csv.NewReader(&out).ReadAll()
				if err != nil {
					t.Fatal(err)
				}
				state := slices.Index(rows[0], "state")
				for _, row := range rows[1:] {
					if row[state] == "hidden" && strings.Join(row[state+1:state+6], "") != "" {
						t.Errorf("a hidden row holds %v", row)
					}
					if slices.Contains(row[:state], "b2") && row[state] != "hidden" && row[state+2] != "0" {
						t.Errorf("the small group is shown: %v", row)
					}
				}
			default:
				for _, line := range strings.Split(out.String(), "\n") {
					if strings.Contains(line, "hidden") && regexp.MustCompile(`hidden.*\d`).MatchString(line) {
						t.Errorf("a hidden line holds %q", line)
					}
				}
				if strings.ContainsAny(out.String(), "\u202e\u2067\x1b") {
					t.Error("the terminal is turned round")
				}
			}
		}
	}
}

// withheld checks every cell of an answer: hidden ones hold nothing, small
// ones are hidden. It gives how many are hidden.
func withheld(t *testing.T, what string, body []byte) int {
	t.Helper()
	var a struct {
		Cells []struct {
			Group       map[string]*string
			State       string
			Numerator   *int64
			Denominator *int64
			Value       *float64
			Low, High   *float64
		}
		Total      json.RawMessage
		Inequality *struct{ State string }
		Unit       string
	}
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	hidden := 0
	for _, c := range a.Cells {
		numbers := c.Numerator != nil || c.Denominator != nil || c.Value != nil || c.Low != nil || c.High != nil
		if !models.State(c.State).HasNumbers() && numbers {
			t.Errorf("%s: a cell that is %s holds numbers", what, c.State)
		}
		if c.State == "hidden" {
			hidden++
		}
		small := func(n int64) bool { return n > 0 && n < models.DefaultThreshold }
		if c.Numerator != nil && c.Denominator != nil && (small(*c.Numerator) || small(*c.Denominator) || small(*c.Denominator-*c.Numerator)) {
			t.Errorf("%s: %d of %d is shown", what, *c.Numerator, *c.Denominator)
		}
		if a.Unit == "count" && c.Value != nil && small(int64(*c.Value)) {
			t.Errorf("%s: %v is shown", what, *c.Value)
		}
		if band := c.Group["band"]; band != nil && *band == "b2" && numbers && (c.Denominator == nil || *c.Denominator != 0) && !(c.Denominator == nil && *c.Value == 0) {
			t.Errorf("%s: the planted group is %s with numbers", what, c.State)
		}
	}
	if hidden > 0 && a.Inequality != nil && a.Inequality.State == "shown" {
		t.Errorf("%s: a comparison is shown beside hidden cells", what)
	}
	return hidden
}

// The planted group's numbers as a drawing, a sentence or a note writes them.
// Its share, 43%, is also that of others: rows and objects are read for it.
var plantedForms = regexp.MustCompile(`(^|[^\d.,–])[34]\s{0,2}(of|/|من)\s{0,2}7([^\d]|$)|\bn [347]\b|\bن [347]\b`)

// nowhere searches every text of an answer for the planted share.
func nowhere(t *testing.T, path string, r reply) {
	t.Helper()
	text := string(r.body)
	if kind := r.header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "image/svg") {
		text = texts(r)
	}
	for _, row := range plantedRows(r) {
		if regexp.MustCompile(`[1-9١-٩]`).MatchString(row) {
			t.Errorf("%s has numbers in the planted group's row: %q", path, row)
		}
	}
	if at := plantedForms.FindStringIndex(text); at != nil {
		t.Errorf("%s tells the planted group: …%s…", path, text[max(0, at[0]-60):min(len(text), at[1]+60)])
	}
}

// plantedRows are, of an answer's tables, the rows whose first cell is the
// planted group's label, without that label.
func plantedRows(r reply) []string {
	label := hostileLabels[2]
	var all []string
	kind := r.header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "text/html"):
		tree, err := html.Parse(bytes.NewReader(r.body))
		if err != nil {
			return nil
		}
		for node := range tree.Descendants() {
			if node.Type != html.ElementNode || node.Data != "tr" {
				continue
			}
			var cells []string
			for cell := range node.ChildNodes() {
				if cell.Type == html.ElementNode {
					var text strings.Builder
					for inner := range cell.Descendants() {
						if inner.Type == html.TextNode {
							text.WriteString(inner.Data)
						}
					}
					cells = append(cells, text.String())
				}
			}
			if len(cells) > 1 && strings.Contains(cells[0], label) {
				all = append(all, strings.Join(cells[1:], " | "))
			}
		}
	case strings.HasPrefix(kind, "text/csv"):
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(r.body, []byte("\ufeff")))).ReadAll()
		if err != nil {
			return nil
		}
		for _, row := range rows {
			numbers := ""
			for i, cell := range row {
				if slices.Contains([]string{"value", "low", "high", "numerator", "denominator", "share_of_previous"}, rows[0][i]) {
					numbers += cell + " "
				}
			}
			if slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, label) }) {
				all = append(all, numbers)
			}
		}
	case strings.HasPrefix(kind, "application/json"):
		var document any
		if json.Unmarshal(r.body, &document) == nil {
			plantedObjects(document, &all)
		}
	}
	return all
}

// plantedObjects are the numbers of objects in which the label stands.
func plantedObjects(v any, all *[]string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			plantedObjects(e, all)
		}
	case map[string]any:
		named, numbers := false, ""
		for _, e := range v {
			if text, ok := e.(string); ok && (strings.Contains(text, hostileLabels[2]) && len(text) < 60 || text == "b2") {
				named = true
			}
			if n, ok := e.(float64); ok {
				numbers += fmt.Sprint(n, " ")
			}
			plantedObjects(e, all)
		}
		if named {
			*all = append(*all, numbers)
		}
	}
}

// harmlessPage: no element or attribute that only a label can have brought.
func harmlessPage(t *testing.T, path string, r reply) {
	t.Helper()
	tree, err := html.Parse(bytes.NewReader(r.body))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	for node := range tree.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		if node.Data == "img" || node.Data == "iframe" || node.Data == "object" {
			t.Errorf("%s has an element %s", path, node.Data)
		}
		if node.Data == "script" && node.FirstChild != nil {
			kind := ""
			for _, a := range node.Attr {
				if a.Key == "type" {
					kind = a.Val
				}
			}
			if kind != "application/json" {
				t.Errorf("%s has a script in it", path)
			}
		}
		for _, a := range node.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("%s has an attribute %s=%q", path, a.Key, a.Val)
			}
		}
	}
}

func harmlessDrawing(t *testing.T, path string, r reply) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(r.body))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s is no XML: %v", path, err)
			return
		}
		if e, ok := token.(xml.StartElement); ok {
			if slices.Contains([]string{"script", "image", "foreignObject", "a", "img"}, e.Name.Local) {
				t.Errorf("%s has an element %s", path, e.Name.Local)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("%s has an attribute %s", path, a.Name.Local)
				}
			}
		}
	}
}

// harmlessTable: every row has the header's columns, and no cell begins as a
// formula unless it is a number.
func harmlessTable(t *testing.T, path string, body []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Errorf("%s is no CSV: %v", path, err)
		return
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) && !isNumber(cell) {
				t.Errorf("%s has a cell %q", path, cell)
			}
		}
	}
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
