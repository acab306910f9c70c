package multiple

import "athar/queries/stats"

// MethodHochberg is the step-up procedure for the chance of any false claim.
const MethodHochberg stats.Method = "hochberg/1"

// Hochberg keeps the chance of even one false claim, as Holm does, and never adjusts further than Holm; but it asks for
// tests that are independent or depend positively.
//
//	adjusted p₍ₖ₎ = min over j ≥ k of (n-j+1) p₍ⱼ₎, at most 1
//
// Special cases and errors: as for BenjaminiHochberg.
//
// Source: Hochberg 1988, Biometrika 75:800-802, doi:10.1093/biomet/75.4.800.
func Hochberg(pValues []float64) (Adjusted, error) {
	n := float64(len(pValues))
	return step(pValues, stepUp, MethodHochberg, func(rank float64) float64 { return n - rank + 1 })
}
