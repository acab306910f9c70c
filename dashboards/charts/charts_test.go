package charts

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"athar/dashboards/words"
	"athar/models"
)

var update = flag.Bool("update", false, "write the goldens anew")

var both = []models.Language{models.English, models.Arabic}

func share(state models.State, dimension, id string, title models.Text, numerator, denominator int64, low, high float64) models.Cell {
	value := float64(numerator) / float64(denominator)
	c := models.Cell{Group: models.Group{{Dimension: dimension, Title: title}}, State: state,
		Numerator: &numerator, Denominator: &denominator, Value: &value, Low: &low, High: &high}
	if id != "" {
		c.Group[0].Level = &id
	}
	return c
}

// secret numbers stand in cells that must not show them: whoever finds one in
// any output has found a leak.
const (
	secretCount = 7654321
	secretShare = 0.7654321
)

func without(state models.State, dimension, id string, title models.Text, reason *models.Text) models.Cell {
	n, v := int64(secretCount), secretShare
	return models.Cell{Group: models.Group{{Dimension: dimension, Level: &id, Title: title}}, State: state, Reason: reason, Numerator: &n, Denominator: &n, Value: &v, Low: &v, High: &v}
}

func answer() models.Answer {
	why := models.Text{En: "this source does not record it", Ar: "لا يرصده هذا المصدر"}
	dimension := models.Dimension{Name: "region", Title: models.Text{En: "Region", Ar: "المنطقة"}}
	a := models.Answer{
		Measure: "award_rate", Title: models.Text{En: "Enrolments ending in a credential", Ar: "حالات الالتحاق المنتهية بشهادة أو شارة"}, Unit: models.UnitShare,
		By: []string{"region"}, Dimensions: []models.Dimension{dimension}, Terms: []string{"2025"}, Commit: 12, AsOf: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Level: 0.95, Sources: []string{"doha"}, Protection: models.Protection{Threshold: 10, Hidden: 1}, Coverage: &models.Coverage{Of: "schools", Expected: 52, Reported: 45},
		Cells: []models.Cell{
			share(models.Shown, "region", "doha", models.Text{En: "Doha", Ar: "الدوحة"}, 1164, 3311, 0.33547, 0.36798),
			share(models.Shown, "region", "rayyan", models.Text{En: "Al Rayyan", Ar: "الريان"}, 1405, 2436, 0.557, 0.596),
			without(models.Hidden, "region", "shamal", models.Text{En: "Al Shamal", Ar: "الشمال"}, nil),
			without(models.NoData, "region", "khor", models.Text{En: "Al Khor", Ar: "الخور"}, nil),
			without(models.NotCollected, "region", "daayen", models.Text{En: "Al Daayen", Ar: "الظعاين"}, &why),
			without(models.NotApplicable, "region", "sheehaniya", models.Text{En: "Al Sheehaniya", Ar: "الشيحانية"}, nil),
			share(models.Unreliable, "region", "wakra", models.Text{En: "Al Wakra", Ar: "الوكرة"}, 16, 31, 0.348, 0.68),
			share(models.Shown, "region", "", models.Text{}, 300, 1000, 0.272, 0.329),
		},
		Total: share(models.Shown, "", "", models.Text{}, 15385, 32593, 0.4666, 0.4775),
	}
	a.Total.Group = nil
	return a
}

func journeyAnswer() models.Answer {
	a := answer()
	a.Measure, a.Title, a.By, a.Dimensions, a.Cells = "journey", models.Text{En: "The journey", Ar: "الرحلة"}, []string{"stage"}, nil, nil
	a.Total, a.Protection.Hidden = models.Cell{State: models.NotApplicable}, 0
	for _, s := range models.Stages {
		c := models.Cell{Group: models.Group{{Dimension: "stage", Level: &s.Name, Title: s.Title}}, State: models.NotCollected}
		if n, ok := map[string]int64{"enrolled": 32593, "attended": 24120, "completed": 15385, "withdrew": 10156}[s.Name]; ok {
			c = share(models.Shown, "stage", s.Name, s.Title, n, 32593, float64(n)/32593-0.005, float64(n)/32593+0.005)
		}
		a.Cells = append(a.Cells, c)
	}
	return a
}

