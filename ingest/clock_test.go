package ingest_test

import (
	"fmt"
	"strings"
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

// TestAClockMayJumpWithinACommit: whenever it is looked at, the clock says a
// time days or years from what it said before.
func TestAClockMayJumpWithinACommit(t *testing.T) {
	r := newRoad(t)
	looked := 0
	r.jump = func() time.Duration {
		looked++
		return []time.Duration{-24 * time.Hour, 3653 * 24 * time.Hour, time.Hour, -3653 * 24 * time.Hour}[looked%4]
	}
	var given []models.Receipt
	for i := range 6 {
		before := looked
		given = append(given, r.post("schools", "web", fmt.Sprintf(`[{"school_id":"S%d"},{"school_id":"T%[1]d"}]`, i)))
		given = append(given, r.acknowledged(byWeb, attended(fmt.Sprint(i))))
		if looked-before < 4 {
			t.Fatalf("a commit and a post looked at the clock %d times", looked-before)
		}
	}
	for range 2 {
		last := int64(0)
		for i, x := range given {
			if x.Seconds < 0 {
				t.Errorf("receipt %d: it took %g s", i, x.Seconds)
			}
			if x.Commit <= last {
				t.Errorf("receipt %d is of commit %d, after commit %d", i, x.Commit, last)
			}
			last = x.Commit
			if kept, err := r.in.Receipt(t.Context(), x.Batch); err != nil || !kept.At.Equal(x.At) || kept.Commit != x.Commit {
				t.Errorf("receipt %d: %v %+v", i, err, kept)
			}
		}
		r.reopen()
		if got := r.records("schools", "source"); got != "web=12" {
			t.Errorf("schools: %q", got)
		}
		if got := r.records("participations", "source"); got != "web=6" {
			t.Errorf("participations: %q", got)
		}
	}
}

// TestAnAnswerAsOfACommitGoesByItsNumberWhateverTheClockSaid: commits are made
// with the clock ten years ahead, then set right, then a day back.
func TestAnAnswerAsOfACommitGoesByItsNumberWhateverTheClockSaid(t *testing.T) {
	r := newRoad(t)
	var given []models.Receipt
	for i, ahead := range []time.Duration{3653 * 24 * time.Hour, 0, -24 * time.Hour} {
		r.ahead = ahead
		people := make([]string, 100)
		for k := range people {
			people[k] = fmt.Sprintf(`{"person_id":"%d-%d"}`, i, k)
		}
		given = append(given, r.post("people", "register", "["+strings.Join(people, ",")+"]"))
	}
	for range 2 {
		for i, x := range given {
			released, err := r.engine.Answer(t.Context(), models.Question{Measure: "people", AsOf: x.Commit, Terms: []string{models.AllTerms}})
			if err != nil {
				t.Fatal(err)
			}
			a := released.Answer()
			if want := float64(100 * (i + 1)); a.Total.Value == nil || *a.Total.Value != want {
				t.Errorf("as of commit %d: %+v, not %g people", x.Commit, a.Total, want)
			}
			if a.Commit != x.Commit || !a.AsOf.Equal(x.At) {
				t.Errorf("as of commit %d: the answer is of %d, %s, and its receipt of %s", x.Commit, a.Commit, a.AsOf, x.At)
			}
		}
		r.reopen()
	}
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
