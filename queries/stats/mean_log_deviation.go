package stats

// Methods for the mean logarithmic deviation.
const (
	MethodMeanLogDeviation       Method = "mean-log-deviation-population/1"
	MethodMeanLogDeviationSample Method = "mean-log-deviation-sample-linearised/1"
)

// MeanLogDeviation estimates how unequally an amount is spread over persons, with more weight on the bottom than [Theil].
//
//	L = -Σ w ln(x/μ) / W
//
// Unit: nats, 0 when all have the same. It is Theil's L, the generalised entropy of order zero, and splits exactly into
// differences between and within groups: [MeanLogDeviationByGroup].
//
// Special cases: somebody with an amount of zero gives HasZeros, since the measure grows without bound; nobody gives
// NoData; amounts that are all zero give AllZero. There is no interval (NeedsDesign).
//
// Errors: an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Theil 1967, Economics and Information Theory; Cowell 2011, Measuring Inequality, 3rd ed.
func MeanLogDeviation(histogram []AmountCount, options ...Option) (Estimate, error) {
	return meanLogDeviation.ofAmounts(histogram, MethodMeanLogDeviation, options)
}

// MeanLogDeviationOfSample estimates [MeanLogDeviation] for the population that a sample was drawn from, with the interval
// of the sample's design: the linearised variable is (-ln(x/μ) - L + x/μ - 1) / N. Intervals, further special cases and
// errors are those of [GiniOfSample]; the lower limit is kept at 0 or above.
//
// Source: as for [TheilOfSample].
func MeanLogDeviationOfSample(persons []SampledAmount, options ...Option) (Estimate, error) {
	return meanLogDeviation.ofSample(persons, MethodMeanLogDeviationSample, options)
}
