package stats

import "math"

// Methods for the spread between groups.
const (
	MethodBetweenDeviation Method = "bgsd-percentile/1"
	MethodBetweenVariation Method = "cov-percent-percentile/1"
)

// BetweenGroupDeviation estimates how far unordered groups lie from the mean of everybody: BGSD = √(Σ p (y - μ)²), the root
// of BetweenGroupVariance. Draws, as Simulate or SimulateCounts makes them, give the interval: percentiles of the measure
// over them, with the mean taken anew in each.
//
// Unit: that of the indicator.
//
// Special cases: as for BetweenGroupVariance. Draws that are missing leave the interval undefined for the reason they give,
// or with NotSimulated. The interval may miss the value: draws add chance to what chance has already made (NoiseInflates).
//
// Errors: as for BetweenGroupVariance; draws of another number of groups, or with values infinite or NaN.
//
// Source: Schlotheuber & Hosseinpoor 2022, International Journal of Environmental Research and Public Health 19:3697,
// doi:10.3390/ijerph19063697; interval: Ahn, Harper, Yu, Feuer & Liu 2019, PLOS ONE 14:e0219542.
func BetweenGroupDeviation(table []Group, draws Draws, options ...Option) (Estimate, error) {
	return spreadOf(table, draws, MethodBetweenDeviation, true, func(levels, shares []float64) float64 {
		return math.Sqrt(variance(levels, shares))
	}, options)
}

// CoefficientOfVariation estimates BetweenGroupDeviation as a percentage of the mean of everybody: COV = 100 BGSD/μ.
//
// Unit: percent.
//
// Special cases: as for BetweenGroupDeviation; a mean of zero gives ZeroDenominator and a level below zero NotPositive.
//
// Errors and source: as for BetweenGroupDeviation.
func CoefficientOfVariation(table []Group, draws Draws, options ...Option) (Estimate, error) {
	return spreadOfChecked(table, draws, MethodBetweenVariation, true, whyNoRatio, func(levels, shares []float64) float64 {
		return 100 * math.Sqrt(variance(levels, shares)) / weightedMean(levels, shares)
	}, options)
}

// whyNoRatio tells when levels have no meaning as parts of their mean.
func whyNoRatio(p groupsInPlay) Reason {
	for _, g := range p.groups {
		if g.Value < 0 {
			return NotPositive
		}
	}
	if p.mean() == 0 {
		return ZeroDenominator
	}
	return ""
}