func twoWay() models.Answer {
	a := answer()
	gender := models.Dimension{Name: "gender", Title: models.Text{En: "Gender", Ar: "الجنس"}}
	a.By, a.Dimensions = []string{"region", "gender"}, append(a.Dimensions, gender)
	var cells []models.Cell
	for _, c := range a.Cells {
		for i, g := range []models.GroupLevel{{Dimension: "gender", Level: ptr("F"), Title: models.Text{En: "Girls", Ar: "بنات"}}, {Dimension: "gender", Level: ptr("M"), Title: models.Text{En: "Boys", Ar: "بنون"}}} {
			d := c
			d.Group = append(append(models.Group{}, c.Group...), g)
			if d.Value != nil {
				d.Value = ptr(*d.Value + 0.03*float64(i))
			}
			cells = append(cells, d)
		}
	}
	a.Cells = cells
	return a
}

// claimed is an answer about a change, with how strong a claim it carries.
func claimed() models.Answer {
	a := answer()
	a.Measure, a.Title, a.Unit, a.Inequality = "scale_change", models.Text{En: "Change on a scale", Ar: "التغيّر على مقياس"}, models.UnitScore, nil
	said := func(name, en, ar string) models.Said {
		return models.Said{Name: name, Text: models.Text{En: en, Ar: ar}}
	}
	design, comparison := said("before_after", "Before and after.", "قبلُ وبعدُ."), said("none", "None.", "لا توجد.")
	a.Outcome = &models.Outcome{State: models.Shown, Design: &design, Comparison: &comparison, N: ptr[int64](100),
		Facts: []models.Summary{{Name: "attrition", Title: models.Text{En: "Lost", Ar: "المفقودون"}, Value: 0.2, Unit: models.UnitShare, Method: "attrition/1"},
			{Name: "reliability", Title: models.Text{En: "Reliability", Ar: "الثبات"}, Value: 0.8, Low: ptr(0.71), High: ptr(0.86), Unit: models.UnitIndex, Method: "alpha-feldt/1"}},
		Groups:  []models.Lost{{Group: a.Cells[0].Group, N: 70, Attrition: 0.2}},
		Skipped: []models.Skipped{{Name: "effect_size", Because: models.Text{En: "Everybody is alike.", Ar: "الجميع سواء."}}},
		Grade: &models.Grade{Sentence: models.Text{En: "Participants improved.", Ar: "تحسّن المشاركون."}, Rule: models.Text{En: "Computed.", Ar: "محسوبة."}, Direction: "better", Exploratory: true,
			Standings: []models.Standing{{Scale: "nesta", Title: models.Text{En: "Nesta", Ar: "نيستا"}, Reached: 2, Next: 3, Means: models.Text{En: "A change.", Ar: "تغيّر."},
				Lacks: []models.Said{said("controls", "Compare with others.", "قارِن بآخرين.")}}}},
	}
	return a
}

// What the page says of a claim stands in the files too, in the columns that the other rows have.
func TestTheFilesCarryTheClaim(t *testing.T) {
	f := fromAnswer(claimed(), view(models.English))
	names, _ := f.Records()
	written := map[string]string{}
	for _, r := range f.ClaimRecords() {
		if len(r) != len(names) {
			t.Fatalf("%d columns, not %d", len(r), len(names))
		}
		fields := map[string]string{}
		for i, field := range r {
			if field.Name != names[i] {
				t.Fatalf("column %d is %s, not %s", i, field.Name, names[i])
			}
			fields[field.Name] = field.Written()
		}
		if fields["row"] != "claim" {
			t.Errorf("%v", fields)
		}
		written[fields["measure"]+" "+fields["region"]] = fields["state"] + "|" + fields["value"] + "|" + fields["low"] + "|" + fields["denominator"] + "|" + fields["reason"]
	}
	for what, want := range map[string]string{"design ": "shown||||Before and after.", "comparison ": "shown||||None.", "n ": "shown|100|||", "reliability ": "shown|0.8|0.71||",
		"attrition ": "shown|0.2|||", "attrition " + *claimed().Cells[0].Group[0].Level: "shown|0.2||70|", "effect_size ": "not_applicable||||Everybody is alike.",
		"claim ": "shown||||Participants improved.", "nesta ": "shown|2|||A change.", "nesta_lacks ": "shown|3|||Compare with others.",
		"exploratory ": "shown||||" + models.Exploratory.En, "rule ": "shown||||Computed."} {
		if written[what] != want {
			t.Errorf("%s: %q, want %q", what, written[what], want)
		}
	}
	if f.Outcome() == nil {
		t.Error("the JSON has no claim")
	}
	hidden := claimed()
	hidden.Outcome = &models.Outcome{State: models.NotApplicable, Reason: &models.Text{En: "Hidden."}}
	f = fromAnswer(hidden, view(models.English))
	if said := f.ClaimRecords(); len(said) != 1 || !slices.Contains(said[0], Field{"reason", "Hidden."}) || !slices.Contains(said[0], Field{"state", "not_applicable"}) {
		t.Errorf("%+v", said)
	}
	if f.Claim.None != "Hidden." || f.Claim.Facts != nil {
		t.Errorf("%+v", f.Claim)
	}
}

