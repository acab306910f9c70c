package distribution

import "math"

// LogGamma is the logarithm of the absolute value of the gamma function, so that LogGamma(n+1) is ln n!.
//
// Special cases: 0 and the negative whole numbers give +Inf, as do the infinities; NaN gives NaN.
func LogGamma(x float64) float64 {
	value, _ := math.Lgamma(x)
	if math.IsInf(x, -1) {
		return math.Inf(1)
	}
	return value
}

// LogChoose is the logarithm of the number of ways to draw k of n; -Inf when there is none, because k is below 0 or above n.
func LogChoose(n, k float64) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	return LogGamma(n+1) - LogGamma(k+1) - LogGamma(n-k+1)
}
