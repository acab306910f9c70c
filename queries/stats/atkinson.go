package stats

import "math"

// Methods for Atkinson's measure.
const (
	MethodAtkinson       Method = "atkinson-population/1"
	MethodAtkinsonSample Method = "atkinson-sample-linearised/1"
)

// Atkinson estimates the share of an amount that could be given up without loss if what is left were spread equally.
//
//	A = 1 - [Σ w (x/μ)^(1-ε) / W]^(1/(1-ε)),  for ε = 1: 1 - exp(Σ w ln(x/μ) / W)
//
// with ε the aversion to inequality, above 0: the larger, the more the bottom counts. A figure without its ε says nothing.
// Unit: share, 0 to 1.
//
// Special cases: somebody with an amount of zero gives 1 when ε is 1 or more; nobody gives NoData; amounts that are all
// zero give AllZero. There is no interval (NeedsDesign).
//
// Errors: an aversion that is not a finite number above 0; an amount or count negative, infinite or NaN; a level outside
// 0..1.
//
// Source: Atkinson 1970, Journal of Economic Theory 2:244-263, doi:10.1016/0022-0531(70)90039-6.
func Atkinson(histogram []AmountCount, aversion float64, options ...Option) (Estimate, error) {
	if err := checkAversion(aversion); err != nil {
		return Estimate{}, err
	}
	return ofAmounts(histogram, MethodAtkinson, options, func(a amounts) (float64, Reason) {
		if aversion >= 1 && a.bars[0].Amount == 0 {
			return 1, ""
		}
		return atkinson(a.average(atkinsonKernel(aversion)), aversion), ""
	})
}

// AtkinsonOfSample estimates [Atkinson] for the population that a sample was drawn from, with the interval of the sample's
// design: the linearised variable is (1-A) (x/μ - 1 - (k(x/μ) - K) / ((1-ε) K)) / N with k the power and K its mean, for
// ε = 1 (1-A) (x/μ - 1 - ln(x/μ) + L) / N with L the mean logarithm. Intervals, special cases and errors are those of
// [GiniOfSample] and Atkinson; a value of 1 because somebody has nothing has no interval (HasZeros).
//
// Source: as for [TheilOfSample].
func AtkinsonOfSample(persons []SampledAmount, aversion float64, options ...Option) (Estimate, error) {
	if err := checkAversion(aversion); err != nil {
		return Estimate{}, err
	}
	return ofSample(persons, 1, MethodAtkinsonSample, options, func(a amountSample) (float64, Reason, Reason) {
		if aversion >= 1 && a.hasZeros() {
			return 1, "", HasZeros
		}
		kernel := atkinsonKernel(aversion)
		mean := a.average(kernel)
		value := atkinson(mean, aversion)
		scale := 1.0
		if aversion != 1 {
			scale = (1 - aversion) * mean
		}
		a.influences(func(r float64) float64 { return (1 - value) * (r - 1 - (kernel(r)-mean)/scale) })
		return value, "", ""
	})
}

func checkAversion(aversion float64) error {
	if !(aversion > 0) || math.IsInf(aversion, 1) {
		return Refuse("the aversion to inequality must be a finite number above 0")
	}
	return nil
}

// atkinsonKernel is what is averaged over persons.
func atkinsonKernel(aversion float64) func(ratio float64) float64 {
	if aversion == 1 {
		return math.Log
	}
	return func(r float64) float64 { return math.Pow(r, 1-aversion) }
}

// atkinson is the measure from the average of its kernel.
func atkinson(mean, aversion float64) float64 {
	equivalent := math.Exp(mean)
	if aversion != 1 {
		equivalent = math.Pow(mean, 1/(1-aversion))
	}
	return min(max(0, 1-equivalent), 1)
}