func view(l models.Language) View {
	return View{ID: "gap", Language: l, SQL: "SELECT 1", Terms: func(id string) models.Text { return models.Text{En: "2025/26"} }}
}

func render(t *testing.T, f *Figure) string {
	t.Helper()
	page := template.Must(template.New("").Funcs(Functions).Parse(Templates))
	f.Links = Links{CSV: "/x.csv", SVG: "/x.svg", JSON: "/x.json", Snapshot: "/x", Method: "/m"}
	var out bytes.Buffer
	name := "figure"
	if f.Form == Statistic {
		name = "statistic"
	}
	if err := page.ExecuteTemplate(&out, name, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFiguresInEveryStateAndLanguage(t *testing.T) {
	hidden := answer()
	for i := range hidden.Cells {
		hidden.Cells[i].State = models.Hidden
	}
	statistic := answer()
	statistic.By, statistic.Cells = nil, nil
	count := answer()
	count.Unit, count.Title, count.Measure = models.UnitCount, models.Text{En: "People", Ar: "الأشخاص"}, "people"
	for i := range count.Cells {
		if c := &count.Cells[i]; c.State.HasNumbers() {
			*c = models.Cell{Group: c.Group, State: c.State, Value: ptr(float64(*c.Denominator))}
		}
	}
	count.Total = models.Cell{State: models.Shown, Value: ptr(32593.0)}
	for name, a := range map[string]models.Answer{"dots": answer(), "equiplot": twoWay(), "steps": journeyAnswer(), "bars": count, "statistic": statistic, "hidden": hidden, "claim": claimed()} {
		for _, l := range both {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				f := fromAnswer(a, view(l))
				got := render(t, f)
				golden(t, filepath.Join("testdata", name+"."+string(l)+".html"), got)
				if strings.Contains(got, "76543") || strings.Contains(got, "76.5") {
					t.Error("a hidden number stands in the page")
				}
				if strings.Contains(got, "style=") || strings.Contains(got, "<script") || strings.Contains(got, "viewBox") {
					t.Error("style, script or viewBox in a figure")
				}
				parsesAsXML(t, got)
			})
		}
	}
}

