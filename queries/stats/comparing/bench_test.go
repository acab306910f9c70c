package comparing_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/comparing"
	"athar/queries/stats/internal/timing"
)

func BenchmarkProportions(b *testing.B) { ofProportions.Time(b) }
func BenchmarkRatios(b *testing.B)      { ofRatios.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofProportions.HoldAllocations(t)
	ofRatios.HoldAllocations(t)
}

// A funnel, and where each unit stands in it.
var ofProportions = timing.Family[[]stats.Proportion]{
	Data: func(_ testing.TB, rows int) []stats.Proportion {
		random := rand.New(rand.NewPCG(3, 5))
		units := make([]stats.Proportion, rows)
		for i := range units {
			trials := 1 + random.IntN(500)
			units[i] = stats.Proportion{Successes: float64(random.IntN(trials + 1)), Trials: float64(trials)}
		}
		return units
	},
	Estimators: map[string]func([]stats.Proportion) error{
		"funnel": func(units []stats.Proportion) error { _, err := comparing.FunnelOfProportions(units); return err },
		"standing": func(units []stats.Proportion) error {
			funnel, err := comparing.FunnelOfProportions(units)
			for _, unit := range units {
				if err == nil {
					_, _, err = funnel.Standing(unit, comparing.Score)
				}
			}
			return err
		},
	},
}

var ofRatios = timing.Family[[]stats.Rate]{
	Data: func(_ testing.TB, rows int) []stats.Rate {
		random := rand.New(rand.NewPCG(3, 5))
		all := make([]stats.Rate, rows)
		for i := range all {
			all[i] = stats.Rate{Events: float64(random.IntN(50)), Exposure: 1 + 40*random.Float64()}
		}
		return all
	},
	Estimators: map[string]func([]stats.Rate) error{
		"funnel": func(r []stats.Rate) error { _, err := comparing.FunnelOfRatios(r); return err },
	},
}
