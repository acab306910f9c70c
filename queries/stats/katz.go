package stats

import "math"

// MethodKatz is the log interval for a ratio of two shares, with 1/2 added to all cells when one is zero.
const MethodKatz Method = "katz-half-if-zero/1"

// Katz estimates the ratio of two independent shares with the interval that is symmetric for its logarithm:
//
//	R = p₁/p₂,  se(ln R)² = 1/x₁ - 1/n₁ + 1/x₂ - 1/n₂,  limits R exp(∓ z se)
//
// Unit: none; 1 means equal. Print it with the difference, for the two may move in opposite ways over time.
//
// Special cases: when one of the four cells (successes and failures on either side) is zero, 1/2 is added to each of the
// four, in the value as in the interval, with the warning HalfAdded; when nobody succeeded on either side the ratio is
// owed to those halves alone, and NoSuccesses says so. No trials on a side give NoData. For a ratio that stays undefined
// over a rate of zero, see Parity.
//
// Errors: as for Wilson, on either side.
//
// Source: Katz, Baptista, Azen & Pike 1978, Biometrics 34:469-474, doi:10.2307/2530610; halves only
// when needed as in Viechtbauer 2010, Journal of Statistical Software 36(3), doi:10.18637/jss.v036.i03.
func Katz(pair ProportionPair, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := pair.check(); err != nil {
		return Estimate{}, err
	}
	if pair.empty() {
		return Undefine(NoData, MethodKatz, s), nil
	}
	a, b, zeroCell := pair.filled()
	return SymmetricLog(a.Share()/b.Share(), katzError(a, b), s.Z(), MethodKatz, s).
		WarnedIf(zeroCell, HalfAdded).
		WarnedIf(pair.noSuccesses(), NoSuccesses), nil
}

func (p ProportionPair) empty() bool { return p.Compared.Trials == 0 || p.Reference.Trials == 0 }
func (p ProportionPair) noSuccesses() bool {
	return p.Compared.Successes == 0 && p.Reference.Successes == 0
}

// filled adds 1/2 to each of the four cells when one is zero, so that every ratio of them has a logarithm.
func (p ProportionPair) filled() (a, b Proportion, zeroCell bool) {
	a, b = p.Compared, p.Reference
	if a.Successes == 0 || b.Successes == 0 || a.failures() == 0 || b.failures() == 0 {
		return a.withHalves(), b.withHalves(), true
	}
	return a, b, false
}

func (p Proportion) withHalves() Proportion {
	return Proportion{Successes: p.Successes + 0.5, Trials: p.Trials + 1}
}

// katzError is the standard error of the log ratio; both sides need successes. Written with failures, 1/x - 1/n =
// (n-x)/(x n), it cannot fall below zero by rounding.
func katzError(a, b Proportion) float64 {
	return math.Sqrt(a.failures()/a.Successes/a.Trials + b.failures()/b.Successes/b.Trials)
}
