package spatial

import (
	"cmp"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Methods for what the access of zones comes to.
const (
	MethodShareWithin   stats.Method = "share-within-reach/1"
	MethodLearnerMean   stats.Method = "learner-weighted-mean/1"
	MethodConcentration stats.Method = "concentration-of-access/1"
	MethodShortfall     stats.Method = "access-shortfall-fgt/1"
)

// ShareWithin estimates which share of learners have what they need within so many minutes, the last one included, from
// the minutes of [Nearest]. Learners for whom it is OutOfReach count as not having it.
//
// Unit: share, 0 to 1. Special cases: no learners give NoData. There is no interval (NoChance).
//
// Errors: minutes negative, infinite or NaN; unequal numbers of zones; learners negative, infinite or NaN; a level outside
// 0..1.
func ShareWithin(nearest []Access, learners []float64, minutes float64, options ...stats.Option) (stats.Estimate, error) {
	if !stats.IsAmount(minutes) {
		return stats.Estimate{}, stats.Refuse("minutes must be a finite number, 0 or more")
	}
	return summary(nearest, learners, MethodShareWithin, options, func(z zones) (float64, stats.Reason) {
		return z.mean(func(i int) float64 {
			if nearest[i].Defined() && nearest[i].Value <= minutes {
				return 1
			}
			return 0
		}), ""
	})
}

// LearnerMean estimates the access that the average learner has. Zones where it is not defined are left out and warn of
// GroupsLeftOut: for them read [ShareWithin] first.
//
// Unit: that of the access. Special cases: no learners, or none with a defined access, give NoData. There is no interval
// (NoChance). Errors: those of [ShareWithin].
func LearnerMean(access []Access, learners []float64, options ...stats.Option) (stats.Estimate, error) {
	if err := check(access, learners); err != nil {
		return stats.Estimate{}, err
	}
	known := make([]float64, len(learners))
	left := false
	for i := range access {
		if access[i].Defined() {
			known[i] = learners[i]
		} else {
			left = left || learners[i] > 0
		}
	}
	e, err := summary(access, known, MethodLearnerMean, options, func(z zones) (float64, stats.Reason) {
		return z.mean(func(i int) float64 { return access[i].Value }), ""
	})
	return e.WarnedIf(e.Defined() && left, stats.GroupsLeftOut), err
}

// Histogram gives access with the learners who have it, for measures of inequality such as stats.Gini and stats.TheilByGroup.
// OutOfReach tells how many learners have none that is defined and are not in it.
func Histogram(access []Access, learners []float64) (histogram []stats.AmountCount, outOfReach float64, err error) {
	if err := check(access, learners); err != nil {
		return nil, 0, err
	}
	for i, a := range access {
		if a.Defined() {
			histogram = append(histogram, stats.AmountCount{Amount: a.Value, Count: learners[i]})
		} else {
			outOfReach += learners[i]
		}
	}
	return histogram, outOfReach, nil
}

// Concentration estimates how far access follows income: the concentration index of access over learners in order of the
// income of their zone.
//
//	C = 2 Σ p (y - μ)(r - 1/2) / μ
//
// with r the middle of a zone's stretch of learners; zones of equal income share theirs. Unit: none, between -1 and 1, above
// 0 when the better off have more access.
//
// Special cases: no learners give NoData; access of nobody gives AllZero; access that is somewhere not defined gives
// OutOfReach. There is no interval (NoChance).
//
// Errors: an income infinite or NaN; access below 0; further ones as for [ShareWithin].
//
// Source: Kakwani, Wagstaff & van Doorslaer 1997, Journal of Econometrics 77:87-103, doi:10.1016/S0304-4076(96)01807-6.
func Concentration(access []Access, learners, income []float64, options ...stats.Option) (stats.Estimate, error) {
	if len(income) != len(access) || slices.ContainsFunc(income, func(x float64) bool { return !stats.IsFinite(x) }) {
		return stats.Estimate{}, stats.Refuse("every zone needs an income, a finite number")
	}
	return summary(access, learners, MethodConcentration, options, func(z zones) (float64, stats.Reason) {
		if slices.ContainsFunc(z.inhabited, func(i int) bool { return !access[i].Defined() }) {
			return 0, stats.OutOfReach
		}
		mean := z.mean(func(i int) float64 { return access[i].Value })
		if mean == 0 {
			return 0, stats.AllZero
		}
		order := slices.Clone(z.inhabited)
		slices.SortFunc(order, func(i, j int) int {
			return cmp.Or(cmp.Compare(income[i], income[j]), cmp.Compare(access[i].Value, access[j].Value), cmp.Compare(learners[i], learners[j]))
		})
		var before, index exact.Sum
		for from := 0; from < len(order); {
			var equal exact.Sum
			to := from
			for ; to < len(order) && income[order[to]] == income[order[from]]; to++ {
				equal.Add(learners[order[to]])
			}
			rank := (before.Value()+equal.Value()/2)/z.total - 0.5
			for _, i := range order[from:to] {
				index.Add(2 * learners[i] / z.total * (access[i].Value/mean - 1) * rank)
			}
			before.Add(equal.Value())
			from = to
		}
		return index.Value(), ""
	})
}

// Shortfall says how many learners have less access than a standard, and how much less.
type Shortfall struct {
	Share      stats.Estimate // of learners below the standard
	Gap        stats.Estimate // mean over all learners of what is missing, as a share of the standard
	SquaredGap stats.Estimate // mean of its square, in which the worst off count for more
}

// ShortfallOf estimates how far access falls short of a standard, after Foster, Greer and Thorbecke.
//
//	Σ p max(0, (z - y)/z)^a for a = 0, 1 and 2, where a = 0 counts those with y < z
//
// Unit: shares, 0 to 1. Zones where access is not defined count as having none. For minutes, where more is worse, use
// [ShareWithin].
//
// Special cases: no learners give NoData. There are no intervals (NoChance). Errors: a standard that is not finite and above
// 0; access below 0; further ones as for ShareWithin.
//
// Source: Foster, Greer & Thorbecke 1984, Econometrica 52:761-766, doi:10.2307/1913475.
func ShortfallOf(access []Access, learners []float64, standard float64, options ...stats.Option) (Shortfall, error) {
	if !(standard > 0) || !stats.IsFinite(standard) {
		return Shortfall{}, stats.Refuse("the standard of access must be a finite number above 0")
	}
	estimate := func(f func(gap float64) float64) (stats.Estimate, error) {
		return summary(access, learners, MethodShortfall, options, func(z zones) (float64, stats.Reason) {
			return z.mean(func(i int) float64 {
				gap := 1.0
				if access[i].Defined() {
					gap = (standard - access[i].Value) / standard
				}
				if gap <= 0 {
					return 0
				}
				return f(gap)
			}), ""
		})
	}
	share, err := estimate(func(float64) float64 { return 1 })
	if err != nil {
		return Shortfall{}, err
	}
	gap, err := estimate(func(gap float64) float64 { return gap })
	if err != nil {
		return Shortfall{}, err
	}
	squared, err := estimate(func(gap float64) float64 { return gap * gap })
	return Shortfall{Share: share, Gap: gap, SquaredGap: squared}, err
}

// zones are those with learners.
type zones struct {
	inhabited []int
	learners  []float64
	total     float64 // above 0
}

// mean is that over learners.
func (z zones) mean(f func(zone int) float64) float64 {
	var sum exact.Sum
	for _, i := range z.inhabited {
		sum.Add(z.learners[i] / z.total * f(i))
	}
	return sum.Value()
}

func check(access []Access, learners []float64) error {
	if len(access) != len(learners) {
		return stats.Refuse("every zone needs its access and its learners")
	}
	for i := range access {
		if !stats.IsAmount(learners[i]) || (access[i].Defined() && !stats.IsAmount(access[i].Value)) {
			return stats.Refuse("learners and access must be finite numbers, 0 or more")
		}
	}
	return nil
}

// summary is exact for what was given, so it has no interval.
func summary(access []Access, learners []float64, method stats.Method, options []stats.Option, f func(zones) (float64, stats.Reason)) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	if err := check(access, learners); err != nil {
		return stats.Estimate{}, err
	}
	z := zones{learners: learners}
	var total exact.Sum
	for i, n := range learners {
		if n > 0 {
			z.inhabited = append(z.inhabited, i)
			total.Add(n)
		}
	}
	z.total = total.Value()
	switch {
	case z.total == 0:
		return stats.Undefine(stats.NoData, method, s), nil
	case !stats.IsFinite(z.total):
		return stats.Undefine(stats.NumbersTooLarge, method, s), nil
	}
	value, reason := f(z)
	if reason != "" {
		return stats.Undefine(reason, method, s), nil
	}
	return stats.WithoutInterval(value, stats.NoChance, method, s), nil
}
