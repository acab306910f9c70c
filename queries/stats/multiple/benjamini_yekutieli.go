package multiple

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodBenjaminiYekutieli is the procedure of Benjamini and Hochberg under any dependence.
const MethodBenjaminiYekutieli stats.Method = "benjamini-yekutieli/1"

// BenjaminiYekutieli keeps the false discovery rate however the tests depend on each other, at the price of a factor
// Σ 1/i that grows with the logarithm of the family.
//
//	adjusted p₍ₖ₎ = min over j ≥ k of (1 + 1/2 + … + 1/n) (n/j) p₍ⱼ₎, at most 1
//
// Special cases and errors: as for BenjaminiHochberg.
//
// Source: Benjamini & Yekutieli 2001, Annals of Statistics 29:1165-1188, doi:10.1214/aos/1013699998.
func BenjaminiYekutieli(pValues []float64) (Adjusted, error) {
	n := float64(len(pValues))
	var harmonic exact.Sum
	for i := len(pValues); i > 0; i-- {
		harmonic.Add(1 / float64(i))
	}
	dependence := harmonic.Value()
	return step(pValues, stepUp, MethodBenjaminiYekutieli, func(rank float64) float64 { return dependence * n / rank })
}
