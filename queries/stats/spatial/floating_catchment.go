package spatial

import "athar/queries/stats/internal/exact"

// FloatingCatchment is the supply a learner of each zone has when every opportunity is shared by all who can reach it: the
// two-step floating catchment area with [Within], the enhanced one with [Steps].
//
//	R_j = S_j / Σ_i P_i f(t_ij),  A_i = Σ_j R_j f(t_ij)
//
// Unit: supply a learner. All learners together have all supply that anybody can reach: Σ P_i A_i = Σ S_j.
//
// Special cases: a zone without trips has 0; supply that no learner can reach is nobody's. Errors: those of [Gravity].
//
// Source: Luo & Wang 2003, Environment and Planning B 30:865-884, doi:10.1068/b29120; steps: Luo & Qi 2009, Health & Place
// 15:1100-1107, doi:10.1016/j.healthplace.2009.06.002.
func FloatingCatchment(r Region, decay Decay) ([]Access, error) {
	trips, err := r.trips()
	if err != nil {
		return nil, err
	}
	demand, reached := make([]exact.Sum, len(r.Supply)), make([]exact.Sum, len(r.Learners))
	for _, trip := range trips {
		demand[trip.To].Add(r.Learners[trip.From] * decay(trip.Minutes))
	}
	for _, trip := range trips {
		if d := demand[trip.To].Value(); d > 0 {
			reached[trip.From].Add(r.Supply[trip.To] / d * decay(trip.Minutes))
		}
	}
	return accessOf(reached), nil
}

// SpatialAvailability is the part of all supply that falls to each zone when every opportunity is shared by all who can
// reach it, in proportion to learners and nearness: Σ_j S_j P_i f(t_ij) / Σ_k P_k f(t_kj). It is the [FloatingCatchment] of
// a zone times its learners, and adds up to all supply that anybody can reach.
//
// Unit: that of the supply. Special cases and errors: those of FloatingCatchment.
//
// Source: Soukhov, Páez, Higgins & Mohamed 2023, PLOS ONE 18:e0278468, doi:10.1371/journal.pone.0278468.
func SpatialAvailability(r Region, decay Decay) ([]Access, error) {
	access, err := FloatingCatchment(r, decay)
	if err != nil {
		return nil, err
	}
	for i := range access {
		access[i].Value *= r.Learners[i]
	}
	return access, nil
}
