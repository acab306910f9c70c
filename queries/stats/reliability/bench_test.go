package reliability_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/timing"
	"athar/queries/stats/reliability"
)

func BenchmarkScales(b *testing.B) { ofScales.Time(b) }
func BenchmarkRaters(b *testing.B) { ofRaters.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofScales.HoldAllocations(t)
	ofRaters.HoldAllocations(t)
}

// Persons by five items.
var ofScales = timing.Family[reliability.Table]{
	Data: func(_ testing.TB, rows int) reliability.Table {
		random := rand.New(rand.NewPCG(1, 2))
		table := reliability.Table{Columns: 5, Values: make([]float64, 5*rows)}
		for i := range rows {
			common := random.NormFloat64()
			for j := range 5 {
				table.Values[5*i+j] = common + random.NormFloat64()
			}
		}
		return table
	},
	Estimators: map[string]func(reliability.Table) error{
		"alpha": timing.Plain(reliability.Alpha), "analyse": timing.Plain(reliability.Analyse),
		"omega": timing.Plain(reliability.Omega), "intraclass": timing.Plain(reliability.Intraclass),
	},
}

type sortedTwice struct{ first, second []int }

var ofRaters = timing.Family[sortedTwice]{
	Data: func(_ testing.TB, rows int) sortedTwice {
		p := sortedTwice{make([]int, rows), make([]int, rows)}
		for i := range rows {
			p.first[i], p.second[i] = i%5, (i+i/7%2)%5
		}
		return p
	},
	Estimators: map[string]func(sortedTwice) error{
		"agreement": func(p sortedTwice) error {
			sorting, err := reliability.Sort(p.first, p.second, 5)
			if err == nil {
				_, err = reliability.Agreement(sorting)
			}
			return err
		},
		"kappa": func(p sortedTwice) error {
			sorting, err := reliability.Sort(p.first, p.second, 5)
			if err == nil {
				_, err = reliability.Kappa(sorting, reliability.Quadratic)
			}
			return err
		},
	},
}
