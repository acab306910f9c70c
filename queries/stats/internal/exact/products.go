package exact

import "math"

// DifferenceOfProducts is a*b - c*d with the rounding of one operation rather than of three, even where the products
// nearly cancel (Kahan's algorithm; Jeannerod, Louvet & Muller 2013, Math. Comp. 82:2245-2264,
// doi:10.1090/S0025-5718-2013-02679-8).
func DifferenceOfProducts(a, b, c, d float64) float64 {
	cd := c * d
	slip := math.FMA(-c, d, cd)
	return math.FMA(a, b, -cd) + slip
}
