package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
	"athar/queries/stats/survey"
	"athar/queries/stats/survival"
)

// samples are surveys drawn by a design, and times until something happens.
func samples() []trial {
	var all []trial
	for _, clusters := range []int{6, 40} {
		drawn := func(r *rand.Rand, one func(level float64) float64) (survey.Design, []float64, error) {
			var rows []survey.Row
			var values []float64
			for c := range clusters {
				level := 0.5 * r.NormFloat64()
				for range 10 {
					rows = append(rows, survey.Row{Weight: 1 + r.Float64(), Cluster: name("school ", c)})
					values = append(values, one(level))
				}
			}
			d, err := survey.NewDesign(rows)
			return d, values, err
		}
		setting := fmt.Sprintf("%d schools of 10", clusters)
		all = append(all,
			trial{estimator: "Survey mean by design", setting: setting, truth: 0,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					d, values, err := drawn(r, func(level float64) float64 { return level + r.NormFloat64() })
					if err != nil {
						return stats.Estimate{}, err
					}
					return d.Mean(values)
				}},
			// The school's level is uniform here, so that the share of all is known: 0.2.
			trial{estimator: "Survey proportion by design, logit", setting: setting + ", share 0.2", truth: 0.2,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					d, values, err := drawn(r, func(level float64) float64 { return 0 })
					if err != nil {
						return stats.Estimate{}, err
					}
					holds, chance := make([]bool, len(values)), 0.0
					for i := range holds {
						if i%10 == 0 {
							chance = 0.1 + 0.2*r.Float64()
						}
						holds[i] = r.Float64() < chance
					}
					return d.Proportion(holds)
				}})
	}
	for _, n := range []int{20, 300} {
		setting := fmt.Sprintf("n = %d, a third lost from sight", n)
		all = append(all,
			trial{estimator: "Share still there, Kaplan–Meier, log-log", setting: setting, truth: math.Exp(-1),
				once: func(r *rand.Rand) (stats.Estimate, error) {
					var spells []survival.Spell
					for range n {
						left, seen := r.ExpFloat64(), 3*r.Float64()
						s := survival.Spell{Time: math.Min(left, seen), Persons: 1}
						if left <= seen {
							s.Exit = 1
						}
						spells = append(spells, s)
					}
					curve, err := survival.KaplanMeier(spells)
					if err != nil {
						return stats.Estimate{}, err
					}
					return curve.Staying(1)
				}},
			trial{estimator: "Share who completed, cumulative incidence", setting: setting, truth: (1 - math.Exp(-1)) * 0.6,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					var spells []survival.Spell
					for range n {
						left, seen := r.ExpFloat64(), 3*r.Float64()
						s := survival.Spell{Time: math.Min(left, seen), Persons: 1}
						if left <= seen {
							if s.Exit = 2; r.Float64() < 0.6 {
								s.Exit = 1
							}
						}
						spells = append(spells, s)
					}
					found, err := survival.CumulativeIncidence(spells, 1)
					if err != nil {
						return stats.Estimate{}, err
					}
					return found.At(1)
				}})
	}
	return all
}
