package stats

import "math"

// MethodByar is Byar's approximation to the exact Poisson interval.
const MethodByar Method = "byar/1"

// Byar estimates a rate, or a standardised ratio of observed to expected events, with Byar's interval, which is within a
// percent of the exact one from five events on and needs no table.
//
//	x(1 - 1/(9x) - z/(3√x))³/T  to  (x+1)(1 - 1/(9(x+1)) + z/(3√(x+1)))³/T
//
// Unit: events per unit of exposure, 0 upwards.
//
// Special cases: no exposure gives ZeroDenominator; no events give a lower limit of exactly 0. There is no standard error.
//
// Errors: events or exposure negative, infinite or NaN; a level outside 0..1.
//
// Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, section 2.3.
func Byar(r Rate, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := r.check(); err != nil {
		return Estimate{}, err
	}
	if r.Exposure == 0 {
		return Undefine(ZeroDenominator, MethodByar, s), nil
	}
	value := r.Events / r.Exposure
	low, high := 0.0, byarLimit(r.Events+1, s.Z())/r.Exposure
	if r.Events > 0 {
		low = max(0, byarLimit(r.Events, -s.Z())/r.Exposure)
	}
	switch {
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, MethodByar, s), nil
	case !IsFinite(high):
		return WithoutInterval(value, NumbersTooLarge, MethodByar, s), nil
	}
	return Estimate{
		Value:         value,
		Interval:      Interval{Low: low, High: high, Level: s.Level},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        MethodByar,
	}, nil
}

func byarLimit(x, z float64) float64 {
	root := 1 - 1/(9*x) + z/(3*math.Sqrt(x))
	return x * root * root * root
}
