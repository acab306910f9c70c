package evaluation_test

import (
	"math/rand/v2"
	"testing"

	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
)

func BenchmarkSchools(b *testing.B)       { ofSchools.Time(b) }
func BenchmarkPanel(b *testing.B)         { ofPanel.Time(b) }
func BenchmarkObservational(b *testing.B) { ofObservational.Time(b) }
func BenchmarkTrials(b *testing.B)        { ofTrials.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofSchools.HoldAllocations(t)
	ofPanel.HoldAllocations(t)
	ofObservational.HoldAllocations(t)
	ofTrials.HoldAllocations(t)
}

func seeded(rows int) *rand.Rand { return rand.New(rand.NewPCG(1, uint64(rows))) }

var fewDraws = evaluation.Draws{Count: 99, Seed: 1}

// learners are so many of them in 200 schools.
func learners(_ testing.TB, rows int) evaluation.BeforeAfter {
	r := seeded(rows)
	d := evaluation.BeforeAfter{
		Treated: make([]bool, rows), After: make([]bool, rows), Schools: make([]int, rows), Outcomes: make([]float64, rows),
	}
	for i := range rows {
		d.Schools[i] = r.IntN(200)
		d.Treated[i], d.After[i], d.Outcomes[i] = d.Schools[i]%2 == 0, r.IntN(2) == 0, r.NormFloat64()
	}
	return d
}

var ofSchools = timing.Family[evaluation.BeforeAfter]{
	Data: learners,
	Estimators: map[string]func(evaluation.BeforeAfter) error{
		"difference in differences": timing.Plain(evaluation.EstimateDifferenceInDifferences),
		"within schools": func(d evaluation.BeforeAfter) error {
			d.WithinSchools = true
			_, err := evaluation.EstimateDifferenceInDifferences(d)
			return err
		},
		"wild by cluster": func(d evaluation.BeforeAfter) error { _, err := evaluation.WildClusterTest(d, fewDraws); return err },
		"clustered trial": func(d evaluation.BeforeAfter) error {
			_, err := evaluation.EstimateDifferenceInMeans(evaluation.Trial{Treated: d.Treated, Outcomes: d.Outcomes, Clusters: d.Schools})
			return err
		},
		"adjusted": func(d evaluation.BeforeAfter) error {
			trial := evaluation.Trial{Treated: d.Treated, Outcomes: d.Outcomes}
			_, err := evaluation.EstimateAdjustedDifference(trial, evaluation.Covariates{d.Outcomes}, true)
			return err
		},
	},
}

// Each unit has four rows.
var ofPanel = timing.Family[evaluation.Panel]{
	Data: func(_ testing.TB, rows int) evaluation.Panel { return panel(seeded(rows), rows/12) },
	Estimators: map[string]func(evaluation.Panel) error{
		"effects by group and time": func(p evaluation.Panel) error {
			effects, err := evaluation.GroupTimeEffects(p)
			if err == nil {
				effects.ByTimeSinceStart()
			}
			return err
		},
	},
}

type scored struct {
	data    evaluation.Observational
	scores  evaluation.Scores
	weights []float64
	pairs   evaluation.Pairs
}

var ofObservational = timing.Family[scored]{
	Data: func(t testing.TB, rows int) scored {
		s := scored{data: chosen(seeded(rows), rows)}
		s.scores = reference.Must(evaluation.EstimateScores(s.data))(t)
		s.weights = reference.Must(s.scores.Weights(evaluation.EffectOnTreated, s.data.Treated))(t)
		s.pairs = reference.Must(evaluation.MatchNearest(s.scores.Shares, s.data.Treated, evaluation.UsualCaliper))(t)
		return s
	},
	Estimators: map[string]func(scored) error{
		"scores":         func(s scored) error { _, err := evaluation.EstimateScores(s.data); return err },
		"balance":        func(s scored) error { _, err := evaluation.CheckBalance(s.data, s.weights); return err },
		"effective size": func(s scored) error { _, _, err := evaluation.EffectiveSize(s.weights, s.data.Treated); return err },
		"with weights": func(s scored) error {
			_, err := evaluation.EstimateDifferenceWithWeights(s.data, s.weights)
			return err
		},
		"weighted": func(s scored) error {
			_, err := evaluation.EstimateWeightedDifference(s.data, s.scores, evaluation.EffectOnTreated)
			return err
		},
		"doubly robust":   func(s scored) error { _, err := evaluation.EstimateDoublyRobust(s.data, s.scores); return err },
		"matched":         func(s scored) error { _, err := evaluation.EstimateMatchedDifference(s.data, s.pairs); return err },
		"entropy balance": func(s scored) error { _, err := evaluation.BalanceEntropy(s.data); return err },
		"nearest": func(s scored) error {
			_, err := evaluation.MatchNearest(s.scores.Shares, s.data.Treated, evaluation.UsualCaliper)
			return err
		},
	},
}

type offered struct {
	trial  evaluation.Trial
	uptake evaluation.Uptake
	series evaluation.Series
}

var ofTrials = timing.Family[offered]{
	Data: func(_ testing.TB, rows int) offered {
		r := seeded(rows)
		var o offered
		for i := range rows {
			o.trial.Treated = append(o.trial.Treated, i%2 == 0)
			o.trial.Outcomes = append(o.trial.Outcomes, r.NormFloat64())
			o.trial.Blocks = append(o.trial.Blocks, i/2%50)
			o.uptake.Took = append(o.uptake.Took, i%2 == 0 && i%3 > 0)
			o.series.Times, o.series.After = append(o.series.Times, float64(i)), append(o.series.After, i > rows/2)
		}
		o.uptake.Trial = evaluation.Trial{Treated: o.trial.Treated, Outcomes: o.trial.Outcomes}
		o.series.Outcomes, o.series.Lag = o.trial.Outcomes, 3
		return o
	},
	Estimators: map[string]func(offered) error{
		"means by block": func(o offered) error { _, err := evaluation.EstimateDifferenceInMeans(o.trial); return err },
		"complier":       func(o offered) error { _, err := evaluation.EstimateComplierEffect(o.uptake); return err },
		"series":         func(o offered) error { _, err := evaluation.EstimateInterruptedSeries(o.series); return err },
		"series, autoregressive": func(o offered) error {
			_, err := evaluation.EstimateAutoregressiveSeries(o.series)
			return err
		},
		"randomisation": func(o offered) error { _, err := evaluation.RandomisationTest(o.uptake.Trial, fewDraws); return err },
	},
}
