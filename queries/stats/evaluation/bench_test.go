package evaluation_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/reference"
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
