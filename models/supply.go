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

// Silence is a feed with a rhythm (every) that has not kept it.
type Silence struct {
	Feed   string     `json:"feed"`
	Title  Text       `json:"title"`
	Source string     `json:"source"`
	Kind   string     `json:"kind"`
	Every  string     `json:"every"`
	LastAt *time.Time `json:"last_at,omitempty"` // nil: nothing ever came
	Since  *time.Time `json:"since,omitempty"`   // when the next delivery was due; nil: nothing ever came
}

// Silence tells whether a feed is silent at a moment, given when something of
// it was last taken in (nil: never). A feed without a rhythm never is.
func (f Feed) Silence(last *time.Time, now time.Time) (s Silence, silent bool) {
	period, err := ParsePeriod(f.Every)
	if err != nil {
		return Silence{}, false
	}
	s = Silence{Feed: f.Name, Title: f.Title, Source: f.Source, Kind: f.Kind, Every: f.Every, LastAt: last}
	if last == nil {
		return s, true
	}
	if last.After(now.AddDate(0, 0, 1)) { // by a clock that was ahead: rather look once too often than never
		s.Since = &now
		return s, true
	}
	due := period.After(Day{Time: *last}).Time
	s.Since = &due
	return s, now.After(due)
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
