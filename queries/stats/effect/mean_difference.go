package effect

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// MethodWelch is the comparison of two means whose groups may differ in spread.
const MethodWelch stats.Method = "welch/1"

// Comparison is a difference of means and the test of there being none.
type Comparison struct {
	Difference stats.Estimate // in the unit of the outcome
	Test       stats.Test     // t with Degrees of freedom, two-sided
}

// MeanDifference compares two means without taking the groups to be equally spread.
//
//	D = m₁ - m₂,  se² = s₁²/n₁ + s₂²/n₂,  t = D/se,  limits D ∓ t(df) se
//	df = se⁴ / ((s₁²/n₁)²/(n₁-1) + (s₂²/n₂)²/(n₂-1))
//
// Unit: that of the outcome.
//
// Special cases: an empty group gives NoData; a group of one gives a difference and TooFew for interval and test; groups
// without any spread give an interval without width (NoSpread) and no test (NoVariation).
//
// Errors: a negative, infinite or NaN count or standard deviation; an infinite or NaN mean; a level outside 0..1.
//
// Source: Welch 1947, Biometrika 34:28-35, doi:10.1093/biomet/34.1-2.28.
func MeanDifference(pair SummaryPair, options ...stats.Option) (Comparison, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Comparison{}, err
	}
	if err := pair.check(); err != nil {
		return Comparison{}, err
	}
	a, b := pair.Compared, pair.Reference
	switch {
	case a.Count == 0 || b.Count == 0:
		return Comparison{stats.Undefine(stats.NoData, MethodWelch, s), stats.UndefinedTest(stats.NoData, MethodWelch)}, nil
	case a.Count <= 1 || b.Count <= 1:
		return Comparison{
			stats.WithoutInterval(pair.Difference(), stats.TooFew, MethodWelch, s),
			stats.UndefinedTest(stats.TooFew, MethodWelch),
		}, nil
	}
	first := a.StandardDeviation / a.Count * a.StandardDeviation
	second := b.StandardDeviation / b.Count * b.StandardDeviation
	if first+second == 0 {
		return Student(pair.Difference(), 0, pair.degrees(), MethodWelch, s), nil
	}
	share := first / (first + second)
	degrees := 1 / (share*share/(a.Count-1) + (1-share)*(1-share)/(b.Count-1))
	return Student(pair.Difference(), math.Sqrt(first+second), degrees, MethodWelch, s), nil
}

// rounding is what the error of persons who all differ by the same may come to, as a share of the difference.
const rounding = 2e-15

// Student gives the interval and the test of a difference over its standard error, with so many degrees of freedom above 0.
//
// Special cases: a standard error of zero gives an interval without width (NoSpread). No test (NoVariation) is given of one
// that is zero but for rounding next to the difference. Numbers too large to be told apart give NumbersTooLarge.
func Student(difference, standardError, degrees float64, method stats.Method, s stats.Settings) Comparison {
	result := Comparison{
		Difference: stats.Symmetric(difference, standardError, -distribution.TQuantile((1-s.Level)/2, degrees), method, s),
	}
	t := difference / standardError
	switch {
	case standardError <= rounding*math.Abs(difference):
		result.Test = stats.UndefinedTest(stats.NoVariation, method)
	case !stats.IsFinite(t) || math.IsNaN(degrees):
		result.Test = stats.UndefinedTest(stats.NumbersTooLarge, method)
	default:
		result.Test = stats.Test{Statistic: t, Degrees: degrees, PValue: 2 * distribution.TCDF(-math.Abs(t), degrees), Method: method}
	}
	return result
}
