package ingest_test

import (
	"testing"

	"athar/models"
)

// TestAnAliasOfTwoIDsIsToldAndJoinsNeither: who is wrong is not known, so both
// senders are told, and nobody is joined with anybody.
func TestAnAliasOfTwoIDsIsToldAndJoinsNeither(t *testing.T) {
	r := newRoad(t)
	of := func(source, scheme, alias, id string) models.Receipt {
		return r.post("aliases", source, `[{"of": "school", "scheme": "`+scheme+`", "alias": "`+alias+`", "id": "`+id+`"}]`)
	}
	told := func(x models.Receipt) (n int64) {
		for _, p := range x.Problems {
			if p.Code == "alias_of_two_ids" && p.Column == "alias" {
				n += p.Count
			}
		}
		return n
	}
	steps := []struct {
		source, scheme, alias, id string
		told                      int64
	}{
		{"web", "old", "a", "s1", 0},
		{"web", "old", "a", "s1", 0},   // again
		{"web", "old", "a", "s2", 0},   // corrected by who said it
		{"web", "new", "a", "s2", 0},   // the same from elsewhere
		{"web", "odd", "a", "s3", 1},   // s3 is not s2
		{"web", "odd", "b", "s3", 0},   // another alias
		{"web", "same", "s3", "s2", 0}, // now it is said that they are one
		{"web", "late", "a", "s3", 0},
	}
	for i, s := range steps {
		if got := told(of(s.source, s.scheme, s.alias, s.id)); got != s.told {
			t.Errorf("step %d: %d aliases of two ids are told, want %d", i, got, s.told)
		}
	}
	// Of one delivery both rows are told.
	if x := r.post("aliases", "web", `[{"of": "school", "scheme": "u", "alias": "z", "id": "s8"}, {"of": "school", "scheme": "v", "alias": "z", "id": "s9"}]`); told(x) != 2 || x.Accepted != 2 {
		t.Errorf("of one delivery: %+v", x)
	}
}
