package comparing

import (
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// The methods of a funnel.
const (
	MethodTarget       stats.Method = "pooled-target/1"
	MethodDispersion   stats.Method = "winsorised-dispersion/1"
	MethodBetweenUnits stats.Method = "additive-dispersion/1"
	MethodDistance     stats.Method = "distance-in-funnel/1"
)

// Kind says how the limits of a funnel are drawn.
type Kind string

// The kinds of limits. Ratios have Exact and OverDispersed ones.
const (
	Score         Kind = "score"          // target ∓ z √(variance at the target), the default where chance suffices
	Exact         Kind = "exact"          // quantiles of the binomial or Poisson distribution
	Arcsine       Kind = "arcsine"        // on the scale of arcsin √share, where variance does not depend on the share
	OverDispersed Kind = "over_dispersed" // as Arcsine, or for ratios √ratio, with the variance between units added
)

// The levels of a funnel's two pairs of limits: one unit in twenty lies beyond the first by chance, one in five hundred
// beyond the second.
const (
	WarningLevel = 0.95
	AlarmLevel   = 0.998
)

// Standing is where a unit lies in a funnel.
type Standing string

// The standings of a unit.
const (
	FarBelow Standing = "far_below" // below the limit of AlarmLevel
	Below    Standing = "below"     // below that of WarningLevel
	Within   Standing = "within"
	Above    Standing = "above"
	FarAbove Standing = "far_above"
)

// Funnel is a target and how units differ around it.
type Funnel struct {
	Target       stats.Estimate // what all units together have; for ratios 1
	Dispersion   stats.Estimate // φ: the mean squared z of units, extremes drawn in; 1 when they differ by chance alone
	BetweenUnits stats.Estimate // τ²: the variance between units that chance leaves over, on the scale of OverDispersed limits
	ratios       bool
}

// Advised is the kind of limits to show: OverDispersed where units differ by more than chance, otherwise the first kind.
func (f Funnel) Advised() Kind {
	switch {
	case f.Dispersion.Defined() && f.Dispersion.Value > 1 && f.BetweenUnits.Defined():
		return OverDispersed
	case f.ratios:
		return Exact
	}
	return Score
}

// drawnIn is the share of z-values at each end that are drawn in before dispersion is judged, so that a few units that
// truly stand out do not widen the limits that should show it.
const drawnIn = 0.1

// judgeDispersion finds φ and τ² from the z-values of units and their variances by chance.
//
//	φ = Σ z²/N, z drawn in to their 10% and 90% quantiles;  τ² = max(0, (Nφ - (N-1)) / (Σw - Σw²/Σw)),  w = 1/variance
//
// Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202, doi:10.1002/sim.1970; τ² as DerSimonian & Laird 1986,
// Controlled Clinical Trials 7:177-188, doi:10.1016/0197-2456(86)90046-2.
func (f *Funnel) judgeDispersion(z, variances []float64, s stats.Settings) {
	n := float64(len(z))
	if n < 2 {
		f.Dispersion = stats.Undefine(stats.OneGroup, MethodDispersion, s)
		f.BetweenUnits = stats.Undefine(stats.OneGroup, MethodBetweenUnits, s)
		return
	}
	sorted := slices.Sorted(slices.Values(z))
	low, high := distribution.SampleQuantile(sorted, drawnIn), distribution.SampleQuantile(sorted, 1-drawnIn)
	var squares, weights, squaredWeights exact.Sum
	for i, value := range z {
		drawn := min(max(value, low), high)
		squares.Add(drawn * drawn)
		w := 1 / variances[i]
		weights.Add(w)
		squaredWeights.Add(w * w)
	}
	between := (squares.Value() - (n - 1)) / (weights.Value() - squaredWeights.Value()/weights.Value())
	f.Dispersion = stats.WithoutInterval(squares.Value()/n, stats.NotPartOfMethod, MethodDispersion, s)
	f.BetweenUnits = stats.WithoutInterval(max(0, between), stats.NotPartOfMethod, MethodBetweenUnits, s)
}

// standing holds a value against the two pairs of limits.
func standing(value float64, limits func(level float64) (stats.Interval, error)) (Standing, stats.Reason, error) {
	warning, err := limits(WarningLevel)
	if err != nil || !warning.Defined() {
		return "", warning.Undefined, err
	}
	alarm, err := limits(AlarmLevel)
	if err != nil || !alarm.Defined() {
		return "", alarm.Undefined, err
	}
	switch {
	case value < alarm.Low:
		return FarBelow, "", nil
	case value < warning.Low:
		return Below, "", nil
	case value > alarm.High:
		return FarAbove, "", nil
	case value > warning.High:
		return Above, "", nil
	}
	return Within, "", nil
}

// zOf is the normal quantile of two-sided limits.
func zOf(level float64) (float64, error) {
	if !(level > 0 && level < 1) {
		return 0, stats.Refuse("the level of limits must lie strictly between 0 and 1")
	}
	return -distribution.NormalQuantile((1 - level) / 2), nil
}
