package upload

import (
	"strings"
	"testing"

	"athar/dashboards/words"
	"athar/models"
)

// What was not guessed is left out, not said of nothing.
func TestADraftSaysOnlyWhatItKnows(t *testing.T) {
	for _, l := range []models.Language{models.English, models.Arabic} {
		told := func(f models.DraftFeed) string {
			f.Name, f.Kind, f.File, f.Rows = "visits", "people", "visits.csv", 60
			return strings.Join(newDraft(l, &models.Workspace{}, &models.Draft{Feeds: []models.DraftFeed{f}}, "").Feeds[0].Says, "\n")
		}
		for key, f := range map[string]models.DraftFeed{"encoding": {Encoding: "windows-1256"}, "identity": {Identity: "register"}, "key": {Key: []string{"person_id"}}} {
			said := words.Say(l, "draft.says."+key, "what", "")
			if without, with := told(models.DraftFeed{}), told(f); strings.Contains(without, said) || !strings.Contains(with, said) {
				t.Errorf("%s, %s: %q without, %q with", l, key, without, with)
			}
		}
	}
}
