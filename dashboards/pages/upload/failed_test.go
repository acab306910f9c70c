package upload

import (
	"errors"
	"strings"
	"testing"

	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// Of a package whose second part failed the first is taken: nobody is told that nothing was.
func TestAFailureSaysWhatWasTakenBefore(t *testing.T) {
	for _, l := range []models.Language{models.English, models.Arabic} {
		u := models.Upload{State: models.UploadFailed, Failure: errors.New("a fault of ours")}
		nothing := words.Say(l, "upload.failed")
		if said := NewJob(l, &models.Workspace{}, u, disclosure.Changes{}).Failure; !strings.Contains(said, nothing) {
			t.Errorf("%s: %q", l, said)
		}
		u.Receipts = []models.Receipt{{Feed: "roster", Received: 3, Accepted: 3}, {Feed: "visits", Received: 2, Problems: []models.Problem{{Effect: models.Rejection}}}}
		if said := NewJob(l, &models.Workspace{}, u, disclosure.Changes{}).Failure; strings.Contains(said, nothing) || !strings.Contains(said, "roster") || strings.Contains(said, "visits") {
			t.Errorf("%s: %q", l, said)
		}
	}
}
