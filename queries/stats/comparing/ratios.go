package comparing

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// Ratios is the funnel of units with ratios of observed to expected events, as indirect standardisation gives them: what
// a unit had over what it would have with everybody's rates, given whom it takes in.
type Ratios struct{ Funnel }

// FunnelOfRatios judges how much ratios of observed to expected events differ around 1, on the scale of √ratio, where
// chance alone has the variance 1/(4 expected). Events are the observed, exposures the expected events.
//
// Unit: Dispersion has none; BetweenUnits is on the scale of √ratio.
//
// Special cases: units of which nothing is expected count for nothing; no unit else gives NoData; one unit gives OneGroup.
//
// Errors: events or exposures negative, infinite or NaN.
//
// Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202, doi:10.1002/sim.1970.
func FunnelOfRatios(units []stats.Rate) (Ratios, error) {
	s, err := stats.SettingsOf(nil)
	if err != nil {
		return Ratios{}, err
	}
	f := Ratios{Funnel{Target: stats.WithoutInterval(1, stats.NotPartOfMethod, MethodTarget, s), ratios: true}}
	var z, variances []float64
	for _, u := range units {
		if !stats.IsAmount(u.Events) || !stats.IsAmount(u.Exposure) {
			return Ratios{}, stats.Refuse("observed and expected events of a unit must be finite numbers, 0 or more")
		}
		if u.Exposure > 0 {
			variance := chance(u.Exposure)
			z = append(z, (math.Sqrt(u.Events/u.Exposure)-1)/math.Sqrt(variance))
			variances = append(variances, variance)
		}
	}
	if len(z) == 0 {
		f.Dispersion = stats.Undefine(stats.NoData, MethodDispersion, s)
		f.BetweenUnits = stats.Undefine(stats.NoData, MethodBetweenUnits, s)
		return f, nil
	}
	f.judgeDispersion(z, variances, s)
	return f, nil
}

// Limits are those within which the ratio of a unit with so many expected events lies by chance with a probability of
// level, if its true ratio is 1 (for OverDispersed: if it differs from it as units do).
//
//	Exact: from the (1-level)/2 quantile of χ² with 2E degrees to the (1+level)/2 one with 2E+2, over 2E
//	OverDispersed: (1 ∓ z √(1/(4E) + τ²))², 0 where the root would be negative
//
// Special cases: nothing expected gives ZeroDenominator; OverDispersed limits without dispersion its reason;
// limits beyond what a float64 holds give NumbersTooLarge.
//
// Errors: expected events negative, infinite or NaN; a level outside 0..1; another kind.
//
// Source: Spiegelhalter 2005, as above.
func (f Ratios) Limits(expected float64, kind Kind, level float64) (stats.Interval, error) {
	z, err := zOf(level)
	switch {
	case err != nil:
		return stats.Interval{}, err
	case !stats.IsAmount(expected):
		return stats.Interval{}, stats.Refuse("expected events must be a finite number, 0 or more")
	case kind != Exact && kind != OverDispersed:
		return stats.Interval{}, stats.Refuse("there is no such kind of limits for ratios")
	case expected == 0:
		return stats.Interval{Level: level, Undefined: stats.ZeroDenominator}, nil
	case kind == Exact:
		return finite(
			distribution.ChiSquaredQuantile((1-level)/2, 2*expected)/(2*expected),
			distribution.ChiSquaredQuantile((1+level)/2, 2*expected+2)/(2*expected), level,
		), nil
	case !f.BetweenUnits.Defined():
		return stats.Interval{Level: level, Undefined: f.BetweenUnits.Undefined}, nil
	}
	half := z * math.Sqrt(chance(expected)+f.BetweenUnits.Value)
	low := max(0, 1-half)
	return finite(low*low, (1+half)*(1+half), level), nil
}

// finite are limits of which one may be too large to be held.
func finite(low, high, level float64) stats.Interval {
	if !stats.IsFinite(low) || !stats.IsFinite(high) {
		return stats.Interval{Level: level, Undefined: stats.NumbersTooLarge}
	}
	return stats.Interval{Low: low, High: high, Level: level}
}

// Standing says where a unit lies in the funnel, or the reason why that cannot be said.
//
// Special cases and errors: as for Limits and FunnelOfRatios.
func (f Ratios) Standing(unit stats.Rate, kind Kind) (Standing, stats.Reason, error) {
	if !stats.IsAmount(unit.Events) {
		return "", "", stats.Refuse("observed events must be a finite number, 0 or more")
	}
	return standing(unit.Events/unit.Exposure, func(level float64) (stats.Interval, error) { return f.Limits(unit.Exposure, kind, level) })
}
