package spatial

import (
	"cmp"
	"slices"

	"athar/queries/stats"
)

// Nearest is the minutes from each zone to so many opportunities, 1 for the nearest one: the least minutes within which
// the supply adds up to that many.
//
// Unit: minutes. Special cases: a zone that can reach fewer is OutOfReach.
//
// Errors: a number of opportunities that is not finite and above 0; further ones as for [Gravity].
func Nearest(r Region, opportunities float64) ([]Access, error) {
	if !(opportunities > 0) || !stats.IsFinite(opportunities) {
		return nil, stats.Refuse("the number of opportunities must be a finite number above 0")
	}
	trips, err := r.trips()
	if err != nil {
		return nil, err
	}
	slices.SortFunc(trips, func(a, b Trip) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Minutes, b.Minutes), cmp.Compare(a.To, b.To))
	})
	access := make([]Access, len(r.Learners))
	for i := range access {
		access[i].Undefined = stats.OutOfReach
	}
	supply := 0.0
	for i, trip := range trips {
		if i == 0 || trip.From != trips[i-1].From {
			supply = 0
		}
		supply += r.Supply[trip.To]
		if supply >= opportunities && !access[trip.From].Defined() {
			access[trip.From] = Access{Value: trip.Minutes}
		}
	}
	return access, nil
}
