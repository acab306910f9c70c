package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// BetaCDF is the share of a beta distribution at or below x: 0 up to x = 0, 1 from x = 1.
func BetaCDF(x, a, b float64) float64 {
	if !isParameter(a) || !isParameter(b) || math.IsNaN(x) {
		return math.NaN()
	}
	return distuv.Beta{Alpha: a, Beta: b}.CDF(x)
}

// BetaQuantile is the value below which the share p of a beta distribution lies, 0 to 1.
func BetaQuantile(p, a, b float64) float64 {
	if !isParameter(a) || !isParameter(b) || !isShare(p) {
		return math.NaN()
	}
	d := distuv.Beta{Alpha: a, Beta: b}
	return sharpened(d.Quantile(p), p, d)
}
