package multiple_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/timing"
	"athar/queries/stats/multiple"
)

func BenchmarkFamily(b *testing.B) { ofFamily.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) { ofFamily.HoldAllocations(t) }

func adjusting(by func([]float64) (multiple.Adjusted, error)) func([]float64) error {
	return func(p []float64) error { _, err := by(p); return err }
}

var ofFamily = timing.Family[[]float64]{
	Data: func(_ testing.TB, rows int) []float64 {
		random := rand.New(rand.NewPCG(1, 2))
		all := make([]float64, rows)
		for i := range all {
			all[i] = random.Float64()
		}
		return all
	},
	Estimators: map[string]func([]float64) error{
		"benjamini-hochberg": adjusting(multiple.BenjaminiHochberg), "benjamini-yekutieli": adjusting(multiple.BenjaminiYekutieli),
		"bonferroni": adjusting(multiple.Bonferroni), "hochberg": adjusting(multiple.Hochberg), "holm": adjusting(multiple.Holm),
	},
}
