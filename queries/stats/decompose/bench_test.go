package decompose_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/decompose"
	"athar/queries/stats/internal/timing"
)

func BenchmarkRates(b *testing.B) { ofRates.Time(b) }
func BenchmarkMeans(b *testing.B) { ofMeans.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofRates.HoldAllocations(t)
	ofMeans.HoldAllocations(t)
}

type strata struct {
	categories []decompose.Category
	strata     []decompose.Stratum
	reference  []decompose.ReferenceStratum
}

var ofRates = timing.Family[strata]{
	Data: func(_ testing.TB, rows int) strata {
		t := strata{make([]decompose.Category, rows), make([]decompose.Stratum, rows), make([]decompose.ReferenceStratum, rows)}
		for i := range rows {
			events := float64(i % 37)
			t.categories[i] = decompose.Category{First: stats.Proportion{Successes: events, Trials: 100}, Second: stats.Proportion{Successes: events + 5, Trials: 120}}
			t.strata[i] = decompose.Stratum{Events: events, Persons: 100, Standard: float64(50 + i%70)}
			t.reference[i] = decompose.ReferenceStratum{Events: events, Persons: 100, ReferenceEvents: 20, ReferencePersons: 110}
		}
		return t
	},
	Estimators: map[string]func(strata) error{
		"kitagawa": func(t strata) error { _, err := decompose.Kitagawa(t.categories); return err },
		"direct":   func(t strata) error { _, err := decompose.DirectRate(t.strata); return err },
		"indirect": func(t strata) error { _, err := decompose.IndirectRatio(t.reference); return err },
	},
}

var ofMeans = timing.Family[decompose.PairOfGroups]{
	Data: func(_ testing.TB, rows int) decompose.PairOfGroups {
		random := rand.New(rand.NewPCG(1, 2))
		return decompose.PairOfGroups{Columns: 3, First: persons(random, rows/2, 3, 1), Second: persons(random, rows/2, 3, 0)}
	},
	Estimators: map[string]func(decompose.PairOfGroups) error{
		"blinder-oaxaca": func(p decompose.PairOfGroups) error {
			_, err := decompose.BlinderOaxaca(p, decompose.PooledWithGroup)
			return err
		},
	},
}
