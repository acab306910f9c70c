package dashboards_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"athar/dashboards"
	"athar/dashboards/pages"
	"athar/models"
)

func serve(e dashboards.Engine) http.Handler {
	server := echo.New()
	server.HTTPErrorHandler = func(err error, c echo.Context) {
		status := http.StatusInternalServerError
		switch models.KindOf(err) {
		case models.NotFound:
			status = http.StatusNotFound
		case models.Invalid:
			status = http.StatusBadRequest
		case models.Unfinished:
			status = http.StatusServiceUnavailable
		}
		if h, ok := errors.AsType[*echo.HTTPError](err); ok {
			status = h.Code
		}
		if dashboards.WantsPage(c) {
			if err := dashboards.ErrorPage(c, status, err); err != nil {
				panic(err)
			}
			return
		}
		if err := c.NoContent(status); err != nil {
			panic(err)
		}
	}
	dashboards.Register(server, e, dashboards.Options{})
	return server
}

func get(t *testing.T, h http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// allowedScript is our own script and the data of explore views.
var allowedScript = regexp.MustCompile(`<script src="/static/explore\.js\?v=[0-9a-f]+" type="module"></script>|<script type="application/json">[^<>&]*</script>`)

func everyPage() []*pages.Page { return slices.Concat(dashboards.Pages, dashboards.Beneath) }

func TestEveryPageInBothLanguages(t *testing.T) {
	for _, register := range []bool{true, false} {
		h := serve(newFake(register))
		for _, p := range everyPage() {
			for _, l := range []string{"en", "ar"} {
				w := get(t, h, "/"+l+"/"+p.Name)
				body := w.Body.String()
				if w.Code != http.StatusOK {
					t.Fatalf("/%s/%s: %d %s", l, p.Name, w.Code, body)
				}
				direction := map[string]string{"en": "ltr", "ar": "rtl"}[l]
				if !strings.Contains(body, `<html lang="`+l+`" dir="`+direction+`">`) {
					t.Errorf("/%s/%s: language or direction is missing", l, p.Name)
				}
				if w.Header().Get("Content-Security-Policy") != dashboards.ContentSecurityPolicy {
					t.Errorf("/%s/%s: no policy", l, p.Name)
				}
				if strings.Contains(allowedScript.ReplaceAllString(body, ""), "<script") || strings.Contains(body, " style=") || strings.Contains(body, "<style") || strings.ContainsRune(body, '\u202e') {
					t.Errorf("/%s/%s: script, style or a control in the page", l, p.Name)
				}
				banner := map[bool]string{true: "invented people", false: "public already"}[register]
				if l == "en" && !strings.Contains(body, banner) {
					t.Errorf("/%s/%s: the banner is missing", l, p.Name)
				}
				for _, m := range regexp.MustCompile(`(?:src|href|action)="([^"]*)"`).FindAllStringSubmatch(body, -1) {
					if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") {
						t.Errorf("/%s/%s leads elsewhere: %s", l, p.Name, m[1])
					}
				}
				ids := map[string]bool{}
				for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(body, -1) {
					if ids[m[1]] {
						t.Errorf("/%s/%s: two elements are called %s", l, p.Name, m[1])
					}
					ids[m[1]] = true
				}
			}
		}
	}
}

func TestHiddenNumbersAreNowhere(t *testing.T) {
	h := serve(newFake(true))
	leak := regexp.MustCompile(`7,?654,?321|0\.7654|76\.5|5,?858,?617`)
	for _, l := range []string{"en", "ar"} {
		for _, address := range []string{"ministry?by=region", "ministry?by=region&and=gender", "ministry?by=gender&and=region", "ministry?by=region&measure=award_rate", "research?by=region", "research?by=region&measure=minutes_mean",
			"ministry/gap.csv?by=region", "ministry/gap.json?by=region", "ministry/gap.svg?by=region", "ministry/gap.svg?by=region&and=gender", "research/table.csv?by=region", "research/table.svg?by=region", "data", "school", "provider"} {
			body := get(t, h, "/"+l+"/"+address).Body.String()
			if i := strings.Index(body, "base64"); i > 0 {
				body = regexp.MustCompile(`base64,[^)]*`).ReplaceAllString(body, "")
			}
			if found := leak.FindString(body); found != "" {
				t.Errorf("/%s/%s shows %s", l, address, found)
			}
		}
	}
}

