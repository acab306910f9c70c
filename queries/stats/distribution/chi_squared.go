package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// ChiSquaredCDF is the share of a chi-squared distribution at or below x. Degrees need not be whole. Below zero it is 0.
func ChiSquaredCDF(x, degrees float64) float64 {
	switch {
	case !isParameter(degrees) || math.IsNaN(x):
		return math.NaN()
	case x <= 0:
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	return distuv.ChiSquared{K: degrees}.CDF(x)
}

// ChiSquaredSurvival is the share of a chi-squared distribution above x: the p-value of a chi-squared test.
func ChiSquaredSurvival(x, degrees float64) float64 {
	switch {
	case !isParameter(degrees) || math.IsNaN(x):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	return distuv.ChiSquared{K: degrees}.Survival(x)
}

// ChiSquaredQuantile is the value below which the share p of a chi-squared distribution lies; p = 1 gives +Inf.
func ChiSquaredQuantile(p, degrees float64) float64 {
	switch {
	case !isParameter(degrees) || !isShare(p):
		return math.NaN()
	case p == 1:
		return math.Inf(1)
	}
	d := distuv.ChiSquared{K: degrees}
	// Near zero the share is (x/2)^(k/2) / Γ(k/2+1), which gonum's inversion rounds to nothing.
	if low := 2 * math.Exp((math.Log(p)+LogGamma(degrees/2+1))*2/degrees); low < 1e-6 {
		return sharpened(low, p, d)
	}
	return sharpened(d.Quantile(p), p, d)
}

// isParameter tells whether x can shape a distribution: finite and above zero.
func isParameter(x float64) bool { return x > 0 && !math.IsInf(x, 1) }