// parsesAsXML checks every drawing of a page.
func parsesAsXML(t *testing.T, page string) {
	t.Helper()
	drawings := strings.Split(page, `<svg xmlns="http://www.w3.org/2000/svg"`)[1:]
	for _, d := range drawings {
		depth := 0
		decoder := xml.NewDecoder(strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg"` + d))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("a drawing is no XML: %v", err)
			}
			switch token.(type) {
			case xml.StartElement:
				depth++
			case xml.EndElement:
				depth--
			}
			if depth == 0 {
				break
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; look at it, and if it is right: go test -update", name)
	}
}

func TestTitleStatesADifferenceOnlyWhereIntervalsSupportIt(t *testing.T) {
	a := answer()
	f := fromAnswer(a, view(models.English))
	if want := "Doha: 35 in 100 enrolments end in a credential; Al Rayyan: 58. A gap of 23 percentage points"; f.Title != want || !f.Finding {
		t.Errorf("%q", f.Title)
	}
	t.Run("overlapping intervals are no difference", func(t *testing.T) {
		b := answer()
		b.Cells = b.Cells[:2]
		b.Cells[0].High = ptr(0.56)
		if f := fromAnswer(b, view(models.English)); f.Finding || !strings.HasPrefix(f.Title, "No clear difference between Doha and Al Rayyan") {
			t.Errorf("%q", f.Title)
		}
	})
	t.Run("the interval of the difference decides where there is one", func(t *testing.T) {
		b := answer()
		b.Cells = b.Cells[:2]
		b.Cells[0].High = ptr(0.56)
		b.Inequality = &models.Inequality{State: models.Shown, Measures: []models.Summary{{Name: "difference", From: "doha", To: "rayyan", Low: ptr(-0.25), High: ptr(-0.2)}}}
		if f := fromAnswer(b, view(models.English)); !f.Finding {
			t.Errorf("%q", f.Title)
		}
		b = answer()
		b.Cells = b.Cells[:2]
		b.Inequality = &models.Inequality{State: models.Shown, Measures: []models.Summary{{Name: "difference", From: "doha", To: "rayyan", Low: ptr(-0.25), High: ptr(0.2)}}}
		if f := fromAnswer(b, view(models.English)); f.Finding {
			t.Errorf("%q", f.Title)
		}
	})
	t.Run("low reliability, not given and not recognised are not spoken of", func(t *testing.T) {
		b := answer()
		b.Cells = b.Cells[1:]
		if f := fromAnswer(b, view(models.English)); f.Finding || strings.Contains(f.Title, "Wakra") || strings.Contains(f.Title, "Not given") {
			t.Errorf("%q", f.Title)
		}
	})
	t.Run("ordered groups are compared end to end", func(t *testing.T) {
		b := answer()
		b.Dimensions[0].Ordered = true
		b.Cells[0], b.Cells[1] = b.Cells[1], b.Cells[0]
		if f := fromAnswer(b, view(models.English)); !strings.HasPrefix(f.Title, "Al Rayyan: 58 in 100 enrolments") {
			t.Errorf("%q", f.Title)
		}
	})
	t.Run("too few reported", func(t *testing.T) {
		b := answer()
		b.Coverage.Reported = 20
		if f := fromAnswer(b, view(models.English)); f.Finding || f.Banner == "" {
			t.Errorf("%q %q", f.Title, f.Banner)
		}
	})
}

func TestStepsAreSharesOfShownCountsOnly(t *testing.T) {
	a := journeyAnswer()
	for i := range a.Cells {
		if *a.Cells[i].Group[0].Level == "attended" {
			a.Cells[i] = models.Cell{Group: a.Cells[i].Group, State: models.Hidden}
		}
	}
	f := fromAnswer(a, view(models.English))
	for _, r := range f.Rows {
		if r.Label == "Completed" && (r.Marks[0].OfPrevious != nil || r.Marks[0].Before != nil) {
			t.Error("a share of a suppressed step is given")
		}
	}
	if f.Hidden != 1 {
		t.Errorf("%d hidden", f.Hidden)
	}
}

func TestStepsOfDifferentJourneysAreKeptApart(t *testing.T) {
	a := journeyAnswer()
	for i := range a.Cells {
		if *a.Cells[i].Group[0].Level == "completed" {
			a.Cells[i] = share(models.Shown, "stage", "completed", a.Cells[i].Group[0].Title, 11150, 22858, 0.48, 0.495)
		}
	}
	f := fromAnswer(a, view(models.English))
	if want := "49 in 100 journeys whose source records completion were completed"; f.Title != want {
		t.Errorf("%q", f.Title)
	}
	for _, r := range f.Rows {
		m := r.Marks[0]
		if last := r.Label == "Completed"; last != r.Apart || last && (m.OfPrevious != nil || m.Before != nil) {
			t.Errorf("%s: apart %v, of the stage before %v", r.Label, r.Apart, m.OfPrevious)
		}
		if m.OfPrevious != nil && *m.OfPrevious > 1 {
			t.Errorf("%s: more than all of the stage before", r.Label)
		}
	}
	if !strings.Contains(strings.Join(f.Notes, "\n"), "Sources record different stages") {
		t.Errorf("%q", f.Notes)
	}
	t.Run("a single stage is a sentence and no bar", func(t *testing.T) {
		b := journeyAnswer()
		for i := range b.Cells {
			if *b.Cells[i].Group[0].Level != "enrolled" {
				b.Cells[i] = models.Cell{Group: b.Cells[i].Group, State: models.NotCollected}
			}
		}
		f := fromAnswer(b, view(models.English))
		if !strings.Contains(f.Empty, "Only one stage of a journey is recorded here, “Enrolled”: 32,593 of 32,593") || strings.Contains(render(t, f), "<rect") {
			t.Errorf("%q", f.Empty)
		}
	})
}

func TestTheGapIsSaidAsItIs(t *testing.T) {
	a := answer()
	a.Protection.Hidden, a.Cells = 0, a.Cells[:2]
	a.Cells = append(a.Cells, answer().Cells[6])
	summary := func(name, to string, value, low, high float64, unit models.Unit) models.Summary {
		return models.Summary{Name: name, From: "rayyan", To: to, Value: value, Low: &low, High: &high, Unit: unit}
	}
	for _, c := range []struct {
		summary models.Summary
		want    string
	}{
		{summary("difference", "doha", -0.225, -0.25, -0.2, models.UnitShare), "Doha: 22.5 percentage points lower than Al Rayyan. 95% interval: 20.0 to 25.0."},
		{summary("difference", "doha", 0.225, 0.2, 0.25, models.UnitShare), "Al Rayyan: 22.5 percentage points higher than Doha. 95% interval: 20.0 to 25.0."},
		{summary("difference", "doha", -0.01, -0.03, 0.01, models.UnitShare), "No clear difference: Doha and Al Rayyan are 1.0 percentage points apart, which may be chance. 95% interval: from 3.0 points lower to 1.0 higher."},
		{summary("ratio", "doha", 0.9, 0.8, 1.1, models.UnitIndex), "The rate of Doha, divided by that of Al Rayyan, is 0.90; equal rates (1) cannot be ruled out. 95% interval: 0.80 to 1.10."},
		{summary("adjusted_parity_index", "doha", 0.96, 0.94, 0.98, models.UnitIndex), "0.96 on a scale of 0 to 2, on which 1 is parity. Parity (0.97 to 1.03) cannot be ruled out. 95% interval: 0.94 to 0.98."},
		{summary("difference", "wakra", 0.3, 0.2, 0.4, models.UnitShare), ""},
	} {
		a.Inequality = &models.Inequality{Dimension: "region", State: models.Shown, Measures: []models.Summary{c.summary}}
		block := fromAnswer(a, view(models.English)).Inequality
		got := ""
		for _, line := range block.Lines {
			got += line.Sentence + " " + line.Interval
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.summary.Name, got, c.want)
		}
		if c.want == "" && (block.None == "" || len(block.Skipped) != 1) {
			t.Errorf("%+v", block)
		}
	}
	t.Run("many groups without an order are not compared by their ends", func(t *testing.T) {
		b := answer()
		for i := range 12 {
			id := fmt.Sprint(i)
			b.Cells = append(b.Cells, share(models.Shown, "region", id, models.Text{En: id}, int64(300+20*i), 1000, 0.28+0.02*float64(i), 0.32+0.02*float64(i)))
		}
		b.Inequality = &models.Inequality{Dimension: "region", State: models.Shown, Measures: []models.Summary{summary("difference", "doha", 0.3, 0.2, 0.4, models.UnitShare)}}
		if f := fromAnswer(b, view(models.English)); f.Finding || len(f.Inequality.Lines) != 0 || f.Inequality.None == "" {
			t.Errorf("%q %+v", f.Title, f.Inequality)
		}
	})
}

