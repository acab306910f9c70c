package distribution

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// expandFrom is the number of degrees of freedom from which Student's t comes from its expansions about the normal
// distribution. gonum works with an incomplete beta function whose argument crowds against 1 there: at 1e9 degrees its
// 97.5% quantile falls below the normal one, which it must exceed. A mean over a ministry's learners has that many.
const expandFrom = 1e4

// TCDF is the share of Student's t distribution at or below x. Degrees need not be whole. The share above x is
// TCDF(-x, degrees), with all its digits.
//
// Special cases: infinitely many degrees give NormalCDF; degrees of 0 or below, or NaN, give NaN.
//
// Source: gonum below 10,000 degrees; from there the normal value of Hill 1970, Communications of the ACM 13:617-619
// (algorithm 395).
func TCDF(x, degrees float64) float64 {
	switch {
	case !(degrees > 0) || math.IsNaN(x):
		return math.NaN()
	case math.IsInf(degrees, 1) || math.IsInf(x, 0):
		return NormalCDF(x)
	case degrees < expandFrom:
		return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}.CDF(x)
	}
	a := degrees - 0.5
	b := 48 * a * a
	y := a * math.Log1p(x*(x/degrees))
	z := ((((-0.4*y-3.3)*y-24)*y-85.5)/(0.8*y*y+100+b)+y+3)/b + 1
	return NormalCDF(math.Copysign(z*math.Sqrt(y), x))
}

// TQuantile is the value below which the share p of Student's t distribution lies. Degrees need not be whole.
//
// Special cases: p = 0 and 1 give -Inf and +Inf; infinitely many degrees give NormalQuantile; degrees of 0 or below, p
// outside 0..1, or NaN give NaN.
//
// Source: gonum below 10,000 degrees, sharpened; from there the expansion of Abramowitz & Stegun 1964, formula 26.7.5, whose first
// term left out is below 1e-10 even at p = 1e-20.
func TQuantile(p, degrees float64) float64 {
	if !isShare(p) || !(degrees > 0) {
		return math.NaN()
	}
	if p == 0 || p == 1 {
		return math.Inf(int(p*2) - 1)
	}
	if degrees < expandFrom {
		if p > 0.5 {
			return -TQuantile(1-p, degrees)
		}
		// gonum's is content with six digits far out. Newton's steps, for the logarithm of the share, give the others.
		d := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}
		x := d.Quantile(p)
		for range 3 {
			share := TCDF(x, degrees)
			step := math.Log(share/p) * share / d.Prob(x)
			if !(math.Abs(step) < 1) {
				break
			}
			x -= step
		}
		return x
	}
	z := NormalQuantile(p)
	z2 := z * z
	return z + z*((z2+1)/4+((5*z2+16)*z2+3)/(96*degrees)+(((3*z2+19)*z2+17)*z2-15)/(384*degrees*degrees))/degrees
}

// NoncentralTCDF is the share at or below x of the distribution of (Z + shift) / √(C/degrees), with Z standard normal and
// C chi-squared: what a t statistic follows when there is an effect, on which power rests.
//
// Special cases: a shift of 0 gives TCDF; degrees of 0 or below, an infinite shift or NaN give NaN; infinitely many degrees
// give NormalCDF(x - shift).
//
// Source: gonum, after Lenth 1989, Applied Statistics 38:185-189, doi:10.2307/2347693 (AS 243), sure to about twelve
// decimals; beyond a shift of 38 the normal approximation of Abramowitz & Stegun 1964, formula 26.7.10.
func NoncentralTCDF(x, degrees, shift float64) float64 {
	switch {
	case !(degrees > 0) || math.IsNaN(x) || math.IsNaN(shift) || math.IsInf(shift, 0):
		return math.NaN()
	case math.IsInf(degrees, 1) || math.IsInf(x, 0):
		return NormalCDF(x - shift)
	case shift == 0:
		return TCDF(x, degrees)
	case degrees >= expandFrom*40:
		s := 1 / (4 * degrees)
		return NormalCDF((x*(1-s) - shift) / math.Sqrt(1+x*x*2*s))
	}
	return min(max(distuv.NoncentralT{Nu: degrees, Mu: shift}.CDF(x), 0), 1)
}
