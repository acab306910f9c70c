package stats

// Methods for Theil's measure.
const (
	MethodTheil       Method = "theil-population/1"
	MethodTheilSample Method = "theil-sample-linearised/1"
)

// Theil estimates how unequally an amount is spread over persons, with more weight on the top than [MeanLogDeviation].
//
//	T = Σ w (x/μ) ln(x/μ) / W,  0 ln 0 = 0
//
// Unit: nats, 0 when all have the same, ln of the number of persons when one has all. It is Theil's T, the generalised
// entropy of order one, and splits exactly into differences between and within groups: [TheilByGroup]. Persons with an
// amount of zero belong in the histogram and count: leaving them out makes a population look more equal than it is.
//
// Special cases: nobody gives NoData; amounts that are all zero give AllZero. There is no interval (NeedsDesign).
//
// Errors: an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Theil 1967, Economics and Information Theory; Cowell 2011, Measuring Inequality, 3rd ed.
func Theil(histogram []AmountCount, options ...Option) (Estimate, error) {
	return theil.ofAmounts(histogram, MethodTheil, options)
}

// TheilOfSample estimates [Theil] for the population that a sample was drawn from, with the interval of the sample's design:
// the linearised variable is ((x/μ) ln(x/μ) - T - (T+1)(x/μ - 1)) / N. Intervals, special cases and errors are those of
// [GiniOfSample]; the lower limit is kept at 0 or above.
//
// Source: Biewen & Jenkins 2006, Oxford Bulletin of Economics and Statistics 68:371-383,
// doi:10.1111/j.1468-0084.2006.00166.x.
func TheilOfSample(persons []SampledAmount, options ...Option) (Estimate, error) {
	return theil.ofSample(persons, MethodTheilSample, options)
}
