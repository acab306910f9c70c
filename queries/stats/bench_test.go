package stats_test

import (
	"fmt"
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
)

// amount of a person: never 0, and not in order.
func amountAt(i int) float64 { return 1 + math.Mod(float64(i)*7.31, 997) }

func BenchmarkAmounts(b *testing.B) {
	histogram := func(rows int) []stats.AmountCount {
		all := make([]stats.AmountCount, rows)
		for i := range all {
			all[i] = stats.AmountCount{Amount: amountAt(i), Count: 1}
		}
		return all
	}
	type amounts = []stats.AmountCount
	timing.Estimators(b, histogram, map[string]func(amounts) error{
		"theil": timing.Plain(stats.Theil), "mean log deviation": timing.Plain(stats.MeanLogDeviation), "hoover": timing.Plain(stats.Hoover),
		"variation": timing.Plain(stats.Variation), "half squared variation": timing.Plain(stats.HalfSquaredVariation),
		"quintile share ratio": timing.Plain(stats.QuintileShareRatio), "palma": timing.Plain(stats.Palma),
		"atkinson":  func(h amounts) error { _, err := stats.Atkinson(h, 0.5); return err },
		"lorenz":    func(h amounts) error { _, err := stats.Lorenz(h, 0.4); return err },
		"top share": func(h amounts) error { _, err := stats.TopShare(h, 0.1); return err },
		"quantile":  func(h amounts) error { _, err := stats.Quantile(h, 0.5); return err },
		"theil by group": func(h amounts) error {
			_, err := stats.TheilByGroup([][]stats.AmountCount{h[:len(h)/2], h[len(h)/2:]})
			return err
		},
		"mean log deviation by group": func(h amounts) error {
			_, err := stats.MeanLogDeviationByGroup([][]stats.AmountCount{h[:len(h)/2], h[len(h)/2:]})
			return err
		},
	})
}

func BenchmarkAmountsOfSample(b *testing.B) {
	sample := func(rows int) []stats.SampledAmount {
		all := make([]stats.SampledAmount, rows)
		for i := range all {
			all[i] = stats.SampledAmount{Amount: amountAt(i), Weight: 1 + float64(i%3), Cluster: fmt.Sprint("school ", i%500)}
		}
		return all
	}
	timing.Estimators(b, sample, map[string]func([]stats.SampledAmount) error{
		"theil": timing.Plain(stats.TheilOfSample), "mean log deviation": timing.Plain(stats.MeanLogDeviationOfSample),
		"half squared variation": timing.Plain(stats.HalfSquaredVariationOfSample),
		"atkinson":               func(s []stats.SampledAmount) error { _, err := stats.AtkinsonOfSample(s, 0.5); return err },
	})
}

func BenchmarkPersons(b *testing.B) {
	sample := func(rows int) stats.Sample {
		s := stats.Sample{Groups: 5, Persons: make([]stats.Person, rows)}
		for i := range s.Persons {
			s.Persons[i] = stats.Person{Group: i * 7 % 5, Outcome: float64(i * 13 % 10 / 6), Weight: 1, Cluster: fmt.Sprint("school ", i*31%(rows/50))}
		}
		return s
	}
	timing.Estimators(b, sample, map[string]func(stats.Sample) error{
		"slope, linear": func(s stats.Sample) error { _, err := stats.SlopeIndexOfSample(s, stats.LinearGradient); return err },
		"concentration": func(s stats.Sample) error { _, err := stats.ConcentrationOfSample(s, stats.UpTo(1)); return err },
		"summarise":     func(s stats.Sample) error { _, err := stats.SummariseSample(s, stats.UpTo(1)); return err },
	})
}

// The rows are cells of a group and a school.
func BenchmarkPersonCells(b *testing.B) {
	cells := func(rows int) stats.PersonCounts {
		p := stats.PersonCounts{Groups: 5, Cells: make([]stats.PersonCell, rows)}
		for i := range p.Cells {
			p.Cells[i] = stats.PersonCell{Group: i % 5, Cluster: fmt.Sprint("school ", i/5), Successes: float64(1 + i%17), Failures: float64(2 + i%11)}
		}
		return p
	}
	timing.Estimators(b, cells, map[string]func(stats.PersonCounts) error{
		"slope, linear": func(p stats.PersonCounts) error {
			_, err := stats.SlopeIndexOfPersons(p, stats.LinearGradient)
			return err
		},
		"slope, logit": func(p stats.PersonCounts) error {
			_, err := stats.SlopeIndexOfPersons(p, stats.LogitGradient)
			return err
		},
		"concentration": timing.Plain(stats.ConcentrationOfPersons),
	})
}

