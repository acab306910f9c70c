package stats

import "math"

// Methods for the variation of amounts.
const (
	MethodVariation         Method = "coefficient-of-variation-population/1"
	MethodHalfSquared       Method = "half-squared-variation-population/1"
	MethodHalfSquaredSample Method = "half-squared-variation-sample-linearised/1"
)

// Variation estimates the coefficient of variation of an amount: its standard deviation over persons, with the divisor n,
// over its mean. Unit: none, 0 when all have the same.
//
// Special cases and errors: those of [HalfSquaredVariation].
func Variation(histogram []AmountCount, options ...Option) (Estimate, error) {
	return ofAmounts(histogram, MethodVariation, options, func(a amounts) (float64, Reason) {
		return math.Sqrt(a.average(squaredDeviation)), ""
	})
}

// HalfSquaredVariation estimates how unequally an amount is spread over persons, with most weight on the top: half the
// squared coefficient of variation, which is the generalised entropy of order two.
//
//	GE(2) = Σ w (x - μ)² / (2 W μ²)
//
// Unit: none, 0 when all have the same.
//
// Special cases: nobody gives NoData; amounts that are all zero give AllZero. There is no interval (NeedsDesign).
//
// Errors: an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Shorrocks 1980, Econometrica 48:613-625, doi:10.2307/1913126.
func HalfSquaredVariation(histogram []AmountCount, options ...Option) (Estimate, error) {
	return ofAmounts(histogram, MethodHalfSquared, options, func(a amounts) (float64, Reason) {
		return a.average(squaredDeviation) / 2, ""
	})
}

// squaredDeviation is from a mean of one.
func squaredDeviation(ratio float64) float64 { return (ratio - 1) * (ratio - 1) }

// HalfSquaredVariationOfSample estimates [HalfSquaredVariation] for the population that a sample was drawn from, with the
// interval of the sample's design: the linearised variable is (((x/μ)² - 1)/2 - E - (2E+1)(x/μ - 1)) / N. Intervals, special
// cases and errors are those of [GiniOfSample]; the lower limit is kept at 0 or above.
//
// Source: as for [TheilOfSample].
func HalfSquaredVariationOfSample(persons []SampledAmount, options ...Option) (Estimate, error) {
	return halfSquared.ofSample(persons, MethodHalfSquaredSample, options)
}