func TestAReasonIsSaidOnceForAllMeasuresThatItKeepsBack(t *testing.T) {
	why := models.Text{En: "The groups overlap.", Ar: "الفئات متداخلة."}
	a := answer()
	a.Inequality = &models.Inequality{Dimension: "region", State: models.NotApplicable, Reason: &why}
	for _, m := range models.InequalityMeasures {
		a.Inequality.Skipped = append(a.Inequality.Skipped, models.Skipped{Name: m.Name, Title: m.Title, Because: why})
	}
	for _, l := range both {
		v := view(l)
		v.Whole = true
		block := fromAnswer(a, v).Inequality
		if len(block.Skipped) != 1 || strings.Count(block.Skipped[0], why.In(l)) != 1 {
			t.Fatalf("%s: %q", l, block.Skipped)
		}
		for _, m := range models.InequalityMeasures {
			if !strings.Contains(block.Skipped[0], m.Title.In(l)) {
				t.Errorf("%s: %s is not named in %q", l, m.Name, block.Skipped[0])
			}
		}
	}
}

func TestArabicMirrorsTheAxis(t *testing.T) {
	d := drawing{axis: Axis{From: 0, To: 1}}
	if got := d.position(0.25); got != "25.00%" {
		t.Error(got)
	}
	d.rightToLeft = true
	if got := d.position(0.25); got != "75.00%" {
		t.Error(got)
	}
	if x, width := d.span(0, 0.4); x != "60.00%" || width != "40.00%" {
		t.Error(x, width)
	}
}

