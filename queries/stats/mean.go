package stats

import (
	"math"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Moments are the sums that a mean and its spread need, so that nothing has to be kept of single persons.
type Moments struct {
	Count        float64 // persons n
	Sum          float64 // Σ (x - Origin)
	SumOfSquares float64 // Σ (x - Origin)²
	Origin       float64 // what was taken off each value before summing; 0 when nothing was
}

// WeightedMoments are the sums of a weighted mean. Each person has a weight w and a value x.
type WeightedMoments struct {
	Count               float64 // persons n, unweighted
	Weights             float64 // Σ w
	Sum                 float64 // Σ w (x - Origin)
	SquaredWeights      float64 // Σ w²
	SquaredSum          float64 // Σ w² (x - Origin)
	SquaredSumOfSquares float64 // Σ w² (x - Origin)²
	Origin              float64 // what was taken off each value before summing; 0 when nothing was
}

// Methods for means.
const (
	MethodMean         Method = "mean-t/1"
	MethodWeightedMean Method = "weighted-mean-t/1"
)

const (
	// digitsLost is the share of the sum of squares below which the spread left by subtraction has fewer than about six
	// sure digits, given sums that are sure to fifteen or so.
	digitsLost = 1e-10
	// roundingSlack is how far below zero that subtraction may fall before the sums contradict each other. Sums over
	// millions of rows in any order stay well inside.
	roundingSlack = 1e-9
)

// Mean estimates a mean with Student's t interval.
//
//	m = Origin + S/n,  s² = (n Q - S²) / (n (n-1)),  limits m ∓ t(n-1) s/√n
//
// with S the sum and Q the sum of squares. Unit: that of the values. n Q - S² is taken with one rounding.
//
// Special cases: no persons give NoData; one person gives a mean and TooFew for its interval; values that are all equal
// give an interval without width and NoSpread. When the spread is tiny next to the mean the sums themselves have lost it:
// LostDigits says so, and sums about an Origin near the mean cure it.
//
// Errors: a negative, infinite or NaN count or sum of squares; an infinite or NaN sum or origin; sums of nobody that are
// not zero; sums that no set of values has, because S² exceeds n Q.
//
// Source: Student 1908, Biometrika 6:1-25, doi:10.1093/biomet/6.1.1; on the subtraction: Chan, Golub & LeVeque 1983, The
// American Statistician 37:242-247, doi:10.1080/00031305.1983.10483115.
func Mean(m Moments, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := m.check(); err != nil {
		return Estimate{}, err
	}
	if m.Count == 0 {
		return Undefine(NoData, MethodMean, s), nil
	}
	mean := m.Origin + m.Sum/m.Count
	scatter, whole := exact.DifferenceOfProducts(m.Count, m.SumOfSquares, m.Sum, m.Sum), m.Count*m.SumOfSquares
	switch {
	case !IsFinite(mean) || !IsFinite(scatter):
		return Undefine(NumbersTooLarge, MethodMean, s), nil
	case scatter < -roundingSlack*whole:
		return Estimate{}, Refuse("the square of the sum exceeds count times sum of squares, which no values give")
	case m.Count <= 1:
		return WithoutInterval(mean, TooFew, MethodMean, s), nil
	}
	standardError := math.Sqrt(math.Max(0, scatter)/(m.Count-1)) / m.Count
	t := -distribution.TQuantile((1-s.Level)/2, m.Count-1)
	return Symmetric(mean, standardError, t, MethodMean, s).
		WarnedIf(scatter > 0 && scatter < digitsLost*whole, LostDigits), nil
}

func (m Moments) check() error {
	switch {
	case !IsAmount(m.Count):
		return Refuse("count must be a finite number, 0 or more")
	case !IsAmount(m.SumOfSquares):
		return Refuse("sum of squares must be a finite number, 0 or more")
	case !IsFinite(m.Sum) || !IsFinite(m.Origin):
		return Refuse("sum and origin must be finite numbers")
	case m.Count == 0 && (m.Sum != 0 || m.SumOfSquares != 0):
		return Refuse("the sums over nobody must be zero")
	}
	return nil
}

// WeightedMean estimates a weighted mean, each person drawn independently of the others, with a t interval of n-1
// degrees.
//
//	m = Origin + Σwx/Σw,  se² = n/(n-1) Σ w²(x-m)² / (Σw)²
//
// Unit: that of the values. With equal weights it is Mean, but for rounding. Multiplying every weight by a constant
// changes nothing. Persons sampled by school need a design-based error instead, which is larger.
//
// Special cases: as for Mean; weights that are all zero give NoData.
//
// Errors: as for Mean, for each of the sums; (Σw)² above n Σw², which no weights give.
//
// Source: the linearised variance of a ratio, with replacement: Cochran 1977, Sampling Techniques, 3rd ed., section 6.3;
// Särndal, Swensson & Wretman 1992, section 5.7, doi:10.1007/978-1-4612-4378-6.
func WeightedMean(m WeightedMoments, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := m.check(); err != nil {
		return Estimate{}, err
	}
	if m.Count == 0 || m.Weights == 0 {
		return Undefine(NoData, MethodWeightedMean, s), nil
	}
	centre := m.Sum / m.Weights
	mean := m.Origin + centre
	// Σ w²(x-m)² = Q - c(2L - cW), of which Q - cL is taken with one rounding and the rest is small.
	scatter := exact.DifferenceOfProducts(1, m.SquaredSumOfSquares, centre, m.SquaredSum) -
		centre*exact.DifferenceOfProducts(1, m.SquaredSum, centre, m.SquaredWeights)
	switch {
	case !IsFinite(mean) || !IsFinite(scatter):
		return Undefine(NumbersTooLarge, MethodWeightedMean, s), nil
	case scatter < -roundingSlack*m.SquaredSumOfSquares:
		return Estimate{}, Refuse("the sums contradict each other: no weighted values give them")
	case m.Count <= 1:
		return WithoutInterval(mean, TooFew, MethodWeightedMean, s), nil
	}
	standardError := math.Sqrt(math.Max(0, scatter)*m.Count/(m.Count-1)) / m.Weights
	t := -distribution.TQuantile((1-s.Level)/2, m.Count-1)
	return Symmetric(mean, standardError, t, MethodWeightedMean, s).
		WarnedIf(scatter > 0 && scatter < digitsLost*m.SquaredSumOfSquares, LostDigits), nil
}

func (m WeightedMoments) check() error {
	switch {
	case !IsAmount(m.Count):
		return Refuse("count must be a finite number, 0 or more")
	case !IsAmount(m.Weights) || !IsAmount(m.SquaredWeights):
		return Refuse("sums of weights must be finite numbers, 0 or more")
	case !IsAmount(m.SquaredSumOfSquares):
		return Refuse("sum of squares must be a finite number, 0 or more")
	case !IsFinite(m.Sum) || !IsFinite(m.SquaredSum) || !IsFinite(m.Origin):
		return Refuse("sums and origin must be finite numbers")
	case m.Count == 0 && (m.Weights != 0 || m.Sum != 0 || m.SquaredWeights != 0 || m.SquaredSum != 0 || m.SquaredSumOfSquares != 0):
		return Refuse("the sums over nobody must be zero")
	case m.Weights == 0 && (m.Sum != 0 || m.SquaredWeights != 0):
		return Refuse("the sums over weights of zero must be zero")
	case m.Weights*m.Weights > m.Count*m.SquaredWeights*(1+roundingSlack):
		return Refuse("the square of the sum of weights exceeds count times sum of squared weights, which no weights give")
	}
	return nil
}
