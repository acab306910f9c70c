package models

import "time"

// FeedState is what has come from one feed so far.
type FeedState struct {
	Feed     string     `json:"feed"`
	Title    Text       `json:"title"`
	Source   string     `json:"source"`
	Kind     string     `json:"kind"`
	Batches  int64      `json:"batches"`
	Records  int64      `json:"records"` // current ones
	Received int64      `json:"received"`
	Awaiting int64      `json:"awaiting"` // rows awaiting correction
	LastAt   *time.Time `json:"last_at,omitempty"`
	Every    string     `json:"every,omitempty"`
	DueBy    *time.Time `json:"due_by,omitempty"` // when the next delivery was or is due
	Silent   bool       `json:"silent"`           // nothing ever came, or the next is overdue
	Problems []Problem  `json:"problems"`         // of all batches, summed by code and column
}

// TermCoverage is who has reported for a term.
type TermCoverage struct {
	Term     Term `json:"term"`
	Coverage      // schools
}

// Supply is the state of what comes in: the data page.
type Supply struct {
	Commit   int64          `json:"commit"`
	AsOf     time.Time      `json:"as_of"`
	Feeds    []FeedState    `json:"feeds"`
	Coverage []TermCoverage `json:"coverage"`
	// Unusable names dimensions that contradict themselves for so many people
	// that no answer uses them, with the reason.
	Unusable map[string]Text `json:"unusable"`
}
