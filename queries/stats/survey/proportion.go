package survey

import (
	"math"

	"athar/queries/stats"
)

// Proportion estimates the share of the population of which something holds, with an interval that is a t interval of
// Degrees for the logit and stays within 0 and 1:
//
//	logit p ∓ t e/(p(1-p)),  e the error of the share as a mean
//
// Unit: share, 0 to 1.
//
// Special cases: as for Mean; a share of 0 or 1 has no interval (NoVariation), and so has one outside, which negative
// weights of a calibration can give (OutsideTheRange).
//
// Errors: another number of answers than rows; a level outside 0..1.
//
// Source: Korn & Graubard 1998, Survey Methodology 24:193-201.
func (d Design) Proportion(holds []bool, options ...stats.Option) (stats.Estimate, error) {
	values := make([]float64, len(holds))
	for row, yes := range holds {
		if yes {
			values[row] = 1
		}
	}
	s, err := d.settings(options, values)
	if err != nil {
		return stats.Estimate{}, err
	}
	e := d.ratio(values, ones(len(values)), MethodProportion, s)
	p, alike := e.Value, e.Value == 0 || e.Value == 1
	switch {
	case !e.Defined() || !e.Interval.Defined():
	case alike || p < 0 || p > 1:
		reason := stats.OutsideTheRange
		if alike {
			reason = stats.NoVariation
		}
		e.Interval = stats.Interval{Level: s.Level, Undefined: reason}
	default:
		logit, half := math.Log(p/(1-p)), tQuantile(d.Degrees(), s)*e.StandardError.Value/(p*(1-p))
		e.Interval.Low, e.Interval.High = 1/(1+math.Exp(half-logit)), 1/(1+math.Exp(-half-logit))
	}
	return e, nil
}
