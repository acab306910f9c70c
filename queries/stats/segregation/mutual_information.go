package segregation

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Methods for indices of information.
const (
	MethodMutualInformation stats.Method = "segregation-mutual-information/1"
	MethodInformation       stats.Method = "segregation-information-index/1"
	MethodEntropy           stats.Method = "entropy-of-groups/1"
)

// MutualInformation estimates segregation as how much is learned of a learner's group by being told the unit.
//
//	M = Σ_u Σ_g p_ug ln(p_ug / (p_u p_g))
//
// Unit: nats; over ln 2 it is bits. It is 0 when every unit has the same mix of groups and at most the entropy of the
// groups, [Entropy]. It splits exactly into segregation between and within areas, [ByArea], and over units or groups,
// [LocalScoresOfUnits].
//
// Special cases: nobody gives NoData; one group or one unit give 0. Small units or groups warn of SmallUnits. There is no
// interval (NotSimulated): [Bootstrap] gives one.
//
// Errors: learners negative, infinite or NaN; a level outside 0..1.
//
// Source: Theil & Finizza 1971, Journal of Mathematical Sociology 1:187-193, doi:10.1080/0022250X.1971.9989795; Mora &
// Ruiz-Castillo 2011, Sociological Methodology 41:159-194, doi:10.1111/j.1467-9531.2011.01237.x.
func MutualInformation(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodMutualInformation, options, func(t table) (float64, stats.Reason) { return t.mutualInformation(), "" })
}

// Information estimates the information theory index H: mutual information over its most, so that tables with other mixes
// of groups can be read side by side.
//
//	H = M / E,  E = -Σ_g p_g ln p_g
//
// Unit: none, 0 when every unit has the same mix to 1 when no unit has two groups.
//
// Special cases: one group gives OneGroup; further ones, errors and source as for [MutualInformation].
func Information(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodInformation, options, func(t table) (float64, stats.Reason) {
		if len(t.groups) == 1 {
			return 0, stats.OneGroup
		}
		return t.mutualInformation() / entropyOf(t.sizes, t.total), ""
	})
}

// Entropy tells how mixed the groups are altogether: -Σ p_g ln p_g, in nats; 0 for one group. Special cases and errors are
// those of [MutualInformation].
func Entropy(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodEntropy, options, func(t table) (float64, stats.Reason) { return entropyOf(t.sizes, t.total), "" })
}

func (t table) mutualInformation() float64 {
	var information exact.Sum
	for u, unit := range t.units {
		information.Add(unit / t.total * t.unitScore(u))
	}
	return max(0, information.Value())
}

// unitScore is how far the mix of a unit lies from the whole: Σ_g p_g|u ln(p_g|u / p_g).
func (t table) unitScore(u int) float64 {
	var score exact.Sum
	for g, n := range t.row(u) {
		if n > 0 {
			score.Add(n / t.units[u] * math.Log(n/t.units[u]*(t.total/t.sizes[g])))
		}
	}
	return max(0, score.Value())
}

// groupScore is how far a group's spread over units lies from everybody's: Σ_u p_u|g ln(p_u|g / p_u).
func (t table) groupScore(g int) float64 {
	var score exact.Sum
	for u, unit := range t.units {
		if n := t.row(u)[g]; n > 0 {
			score.Add(n / t.sizes[g] * math.Log(n/t.sizes[g]*(t.total/unit)))
		}
	}
	return max(0, score.Value())
}

func entropyOf(parts []float64, total float64) float64 {
	var entropy exact.Sum
	for _, n := range parts {
		if n > 0 {
			entropy.Add(n / total * math.Log(total/n))
		}
	}
	return entropy.Value()
}
