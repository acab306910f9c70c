package models

import (
	"encoding/json"
	"time"
)

// Term is a period of account. Terms may overlap; year groups them.
type Term struct {
	ID       string `json:"id" yaml:"id"`
	Year     int    `json:"year" yaml:"year"`
	Title    Text   `json:"title" yaml:"title"`
	StartsOn Day    `json:"starts_on" yaml:"starts_on"`
	EndsOn   Day    `json:"ends_on" yaml:"ends_on"`
}

// Day is a calendar day without a clock, written 2013-02-01.
type Day struct{ time.Time }

// ParseDay reads an ISO 8601 day.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	return Day{t}, err
}

func (d Day) String() string { return d.Format(time.DateOnly) }

// MarshalText writes an ISO 8601 day.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON writes an ISO 8601 day; without it the clock of the time inside
// would be written too.
func (d Day) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads an ISO 8601 day.
func (d *Day) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	return d.UnmarshalText([]byte(s))
}

// UnmarshalText reads an ISO 8601 day.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDay(string(b))
	return err
}

// UnmarshalYAML reads an ISO 8601 day.
func (d *Day) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	return d.UnmarshalText([]byte(s))
}

// LatestComplete returns the last term that had ended on a day; where none
// has, the first term. Answers without a term are about it.
func LatestComplete(terms []Term, today Day) (Term, bool) {
	if len(terms) == 0 {
		return Term{}, false
	}
	best := -1
	for i, t := range terms {
		if t.EndsOn.Before(today.Time) && (best < 0 || !t.EndsOn.Before(terms[best].EndsOn.Time)) {
			best = i
		}
	}
	return terms[max(best, 0)], true
}
