package smallarea_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/timing"
	"athar/queries/stats/smallarea"
)

func BenchmarkMembers(b *testing.B) { ofMembers.Time(b) }
func BenchmarkAreas(b *testing.B)   { ofAreas.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofMembers.HoldAllocations(t)
	ofAreas.HoldAllocations(t)
}

// Persons in groups of fifty.
var ofMembers = timing.Family[smallarea.Members]{
	Data: func(_ testing.TB, rows int) smallarea.Members {
		random := rand.New(rand.NewPCG(5, 6))
		m := smallarea.Members{Columns: [][]float64{make([]float64, rows)}}
		for i := range rows {
			m.Group = append(m.Group, fmt.Sprint(i%(rows/50)))
			m.Columns[0][i] = random.NormFloat64()
			m.Value = append(m.Value, random.NormFloat64()+float64(i%(rows/50)%7))
		}
		return m
	},
	Estimators: map[string]func(smallarea.Members) error{
		"random intercept": func(m smallarea.Members) error {
			_, err := smallarea.RandomIntercept(m, smallarea.Restricted)
			return err
		},
		"variance": timing.Plain(smallarea.AnalyseVariance),
	},
}

type manyAreas struct {
	shares []stats.Proportion
	direct []smallarea.Direct
	column []float64
}

var ofAreas = timing.Family[manyAreas]{
	Data: func(_ testing.TB, rows int) manyAreas {
		random := rand.New(rand.NewPCG(7, 8))
		a := manyAreas{make([]stats.Proportion, rows), make([]smallarea.Direct, rows), make([]float64, rows)}
		for i := range rows {
			trials := 5 + random.IntN(60)
			a.shares[i] = stats.Proportion{Successes: float64(random.IntN(trials + 1)), Trials: float64(trials)}
			a.column[i] = random.NormFloat64()
			a.direct[i] = smallarea.Direct{Value: a.column[i] + 2*random.NormFloat64(), Variance: 1 + random.Float64()}
		}
		return a
	},
	Estimators: map[string]func(manyAreas) error{
		"empirical bayes":  func(a manyAreas) error { _, err := smallarea.EmpiricalBayes(a.shares); return err },
		"uncertain spread": func(a manyAreas) error { _, err := smallarea.UncertainSpread(a.shares); return err },
		"beta-binomial":    func(a manyAreas) error { _, err := smallarea.BetaBinomial(a.shares); return err },
		"fay-herriot":      func(a manyAreas) error { _, err := smallarea.FayHerriot(a.direct, [][]float64{a.column}); return err },
	},
}
