package survival_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
	"athar/queries/stats/survival"
)

func BenchmarkCohort(b *testing.B) { ofCohort.Time(b) }
func BenchmarkCurve(b *testing.B)  { ofCurve.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofCohort.HoldAllocations(t)
	ofCurve.HoldAllocations(t)
}

// manySpells are over two years, by days, with two covariates.
func manySpells(_ testing.TB, rows int) survival.Cohort {
	random := rand.New(rand.NewPCG(7, 11))
	c := survival.Cohort{Covariates: [][]float64{make([]float64, rows), make([]float64, rows)}}
	for i := range rows {
		c.Covariates[0][i], c.Covariates[1][i] = float64(i%2), random.Float64()
		leaves, ends := random.ExpFloat64()*900, random.Float64()*730
		s := survival.Spell{Time: math.Floor(math.Min(leaves, ends)), Persons: 1}
		if leaves < ends {
			s.Exit = survival.Exit(1 + i%2)
		}
		c.Spells = append(c.Spells, s)
	}
	return c
}

var ofCohort = timing.Family[survival.Cohort]{
	Data: manySpells,
	Estimators: map[string]func(survival.Cohort) error{
		"kaplan-meier":         func(c survival.Cohort) error { _, err := survival.KaplanMeier(c.Spells); return err },
		"cumulative incidence": func(c survival.Cohort) error { _, err := survival.CumulativeIncidence(c.Spells, 1); return err },
		"log-rank": func(c survival.Cohort) error {
			half := len(c.Spells) / 2
			_, err := survival.LogRank(c.Spells[:half], c.Spells[half:])
			return err
		},
		"cox, efron":   func(c survival.Cohort) error { _, err := survival.Cox(c, survival.Efron); return err },
		"cox, breslow": func(c survival.Cohort) error { _, err := survival.Cox(c, survival.Breslow); return err },
	},
}

// A curve of which every row is a time of its own.
var ofCurve = timing.Family[survival.Curve]{
	Data: func(t testing.TB, rows int) survival.Curve {
		spells := make([]survival.Spell, rows)
		for i := range spells {
			spells[i] = survival.Spell{Time: float64(i + 1), Persons: 1, Exit: survival.Exit(i % 2)}
		}
		return reference.Must(survival.KaplanMeier(spells))(t)
	},
	Estimators: map[string]func(survival.Curve) error{
		"staying":         func(c survival.Curve) error { _, err := c.Staying(500); return err },
		"hazard":          func(c survival.Curve) error { _, err := c.Hazard(500); return err },
		"restricted mean": func(c survival.Curve) error { _, err := c.RestrictedMean(900); return err },
		"time until":      func(c survival.Curve) error { _, err := c.TimeUntil(0.5); return err },
	},
}
