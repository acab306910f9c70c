package spatial

import (
	"cmp"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Region is zones and the ways between them. Zones are known by their position in the slices.
type Region struct {
	Learners []float64 // of each zone: finite, 0 or more
	Supply   []float64 // opportunities of each zone, schools or places: finite, 0 or more
	Trips    []Trip    // one for each pair that can be travelled; a zone is in reach of itself only if there is a trip
}

// Trip is how long it takes from one zone to another.
type Trip struct {
	From, To int
	Minutes  float64 // finite, 0 or more
}

// Access is what one zone has, or why nothing can be said of it.
type Access struct {
	Value     float64 // meaningless unless Defined
	Undefined stats.Reason
}

// Defined reports whether Value may be read.
func (a Access) Defined() bool { return a.Undefined == "" }

// trips checks a region and gives its trips in order of from and to.
func (r Region) trips() ([]Trip, error) {
	if len(r.Learners) != len(r.Supply) {
		return nil, stats.Refuse("every zone needs its learners and its supply")
	}
	for i := range r.Learners {
		if !stats.IsAmount(r.Learners[i]) || !stats.IsAmount(r.Supply[i]) {
			return nil, stats.Refuse("the learners and the supply of a zone must be finite numbers, 0 or more")
		}
	}
	trips := slices.Clone(r.Trips)
	slices.SortFunc(trips, func(a, b Trip) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	for i, trip := range trips {
		switch {
		case min(trip.From, trip.To) < 0 || max(trip.From, trip.To) >= len(r.Learners):
			return nil, stats.Refuse("a trip must lead from one of the zones to another")
		case !stats.IsAmount(trip.Minutes):
			return nil, stats.Refuse("the minutes of a trip must be a finite number, 0 or more")
		case i > 0 && trip.From == trips[i-1].From && trip.To == trips[i-1].To:
			return nil, stats.Refuse("there must be one trip between two zones in each direction, not several")
		}
	}
	return trips, nil
}

// accessOf turns sums into what zones have.
func accessOf(sums []exact.Sum) []Access {
	access := make([]Access, len(sums))
	for i, s := range sums {
		access[i].Value = s.Value()
	}
	return access
}
