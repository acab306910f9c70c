package models

import "time"

// Receipt is what happened to one batch: one delivery of one feed.
type Receipt struct {
	Batch     string           `json:"batch"`
	Feed      string           `json:"feed"`
	Kind      string           `json:"kind"`
	Source    string           `json:"source"`
	RowsRead  map[string]int64 `json:"rows_read"` // per file
	Received  int64            `json:"received"`  // records after mapping
	Accepted  int64            `json:"accepted"`  // new and replaced records
	Unchanged int64            `json:"unchanged"`
	Replaced  int64            `json:"replaced"`
	Withdrawn int64            `json:"withdrawn"`
	SetAside  int64            `json:"set_aside"`
	Warnings  int64            `json:"warnings"` // records with at least a warning, counted once a problem
	Commit    int64            `json:"commit"`   // 0: nothing was taken
	At        time.Time        `json:"at"`
	Seconds   float64          `json:"seconds"`
	DryRun    bool             `json:"dry_run,omitempty"`
	Repeated  bool             `json:"repeated,omitempty"` // answered from an earlier receipt with the same Idempotency-Key
	Problems  []Problem        `json:"problems"`
}

// Taken reports whether anything of the batch stands in the lake now.
func (r Receipt) Taken() bool {
	return r.Accepted+r.Unchanged+r.Withdrawn > 0 || r.Received == 0 && !r.Rejected()
}

// Rejected reports whether a problem made the whole batch unusable.
func (r Receipt) Rejected() bool {
	for _, p := range r.Problems {
		if p.Effect == Rejection {
			return true
		}
	}
	return false
}
