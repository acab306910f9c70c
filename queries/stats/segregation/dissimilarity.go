package segregation

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Methods for dissimilarity.
const (
	MethodDissimilarity           stats.Method = "dissimilarity/1"
	MethodMultigroupDissimilarity stats.Method = "dissimilarity-multigroup/1"
)

// Dissimilarity estimates which share of a group's learners would have to change unit for the group to be spread as
// another is.
//
//	D = ½ Σ_u |a_u/A - b_u/B|
//
// Unit: share, 0 when both are spread alike to 1 when they share no unit.
//
// Special cases: nobody gives NoData; a group of nobody gives MissingGroup. Small units or groups warn of SmallUnits: read
// it beside [DissimilarityByChance]. There is no interval (NotSimulated).
//
// Errors: a group compared with itself; learners negative, infinite or NaN; a level outside 0..1.
//
// Source: Duncan & Duncan 1955, American Sociological Review 20:210-217, doi:10.2307/2088328.
func Dissimilarity(cells []Cell, group, other string, options ...stats.Option) (stats.Estimate, error) {
	if group == other {
		return stats.Estimate{}, stats.Refuse("a group cannot be compared with itself")
	}
	return index(cells, MethodDissimilarity, options, func(t table) (float64, stats.Reason) {
		a, b, reason := t.pair(group, other)
		if reason != "" {
			return 0, reason
		}
		return dissimilarity(a, b), ""
	})
}

// DissimilarityFromRest estimates the [Dissimilarity] of a group and all other learners. Special cases: nobody else gives
// MissingGroup.
func DissimilarityFromRest(cells []Cell, group string, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodDissimilarity, options, func(t table) (float64, stats.Reason) {
		a, b, reason := t.rest(group)
		if reason != "" {
			return 0, reason
		}
		return dissimilarity(a, b), ""
	})
}

// MultigroupDissimilarity estimates which share of all learners would have to change unit for every unit to have the same
// mix of groups, over that share if no unit had two groups.
//
//	D* = Σ_u Σ_g t_u |p_g|u - p_g| / (2 T Σ_g p_g (1 - p_g))
//
// Unit: none, 0 to 1. Special cases: one group gives OneGroup; further ones and errors as for [MutualInformation].
//
// Source: Reardon & Firebaugh 2002, Sociological Methodology 32:33-67, doi:10.1111/1467-9531.00110.
func MultigroupDissimilarity(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodMultigroupDissimilarity, options, func(t table) (float64, stats.Reason) {
		if len(t.groups) == 1 {
			return 0, stats.OneGroup
		}
		var apart, most exact.Sum
		for g, size := range t.sizes {
			share := size / t.total
			most.Add(2 * share * (1 - share))
			for u, unit := range t.units {
				apart.Add(math.Abs(t.row(u)[g]/t.total - unit/t.total*share))
			}
		}
		return apart.Value() / most.Value(), ""
	})
}

// pair is the learners of two groups by unit.
func (t table) pair(group, other string) (a, b []float64, reason stats.Reason) {
	g, hasG := t.group(group)
	h, hasH := t.group(other)
	if !hasG || !hasH {
		return nil, nil, stats.MissingGroup
	}
	return t.column(g), t.column(h), ""
}

// rest is the learners of a group and of all others by unit.
func (t table) rest(group string) (a, b []float64, reason stats.Reason) {
	g, found := t.group(group)
	if !found || len(t.groups) == 1 {
		return nil, nil, stats.MissingGroup
	}
	a, b = t.column(g), make([]float64, len(t.places))
	for u := range b {
		var others exact.Sum
		for h, n := range t.row(u) {
			if h != g {
				others.Add(n)
			}
		}
		b[u] = others.Value()
	}
	return a, b, ""
}

func dissimilarity(a, b []float64) float64 {
	allA, allB := exact.SumOf(a), exact.SumOf(b)
	var apart exact.Sum
	for u := range a {
		apart.Add(math.Abs(a[u]/allA - b[u]/allB))
	}
	return min(apart.Value()/2, 1)
}
