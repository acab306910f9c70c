package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"athar/queries/stats"
	"athar/queries/stats/segregation"
)

// gradient is a share that rises over five groups of equal size: the chance of the persons at rank x.
func gradient(x float64) float64 { return logistic(-1 + 1.5*x) }

// schools draws persons of five ordered groups in schools that differ by up to 0.1 either way.
func schools(r *rand.Rand, count, persons int) stats.PersonCounts {
	counts := stats.PersonCounts{Groups: 5}
	for s := range count {
		shift := 0.2*r.Float64() - 0.1
		for g := range 5 {
			x := binomial(r, persons, gradient((float64(g)+0.5)/5)+shift)
			counts.Cells = append(counts.Cells, stats.PersonCell{Group: g, Cluster: name("school ", s), Successes: x, Failures: float64(persons) - x})
		}
	}
	return counts
}

// groups are measures of inequality between groups, and of segregation.
func groups() []trial {
	var all []trial
	concentration, mean := 0.0, 0.0
	for g := range 5 {
		mean += gradient((float64(g)+0.5)/5) / 5
	}
	for g := range 5 {
		x := (float64(g) + 0.5) / 5
		concentration += 2 * (gradient(x) - mean) * (x - 0.5) / 5
	}
	for _, s := range []struct{ schools, persons int }{{6, 20}, {12, 10}, {40, 20}} {
		setting := fmt.Sprintf("%d schools of %d", s.schools, 5*s.persons)
		const few = "with so few schools the interval is too narrow; say how many schools there were, and do not print it below ten."
		all = append(all,
			trial{estimator: "Slope index of inequality, persons in schools", setting: setting, truth: gradient(1) - gradient(0), advice: few,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					i, err := stats.SlopeIndexOfPersons(schools(r, s.schools, s.persons), stats.LogitGradient, stats.ByClusters())
					return i.Slope, err
				}},
			trial{estimator: "Slope index of inequality, limits of the normal distribution", setting: setting, truth: gradient(1) - gradient(0),
				advice: "ask for the limits by clusters (ByClusters), as answers do; the normal ones are there for comparison with packages.",
				once: func(r *rand.Rand) (stats.Estimate, error) {
					i, err := stats.SlopeIndexOfPersons(schools(r, s.schools, s.persons), stats.LogitGradient)
					return i.Slope, err
				}},
			trial{estimator: "Relative index of inequality, persons in schools", setting: setting, truth: gradient(1) / gradient(0), advice: few,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					i, err := stats.SlopeIndexOfPersons(schools(r, s.schools, s.persons), stats.LogitGradient, stats.ByClusters())
					return i.Relative, err
				}},
			trial{estimator: "Absolute concentration index, persons in schools", setting: setting, truth: concentration, advice: few,
				once: func(r *rand.Rand) (stats.Estimate, error) {
					i, err := stats.ConcentrationOfPersons(schools(r, s.schools, s.persons), stats.ByClusters())
					return i.Absolute, err
				}})
	}
	rates := []float64{0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6}
	for _, n := range []int{40, 1000} {
		setting := fmt.Sprintf("8 groups of %d, shares 0.25 to 0.6", n)
		truth := func(of func([]stats.Group) (stats.Estimate, error)) float64 {
			table := make([]stats.Group, len(rates))
			for i, p := range rates {
				table[i] = stats.Group{Level: stats.Level{Value: p}, Population: float64(n)}
			}
			e, err := of(table)
			if err != nil {
				panic(err)
			}
			return e.Value
		}
		counted := func(of func([]stats.Group) (stats.Estimate, error)) func(*rand.Rand) (stats.Estimate, error) {
			return func(r *rand.Rand) (stats.Estimate, error) {
				table := make([]stats.Group, len(rates))
				for i, p := range rates {
					q := binomial(r, n, p) / float64(n)
					table[i] = stats.Group{Level: stats.Level{Value: q, StandardError: math.Sqrt(q * (1 - q) / float64(n))}, Population: float64(n)}
				}
				return of(table)
			}
		}
		const biased = "chance between small groups adds to the spread, so the value is too high; use it for large groups, and print the spread that chance alone would make."
		bgv := func(t []stats.Group) (stats.Estimate, error) { return stats.BetweenGroupVariance(t) }
		theil := func(t []stats.Group) (stats.Estimate, error) { return stats.TheilIndexOfGroups(t) }
		all = append(all,
			trial{estimator: "Between-group variance", setting: setting, truth: truth(bgv), once: counted(bgv), advice: biased},
			trial{estimator: "Theil index of groups", setting: setting, truth: truth(theil), once: counted(theil), advice: biased},
			trial{estimator: "Mean difference from the mean, simulated", setting: setting, repetitions: 400, advice: biased,
				truth: truth(func(t []stats.Group) (stats.Estimate, error) {
					return stats.MeanDifferenceFromMean(t, stats.EqualWeights, stats.Draws{})
				}),
				once: func(r *rand.Rand) (stats.Estimate, error) {
					counts, table := make([]stats.Proportion, len(rates)), make([]stats.Group, len(rates))
					for i, p := range rates {
						counts[i] = proportion(r, n, p)
						table[i] = stats.Group{Level: stats.Level{Value: counts[i].Share(), NoError: true}, Population: float64(n)}
					}
					draws, err := stats.SimulateCounts(counts, stats.WithDraws(1000), stats.WithSeed(r.Uint64()))
					if err != nil {
						return stats.Estimate{}, err
					}
					return stats.MeanDifferenceFromMean(table, stats.EqualWeights, draws)
				}})
	}
	for _, size := range []int{30, 300} {
		chances := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.2, 0.1, 0.3, 0.6, 0.4}
		table := func(count func(p float64) float64) []segregation.Cell {
			var cells []segregation.Cell
			for i, p := range chances {
				x := count(p)
				cells = append(cells, segregation.Cell{Unit: name("school ", i), Group: "a", Learners: x}, segregation.Cell{Unit: name("school ", i), Group: "b", Learners: float64(size) - x})
			}
			return cells
		}
		whole, err := segregation.MutualInformation(table(func(p float64) float64 { return p * float64(size) }))
		if err != nil {
			panic(err)
		}
		all = append(all, trial{estimator: "Mutual information of groups and schools, less its bias", setting: fmt.Sprintf("10 schools of %d", size), repetitions: 400, truth: whole.Value,
			advice: "do not print it where the median school has fewer than 30 learners, or the smaller group fewer than 100.",
			once: func(r *rand.Rand) (stats.Estimate, error) {
				found, err := segregation.Bootstrap(table(func(p float64) float64 { return binomial(r, size, p) }), segregation.Draws{Count: 200, Seed: r.Int32()})
				return found.MutualInformation.Estimate, err
			}})
	}
	return all
}
