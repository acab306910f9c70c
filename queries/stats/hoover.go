package stats

import "math"

// MethodHoover is the Hoover index of everybody listed.
const MethodHoover Method = "hoover-population/1"

// Hoover estimates the share of an amount that would have to change hands for all to have the same.
//
//	H = Σ w |x - μ| / (2 W μ)
//
// Unit: share, 0 to 1. It is also called the Robin Hood or Ricci-Schutz index, and is the largest distance between the
// Lorenz curve and the diagonal.
//
// Special cases: nobody gives NoData; amounts that are all zero give AllZero. There is no interval (NeedsDesign).
//
// Errors: an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Hoover 1936, Review of Economics and Statistics 18:162-171, doi:10.2307/1927875.
func Hoover(histogram []AmountCount, options ...Option) (Estimate, error) {
	return ofAmounts(histogram, MethodHoover, options, func(a amounts) (float64, Reason) {
		return a.average(func(r float64) float64 { return math.Abs(r - 1) }) / 2, ""
	})
}
