package correct

import (
	"html/template"
	"strings"
	"testing"

	"athar/models"
)

// aRow is one of a feed that reads days as DD/MM/YYYY.
func aRow() (*models.Workspace, models.Aside) {
	w := &models.Workspace{Feeds: []models.Feed{{Name: "taken", Kind: "participations", Formats: map[string]string{"occurred_on": "DD/MM/YYYY"}}}}
	return w, models.Aside{Batch: "b", Row: 1, Feed: "taken", Kind: "participations", File: "taken.csv", Line: 7,
		Faults: []string{"not_a_date:occurred_on", "unknown_code:stage"}, Record: `{"occurred_on": "soon", "stage": "went"}`}
}

func TestADayIsAskedForAsTheFeedReadsIt(t *testing.T) {
	w, row := aRow()
	for _, l := range []models.Language{models.English, models.Arabic} {
		said := NewList(l, w, []models.Aside{row}, 1).Groups[0].Rows[0].Faults
		if !strings.Contains(said, "DD/MM/YYYY") || strings.Contains(said, "YYYY-MM-DD") {
			t.Errorf("the list says %q", said)
		}
	}
	w.Feeds = nil // posted, or its package is gone
	if said := NewList(models.English, w, []models.Aside{row}, 1).Groups[0].Rows[0].Faults; !strings.Contains(said, "YYYY-MM-DD") {
		t.Errorf("without a declared form the list says %q", said)
	}
}

func TestCodesToChooseHaveTheirTitles(t *testing.T) {
	w, row := aRow()
	page := template.Must(template.New("").Parse(Template))
	for l, want := range map[models.Language]string{models.English: "Attended", models.Arabic: "الحضور"} {
		f, err := NewForm(l, w, row, nil)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := page.ExecuteTemplate(&out, "row", shown{f}); err != nil {
			t.Fatal(err)
		}
		for _, option := range []string{`<option value="attended">` + want + ` · attended</option>`, `<option value="went" selected>went</option>`} {
			if !strings.Contains(out.String(), option) {
				t.Errorf("%s: there is no %s in\n%s", l, option, out.String())
			}
		}
	}
}

// shown is what the page's template is given.
type shown struct{ Data Form }

func (shown) Say(key string, _ ...string) string { return key }
func (shown) Language() string                   { return "en" }
func (shown) Form() string                       { return "" }
