package comparing

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Proportions is the funnel of units with shares.
type Proportions struct{ Funnel }

// FunnelOfProportions finds the target of units with shares, Σx/Σn, and how much they differ around it. Each unit's
// distance is judged on the scale of arcsin √share, where chance alone has the variance 1/(4n).
//
// Unit: Target is a share; Dispersion has none; BetweenUnits is on the scale of arcsin √share.
//
// Special cases: units without trials count for nothing; no trials at all give NoData; nobody or everybody succeeding
// gives a target and, for all else, NoVariation; one unit gives OneGroup for dispersion.
//
// Errors: successes or trials negative, infinite or NaN, or not whole; more successes than trials.
//
// Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202, doi:10.1002/sim.1970.
func FunnelOfProportions(units []stats.Proportion) (Proportions, error) {
	s, err := stats.SettingsOf(nil)
	if err != nil {
		return Proportions{}, err
	}
	var successes, trials exact.Sum
	for _, u := range units {
		if err := checkCounts(u); err != nil {
			return Proportions{}, err
		}
		successes.Add(u.Successes)
		trials.Add(u.Trials)
	}
	all := stats.Proportion{Successes: successes.Value(), Trials: trials.Value()}
	undefined := func(target stats.Estimate, reason stats.Reason) (Proportions, error) {
		return Proportions{Funnel{
			Target:       target,
			Dispersion:   stats.Undefine(reason, MethodDispersion, s),
			BetweenUnits: stats.Undefine(reason, MethodBetweenUnits, s),
		}}, nil
	}
	if all.Trials == 0 {
		return undefined(stats.Undefine(stats.NoData, MethodTarget, s), stats.NoData)
	}
	f := Proportions{Funnel{Target: stats.WithoutInterval(all.Share(), stats.NotPartOfMethod, MethodTarget, s)}}
	if all.Successes == 0 || all.Successes == all.Trials {
		return undefined(f.Target, stats.NoVariation)
	}
	var z, variances []float64
	for _, u := range units {
		if u.Trials > 0 {
			variance := chance(u.Trials)
			z = append(z, (angle(u.Share())-angle(f.Target.Value))/math.Sqrt(variance))
			variances = append(variances, variance)
		}
	}
	f.judgeDispersion(z, variances, s)
	return f, nil
}

func checkCounts(u stats.Proportion) error {
	switch {
	case !stats.IsAmount(u.Trials) || u.Trials != math.Trunc(u.Trials):
		return stats.Refuse("trials of a unit must be a whole number, 0 or more")
	case !stats.IsAmount(u.Successes) || u.Successes != math.Trunc(u.Successes):
		return stats.Refuse("successes of a unit must be a whole number, 0 or more")
	case u.Successes > u.Trials:
		return stats.Refuse("successes must not exceed trials")
	}
	return nil
}

// angle is the scale on which the variance of a share does not depend on it; chance is that variance.
func angle(share float64) float64   { return math.Asin(math.Sqrt(share)) }
func chance(trials float64) float64 { return 1 / (4 * trials) }

// Limits are those within which the share of a unit with so many trials lies by chance with a probability of level, if its
// true share is the target (for OverDispersed: if it differs from it as units do).
//
//	Score: p ∓ z √(p(1-p)/n), drawn in to 0..1
//	Exact: (r-a)/n, r the least count with P(X ≤ r) ≥ q, a = (P(X ≤ r)-q)/P(X = r), q = (1∓level)/2
//	Arcsine, OverDispersed: sin²(arcsin √p ∓ z √(1/(4n) + τ²)), 0 and 1 beyond a quarter turn
//
// Special cases: no trials, or no target, give NoData; a target of 0 or 1 NoVariation; OverDispersed limits among one unit
// OneGroup.
//
// Errors: trials negative, infinite, NaN or not whole; a level outside 0..1; an unknown kind.
//
// Source: Spiegelhalter 2005, as above, for the interpolation of exact limits in its appendix.
func (f Proportions) Limits(trials float64, kind Kind, level float64) (stats.Interval, error) {
	z, err := zOf(level)
	if err != nil {
		return stats.Interval{}, err
	}
	if err := checkCounts(stats.Proportion{Trials: trials}); err != nil {
		return stats.Interval{}, err
	}
	between := 0.0
	switch kind {
	case Score, Exact, Arcsine:
	case OverDispersed:
		between = f.BetweenUnits.Value
		if reason := f.BetweenUnits.Undefined; reason != "" {
			return stats.Interval{Level: level, Undefined: reason}, nil
		}
	default:
		return stats.Interval{}, stats.Refuse("there is no such kind of limits for shares")
	}
	p := f.Target.Value
	switch {
	case !f.Target.Defined() || trials == 0:
		return stats.Interval{Level: level, Undefined: stats.NoData}, nil
	case p == 0 || p == 1:
		return stats.Interval{Level: level, Undefined: stats.NoVariation}, nil
	}
	limits := stats.Interval{Level: level}
	switch kind {
	case Score:
		half := z * math.Sqrt(p*(1-p)/trials)
		limits.Low, limits.High = max(0, p-half), min(1, p+half)
	case Exact:
		b := binomial{trials, p}
		limits.Low, limits.High = b.interpolated((1-level)/2)/trials, b.interpolated((1+level)/2)/trials
	default:
		half := z * math.Sqrt(chance(trials)+between)
		limits.Low, limits.High = shareAt(angle(p)-half), shareAt(angle(p)+half)
	}
	return limits, nil
}

// shareAt is the share at an angle, within a quarter turn.
func shareAt(angle float64) float64 {
	sine := math.Sin(min(max(angle, 0), math.Pi/2))
	return sine * sine
}

// Standing says where a unit lies in the funnel, or the reason why that cannot be said.
//
// Special cases and errors: as for Limits and FunnelOfProportions.
func (f Proportions) Standing(unit stats.Proportion, kind Kind) (Standing, stats.Reason, error) {
	if err := checkCounts(unit); err != nil {
		return "", "", err
	}
	return standing(unit.Share(), func(level float64) (stats.Interval, error) { return f.Limits(unit.Trials, kind, level) })
}

// Distance is how far a unit lies from the target, in standard deviations of units that differ as these do:
// (arcsin √share - arcsin √target)/√(1/(4n) + τ²).
//
// Special cases: as for the OverDispersed limits.
//
// Errors: as for FunnelOfProportions.
func (f Proportions) Distance(unit stats.Proportion) (stats.Estimate, error) {
	s, err := stats.SettingsOf(nil)
	if err != nil {
		return stats.Estimate{}, err
	}
	if err := checkCounts(unit); err != nil {
		return stats.Estimate{}, err
	}
	switch {
	case unit.Trials == 0:
		return stats.Undefine(stats.NoData, MethodDistance, s), nil
	case !f.BetweenUnits.Defined():
		return stats.Undefine(f.BetweenUnits.Undefined, MethodDistance, s), nil
	}
	z := (angle(unit.Share()) - angle(f.Target.Value)) / math.Sqrt(chance(unit.Trials)+f.BetweenUnits.Value)
	return stats.WithoutInterval(z, stats.NotPartOfMethod, MethodDistance, s), nil
}
