package multiple

import "athar/queries/stats"

// MethodBonferroni is the plain multiplication by the size of the family.
const MethodBonferroni stats.Method = "bonferroni/1"

// Bonferroni keeps the chance of even one false claim by multiplying every p-value by the size of the family, up to 1.
// Holm promises the same and adjusts less.
//
// Special cases and errors: as for BenjaminiHochberg.
//
// Source: Dunn 1961, JASA 56:52-64, doi:10.1080/01621459.1961.10482090.
func Bonferroni(pValues []float64) (Adjusted, error) {
	n := float64(len(pValues))
	return step(pValues, stepDown, MethodBonferroni, func(float64) float64 { return n })
}
