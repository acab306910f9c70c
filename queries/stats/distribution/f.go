package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// FCDF is the share of an F distribution at or below x. Degrees, of the numerator and of the denominator, need not be
// whole. Infinitely many in the denominator give the chi-squared distribution over its degrees.
func FCDF(x, numerator, denominator float64) float64 {
	switch {
	case !isParameter(numerator) || !(denominator > 0) || math.IsNaN(x):
		return math.NaN()
	case math.IsInf(denominator, 1):
		return ChiSquaredCDF(x*numerator, numerator)
	case x <= 0:
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	share, rest := ofBoth(numerator*x, denominator)
	return betaShare(share, rest, numerator/2, denominator/2)
}

// FSurvival is the share of an F distribution above x: the p-value of an F test. Small ones keep
// their digits.
func FSurvival(x, numerator, denominator float64) float64 {
	switch {
	case !isParameter(numerator) || !(denominator > 0) || math.IsNaN(x):
		return math.NaN()
	case math.IsInf(denominator, 1):
		return ChiSquaredSurvival(x*numerator, numerator)
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	share, rest := ofBoth(denominator, numerator*x)
	return betaShare(share, rest, denominator/2, numerator/2)
}

// ofBoth are the shares of two amounts above zero in their sum.
func ofBoth(amount, other float64) (share, rest float64) {
	return 1 / (1 + other/amount), 1 / (1 + amount/other)
}

// FQuantile is the value below which the share p of an F distribution lies; p = 1 gives +Inf. Above the middle it is found
// from the inverted ratio, since the beta quantile beneath it crowds against 1 there.
func FQuantile(p, numerator, denominator float64) float64 {
	switch {
	case !isParameter(numerator) || !(denominator > 0) || !isShare(p):
		return math.NaN()
	case p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	case math.IsInf(denominator, 1):
		return ChiSquaredQuantile(p, numerator) / numerator
	case p > 0.5:
		return 1 / FQuantile(1-p, denominator, numerator)
	}
	return sharpened(distuv.F{D1: numerator, D2: denominator}.Quantile(p), p, ratio{numerator, denominator})
}

// ratio is what sharpened asks of an F distribution.
type ratio struct{ numerator, denominator float64 }

func (d ratio) CDF(x float64) float64 { return FCDF(x, d.numerator, d.denominator) }

func (d ratio) Prob(x float64) float64 {
	share, rest := ofBoth(d.numerator*x, d.denominator)
	return betaDensity(share, rest, d.numerator/2, d.denominator/2) * share * rest / x
}
