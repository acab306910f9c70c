package multiple

import "athar/queries/stats"

// MethodBenjaminiHochberg is the step-up procedure for the share of false claims.
const MethodBenjaminiHochberg stats.Method = "benjamini-hochberg/1"

// BenjaminiHochberg keeps the expected share of false claims among all claims, the false discovery rate, at the level of
// rejection. It is the house default within one table or map.
//
//	adjusted p₍ₖ₎ = min over j ≥ k of (n/j) p₍ⱼ₎, at most 1
//
// It holds for tests that are independent or depend positively, as comparisons with one common group do.
//
// Special cases: a family of one keeps its p-value; an empty family gives an empty one.
//
// Errors: a p-value below 0, above 1 or NaN.
//
// Source: Benjamini & Hochberg 1995, JRSS B 57:289-300, doi:10.1111/j.2517-6161.1995.tb02031.x.
func BenjaminiHochberg(pValues []float64) (Adjusted, error) {
	n := float64(len(pValues))
	return step(pValues, stepUp, MethodBenjaminiHochberg, func(rank float64) float64 { return n / rank })
}
