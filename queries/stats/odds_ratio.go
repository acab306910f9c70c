package stats

import "math"

// MethodOddsRatio is the log interval for an odds ratio, with 1/2 added to all cells when one is zero.
const MethodOddsRatio Method = "odds-ratio-half-if-zero/1"

// OddsRatio estimates the ratio of two independent odds with the interval that is symmetric for its logarithm:
//
//	OR = x₁(n₂-x₂)/((n₁-x₁)x₂),  se(ln OR)² = 1/x₁ + 1/(n₁-x₁) + 1/x₂ + 1/(n₂-x₂),  limits OR exp(∓ z se)
//
// Unit: none; 1 means equal. Readers take odds ratios for ratios of shares, which they exceed wherever success is common:
// print Katz's ratio for them, and keep this one for models of odds.
//
// Special cases: as for Katz, the halves, HalfAdded and NoSuccesses alike.
//
// Errors: as for Wilson, on either side.
//
// Source: Woolf 1955, Annals of Human Genetics 19:251-253, doi:10.1111/j.1469-1809.1955.tb01348.x; halves only when needed
// as in Viechtbauer 2010, Journal of Statistical Software 36(3), doi:10.18637/jss.v036.i03.
func OddsRatio(pair ProportionPair, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := pair.check(); err != nil {
		return Estimate{}, err
	}
	if pair.empty() {
		return Undefine(NoData, MethodOddsRatio, s), nil
	}
	a, b, zeroCell := pair.filled()
	ratio := a.Successes / a.failures() * (b.failures() / b.Successes)
	standardError := math.Sqrt(1/a.Successes + 1/a.failures() + 1/b.Successes + 1/b.failures())
	return SymmetricLog(ratio, standardError, s.Z(), MethodOddsRatio, s).
		WarnedIf(zeroCell, HalfAdded).
		WarnedIf(pair.noSuccesses(), NoSuccesses), nil
}
