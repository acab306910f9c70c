package effect

import (
	"math"

	"athar/queries/stats"
)

// Methods for effects on yes and no.
const (
	MethodRiskDifference stats.Method = "risk-difference-half-if-zero/1"
	MethodLogisticD      stats.Method = "logistic-d-half-if-zero/1"
)

// Logarithm carries a ratio to the scale on which its error was worked out and on which ratios are pooled: the estimate of
// stats.Katz or stats.OddsRatio becomes ln RR or ln OR with the same error. Its method stays that of the ratio.
//
// Special cases: a ratio without a value keeps its reason, and one without limits that for them; a ratio of zero has no
// logarithm (ZeroNumerator).
//
// Errors: an estimate whose standard error is not that of its logarithm.
func Logarithm(ratio stats.Estimate) (stats.Estimate, error) {
	result := ratio
	switch {
	case !ratio.Defined():
		return result, nil
	case ratio.StandardError.Defined() && ratio.StandardError.Scale != stats.Logarithmic:
		return stats.Estimate{}, stats.Refuse("only a ratio, whose standard error is that of its logarithm, can be carried to it")
	case ratio.Value <= 0:
		return stats.Undefine(stats.ZeroNumerator, ratio.Method, stats.Settings{Level: ratio.Interval.Level}), nil
	}
	result.Value = math.Log(ratio.Value)
	if ratio.StandardError.Defined() {
		result.StandardError.Scale = stats.Natural
	}
	if ratio.Interval.Defined() {
		result.Interval.Low, result.Interval.High = math.Log(ratio.Interval.Low), math.Log(ratio.Interval.High)
	}
	return result, nil
}

// LogisticD carries an odds ratio to the scale of HedgesG, taking what lies behind yes and no to follow a logistic
// distribution:
//
//	d = ln OR √3/π,  v = v(ln OR) 3/π²
//
// Unit: standard deviations.
//
// Special cases and errors: as for stats.OddsRatio.
//
// Source: Hasselblad & Hedges 1995, Psychological Bulletin 117:167-178, doi:10.1037/0033-2909.117.1.167.
func LogisticD(pair stats.ProportionPair, options ...stats.Option) (stats.Estimate, error) {
	const scale = 0.55132889542179204 // √3/π, the inverse of the standard deviation of a logistic distribution
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	odds, err := stats.OddsRatio(pair, options...)
	if err != nil {
		return stats.Estimate{}, err
	}
	logarithm, err := Logarithm(odds)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case !logarithm.StandardError.Defined():
		logarithm.Method = MethodLogisticD
		return logarithm, nil
	}
	result := stats.Symmetric(logarithm.Value*scale, logarithm.StandardError.Value*scale, s.Z(), MethodLogisticD, s)
	for _, warning := range odds.Warnings {
		result = result.WarnedIf(true, warning)
	}
	return result, nil
}

// RiskDifference is the difference of two shares with the variance that pooling weighs studies by.
//
//	D = a/n₁ - c/n₂,  v = ab/n₁³ + cd/n₂³,  with a and c successes, b and d failures
//
// Unit: difference of shares, -1 to 1. For a single comparison on a page stats.Newcombe has the better interval.
//
// Special cases: when one of the four cells is zero, 1/2 is added to each, in the value as in the interval (HalfAdded): a
// study in which all or none succeeded would otherwise have no variance and take all the weight. No trials on a side give
// NoData.
//
// Errors: as for stats.Wilson, on either side.
//
// Source: Viechtbauer 2010, Journal of Statistical Software 36(3), doi:10.18637/jss.v036.i03.
func RiskDifference(pair stats.ProportionPair, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	for _, p := range []stats.Proportion{pair.Compared, pair.Reference} {
		if _, err := stats.Wilson(p); err != nil {
			return stats.Estimate{}, err
		}
	}
	if pair.Compared.Trials == 0 || pair.Reference.Trials == 0 {
		return stats.Undefine(stats.NoData, MethodRiskDifference, s), nil
	}
	a, b := pair.Compared.Successes, pair.Compared.Trials-pair.Compared.Successes
	c, d := pair.Reference.Successes, pair.Reference.Trials-pair.Reference.Successes
	zeroCell := a == 0 || b == 0 || c == 0 || d == 0
	if zeroCell {
		a, b, c, d = a+0.5, b+0.5, c+0.5, d+0.5
	}
	n1, n2 := a+b, c+d
	variance := a/n1*(b/n1)/n1 + c/n2*(d/n2)/n2
	return stats.Symmetric((a*d-b*c)/n1/n2, math.Sqrt(variance), s.Z(), MethodRiskDifference, s).
		WarnedIf(zeroCell, stats.HalfAdded), nil
}
