package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/evaluation"
	"athar/queries/stats/prepost"
	"athar/queries/stats/reliability"
)

// outcomes are effects, changes, reliabilities and evaluations.
func outcomes() []trial {
	var all []trial
	normals := func(r *rand.Rand, n int, mean float64) []float64 {
		values := make([]float64, n)
		for i := range values {
			values[i] = mean + r.NormFloat64()
		}
		return values
	}
	for _, n := range []int{10, 200} {
		all = append(all, trial{estimator: "Hedges' g", setting: fmt.Sprintf("n = %d each, δ = 0.5", n), truth: 0.5,
			once: func(r *rand.Rand) (stats.Estimate, error) {
				a, err := effect.Summarise(normals(r, n, 0.5))
				if err != nil {
					return stats.Estimate{}, err
				}
				b, err := effect.Summarise(normals(r, n, 0))
				if err != nil {
					return stats.Estimate{}, err
				}
				return effect.HedgesG(effect.SummaryPair{Compared: a, Reference: b})
			}})
		scores := func(r *rand.Rand) []prepost.Score {
			all := make([]prepost.Score, n)
			for i := range all {
				pre := r.NormFloat64()
				all[i] = prepost.Score{Pre: pre, Post: 0.4 + 0.6*pre + 0.8*r.NormFloat64()}
			}
			return all
		}
		all = append(all,
			trial{estimator: "Mean change, paired t", setting: fmt.Sprintf("n = %d, r = 0.6", n), truth: 0.4,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					c, err := prepost.MeanChange(scores(r))
					return c.Mean.Difference, err
				}},
			trial{estimator: "Change in standard deviations before", setting: fmt.Sprintf("n = %d, r = 0.6, δ = 0.4", n), truth: 0.4,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					c, err := prepost.MeanChange(scores(r))
					return c.Standard, err
				}})
	}
	for _, n := range []int{30, 300} {
		all = append(all, trial{estimator: "Alpha, Feldt", setting: fmt.Sprintf("n = %d, 5 items, α = 0.83", n), truth: 5.0 / 6,
			once: func(r *rand.Rand) (stats.Estimate, error) {
				rows := make([][]float64, n)
				for i := range rows {
					factor := r.NormFloat64()
					for range 5 {
						rows[i] = append(rows[i], factor+r.NormFloat64())
					}
				}
				table, err := reliability.NewTable(rows)
				if err != nil {
					return stats.Estimate{}, err
				}
				return reliability.Alpha(table)
			}})
		all = append(all, trial{estimator: "Intraclass correlation ICC(2,1)", setting: fmt.Sprintf("%d learners, 4 raters", n), truth: 1 / 1.6,
			advice: "raters vary and are few: have more raters rate rather than more learners be rated.",
			once: func(r *rand.Rand) (stats.Estimate, error) {
				raters := normals(r, 4, 0)
				rows := make([][]float64, n)
				for i := range rows {
					learner := r.NormFloat64()
					for _, rater := range raters {
						rows[i] = append(rows[i], learner+math.Sqrt(0.1)*rater+math.Sqrt(0.5)*r.NormFloat64())
					}
				}
				table, err := reliability.NewTable(rows)
				if err != nil {
					return stats.Estimate{}, err
				}
				found, err := reliability.Intraclass(table)
				return found.Agreement, err
			}})
	}
	for _, k := range []int{5, 20} {
		all = append(all, trial{estimator: "Mean of effects of sites, Knapp–Hartung", setting: fmt.Sprintf("%d sites, τ = 0.2", k), truth: 0.3,
			once: func(r *rand.Rand) (stats.Estimate, error) {
				studies := make([]effect.Study, k)
				for i := range studies {
					variance := 0.02 + 0.08*r.Float64()
					studies[i] = effect.Study{Effect: 0.3 + 0.2*r.NormFloat64() + math.Sqrt(variance)*r.NormFloat64(), Variance: variance}
				}
				pooled, err := effect.Pool(studies, effect.KnappHartung)
				return pooled.Effect, err
			}})
	}
	return append(all, evaluations()...)
}

