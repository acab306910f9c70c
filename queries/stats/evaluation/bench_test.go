package evaluation_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
)

// sizes runs a benchmark on each number of rows.
func sizes[T any](b *testing.B, make func(r *rand.Rand, n int) T, run func(b *testing.B, data T)) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		data := make(rand.New(rand.NewPCG(1, uint64(n))), n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				run(b, data)
			}
		})
	}
}

// learners are n of them in 200 schools.
func learners(r *rand.Rand, n int) evaluation.BeforeAfter {
	d := evaluation.BeforeAfter{
		Treated: make([]bool, n), After: make([]bool, n), Schools: make([]int, n), Outcomes: make([]float64, n),
	}
	for i := range n {
		d.Schools[i] = r.IntN(200)
		d.Treated[i], d.After[i], d.Outcomes[i] = d.Schools[i]%2 == 0, r.IntN(2) == 0, r.NormFloat64()
	}
	return d
}

func BenchmarkDifferenceInDifferences(b *testing.B) {
	sizes(b, learners, func(b *testing.B, d evaluation.BeforeAfter) {
		reference.Must(evaluation.EstimateDifferenceInDifferences(d))(b)
	})
}

func BenchmarkDifferenceInDifferencesWithinSchools(b *testing.B) {
	sizes(b, learners, func(b *testing.B, d evaluation.BeforeAfter) {
		d.WithinSchools = true
		reference.Must(evaluation.EstimateDifferenceInDifferences(d))(b)
	})
}

func BenchmarkGroupTimeEffects(b *testing.B) {
	sizes(b, func(r *rand.Rand, n int) evaluation.Panel { return panel(r, n/12) }, func(b *testing.B, p evaluation.Panel) {
		reference.Must(evaluation.GroupTimeEffects(p))(b).ByTimeSinceStart()
	})
}

func clusteredTrial(r *rand.Rand, n int) evaluation.Trial {
	d := learners(r, n)
	return evaluation.Trial{Treated: d.Treated, Outcomes: d.Outcomes, Clusters: d.Schools}
}

func BenchmarkClusteredTrial(b *testing.B) {
	sizes(b, clusteredTrial, func(b *testing.B, d evaluation.Trial) { reference.Must(evaluation.EstimateDifferenceInMeans(d))(b) })
}

func BenchmarkAdjustedDifference(b *testing.B) {
	sizes(b, clusteredTrial, func(b *testing.B, d evaluation.Trial) {
		d.Clusters = nil
		reference.Must(evaluation.EstimateAdjustedDifference(d, evaluation.Covariates{d.Outcomes[:len(d.Treated)]}, true))(b)
	})
}

func BenchmarkWeightedDifference(b *testing.B) {
	sizes(b, chosen, func(b *testing.B, d evaluation.Observational) {
		reference.Must(evaluation.EstimateWeightedDifference(d, reference.Must(evaluation.EstimateScores(d))(b), evaluation.EffectOnTreated))(b)
	})
}

func BenchmarkBalanceEntropy(b *testing.B) {
	sizes(b, chosen, func(b *testing.B, d evaluation.Observational) { reference.Must(evaluation.BalanceEntropy(d))(b) })
}

func BenchmarkMatchNearest(b *testing.B) {
	sizes(b, chosen, func(b *testing.B, d evaluation.Observational) {
		scores := mapped(d.Known[0], func(_ int, x float64) float64 { return x })
		reference.Must(evaluation.MatchNearest(scores, d.Treated, evaluation.UsualCaliper))(b)
	})
}

func BenchmarkObservational(b *testing.B) {
	type scored struct {
		data    evaluation.Observational
		scores  evaluation.Scores
		weights []float64
		pairs   evaluation.Pairs
	}
	of := func(rows int) scored {
		s := scored{data: chosen(rand.New(rand.NewPCG(1, uint64(rows))), rows)}
		s.scores = reference.Must(evaluation.EstimateScores(s.data))(b)
		s.weights = reference.Must(s.scores.Weights(evaluation.EffectOnTreated, s.data.Treated))(b)
		s.pairs = reference.Must(evaluation.MatchNearest(s.scores.Shares, s.data.Treated, evaluation.UsualCaliper))(b)
		return s
	}
	timing.Estimators(b, of, map[string]func(scored) error{
		"scores":         func(s scored) error { _, err := evaluation.EstimateScores(s.data); return err },
		"balance":        func(s scored) error { _, err := evaluation.CheckBalance(s.data, s.weights); return err },
		"effective size": func(s scored) error { _, _, err := evaluation.EffectiveSize(s.weights, s.data.Treated); return err },
		"with weights": func(s scored) error {
			_, err := evaluation.EstimateDifferenceWithWeights(s.data, s.weights)
			return err
		},
		"doubly robust": func(s scored) error { _, err := evaluation.EstimateDoublyRobust(s.data, s.scores); return err },
		"matched":       func(s scored) error { _, err := evaluation.EstimateMatchedDifference(s.data, s.pairs); return err },
	})
}

func BenchmarkTrials(b *testing.B) {
	type offered struct {
		trial   evaluation.Trial
		uptake  evaluation.Uptake
		series  evaluation.Series
		schools evaluation.BeforeAfter
	}
	of := func(rows int) offered {
		r := rand.New(rand.NewPCG(1, uint64(rows)))
		o := offered{schools: learners(r, rows)}
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
	}
	few := evaluation.Draws{Count: 99, Seed: 1}
	timing.Estimators(b, of, map[string]func(offered) error{
		"means by block":  func(o offered) error { _, err := evaluation.EstimateDifferenceInMeans(o.trial); return err },
		"complier":        func(o offered) error { _, err := evaluation.EstimateComplierEffect(o.uptake); return err },
		"series":          func(o offered) error { _, err := evaluation.EstimateInterruptedSeries(o.series); return err },
		"randomisation":   func(o offered) error { _, err := evaluation.RandomisationTest(o.uptake.Trial, few); return err },
		"wild by cluster": func(o offered) error { _, err := evaluation.WildClusterTest(o.schools, few); return err },
	})
}
