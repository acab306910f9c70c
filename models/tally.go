package models

import (
	"slices"
	"time"
)

// Tally is the receipts of one feed and kind, summed.
type Tally struct {
	Feed      string    `json:"feed"`
	Kind      string    `json:"kind"`
	Source    string    `json:"source"`
	Batches   int64     `json:"batches"`
	Refused   int64     `json:"refused"` // batches of which nothing was taken
	Received  int64     `json:"received"`
	Accepted  int64     `json:"accepted"`
	Unchanged int64     `json:"unchanged"`
	SetAside  int64     `json:"set_aside"`
	TakenAt   time.Time `json:"taken_at"`   // when something of it was last taken in; zero: never
	ChangedAt time.Time `json:"changed_at"` // when it last changed the data; zero: never
	Problems  []Problem `json:"problems"`   // summed by code and column; where they lie is left out
}

// Add counts one receipt of the tally's feed and kind, after those before it.
func (t *Tally) Add(r Receipt) {
	t.Batches++
	t.Received += r.Received
	t.Accepted += r.Accepted
	t.Unchanged += r.Unchanged
	t.SetAside += r.SetAside
	if !r.Taken() {
		t.Refused++
	} else {
		t.TakenAt = r.At // the last in order, and not the latest: a clock may have been ahead
	}
	if r.Commit > 0 {
		t.ChangedAt = r.At
	}
	for _, p := range r.Problems {
		i := slices.IndexFunc(t.Problems, func(s Problem) bool { return s.Code == p.Code && s.Column == p.Column })
		if i < 0 {
			p.File, p.Sheet, p.Line = "", "", 0
			t.Problems = append(t.Problems, p)
			continue
		}
		t.Problems[i].Count += p.Count
	}
}