// evaluations are what programmes changed.
func evaluations() []trial {
	var all []trial
	for _, n := range []int{10, 200} {
		all = append(all, trial{estimator: "Randomised difference of means", setting: fmt.Sprintf("n = %d and %d, spread 1 and 2", n, 2*n), truth: 0.5,
			once: func(r *rand.Rand) (stats.Estimate, error) {
				var t evaluation.Trial
				for i := range 3 * n {
					treated := i < n
					y := 2 * r.NormFloat64()
					if treated {
						y = 0.5 + r.NormFloat64()
					}
					t.Treated, t.Outcomes = append(t.Treated, treated), append(t.Outcomes, y)
				}
				e, err := evaluation.EstimateDifferenceInMeans(t)
				return e.Estimate, err
			}})
	}
	for _, schools := range []int{4, 20} {
		clusters := func(r *rand.Rand, each func(school int, treated bool, level float64)) {
			for s := range 2 * schools {
				each(s, s < schools, 0.4*r.NormFloat64())
			}
		}
		setting := fmt.Sprintf("%d and %d schools of 20", schools, schools)
		all = append(all,
			trial{estimator: "Randomised difference, whole schools", setting: setting, truth: 0.3,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					var t evaluation.Trial
					clusters(r, func(s int, treated bool, level float64) {
						for range 20 {
							y := level + r.NormFloat64()
							if treated {
								y += 0.3
							}
							t.Treated, t.Outcomes, t.Clusters = append(t.Treated, treated), append(t.Outcomes, y), append(t.Clusters, s)
						}
					})
					e, err := evaluation.EstimateDifferenceInMeans(t)
					return e.Estimate, err
				}},
			trial{estimator: "Difference in differences, CR2", setting: setting, truth: 0.3, repetitions: 1000,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					var rows evaluation.BeforeAfter
					clusters(r, func(s int, treated bool, level float64) {
						for _, after := range []bool{false, true} {
							shock := 0.2 * r.NormFloat64()
							for range 10 {
								y := level + shock + r.NormFloat64()
								if after {
									y += 0.5
								}
								if after && treated {
									y += 0.3
								}
								rows.Treated, rows.After = append(rows.Treated, treated), append(rows.After, after)
								rows.Schools, rows.Outcomes = append(rows.Schools, s), append(rows.Outcomes, y)
							}
						}
					})
					d, err := evaluation.EstimateDifferenceInDifferences(rows)
					return d.Effect.Estimate, err
				}})
	}
	for _, n := range []int{200, 1500} {
		all = append(all, trial{estimator: "Effect on those reached, weighted by propensity", setting: fmt.Sprintf("n = %d, one thing known", n), truth: 0.3, repetitions: 1000,
			advice: "the fitted scores of few units leave large weights; look at the overlap and the effective size first.",
			once: func(r *rand.Rand) (stats.Estimate, error) {
				data := evaluation.Observational{Known: evaluation.Covariates{make([]float64, n)}}
				for i := range n {
					x := r.NormFloat64()
					treated := r.Float64() < logistic(-0.5+0.7*x)
					y := 1 + 0.5*x + r.NormFloat64()
					if treated {
						y += 0.3
					}
					data.Known[0][i] = x
					data.Treated, data.Outcomes = append(data.Treated, treated), append(data.Outcomes, y)
				}
				scores, err := evaluation.EstimateScores(data)
				if err != nil {
					return stats.Estimate{}, err
				}
				e, err := evaluation.EstimateWeightedDifference(data, scores, evaluation.EffectOnTreated)
				return e.Estimate, err
			}})
	}
	series := func(name, advice string, estimate func(evaluation.Series, ...stats.Option) (evaluation.InterruptedSeries, error)) {
		for _, n := range []int{12, 60} {
			all = append(all, trial{estimator: "Interrupted series, step, " + name, setting: fmt.Sprintf("%d months before and after, errors with r = 0.3", n), truth: 1, repetitions: 1000,
				advice: advice,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					series, last := evaluation.Series{Lag: 3}, r.NormFloat64()/math.Sqrt(1-0.09)
					for i := range 2 * n {
						last = 0.3*last + r.NormFloat64()
						y := 5 + 0.1*float64(i) + last
						if i >= n {
							y++
						}
						series.Times, series.After, series.Outcomes = append(series.Times, float64(i)), append(series.After, i >= n), append(series.Outcomes, y)
					}
					found, err := estimate(series)
					return found.Level.Estimate, err
				}})
		}
	}
	series("autoregressive", "few months: print the series, and claim a step only where it is seen.", evaluation.EstimateAutoregressiveSeries)
	series("Newey–West", "few months with errors that resemble their neighbours: the interval is too narrow. Take EstimateAutoregressiveSeries, print the series, and claim a step only where it is seen.", evaluation.EstimateInterruptedSeries)
	return all
}
