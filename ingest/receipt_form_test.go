package ingest

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"athar/models"
)

// TestAFormWritesWhatItsReceiptSays reads what the form of a feed writes, and
// compares it with the receipt.
func TestAFormWritesWhatItsReceiptSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String()
		r := models.Receipt{Feed: name.Draw(t, "feed"), Kind: "participations", Source: name.Draw(t, "source"), RowsRead: map[string]int64{name.Draw(t, "file"): 1},
			Received: 1, Accepted: 1, Problems: []models.Problem{}}
		f, err := newReceiptForm(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Batch, r.Commit = rapid.StringMatching(`[0-9a-f-]{36}`).Draw(t, "batch"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "commit")
		r.At = time.Unix(0, rapid.Int64Min(0).Draw(t, "at")).UTC()
		r.Seconds = rapid.Float64Range(0, 1e6).Draw(t, "seconds")
		if rapid.Bool().Draw(t, "warned") {
			r.Problems = append(r.Problems, models.NewProblem("unknown_reference", "opportunity_id", ""))
			r.Warnings = 1
		}
		text, err := f.text(&r)
		if err != nil {
			t.Fatal(err)
		}
		var got, want models.Receipt
		whole, err := json.Marshal(r)
		if err != nil || json.Unmarshal(whole, &want) != nil || json.Unmarshal(text, &got) != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is written as %s", whole, text)
		}
	})
}
