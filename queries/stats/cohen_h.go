package stats

import "math"

// MethodCohenH is the difference of two shares after the arcsine transformation.
const MethodCohenH Method = "cohen-h/1"

// CohenH estimates how far two independent shares lie apart on a scale on which their spread is the same everywhere:
//
//	h = 2 asin √p₁ - 2 asin √p₂,  se² = 1/n₁ + 1/n₂,  limits h ∓ z se
//
// Unit: radians, -π to π; positive when Compared is higher. It serves to plan samples and to compare gaps at different
// levels; a reader is shown Newcombe's difference instead.
//
// Special cases: no trials on either side give NoData. The error is that of many trials, and the limits are not cut at π.
//
// Errors: as for Wilson, on either side.
//
// Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 6,
// doi:10.4324/9780203771587.
func CohenH(pair ProportionPair, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := pair.check(); err != nil {
		return Estimate{}, err
	}
	if pair.empty() {
		return Undefine(NoData, MethodCohenH, s), nil
	}
	a, b := pair.Compared, pair.Reference
	h := 2*math.Asin(math.Sqrt(a.Share())) - 2*math.Asin(math.Sqrt(b.Share()))
	return Symmetric(h, math.Sqrt(1/a.Trials+1/b.Trials), s.Z(), MethodCohenH, s), nil
}
