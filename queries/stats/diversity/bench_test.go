package diversity_test

import (
	"testing"

	"athar/queries/stats/diversity"
	"athar/queries/stats/internal/timing"
)

func BenchmarkKinds(b *testing.B) { ofKinds.Time(b) }
func BenchmarkUnits(b *testing.B) { ofUnits.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofKinds.HoldAllocations(t)
	ofUnits.HoldAllocations(t)
}

func manyCounts(rows int) []float64 {
	all := make([]float64, rows)
	for i := range all {
		all[i] = float64(i%97 + 1)
	}
	return all
}

var ofKinds = timing.Family[[]float64]{
	Data: func(_ testing.TB, rows int) []float64 { return manyCounts(rows) },
	Estimators: map[string]func([]float64) error{
		"chao": timing.Plain(diversity.Chao1), "coverage": timing.Plain(diversity.Coverage), "shannon": timing.Plain(diversity.Shannon),
		"gini-simpson": timing.Plain(diversity.GiniSimpson), "evenness": timing.Plain(diversity.Evenness), "unbiased": timing.Plain(diversity.HillUnbiased),
		"hill":        func(c []float64) error { _, err := diversity.Hill(c, 1); return err },
		"rarefied":    func(c []float64) error { _, err := diversity.Rarefied(c, 1000); return err },
		"at coverage": func(c []float64) error { _, err := diversity.AtCoverage(c, 0.9); return err },
	},
}

// The rows are counts of ten kinds in a unit.
var ofUnits = timing.Family[[][]float64]{
	Data: func(_ testing.TB, rows int) [][]float64 {
		counts, all := manyCounts(rows), make([][]float64, 0, rows/10)
		for from := 0; from < rows; from += 10 {
			all = append(all, counts[from:from+10])
		}
		return all
	},
	Estimators: map[string]func([][]float64) error{
		"partition": func(u [][]float64) error { _, err := diversity.Partition(u, 1); return err },
	},
}
