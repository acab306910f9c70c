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
	return betaShare(x, 1-x, a, b)
}

// BetaQuantile is the value below which the share p of a beta distribution lies, 0 to 1.
func BetaQuantile(p, a, b float64) float64 {
	if !isParameter(a) || !isParameter(b) || !isShare(p) {
		return math.NaN()
	}
	return sharpened(distuv.Beta{Alpha: a, Beta: b}.Quantile(p), p, beta{a, b})
}

// beta is what sharpened asks of a distribution.
type beta struct{ a, b float64 }

func (d beta) CDF(x float64) float64  { return betaShare(x, 1-x, d.a, d.b) }
func (d beta) Prob(x float64) float64 { return betaDensity(x, 1-x, d.a, d.b) }
