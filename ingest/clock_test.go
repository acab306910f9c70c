package ingest_test

import (
	"fmt"
	"testing"
	"time"

	"athar/models"
)

// TestAClockThatJumpsDisordersNothing: the clock goes back a day, then ten
// years ahead, and comes back; commits are ordered by their numbers all along.
func TestAClockThatJumpsDisordersNothing(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{
		"athar.yaml": `
			name: rhythm
			basis: {purpose: Tests, permission: None is needed}
			feeds:
			  - {name: monthly, kind: schools, files: {schools: schools.csv}, every: P1M}
			`,
		"schools.csv": "school_id\nS0\n",
	})
	const tenYears = 3653 * 24 * time.Hour
	var given []models.Receipt
	for i, ahead := range []time.Duration{0, -24 * time.Hour, tenYears, time.Hour} {
		r.ahead = ahead
		for _, x := range []models.Receipt{
			r.post("participations", "web", fmt.Sprintf(`[{"record_id":"r","person_id":"p","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-0%d"}]`, i+1)),
			r.post("schools", "web", fmt.Sprintf(`[{"school_id":"S%d"},{"school_id":"T%[1]d"}]`, i+1)),
		} {
			if want := clock().Add(ahead); !x.At.Equal(want) {
				t.Errorf("with the clock %s ahead a receipt is of %s", ahead, x.At)
			}
			given = append(given, x)
		}
	}
	check := func() {
		t.Helper()
		last := int64(0)
		for i, x := range given {
			if x.Commit <= last {
				t.Errorf("receipt %d is of commit %d, after commit %d", i, x.Commit, last)
			}
			last = x.Commit
			kept, err := r.in.Receipt(t.Context(), x.Batch)
			if err != nil || !kept.At.Equal(x.At) || kept.Commit != x.Commit {
				t.Errorf("receipt %d: %v %+v", i, err, kept)
			}
			rows := int64(0)
			for _, f := range r.lake.Files(x.Kind, x.Commit-1, x.Commit) {
				rows += f.Rows
			}
			if rows != x.Accepted {
				t.Errorf("commit %d has %d rows, and its receipt says %d", x.Commit, rows, x.Accepted)
			}
		}
		// The last said is current, whatever the clock said then.
		if got := r.records("participations", "occurred_on"); got != "2024-03-04=1" {
			t.Errorf("current is %q", got)
		}
	}
	check()
	r.reopen()
	check()
}

// TestAClockThatWasAheadSilencesNoAlarm: what came while the clock was ten
// years ahead does not put the alarm off by ten years.
func TestAClockThatWasAheadSilencesNoAlarm(t *testing.T) {
	r := newRoad(t)
	files := map[string]string{
		"athar.yaml": `
			name: rhythm
			basis: {purpose: Tests, permission: None is needed}
			feeds:
			  - {name: monthly, kind: schools, files: {schools: schools.csv}, every: P1M}
			`,
		"schools.csv": "school_id\nS1\n",
	}
	r.ahead = 10 * 365 * 24 * time.Hour
	r.load(files)
	r.ahead = 0
	silent := func(now time.Time) bool { return len(r.in.Silent(now)) > 0 }
	if !silent(clock()) {
		t.Error("a delivery of the future raises no alarm")
	}
	files["schools.csv"] = "school_id\nS1\nS2\n"
	r.load(files)
	for range 2 {
		if silent(clock()) {
			t.Error("the clock was set right and something came, and yet there is an alarm")
		}
		if !silent(clock().AddDate(0, 2, 0)) {
			t.Error("two months later there is none")
		}
		r.reopen()
	}
}