func TestAxisIsRoundAndCovers(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		unit      models.Unit
		want      string
	}{{0, 0.97, models.UnitShare, "[0 0.25 0.5 0.75 1]"}, {0, 0.034, models.UnitShare, "[0 0.01 0.02 0.03 0.04]"}, {0, 32593, models.UnitCount, "[0 10000 20000 30000 40000]"},
		{-3, 5, models.UnitScore, "[-4 -2 0 2 4 6]"}, {0, 0, models.UnitCount, "[0 1]"}} {
		a := newAxis(c.low, c.high, c.unit)
		if got := fmt.Sprint(a.Ticks); got != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, got, c.want)
		}
		if a.From > c.low || a.To < c.high {
			t.Errorf("%v to %v is not covered by %v to %v", c.low, c.high, a.From, a.To)
		}
	}
}

func TestDrawingTableAndRecordsAgree(t *testing.T) {
	for _, l := range both {
		f := fromAnswer(answer(), view(l))
		_, table := f.Table()
		_, records := f.Records()
		if len(table) != len(records) {
			t.Fatalf("%d rows in the table, %d records", len(table), len(records))
		}
		for i, r := range f.Rows {
			m := r.Marks[0]
			var value any
			for _, field := range records[i] {
				if field.Name == "value" {
					value = field.Value
				}
			}
			if !m.HasNumber() {
				if value != nil || !table[i].Cells[1].Words {
					t.Errorf("%s: a value where there is none", r.Label)
				}
				continue
			}
			written := words.Value(l, f.Unit, value.(float64))
			if table[i].Cells[1].Text != written || f.Says(r)[0].Value != written {
				t.Errorf("%s: %s in the file, %s in the table, %s beside the drawing", r.Label, written, table[i].Cells[1].Text, f.Says(r)[0].Value)
			}
			if place := f.drawing().place(value.(float64)); !strings.Contains(f.RowMarks(r), `x="`+place+`"`) {
				t.Errorf("%s: the mark does not stand at %s", r.Label, place)
			}
		}
	}
}

// TestABoundStandsInPlaceOfANumber draws a hidden share of which a bound is said: the same words in drawing, table and files,
// and no number of it.
func TestABoundStandsInPlaceOfANumber(t *testing.T) {
	a := answer()
	most := 0.1
	a.Cells[2].Bound = &models.Bound{AtMost: &most}
	for l, want := range map[models.Language]string{models.English: "10% or less", models.Arabic: "10% أو أقل"} {
		f := fromAnswer(a, view(l))
		_, table := f.Table()
		names, records := f.Records()
		value := map[string]any{}
		for _, field := range records[2] {
			value[field.Name] = field.Value
		}
		plain := func(s string) string { return words.Unisolated(s) }
		if got := plain(table[2].Cells[1].Text); got != want {
			t.Errorf("the table says %q, want %q", got, want)
		}
		if got := plain(f.Says(f.Rows[2])[0].Value); got != want || !f.Says(f.Rows[2])[0].Words {
			t.Errorf("beside the drawing stands %q, want %q", got, want)
		}
		if value["state"] != "hidden" || value["at_most"] != most || value["at_least"] != nil || value["value"] != nil || value["low"] != nil || value["high"] != nil || value["numerator"] != nil || value["denominator"] != nil {
			t.Errorf("the file says %v", value)
		}
		if len(names) != len(records[0]) || len(records[0]) != len(records[2]) {
			t.Error("rows of a file have different columns")
		}
		if !slices.Contains(f.Notes, words.Say(l, "note.bound")) {
			t.Error("what a bound is stands nowhere")
		}
	}
}

