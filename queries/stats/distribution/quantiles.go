package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// NormalQuantile is the value below which the share p of a standard normal distribution lies: Wichura's algorithm AS 241
// as gonum has it.
//
// Special cases: p = 0 and 1 give -Inf and +Inf; p = 0.5 gives 0; p outside 0..1 or NaN gives NaN. It is a mathematical
// function and not a statistic, so it speaks of the undefined as package math does.
//
// Source: Wichura 1988, Applied Statistics 37:477-484, doi:10.2307/2347330.
func NormalQuantile(p float64) float64 {
	if !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	return distuv.UnitNormal.Quantile(p)
}

// expandFrom is the number of degrees of freedom from which the t quantile comes from its expansion about the normal one.
// gonum inverts an incomplete beta function whose argument crowds against 1 there: at 1e9 degrees its 97.5% quantile
// falls below the normal one, which it must exceed. A mean over a ministry's learners has that many.
const expandFrom = 1e4

// TQuantile is the value below which the share p of Student's t distribution lies. Degrees need not be whole.
//
// Special cases: p = 0 and 1 give -Inf and +Inf; infinitely many degrees give NormalQuantile; degrees of 0 or below, p
// outside 0..1, or NaN give NaN.
//
// Source: gonum below 10,000 degrees; from there the expansion of Abramowitz & Stegun 1964, formula 26.7.5, whose first
// term left out is below 1e-10 even at p = 1e-20.
func TQuantile(p, degrees float64) float64 {
	if !(p >= 0 && p <= 1) || !(degrees > 0) {
		return math.NaN()
	}
	if p == 0 || p == 1 {
		return math.Inf(int(p*2) - 1)
	}
	if degrees < expandFrom {
		return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}.Quantile(p)
	}
	z := NormalQuantile(p)
	z2 := z * z
	return z + z*((z2+1)/4+((5*z2+16)*z2+3)/(96*degrees)+(((3*z2+19)*z2+17)*z2-15)/(384*degrees*degrees))/degrees
}