// the same facts stand in both languages, in the same order
func TestLanguagesCarryTheSameNumbers(t *testing.T) {
	h := serve(newFake(true))
	number := regexp.MustCompile(`[0-9][0-9,.]*%?`)
	tag := regexp.MustCompile(`(?s)<svg.*?</svg>|<pre.*?</pre>|<[^>]*>`)
	for _, p := range everyPage() {
		numbers := func(l string) []string {
			body := get(t, h, "/"+l+"/"+p.Name).Body.String()
			body = body[strings.Index(body, "<main"):]
			return number.FindAllString(tag.ReplaceAllString(body, " "), -1)
		}
		en, ar := numbers("en"), numbers("ar")
		en, ar = plainRows(en), plainRows(ar)
		if strings.Join(en, " ") != strings.Join(ar, " ") {
			t.Errorf("%s:\n%v\n%v", p.Name, en, ar)
		}
	}
}

// plainRows drops the full stops of sentences from numbers.
func plainRows(numbers []string) []string {
	for i := range numbers {
		numbers[i] = strings.TrimRight(numbers[i], ".,")
	}
	return numbers
}

func TestFilesOfAFigure(t *testing.T) {
	h := serve(newFake(true))
	for _, l := range []string{"en", "ar"} {
		w := get(t, h, "/"+l+"/ministry/gap.csv?by=region")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 9 {
			t.Fatalf("%d rows, %v: %s", len(rows), err, w.Body)
		}
		w = get(t, h, "/"+l+"/ministry.json?by=region")
		var file struct {
			Measure string
			Rows    []map[string]any
		}
		if err := json.Unmarshal(w.Body.Bytes(), &file); err != nil || len(file.Rows) != 8 || file.Measure != "participation_rate" {
			t.Fatalf("%v %+v", err, file)
		}
		for i, row := range rows[1:] {
			for j, name := range rows[0] {
				switch v := file.Rows[i][name].(type) {
				case nil:
					if row[j] != "" {
						t.Errorf("row %d: %s is %q in CSV and nothing in JSON", i, name, row[j])
					}
				case string:
					if row[j] != v {
						t.Errorf("row %d: %s is %q in CSV and %q in JSON", i, name, row[j], v)
					}
				case float64:
					var x float64
					if err := json.Unmarshal([]byte(row[j]), &x); err != nil || x != v {
						t.Errorf("row %d: %s is %q in CSV and %v in JSON", i, name, row[j], v)
					}
				}
			}
		}
		for _, figure := range []string{"gap.svg?by=region", "gap.svg?by=hostile", "gap.svg?by=region&and=gender", "journey.svg"} {
			w = get(t, h, "/"+l+"/ministry/"+figure)
			decoder := xml.NewDecoder(w.Body)
			for {
				if _, err := decoder.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%s is no XML: %v", figure, err)
				}
			}
			if w.Code != http.StatusOK || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
				t.Errorf("%s: %d %s", figure, w.Code, w.Header())
			}
		}
	}
	t.Run("a label is no formula", func(t *testing.T) {
		body := get(t, h, "/en/ministry/gap.csv?by=hostile").Body.String()
		if strings.Contains(body, ",=") || strings.Contains(body, `"=HYPER`) {
			t.Error(body)
		}
	})
}

var update = flag.Bool("update", false, "write the goldens anew")

var embedded = regexp.MustCompile(`base64,[^)]*`)

func TestFilesStandAsBefore(t *testing.T) {
	h := serve(newFake(true))
	for _, l := range []string{"en", "ar"} {
		for name, address := range map[string]string{
			"gap.csv": "ministry/gap.csv?by=region", "gap.json": "ministry/gap.json?by=region", "gap.svg": "ministry/gap.svg?by=region",
			"two.csv": "ministry/gap.csv?by=region&and=gender", "two.svg": "ministry/gap.svg?by=region&and=gender", "journey.csv": "ministry/journey.csv", "journey.svg": "ministry/journey.svg", "hostile.csv": "ministry/gap.csv?by=hostile",
		} {
			w := get(t, h, "/"+l+"/"+address)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", address, w.Code)
			}
			got := embedded.ReplaceAllString(w.Body.String(), "base64,")
			file := filepath.Join("testdata", l, name)
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at it, and if it is right: go test -update", file)
			}
		}
	}
}