func TestHostileLabelsChangeNothing(t *testing.T) {
	a := answer()
	evil := "</script><script>alert(1)</script>\u202eabc\u202c\u2066__f__x__f__\"'" + strings.Repeat("long ", 40)
	a.Cells[0].Group[0].Title = models.Text{En: evil}
	a.Dimensions[0].Title = models.Text{En: evil}
	for _, l := range both {
		f := fromAnswer(a, view(l))
		got := render(t, f)
		if strings.Contains(got, "<script") || strings.ContainsRune(got, '\u202e') || strings.Contains(f.AxisMarks(), "script") {
			t.Error("a label became markup")
		}
		if l == models.English && strings.ContainsRune(got, '\u2066') {
			t.Error("a label's isolate stands in the page")
		}
		if strings.Count(got, "<tr") != strings.Count(render(t, fromAnswer(answer(), view(l))), "<tr") {
			t.Error("a label changed the table")
		}
	}
}

func TestExploreViews(t *testing.T) {
	explore := func(t *testing.T, a models.Answer, l models.Language) string {
		t.Helper()
		options, err := fromAnswer(a, view(l)).Explore()
		if err != nil {
			t.Fatal(err)
		}
		return string(options)
	}
	for _, l := range both {
		t.Run(string(l), func(t *testing.T) {
			got := explore(t, twoWay(), l)
			var indented bytes.Buffer
			if err := json.Indent(&indented, []byte(got), "", " "); err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "explore."+string(l)+".json"), indented.String()+"\n")
			if strings.Contains(got, "76543") || strings.Contains(got, "76.5") {
				t.Error("a hidden number stands in the options")
			}
			for _, want := range []string{`"renderMode":"richText"`, `"aria":{"enabled":false}`, `"animation":false`, `"confine":true`} {
				if !strings.Contains(got, want) {
					t.Errorf("%s is missing", want)
				}
			}
			if strings.Contains(got, "toolbox") || strings.Contains(got, "function") || strings.Contains(got, "__f__") {
				t.Error("code or a toolbox in the options")
			}
		})
	}
	t.Run("hostile labels stay labels", func(t *testing.T) {
		a := twoWay()
		for i := range a.Cells {
			a.Cells[i].Group[0].Title = models.Text{En: "</script><script>alert(1)</script>\u202e__proto__ {a|b} & __f__x__f__ " + strings.Repeat("long ", 40)}
			a.Cells[i].Group[1].Title = models.Text{En: "<!--{b}"}
		}
		got := explore(t, a, models.English)
		if strings.ContainsAny(got, "<>&\u202e") || strings.Contains(got, "{a|b}") {
			t.Error(got)
		}
		var options struct{ Series []struct{ Name string } }
		if err := json.Unmarshal([]byte(got), &options); err != nil || len(options.Series) != 16 {
			t.Fatal(err, len(options.Series))
		}
		names := map[string]int{}
		for _, s := range options.Series {
			names[s.Name]++
		}
		for name, n := range names {
			if n != 2 { // a line and its intervals
				t.Errorf("%d series are called %q", n, name)
			}
		}
	})
	t.Run("nothing to explore", func(t *testing.T) {
		if got := explore(t, answer(), models.English); got != "" {
			t.Error(got)
		}
	})
}

func TestInequalityIsLeftOutWhereANumberIsHidden(t *testing.T) {
	a := answer()
	a.Inequality = &models.Inequality{Dimension: "region", State: models.NotApplicable, Measures: []models.Summary{{Name: "difference", Value: secretShare}}}
	f := fromAnswer(a, view(models.English))
	if f.Inequality.None == "" || len(f.Inequality.Lines) != 0 || len(f.Summaries()) != 0 {
		t.Errorf("%+v", f.Inequality)
	}
}