func BenchmarkGroups(b *testing.B) {
	table := func(rows int) []stats.Group {
		groups := make([]stats.Group, rows)
		for i := range groups {
			groups[i] = groupAt(20+float64(i*37%rows)*60/float64(rows), 2, float64(50+i%70))
		}
		return groups
	}
	points := func(groups []stats.Group) []stats.GroupPoint {
		all := make([]stats.GroupPoint, len(groups))
		for i, g := range groups {
			all[i] = stats.GroupPoint{Population: g.Population, Outcome: g.Value}
		}
		return all
	}
	levels := func(groups []stats.Group) []stats.Level {
		all := make([]stats.Level, len(groups))
		for i, g := range groups {
			all[i] = g.Level
		}
		return all
	}
	type groups = []stats.Group
	timing.Estimators(b, table, map[string]func(groups) error{
		"theil": timing.Plain(stats.TheilIndexOfGroups), "mean log deviation": timing.Plain(stats.MeanLogDeviationOfGroups),
		"slope":         func(g groups) error { _, err := stats.SlopeIndexOfGroups(points(g), stats.LinearGradient); return err },
		"concentration": func(g groups) error { _, err := stats.ConcentrationOfGroups(points(g), stats.UpTo(100)); return err },
		"gap": func(g groups) error {
			_, err := stats.GapOfLevels(levels(g), stats.Comparison{Rule: stats.HighestAndLowest})
			return err
		},
		"attributable": func(g groups) error {
			_, err := stats.Attributable(g, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100))
			return err
		},
		"about average": func(g groups) error {
			_, err := stats.MeasuresAboutAverage(g, 50, stats.BestGroup, stats.HigherIsBetter)
			return err
		},
	})
}

// Of each data set drawn the same is done again: a hundred of them. There is none of more than a hundred thousand groups, so
// the groups are a tenth of the rows.
func BenchmarkGroupsWithDraws(b *testing.B) {
	type drawn struct {
		groups []stats.Group
		draws  stats.Draws
	}
	table := func(rows int) drawn {
		groups := make([]stats.Group, rows/10)
		for i := range groups {
			groups[i] = groupAt(20+float64(i*37%rows)*60/float64(rows), 2, float64(50+i%70))
		}
		return drawn{groups, reference.Must(stats.Simulate(groups, stats.UpTo(100), stats.WithDraws(100)))(b)}
	}
	timing.Estimators(b, table, map[string]func(drawn) error{
		"simulate": func(d drawn) error {
			_, err := stats.Simulate(d.groups, stats.UpTo(100), stats.WithDraws(100))
			return err
		},
		"deviation": func(d drawn) error { _, err := stats.BetweenGroupDeviation(d.groups, d.draws); return err },
		"variation": func(d drawn) error { _, err := stats.CoefficientOfVariation(d.groups, d.draws); return err },
		"from mean": func(d drawn) error {
			_, err := stats.MeanDifferenceFromMean(d.groups, stats.PopulationWeights, d.draws)
			return err
		},
		"from first": func(d drawn) error {
			_, err := stats.MeanDifferenceFromReference(d.groups, stats.EqualWeights, 0, d.draws)
			return err
		},
		"disparity": func(d drawn) error {
			_, err := stats.IndexOfDisparity(d.groups, stats.PopulationWeights, d.draws)
			return err
		},
		"from best": func(d drawn) error {
			_, err := stats.MeanDifferenceFromBest(d.groups, stats.EqualWeights, stats.HigherIsBetter, d.draws)
			return err
		},
	})
}

func BenchmarkProportions(b *testing.B) {
	shares := func(rows int) []stats.Proportion {
		all := make([]stats.Proportion, rows)
		for i := range all {
			all[i] = stats.Proportion{Successes: float64(10 + i%37), Trials: 100}
		}
		return all
	}
	type proportions = []stats.Proportion
	timing.Estimators(b, shares, map[string]func(proportions) error{
		"gap": func(p proportions) error {
			_, err := stats.GapOfProportions(p, stats.Comparison{Rule: stats.HighestAndLowest})
			return err
		},
		"trend": func(p proportions) error {
			groups := make([]stats.ScoredProportion, len(p))
			for i := range p {
				groups[i] = stats.ScoredProportion{Proportion: p[i], Score: float64(i)}
			}
			_, err := stats.CochranArmitage(groups)
			return err
		},
		"chi-square": func(p proportions) error {
			counts := make([][]float64, len(p))
			cells := make([]float64, 2*len(p))
			for i := range p {
				counts[i] = cells[2*i : 2*i+2]
				counts[i][0], counts[i][1] = p[i].Successes, p[i].Trials-p[i].Successes
			}
			_, err := stats.ChiSquare(counts)
			return err
		},
	})
}