func TestAddressIsTheView(t *testing.T) {
	h := serve(newFake(true))
	for given, want := range map[string]string{
		"/en/ministry?by=&term=&measure=":                            "/en/ministry",
		"/en/ministry?term=2024&by=region":                           "/en/ministry?by=region&term=2024",
		"/en/ministry?measure=participation_rate":                    "/en/ministry",
		"/ar/ministry?only_region=doha&only_gender=F&by=region":      "/ar/ministry?by=region&only_gender=F&only_region=doha",
		"/en/ministry?only_imd_band=0-10%25&only_imd_band=90-100%25": "",
		"/en/ministry?by=region":                                     "",
	} {
		w := get(t, h, given)
		if want == "" {
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d to %s", given, w.Code, w.Header().Get("Location"))
			}
			continue
		}
		if w.Code != http.StatusFound || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %s, want %s", given, w.Code, w.Header().Get("Location"), want)
		}
		if again := get(t, h, want); again.Code != http.StatusOK {
			t.Errorf("%s: %d to %s", want, again.Code, again.Header().Get("Location"))
		}
	}
}

func TestIgnoredFiltersAreNamed(t *testing.T) {
	h := serve(newFake(true))
	for address, want := range map[string]string{
		"/en/ministry?by=school":              "by: pages do not name single schools",
		"/en/ministry?by=support":             "by: sensitive groupings are shown only when asked for",
		"/en/ministry?colour=red":             "colour: pages do not know this key",
		"/en/ministry?by=nothing":             "by: there is nothing of this name here",
		"/en/ministry?only_region=atlantis":   "only_region: the dimension has no such level",
		"/en/ministry?by=region&and=region":   "and: it is the first grouping already",
		"/en/ministry?asof=yesterday":         "asof: there is nothing of this name here",
		"/en/ministry?%3Cscript%3E=%3Cb%3E":   "&lt;script&gt;: pages do not know this key",
		"/en/ministry?measure=drop_table":     "measure: there is nothing of this name here",
		"/en/ministry?only_provider=somebody": "only_provider: pages do not name single schools",
	} {
		w := get(t, h, address)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, %q is missing", address, w.Code, want)
		}
	}
}

func TestSensitiveGroupingsAreOffUntilAskedFor(t *testing.T) {
	h := serve(newFake(true))
	if body := get(t, h, "/en/ministry").Body.String(); strings.Contains(body, "Disabled learners") || strings.Contains(body, `value="support"`) {
		t.Error("a sensitive grouping is offered")
	}
	body := get(t, h, "/en/ministry?sensitive=1").Body.String()
	if !strings.Contains(body, "Learning support – sensitive: higher threshold") || strings.Contains(body, "gap-support") {
		t.Error("a sensitive grouping asked for is not offered, or is shown unasked")
	}
	if body := get(t, h, "/en/ministry?by=support&sensitive=1").Body.String(); !strings.Contains(body, "Disabled learners") {
		t.Error("a sensitive grouping asked for is not shown")
	}
}

