package prepost_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/timing"
	"athar/queries/stats/prepost"
)

func BenchmarkArms(b *testing.B) { ofArms.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) { ofArms.HoldAllocations(t) }

var ofArms = timing.Family[prepost.Arms]{
	Data: func(_ testing.TB, rows int) prepost.Arms {
		random := rand.New(rand.NewPCG(1, 2))
		return prepost.Arms{Programme: draw(random, rows/2, 3), Comparison: draw(random, rows/2, 0)}
	},
	Estimators: map[string]func(prepost.Arms) error{
		"gains": timing.Plain(prepost.Gains), "ancova": timing.Plain(prepost.Ancova),
		"change":    func(a prepost.Arms) error { _, err := prepost.MeanChange(a.Programme); return err },
		"ranks":     func(a prepost.Arms) error { _, err := prepost.SignedRank(a.Programme); return err },
		"summarise": func(a prepost.Arms) error { _, err := prepost.Summarise(a.Programme); return err },
		"reliable change": func(a prepost.Arms) error {
			_, err := prepost.ReliableChange(a.Programme, prepost.Instrument{Reliability: 0.8, Cut: 1.96})
			return err
		},
	},
}
