package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// Turns counts persons by yes and no before and after.
type Turns struct {
	Stayed  float64 // yes before and after
	Lost    float64 // yes before, no after
	Gained  float64 // no before, yes after
	Without float64 // no before and after
}

// Methods for yes and no before and after.
const (
	MethodPairedDifference stats.Method = "paired-share-difference-wald/1"
	MethodMcNemar          stats.Method = "mcnemar/1"
	MethodMcNemarCorrected stats.Method = "mcnemar-continuity/1"
	MethodMcNemarExact     stats.Method = "mcnemar-exact/1"
)

// ShareChange is a change of a share of persons and three tests of there being none. All three look only at those who
// turned.
type ShareChange struct {
	Change    stats.Estimate // share after minus share before
	Plain     stats.Test     // chi-squared with one degree
	Corrected stats.Test     // with a correction for continuity: closer to the exact test
	Exact     stats.Test     // binomial; Statistic is the smaller of the two turns. For few who turned
}

// McNemar compares a share before and after in the same persons, g having gained and l lost it, of n.
//
//	change (g-l)/n,  se² = (g + l - (g-l)²/n) / n²,  χ² = (g-l)²/(g+l),  corrected (|g-l| - 1)²/(g+l)
//
// Unit: difference of shares, -1 to 1. Limits are normal and kept within it.
//
// Special cases: nobody gives NoData; nobody who turned gives a change of 0 without width (NoSpread) and no tests
// (NoVariation). As many who gained as lost are not corrected.
//
// Errors: counts that are negative, not whole, infinite or NaN; a level outside 0..1.
//
// Source: McNemar 1947, Psychometrika 12:153-157, doi:10.1007/BF02295996; Edwards 1948, Psychometrika 13:185-187,
// doi:10.1007/BF02289261.
func McNemar(turns Turns, options ...stats.Option) (ShareChange, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return ShareChange{}, err
	}
	n := 0.0
	for _, count := range []float64{turns.Stayed, turns.Lost, turns.Gained, turns.Without} {
		if !stats.IsAmount(count) || count != math.Trunc(count) {
			return ShareChange{}, stats.Refuse("persons must be counted in whole numbers, 0 or more")
		}
		n += count
	}
	turned, difference := turns.Gained+turns.Lost, turns.Gained-turns.Lost
	var reason stats.Reason
	switch {
	case n == 0:
		reason = stats.NoData
	case turned == 0:
		reason = stats.NoVariation
	}
	result := ShareChange{
		Change:    stats.Undefine(stats.NoData, MethodPairedDifference, s),
		Plain:     stats.UndefinedTest(reason, MethodMcNemar),
		Corrected: stats.UndefinedTest(reason, MethodMcNemarCorrected),
		Exact:     stats.UndefinedTest(reason, MethodMcNemarExact),
	}
	if n > 0 {
		variance := math.Max(0, turned-difference*(difference/n))
		result.Change = stats.Symmetric(difference/n, math.Sqrt(variance)/n, s.Z(), MethodPairedDifference, s)
		if limits := &result.Change.Interval; limits.Defined() {
			limits.Low, limits.High = math.Max(-1, limits.Low), math.Min(1, limits.High)
		}
	}
	if reason != "" {
		return result, nil
	}
	result.Plain = chiSquared(difference*difference/turned, MethodMcNemar)
	corrected := math.Max(0, math.Abs(difference)-1)
	result.Corrected = chiSquared(corrected*corrected/turned, MethodMcNemarCorrected)
	fewer := math.Min(turns.Gained, turns.Lost)
	result.Exact = stats.Test{
		Statistic: fewer,
		// P(X <= fewer) of turned throws of a coin.
		PValue: math.Min(1, 2*distribution.BetaCDF(0.5, turned-fewer, fewer+1)),
		Method: MethodMcNemarExact,
	}
	return result, nil
}

func chiSquared(statistic float64, method stats.Method) stats.Test {
	return stats.Test{Statistic: statistic, Degrees: 1, PValue: distribution.ChiSquaredSurvival(statistic, 1), Method: method}
}
