package stats

import "gonum.org/v1/gonum/mathext"

// Rate is a number of events over an exposure: incidents in so many learner-years, applications in so many months.
type Rate struct {
	Events   float64 // finite, 0 or more
	Exposure float64 // finite, 0 or more, in the unit that the rate is wanted for
}

func (r Rate) check() error {
	switch {
	case !IsAmount(r.Events):
		return Refuse("events must be a finite number, 0 or more")
	case !IsAmount(r.Exposure):
		return Refuse("exposure must be a finite number, 0 or more")
	}
	return nil
}

// MethodGarwood is the exact Poisson interval.
const MethodGarwood Method = "garwood/1"

// Garwood estimates a rate per exposure with the exact Poisson interval.
//
//	x/T,  from the α/2 quantile of Gamma(x) to the 1-α/2 quantile of Gamma(x+1), both over T
//
// Unit: events per unit of exposure, 0 upwards. Unlike a share, a rate counts events, of which a person may have several.
//
// Special cases: no exposure gives ZeroDenominator; no events give a lower limit of exactly 0. There is no standard error.
//
// Errors: events or exposure negative, infinite or NaN; a level outside 0..1.
//
// Source: Garwood 1936, Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437.
func Garwood(r Rate, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := r.check(); err != nil {
		return Estimate{}, err
	}
	if r.Exposure == 0 {
		return Undefine(ZeroDenominator, MethodGarwood, s), nil
	}
	tail, low := (1-s.Level)/2, 0.0
	if r.Events > 0 {
		low = mathext.GammaIncRegInv(r.Events, tail) / r.Exposure
	}
	high := mathext.GammaIncRegCompInv(r.Events+1, tail) / r.Exposure
	value := r.Events / r.Exposure
	switch {
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, MethodGarwood, s), nil
	case !IsFinite(low) || !IsFinite(high):
		return WithoutInterval(value, NumbersTooLarge, MethodGarwood, s), nil
	}
	return Estimate{
		Value:         value,
		Interval:      Interval{Low: low, High: high, Level: s.Level},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        MethodGarwood,
	}, nil
}
