package disclosure

import (
	"slices"
	"testing"

	"athar/models"
)

// Of the planted table one cell is small, and three others hide it.
func TestAReleaseIsRecorded(t *testing.T) {
	var records []Record
	ask := func(by ...string) {
		if _, err := Protect(planted, Request{By: by, Estimate: share, Policy: strict, Record: func(r Record) { records = append(records, r) }}); err != nil {
			t.Fatal(err)
		}
	}
	ask("gender", "band")
	ask("gender")
	ask("gender", "band")
	if records[0].Result == "" || records[0].Result != records[2].Result {
		t.Errorf("the same tables have the digests %s and %s", records[0].Result, records[2].Result)
	}
	other := planted
	other.Rows = slices.Clone(planted.Rows)
	for i := range other.Rows { // nothing is small any more
		other.Rows[i].Parts = []int64{100, 100}
	}
	if _, err := Protect(other, Request{By: []string{"gender"}, Estimate: share, Policy: strict, Record: func(r Record) { records = append(records, r) }}); err != nil {
		t.Fatal(err)
	}
	if records[3].Result == records[0].Result {
		t.Error("another pattern has the same digest")
	}
	records[0].Result, records[1].Result = "", ""
	want := Record{Policy: PolicyVersion, Limits: models.Policy{Threshold: 5, SensitiveThreshold: 20}, Tables: 1, Primary: 1, Complementary: 3, Hidden: 4}
	if records[0] != want {
		t.Errorf("%+v", records[0])
	}
	if want.Hidden = 0; records[1] != want { // the plan is that of the whole table
		t.Errorf("%+v", records[1])
	}
}
