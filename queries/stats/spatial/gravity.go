package spatial

import "athar/queries/stats/internal/exact"

// Gravity is the supply that each zone can reach, counting what is far for less: Σ_j S_j f(t_ij). With [Within] it is the
// number of opportunities within so many minutes.
//
// Unit: that of the supply. Special cases: a zone without trips has 0. It does not know how many learners share what they
// reach; [FloatingCatchment] does.
//
// Errors: unequal numbers of learners and supplies; a number of learners, a supply or minutes negative, infinite or NaN; a
// trip that leads nowhere or stands twice.
//
// Source: Hansen 1959, Journal of the American Institute of Planners 25:73-76, doi:10.1080/01944365908978307.
func Gravity(r Region, decay Decay) ([]Access, error) {
	trips, err := r.trips()
	if err != nil {
		return nil, err
	}
	reached := make([]exact.Sum, len(r.Learners))
	for _, trip := range trips {
		reached[trip.From].Add(r.Supply[trip.To] * decay(trip.Minutes))
	}
	return accessOf(reached), nil
}
