package stats

import "math"

// sum adds with a running compensation (Neumaier 1974, ZAMM 54:39-51, doi:10.1002/zamm.19740540106), so that a million
// small amounts are not lost beside a large one.
type sum struct{ total, lost float64 }

func (s *sum) add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += (s.total - t) + x
	} else {
		s.lost += (x - t) + s.total
	}
	s.total = t
}

func (s sum) value() float64 { return s.total + s.lost }

// differenceOfProducts is a*b - c*d with the rounding of one operation rather than of three, even where the products
// nearly cancel (Kahan's algorithm; Jeannerod, Louvet & Muller 2013, Math. Comp. 82:2245-2264,
// doi:10.1090/S0025-5718-2013-02679-8).
func differenceOfProducts(a, b, c, d float64) float64 {
	cd := c * d
	slip := math.FMA(-c, d, cd)
	return math.FMA(a, b, -cd) + slip
}
