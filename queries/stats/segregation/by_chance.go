package segregation

import (
	"math"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Methods for what chance alone makes.
const (
	MethodMutualInformationByChance stats.Method = "segregation-mutual-information-by-chance/1"
	MethodInformationByChance       stats.Method = "segregation-information-index-by-chance/1"
	MethodDissimilarityByChance     stats.Method = "dissimilarity-by-chance/1"
)

// MutualInformationByChance is the [MutualInformation] to be expected if learners of all groups were dealt over the units at
// random, with units and groups as large as they are.
//
//	E(M) = Σ_u Σ_g E(n/T ln(n/T)) + E_units + E_groups,  n hypergeometric: t_u of T drawn, of whom T_g are of the group
//
// It is exact and draws nothing. Unit: nats. An index that is not well above it says nothing of segregation.
//
// Special cases: nobody gives NoData; one unit or one group give 0. It is exact for the margins and has no interval
// (NoChance).
//
// Errors: learners that are not whole numbers, negative, infinite or NaN; a level outside 0..1.
//
// Source: Winship 1977, Social Forces 55:1058-1066 (for dissimilarity); Carrington & Troske 1997,
// Journal of Business & Economic Statistics 15:402-409, doi:10.1080/07350015.1997.10524718.
func MutualInformationByChance(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return byChance(cells, MethodMutualInformationByChance, options, func(t table) (float64, stats.Reason) {
		return t.informationByChance(), ""
	})
}

// InformationByChance is the [Information] to be expected if learners were dealt at random: [MutualInformationByChance] over
// the entropy of the groups. Special cases: one group gives OneGroup.
func InformationByChance(cells []Cell, options ...stats.Option) (stats.Estimate, error) {
	return byChance(cells, MethodInformationByChance, options, func(t table) (float64, stats.Reason) {
		if len(t.groups) == 1 {
			return 0, stats.OneGroup
		}
		return t.informationByChance() / entropyOf(t.sizes, t.total), ""
	})
}

// DissimilarityByChance is the [DissimilarityFromRest] of a group to be expected if learners were dealt over the units at
// random. It is exact: E|a_u/A - b_u/B| of a hypergeometric a_u, added up over units. Special cases, errors and source are
// those of MutualInformationByChance; a group of nobody, or nobody else, gives MissingGroup.
func DissimilarityByChance(cells []Cell, group string, options ...stats.Option) (stats.Estimate, error) {
	return byChance(cells, MethodDissimilarityByChance, options, func(t table) (float64, stats.Reason) {
		g, found := t.group(group)
		if !found || len(t.groups) == 1 {
			return 0, stats.MissingGroup
		}
		size := t.sizes[g]
		var apart exact.Sum
		t.bySize(func(unit, units float64) {
			apart.Add(units * dealt{t.total, size, unit}.mean(func(n float64) float64 {
				return math.Abs(n/size - (unit-n)/(t.total-size))
			}))
		})
		return apart.Value() / 2, ""
	})
}

func byChance(cells []Cell, method stats.Method, options []stats.Option, measure func(table) (float64, stats.Reason)) (stats.Estimate, error) {
	fractional := false
	e, err := index(cells, method, options, func(t table) (float64, stats.Reason) {
		if fractional = !t.whole(); fractional {
			return 0, stats.NoData
		}
		return measure(t)
	})
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case fractional:
		return stats.Estimate{}, stats.Refuse("learners who are dealt at random must be counted in whole numbers")
	}
	if e.Defined() {
		e.Interval.Undefined, e.StandardError.Undefined, e.Warnings = stats.NoChance, stats.NoChance, nil
	}
	return e, nil
}

func (t table) informationByChance() float64 {
	var information exact.Sum
	for _, size := range t.sizes {
		t.bySize(func(unit, units float64) {
			information.Add(units * dealt{t.total, size, unit}.mean(func(n float64) float64 {
				if n == 0 {
					return 0
				}
				return n / t.total * math.Log(n/t.total)
			}))
		})
	}
	return max(0, information.Value()+entropyOf(t.units, t.total)+entropyOf(t.sizes, t.total))
}

// bySize calls with every size that units have, and how many have it: chance deals alike to all of them.
func (t table) bySize(do func(size, units float64)) {
	sizes := slices.Sorted(slices.Values(t.units))
	for begin, end := 0, 0; begin < len(sizes); begin = end {
		for end = begin; end < len(sizes) && sizes[end] == sizes[begin]; end++ {
		}
		do(sizes[begin], float64(end-begin))
	}
}

// dealt is how many of a group come into a unit when learners are dealt at random: hypergeometric.
type dealt struct{ learners, group, unit float64 }

// mean is that of f over the distribution. It goes out from the most likely number in both directions until what is left
// has no weight.
func (d dealt) mean(f func(n float64) float64) float64 {
	least, most := max(0, d.unit+d.group-d.learners), min(d.unit, d.group)
	mode := min(max(math.Floor((d.unit+1)*(d.group+1)/(d.learners+2)), least), most)
	peak := math.Exp(distribution.LogChoose(d.group, mode) +
		distribution.LogChoose(d.learners-d.group, d.unit-mode) - distribution.LogChoose(d.learners, d.unit))
	const negligible = 1e-20
	var total, weights exact.Sum
	add := func(n, p float64) {
		total.Add(p * f(n))
		weights.Add(p)
	}
	add(mode, peak)
	for n, p := mode, peak; n < most && p > negligible; n++ {
		p *= (d.group - n) * (d.unit - n) / ((n + 1) * (d.learners - d.group - d.unit + n + 1))
		add(n+1, p)
	}
	for n, p := mode, peak; n > least && p > negligible; n-- {
		p *= n * (d.learners - d.group - d.unit + n) / ((d.group - n + 1) * (d.unit - n + 1))
		add(n-1, p)
	}
	return total.Value() / weights.Value()
}
