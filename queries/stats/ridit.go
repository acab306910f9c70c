package stats

import "athar/queries/stats/internal/exact"

// ridits gives each group the middle of the stretch it takes up when all persons stand in line from the most to the least
// disadvantaged, 0 to 1: R_j = (persons before j + n_j/2) / N.
//
// Source: Bross 1958, Biometrics 14:18-38, doi:10.2307/2527727.
func ridits(populations []float64) []float64 {
	var before exact.Sum
	ranks := make([]float64, len(populations))
	for j, n := range populations {
		ranks[j] = before.Value() + n/2
		before.Add(n)
	}
	for j := range ranks {
		ranks[j] /= before.Value()
	}
	return ranks
}