func TestMinistryWithParticipantsOnly(t *testing.T) {
	body := get(t, serve(newFake(false)), "/en/ministry").Body.String()
	for _, want := range []string{"Only participants are known in these data", "enrolments end in a credential", `id="gap-gender"`, `id="gap-region"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(body, "learners attended at least once") {
		t.Error("access is judged from participants")
	}
}

func TestSnapshotSaysThatNewerDataExist(t *testing.T) {
	h := serve(newFake(true))
	body := get(t, h, "/en/ministry/gap?asof=7").Body.String()
	if !strings.Contains(body, "data version 7. Newer data exist") || !strings.Contains(body, "Data version 7") {
		t.Error("an old view looks like a new one")
	}
	if body := get(t, h, "/en/ministry/gap?asof=12").Body.String(); strings.Contains(body, "Newer data exist") {
		t.Error("the newest data are called old")
	}
}

func TestErrorsAreToldInThePagesLanguage(t *testing.T) {
	e := newFake(true)
	h := serve(e)
	if w := get(t, h, "/ar/nowhere"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `dir="rtl"`) || !strings.Contains(w.Body.String(), "لا يؤدي هذا العنوان") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get(t, h, "/en/ministry/nothing.csv"); w.Code != http.StatusNotFound || w.Body.Len() != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	e.fail = &models.Error{Kind: models.Unfinished, Message: "The warehouse is being built.", Ar: "يجري إعداد المستودع."}
	if w := get(t, h, "/ar/ministry"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "يجري إعداد المستودع.") || !strings.Contains(w.Body.String(), `http-equiv="refresh"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	e.fail = errors.New("a secret of the machine")
	if w := get(t, h, "/en/ministry"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestFrontDoor(t *testing.T) {
	h := serve(newFake(true))
	for accept, want := range map[string]string{"": "/en/ministry", "ar-QA,ar;q=0.9,en;q=0.5": "/ar/ministry", "en-GB,ar;q=0.5": "/en/ministry", "fr": "/en/ministry"} {
		if w := get(t, h, "/", "Accept-Language", accept); w.Header().Get("Location") != want {
			t.Errorf("%q leads to %s", accept, w.Header().Get("Location"))
		}
	}
	for _, name := range []string{"style.css", "icon.svg", "fonts/plex-arabic-600.woff2", "fonts/OFL.txt"} {
		if w := get(t, h, "/static/"+name); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := get(t, h, "/static/../dashboards.go"); w.Code == http.StatusOK {
		t.Error("the source is served")
	}
}

func TestMinistryNamesWhatStandsOut(t *testing.T) {
	body := get(t, serve(newFake(true)), "/en/ministry").Body.String()
	list := body[strings.Index(body, `<section class="standing"`):]
	list = list[:strings.Index(list, "</section>")]
	items := regexp.MustCompile(`<a href="#(gap[a-z_-]*)">[^<]*A gap of ([0-9.]+) percentage points</a>`).FindAllStringSubmatch(list, -1)
	if len(items) == 0 || items[0][1] != "gap" {
		t.Fatalf("%v in %s", items, list)
	}
	last := 100.0
	for _, item := range items {
		if !strings.Contains(body, `id="`+item[1]+`"`) {
			t.Errorf("there is no figure %s", item[1])
		}
		gap, err := strconv.ParseFloat(item[2], 64)
		if err != nil || gap > last+0.5 {
			t.Errorf("%v after %v", gap, last)
		}
		last = gap
	}
	if strings.Contains(list, "Disabled") {
		t.Error("a sensitive grouping stands out unasked")
	}
}

func TestExploreIsDataAndOurOwnScript(t *testing.T) {
	for _, l := range []string{"en", "ar"} {
		body := get(t, serve(newFake(true)), "/"+l+"/ministry?by=hostile").Body.String()
		if strings.Count(body, `<script type="application/json">`) != 1 || strings.Count(body, "<script src=") != 1 {
			t.Errorf("%s: there is no explore view", l)
		}
		if rest := allowedScript.ReplaceAllString(body, ""); strings.Contains(rest, "<script") {
			t.Errorf("%s: a label became script", l)
		}
	}
	h := serve(newFake(true))
	for _, file := range []string{"explore.js", "echarts/echarts.min.js"} {
		if w := get(t, h, "/static/"+file); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
			t.Errorf("%s: %d %s", file, w.Code, w.Header())
		}
	}
	if body := get(t, h, "/en/school").Body.String(); strings.Contains(body, "<script") {
		t.Error("a page without an explore view has script")
	}
}

func TestDataPageSaysWhatToDo(t *testing.T) {
	body := get(t, serve(newFake(true)), "/en/data").Body.String()
	late, fine := strings.Index(body, "silent: nothing ever came"), strings.Index(body, ">Registrations<")
	if late < 0 || fine < late {
		t.Errorf("a silent feed does not stand first: %d, %d", late, fine)
	}
	for _, want := range []string{"Say under “formats” of the feed", "Not yet reported: 11.", "Learning opportunities in Doha"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestThoseCountedWithoutNamesStandBeside(t *testing.T) {
	for _, page := range []string{"school", "provider"} {
		for language, heading := range map[string]string{"en": ">Counted without names</p>", "ar": ">معدودون بلا أسماء</p>"} {
			address := "/" + language + "/" + page
			if body := get(t, serve(newFake(true)), address).Body.String(); !strings.Contains(body, heading) || !strings.Contains(body, `id="headcount"`) {
				t.Errorf("%s does not show them", address)
			}
			if body := get(t, serve(newFake(false)), address).Body.String(); strings.Contains(body, heading) {
				t.Errorf("%s shows them where nobody was counted", address)
			}
		}
	}
}

func TestDataPageRaisesTheAlarmOverSilence(t *testing.T) {
	for language, sentences := range map[string][]string{
		"en": {"Schools: nothing has ever come", "Badges: the last delivery came on 1 Nov 2026; the next was due by 1 Dec 2026."},
		"ar": {"لم يصل منه شيء قط", "وصل آخر تسليم في"},
	} {
		body := get(t, serve(newFake(true)), "/"+language+"/data").Body.String()
		_, alarm, _ := strings.Cut(body, `id="alarm"`)
		alarm, _, _ = strings.Cut(alarm, "</section>")
		for _, want := range sentences {
			if !strings.Contains(alarm, want) {
				t.Errorf("/%s/data: the alarm does not say %q", language, want)
			}
		}
		if strings.Contains(alarm, "Registrations") {
			t.Errorf("/%s/data: the alarm names a feed that is in time", language)
		}
	}
}
