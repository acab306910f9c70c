package effect

import (
	"math"

	"athar/queries/stats"
)

// Methods for standardised differences between groups.
const (
	MethodCohenD  stats.Method = "cohen-d/1"
	MethodHedgesG stats.Method = "hedges-g-exact/1"
)

// CohenD is the difference of two means in pooled standard deviations. It overstates the effect in small groups: publish
// HedgesG, and use this where somebody else's d is to be compared.
//
//	d = (m₁ - m₂) / s,  s² = ((n₁-1)s₁² + (n₂-1)s₂²) / (n₁+n₂-2)
//
// Unit: standard deviations. No interval is part of the method.
//
// Special cases: an empty group gives NoData; two persons in all give TooFew; no spread gives NoVariation.
//
// Errors: as for MeanDifference.
//
// Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.2.
func CohenD(pair SummaryPair, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	d, reason, err := standardised(pair)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case reason != "":
		return stats.Undefine(reason, MethodCohenD, s), nil
	}
	return stats.WithoutInterval(d, stats.NotPartOfMethod, MethodCohenD, s), nil
}

// HedgesG is the difference of two means in pooled standard deviations, freed of the bias that small groups have: the
// house default for a standardised effect.
//
//	g = J(n₁+n₂-2) d,  J as SmallSampleCorrection,  v = 1/n₁ + 1/n₂ + g²/(2(n₁+n₂)),  limits g ∓ z √v
//
// Unit: standard deviations. Persons are taken as independent: where schools were assigned as wholes the interval is too
// narrow.
//
// Special cases: an empty group gives NoData; fewer than two degrees of freedom give TooFew; no spread gives NoVariation.
//
// Errors: as for MeanDifference.
//
// Source: Hedges 1981, Journal of Educational Statistics 6:107-128, doi:10.3102/10769986006002107; variance: Hedges & Olkin
// 1985, Statistical Methods for Meta-Analysis, chapter 5, formula 14, as metafor has it (Viechtbauer 2010,
// doi:10.18637/jss.v036.i03).
func HedgesG(pair SummaryPair, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	d, reason, err := standardised(pair)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case reason == "" && pair.degrees() <= 1:
		reason = stats.TooFew
	}
	if reason != "" {
		return stats.Undefine(reason, MethodHedgesG, s), nil
	}
	g := SmallSampleCorrection(pair.degrees()) * d
	variance := 1/pair.Compared.Count + 1/pair.Reference.Count + g*g/(2*(pair.Compared.Count+pair.Reference.Count))
	return stats.Symmetric(g, math.Sqrt(variance), s.Z(), MethodHedgesG, s), nil
}

func standardised(pair SummaryPair) (d float64, reason stats.Reason, err error) {
	if err := pair.check(); err != nil {
		return 0, "", err
	}
	if reason := pair.missing(); reason != "" {
		return 0, reason, nil
	}
	spread := pair.PooledStandardDeviation()
	if spread == 0 {
		return 0, stats.NoVariation, nil
	}
	d = pair.Difference() / spread
	if !stats.IsFinite(d) {
		return 0, stats.NumbersTooLarge, nil
	}
	return d, "", nil
}

// expandFrom is the number of degrees of freedom from which the correction comes from its expansion: there the logarithms
// of the gamma functions are so large that their difference loses digits.
const expandFrom = 200

// SmallSampleCorrection is the factor J that makes a standardised difference with so many degrees of freedom unbiased:
//
//	J(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)),  close to 1 - 3/(4m-1)
//
// It is 0 at one degree, where no unbiased estimate exists, and below it.
//
// Source: Hedges 1981; from 200 degrees the expansion of a ratio of gamma functions: Tricomi & Erdélyi 1951, Pacific
// Journal of Mathematics 1:133-142, doi:10.2140/pjm.1951.1.133, whose first term left out is below 1e-15.
func SmallSampleCorrection(degrees float64) float64 {
	if !(degrees > 1) {
		return 0
	}
	if degrees >= expandFrom {
		y := (degrees - 1) / 2
		series := 1 + (-1./8+(1./128+(5./1024+(-21./32768-399./262144/y)/y)/y)/y)/y
		return math.Sqrt((degrees-1)/degrees) * series
	}
	above, _ := math.Lgamma(degrees / 2)
	below, _ := math.Lgamma((degrees - 1) / 2)
	return math.Exp(above-below) / math.Sqrt(degrees/2)
}
