package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// NormalCDF is the share of a standard normal distribution at or below x. The share above x is NormalCDF(-x), with all
// its digits.
func NormalCDF(x float64) float64 { return distuv.UnitNormal.CDF(x) }

// NormalQuantile is the value below which the share p of a standard normal distribution lies: Wichura's algorithm AS 241
// as gonum has it.
//
// Special cases: p = 0 and 1 give -Inf and +Inf; p = 0.5 gives 0; p outside 0..1 or NaN gives NaN.
//
// Source: Wichura 1988, Applied Statistics 37:477-484, doi:10.2307/2347330.
func NormalQuantile(p float64) float64 {
	if !isShare(p) {
		return math.NaN()
	}
	return distuv.UnitNormal.Quantile(p)
}

// isShare tells whether p can be a probability; NaN cannot.
func isShare(p float64) bool { return p >= 0 && p <= 1 }
