package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// narrow is the smaller parameter from which gonum's serves.
const narrow = 1e6

// betaShare is the share of a beta distribution at or below x, with rest = 1 - x given beside it: where x crowds against 1,
// rest has the digits that x has lost. gonum's keeps fewer the larger the parameters, since it subtracts logarithms of
// gamma functions: of ten million trials with one success it tells seven digits.
//
// Where both parameters are large the distribution is so narrow that what gonum's loses moves no quantile, and the fraction
// would take long.
//
// Source: the continued fraction of Didonato & Morris 1992, ACM Transactions on Mathematical Software 18:360-373
// (algorithm 708), formula 9, doi:10.1145/131766.131776.
func betaShare(x, rest, a, b float64) float64 {
	switch {
	case !(x > 0):
		return 0
	case !(rest > 0):
		return 1
	case min(a, b) > narrow:
		return distuv.Beta{Alpha: a, Beta: b}.CDF(x)
	case x <= a/(a+b):
		return betaLowerTail(x, rest, a, b)
	}
	return 1 - betaLowerTail(rest, x, b, a)
}

// betaLowerTail is for x up to the mean. The fraction takes some ten steps, and near the mean of large parameters some
// √(a+b).
func betaLowerTail(x, rest, a, b float64) float64 {
	const enough, mostSteps = 1e-16, 1 << 20
	belowMean := a - (a+b)*x
	if x > 0.5 {
		belowMean = (a+b)*rest - b
	}
	// Lentz's way: the fraction is a product of ratios of what stands above to what stands below.
	above, below := math.Inf(1), (a+1)/(a*(belowMean+1))
	fraction := below
	for step := range mostSteps {
		n := float64(step + 1)
		middle := a + 2*n - 1
		numerator := (a + n - 1) / middle * n * (b - n) / middle * x * (a + b + n - 1) * x
		denominator := n + n*(b-n)*x/middle + (a+n)/(middle+2)*(belowMean+1+n*(1+rest))
		above, below = denominator+numerator/above, 1/(denominator+numerator*below)
		fraction *= above * below
		if math.Abs(above*below-1) <= enough {
			break
		}
	}
	return math.Exp(a*logarithmBeside(x, rest)+b*logarithmBeside(rest, x)-logBeta(a, b)) * fraction
}

// betaDensity is the density at x, with rest = 1 - x.
func betaDensity(x, rest, a, b float64) float64 {
	if !(x > 0) || !(rest > 0) {
		return 0
	}
	return math.Exp((a-1)*logarithmBeside(x, rest) + (b-1)*logarithmBeside(rest, x) - logBeta(a, b))
}

// logarithmBeside is log x with rest = 1 - x.
func logarithmBeside(x, rest float64) float64 {
	if x > 0.5 {
		return math.Log1p(-rest)
	}
	return math.Log(x)
}

// logBeta is the logarithm of the beta function. What grows with large parameters is taken out before it is subtracted.
func logBeta(a, b float64) float64 {
	a, b = min(a, b), max(a, b)
	const large = 10 // from here on Stirling's series has all digits
	share := a / (a + b)
	switch {
	case b < large:
		return LogGamma(a) + LogGamma(b) - LogGamma(a+b)
	case a < large:
		return LogGamma(a) + stirlingRest(b) - stirlingRest(a+b) + a - a*math.Log(a+b) + (b-0.5)*math.Log1p(-share)
	}
	return stirlingRest(a) + stirlingRest(b) - stirlingRest(a+b) +
		math.Log(2*math.Pi/b)/2 + (a-0.5)*math.Log(share) + b*math.Log1p(-share)
}

// stirlingRest is what LogGamma has beyond (x - 1/2) log x - x + log(2π)/2, for x from 10 on.
func stirlingRest(x float64) float64 {
	inverse := 1 / x
	square := inverse * inverse
	return inverse * (1.0/12 - square*(1.0/360-square*(1.0/1260-square*(1.0/1680-square*(1.0/1188-square*(691.0/360360-square/156))))))
}
