package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// amounts are means and the inequality of individual amounts.
func amounts() []trial {
	var all []trial
	mean := func(values []float64) (stats.Estimate, error) {
		m := stats.Moments{Count: float64(len(values))}
		for _, x := range values {
			m.Sum += x
			m.SumOfSquares += x * x
		}
		return stats.Mean(m)
	}
	drawn := func(n int, one func(*rand.Rand) float64) func(*rand.Rand) []float64 {
		return func(r *rand.Rand) []float64 {
			values := make([]float64, n)
			for i := range values {
				values[i] = one(r)
			}
			return values
		}
	}
	normal := func(r *rand.Rand) float64 { return r.NormFloat64() }
	skewed := func(r *rand.Rand) float64 { return math.Exp(0.8 * r.NormFloat64()) }
	for _, s := range []struct {
		n     int
		of    string
		one   func(*rand.Rand) float64
		truth float64
	}{{10, "normal", normal, 0}, {20, "lognormal, σ = 0.8", skewed, math.Exp(0.32)}, {500, "lognormal, σ = 0.8", skewed, math.Exp(0.32)}} {
		draw := drawn(s.n, s.one)
		all = append(all, trial{estimator: "Mean, Student", setting: fmt.Sprintf("n = %d, %s", s.n, s.of), truth: s.truth,
			advice: "long tails in few persons: print the median beside it.",
			once:   func(r *rand.Rand) (stats.Estimate, error) { return mean(draw(r)) }})
	}
	gini := 2*distribution.NormalCDF(0.8/math.Sqrt2) - 1
	for _, n := range []int{50, 1000} {
		draw := drawn(n, skewed)
		sample := func(r *rand.Rand) []stats.SampledAmount {
			persons := make([]stats.SampledAmount, n)
			for i, x := range draw(r) {
				persons[i] = stats.SampledAmount{Amount: x, Weight: 1}
			}
			return persons
		}
		const tail = "the long tail of amounts is seldom in a small sample: the value is too low and the interval too narrow. Print shares of the most active instead."
		setting := fmt.Sprintf("n = %d, lognormal, σ = 0.8", n)
		all = append(all,
			trial{estimator: "Gini of a sample", setting: setting, truth: gini, advice: tail,
				once: func(r *rand.Rand) (stats.Estimate, error) { return stats.GiniOfSample(sample(r)) }},
			trial{estimator: "Theil index of a sample", setting: setting, truth: 0.32, advice: tail,
				once: func(r *rand.Rand) (stats.Estimate, error) { return stats.TheilOfSample(sample(r)) }},
			trial{estimator: "Mean log deviation of a sample", setting: setting, truth: 0.32, advice: tail,
				once: func(r *rand.Rand) (stats.Estimate, error) { return stats.MeanLogDeviationOfSample(sample(r)) }})
	}
	return all
}
