package effect_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/effect"
	"athar/queries/stats/internal/timing"
)

func BenchmarkStudies(b *testing.B)  { ofStudies.Time(b) }
func BenchmarkOutcomes(b *testing.B) { ofOutcomes.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofStudies.HoldAllocations(t)
	ofOutcomes.HoldAllocations(t)
}

func pooling(by effect.Model) func([]effect.Study) error {
	return func(s []effect.Study) error { _, err := effect.Pool(s, by); return err }
}

var ofStudies = timing.Family[[]effect.Study]{
	Data: func(_ testing.TB, rows int) []effect.Study {
		random := rand.New(rand.NewPCG(1, 2))
		all := make([]effect.Study, rows)
		for i := range all {
			all[i] = effect.Study{Effect: random.NormFloat64(), Variance: 0.1 + random.Float64()}
		}
		return all
	},
	Estimators: map[string]func([]effect.Study) error{
		"knapp-hartung": pooling(effect.KnappHartung), "dersimonian-laird": pooling(effect.DerSimonianLaird),
		"paule-mandel": pooling(effect.PauleMandel), "common effect": pooling(effect.CommonEffect),
	},
}

var ofOutcomes = timing.Family[[]float64]{
	Data: func(_ testing.TB, rows int) []float64 {
		random := rand.New(rand.NewPCG(1, 2))
		all := make([]float64, rows)
		for i := range all {
			all[i] = random.NormFloat64()
		}
		return all
	},
	Estimators: map[string]func([]float64) error{
		"summarise": func(o []float64) error { _, err := effect.Summarise(o); return err },
	},
}
