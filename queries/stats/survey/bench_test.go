package survey_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
	"athar/queries/stats/survey"
)

func BenchmarkEstimates(b *testing.B) { ofEstimates.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) { ofEstimates.HoldAllocations(t) }

type answers struct {
	drawn        []survey.Row
	design       survey.Design
	y, z, passed []float64
	holds        []bool
	groups       []string
}

// population is how many the rows stand for, by group.
func (a answers) population() survey.Margin {
	m := survey.Margin{Group: a.groups, Totals: map[string]float64{}}
	for i, group := range a.groups {
		m.Totals[group] += a.drawn[i].Weight
	}
	return m
}

// Persons of schools of a hundred, in ten strata.
var ofEstimates = timing.Family[answers]{
	Data: func(t testing.TB, rows int) answers {
		random := rand.New(rand.NewPCG(2, 4))
		a := answers{
			drawn: make([]survey.Row, rows), y: make([]float64, rows), z: make([]float64, rows), passed: make([]float64, rows),
			holds: make([]bool, rows), groups: make([]string, rows),
		}
		for i := range rows {
			a.drawn[i] = survey.Row{Weight: 1 + random.Float64(), Stratum: fmt.Sprint(i % 10), Cluster: fmt.Sprint(i % (rows / 100)), ClustersInStratum: 1e6}
			a.y[i], a.z[i], a.holds[i], a.groups[i] = random.NormFloat64(), 1+random.Float64(), random.IntN(2) == 0, fmt.Sprint(i%7)
			if a.holds[i] {
				a.passed[i] = 1
			}
		}
		a.design = reference.Must(survey.NewDesign(a.drawn))(t)
		return a
	},
	Estimators: map[string]func(answers) error{
		"design":        func(a answers) error { _, err := survey.NewDesign(a.drawn); return err },
		"mean":          func(a answers) error { _, err := a.design.Mean(a.y); return err },
		"proportion":    func(a answers) error { _, err := a.design.Proportion(a.holds); return err },
		"total":         func(a answers) error { _, err := a.design.Total(a.y); return err },
		"ratio":         func(a answers) error { _, err := a.design.Ratio(a.y, a.z); return err },
		"quantile":      func(a answers) error { _, err := a.design.Quantile(a.y, 0.5); return err },
		"design effect": func(a answers) error { _, err := a.design.DesignEffect(a.y); return err },
		"difference":    func(a answers) error { _, _, err := a.design.Difference(a.y, a.holds); return err },
		"linear":        func(a answers) error { _, err := a.design.Linear(a.y, [][]float64{a.z}); return err },
		"logistic":      func(a answers) error { _, err := a.design.Logistic(a.passed, [][]float64{a.y}); return err },
		"chi-square":    func(a answers) error { _, err := a.design.ChiSquare(a.groups, a.groups); return err },
		"mean of a domain": func(a answers) error {
			return meanOf(a)(a.design.Within(a.holds))
		},
		"calibrated": func(a answers) error {
			return meanOf(a)(a.design.Calibrated([][]float64{a.z}, []float64{2.4 * float64(len(a.z))}))
		},
		"post-stratified": func(a answers) error { return meanOf(a)(a.design.PostStratified(a.population())) },
		"raked":           func(a answers) error { return meanOf(a)(a.design.Raked([]survey.Margin{a.population()})) },
	},
}

func meanOf(a answers) func(survey.Design, error) error {
	return func(d survey.Design, err error) error {
		if err == nil {
			_, err = d.Mean(a.y)
		}
		return err
	}
}
