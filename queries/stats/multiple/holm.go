package multiple

import "athar/queries/stats"

// MethodHolm is the step-down procedure for the chance of any false claim.
const MethodHolm stats.Method = "holm/1"

// Holm keeps the chance of even one false claim in the family at the level of rejection, however the tests depend on each
// other: the house choice where a single false headline is costly.
//
//	adjusted p₍ₖ₎ = max over j ≤ k of (n-j+1) p₍ⱼ₎, at most 1
//
// Special cases and errors: as for BenjaminiHochberg.
//
// Source: Holm 1979, Scandinavian Journal of Statistics 6:65-70.
func Holm(pValues []float64) (Adjusted, error) {
	n := float64(len(pValues))
	return step(pValues, stepDown, MethodHolm, func(rank float64) float64 { return n - rank + 1 })
}
