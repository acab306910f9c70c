package stats_test

import (
	"fmt"
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/internal/timing"
)

func BenchmarkAmounts(b *testing.B)            { ofAmounts.Time(b) }
func BenchmarkAmountsOfSample(b *testing.B)    { ofAmountsOfSample.Time(b) }
func BenchmarkPersons(b *testing.B)            { ofPersons.Time(b) }
func BenchmarkPersonCells(b *testing.B)        { ofPersonCells.Time(b) }
func BenchmarkGroups(b *testing.B)             { ofGroups.Time(b) }
func BenchmarkGroupsWithDraws(b *testing.B)    { ofGroupsWithDraws.Time(b) }
func BenchmarkProportions(b *testing.B)        { ofProportions.Time(b) }
func BenchmarkTablesOfCounts(b *testing.B)     { ofTablesOfCounts.Time(b) }
func BenchmarkSummariesWithDraws(b *testing.B) { ofSummariesWithDraws.Time(b) }

func TestNothingIsAllocatedForARow(t *testing.T) {
	ofAmounts.HoldAllocations(t)
	ofAmountsOfSample.HoldAllocations(t)
	ofPersons.HoldAllocations(t)
	ofPersonCells.HoldAllocations(t)
	ofGroups.HoldAllocations(t)
	ofGroupsWithDraws.HoldAllocations(t)
	ofProportions.HoldAllocations(t)
	ofTablesOfCounts.HoldAllocations(t)
	ofSummariesWithDraws.HoldAllocations(t)
}

// amount of a person: never 0, and not in order.
func amountAt(i int) float64 { return 1 + math.Mod(float64(i)*7.31, 997) }

type histogram = []stats.AmountCount

var ofAmounts = timing.Family[histogram]{
	Data: func(_ testing.TB, rows int) histogram {
		all := make(histogram, rows)
		for i := range all {
			all[i] = stats.AmountCount{Amount: amountAt(i), Count: 1}
		}
		return all
	},
	Estimators: map[string]func(histogram) error{
		"gini": timing.Plain(stats.Gini), "theil": timing.Plain(stats.Theil), "mean log deviation": timing.Plain(stats.MeanLogDeviation),
		"hoover": timing.Plain(stats.Hoover), "variation": timing.Plain(stats.Variation), "half squared variation": timing.Plain(stats.HalfSquaredVariation),
		"quintile share ratio": timing.Plain(stats.QuintileShareRatio), "palma": timing.Plain(stats.Palma),
		"atkinson":  func(h histogram) error { _, err := stats.Atkinson(h, 0.5); return err },
		"lorenz":    func(h histogram) error { _, err := stats.Lorenz(h, 0.4); return err },
		"top share": func(h histogram) error { _, err := stats.TopShare(h, 0.1); return err },
		"quantile":  func(h histogram) error { _, err := stats.Quantile(h, 0.5); return err },
		"theil by group": func(h histogram) error {
			_, err := stats.TheilByGroup([][]stats.AmountCount{h[:len(h)/2], h[len(h)/2:]})
			return err
		},
		"mean log deviation by group": func(h histogram) error {
			_, err := stats.MeanLogDeviationByGroup([][]stats.AmountCount{h[:len(h)/2], h[len(h)/2:]})
			return err
		},
	},
}

var ofAmountsOfSample = timing.Family[[]stats.SampledAmount]{
	Data: func(_ testing.TB, rows int) []stats.SampledAmount {
		all := make([]stats.SampledAmount, rows)
		for i := range all {
			all[i] = stats.SampledAmount{Amount: amountAt(i), Weight: 1 + float64(i%3), Cluster: fmt.Sprint("school ", i%500)}
		}
		return all
	},
	Estimators: map[string]func([]stats.SampledAmount) error{
		"gini": timing.Plain(stats.GiniOfSample), "theil": timing.Plain(stats.TheilOfSample), "mean log deviation": timing.Plain(stats.MeanLogDeviationOfSample),
		"half squared variation": timing.Plain(stats.HalfSquaredVariationOfSample),
		"atkinson":               func(s []stats.SampledAmount) error { _, err := stats.AtkinsonOfSample(s, 0.5); return err },
	},
}

// Persons in schools of fifty, and the same without their schools.
var ofPersons = timing.Family[stats.Sample]{
	Data: func(_ testing.TB, rows int) stats.Sample {
		s := stats.Sample{Groups: 5, Persons: make([]stats.Person, rows)}
		for i := range s.Persons {
			s.Persons[i] = stats.Person{
				Group: i * 7 % 5, Outcome: float64(i * 13 % 10 / 6), Weight: 1 + float64(i%3), Cluster: fmt.Sprint("school ", i*31%(rows/50)),
			}
		}
		return s
	},
	Estimators: map[string]func(stats.Sample) error{
		"slope, linear": func(s stats.Sample) error { _, err := stats.SlopeIndexOfSample(s, stats.LinearGradient); return err },
		"slope, logit":  func(s stats.Sample) error { _, err := stats.SlopeIndexOfSample(s, stats.LogitGradient); return err },
		"slope, logit, independent": func(s stats.Sample) error {
			alone := stats.Sample{Groups: s.Groups, Persons: make([]stats.Person, len(s.Persons))}
			for i, p := range s.Persons {
				p.Cluster = ""
				alone.Persons[i] = p
			}
			_, err := stats.SlopeIndexOfSample(alone, stats.LogitGradient)
			return err
		},
		"concentration": func(s stats.Sample) error { _, err := stats.ConcentrationOfSample(s, stats.UpTo(1)); return err },
		"summarise":     func(s stats.Sample) error { _, err := stats.SummariseSample(s, stats.UpTo(1)); return err },
	},
}

// The rows are cells of a group and a school.
var ofPersonCells = timing.Family[stats.PersonCounts]{
	Data: func(_ testing.TB, rows int) stats.PersonCounts {
		p := stats.PersonCounts{Groups: 5, Cells: make([]stats.PersonCell, rows)}
		for i := range p.Cells {
			p.Cells[i] = stats.PersonCell{Group: i % 5, Cluster: fmt.Sprint("school ", i/5), Successes: float64(1 + i%17), Failures: float64(2 + i%11)}
		}
		return p
	},
	Estimators: map[string]func(stats.PersonCounts) error{
		"slope, linear": func(p stats.PersonCounts) error {
			_, err := stats.SlopeIndexOfPersons(p, stats.LinearGradient)
			return err
		},
		"slope, logit": func(p stats.PersonCounts) error {
			_, err := stats.SlopeIndexOfPersons(p, stats.LogitGradient)
			return err
		},
		"concentration": timing.Plain(stats.ConcentrationOfPersons),
	},
}

func manyGroups(rows int) []stats.Group {
	all := make([]stats.Group, rows)
	for i := range all {
		all[i] = groupAt(20+float64(i*37%rows)*60/float64(rows), 2, float64(50+i%70))
	}
	return all
}

func pointsOf(groups []stats.Group) []stats.GroupPoint {
	points := make([]stats.GroupPoint, len(groups))
	for i, g := range groups {
		points[i] = stats.GroupPoint{Population: g.Population, Outcome: g.Value}
	}
	return points
}

func levelsOf(groups []stats.Group) []stats.Level {
	levels := make([]stats.Level, len(groups))
	for i, g := range groups {
		levels[i] = g.Level
	}
	return levels
}

var ofGroups = timing.Family[[]stats.Group]{
	Data: func(_ testing.TB, rows int) []stats.Group { return manyGroups(rows) },
	Estimators: map[string]func([]stats.Group) error{
		"theil": timing.Plain(stats.TheilIndexOfGroups), "mean log deviation": timing.Plain(stats.MeanLogDeviationOfGroups),
		"variance": timing.Plain(stats.BetweenGroupVariance),
		"slope": func(g []stats.Group) error {
			_, err := stats.SlopeIndexOfGroups(pointsOf(g), stats.LinearGradient)
			return err
		},
		"concentration": func(g []stats.Group) error {
			_, err := stats.ConcentrationOfGroups(pointsOf(g), stats.UpTo(100))
			return err
		},
		"gap": func(g []stats.Group) error {
			_, err := stats.GapOfLevels(levelsOf(g), stats.Comparison{Rule: stats.HighestAndLowest})
			return err
		},
		"attributable": func(g []stats.Group) error {
			_, err := stats.Attributable(g, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100))
			return err
		},
		"about average": func(g []stats.Group) error {
			_, err := stats.MeasuresAboutAverage(g, 50, stats.BestGroup, stats.HigherIsBetter)
			return err
		},
		"summarise": func(g []stats.Group) error {
			_, err := stats.Summarise(stats.Table{Groups: g, Bounds: stats.UpTo(100), Reference: stats.NoGroup}, stats.WithoutDraws())
			return err
		},
		"summarise in order": func(g []stats.Group) error {
			_, err := stats.Summarise(stats.Table{Groups: g, Ordered: true, Bounds: stats.UpTo(100), Reference: stats.NoGroup})
			return err
		},
	},
}

type drawn struct {
	groups []stats.Group
	draws  stats.Draws
}

// Of each data set drawn the same is done again: a hundred of them. There is none of more than a hundred thousand groups, so
// the groups are a tenth of the rows.
var ofGroupsWithDraws = timing.Family[drawn]{
	Data: func(t testing.TB, rows int) drawn {
		all := manyGroups(rows / 10)
		return drawn{all, reference.Must(stats.Simulate(all, stats.UpTo(100), stats.WithDraws(100)))(t)}
	},
	Estimators: map[string]func(drawn) error{
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
	},
}

type shares = []stats.Proportion

func manyShares(_ testing.TB, rows int) shares {
	all := make(shares, rows)
	for i := range all {
		all[i] = stats.Proportion{Successes: float64(10 + i%37), Trials: 100}
	}
	return all
}

var ofProportions = timing.Family[shares]{
	Data: manyShares,
	Estimators: map[string]func(shares) error{
		"gap": func(p shares) error {
			_, err := stats.GapOfProportions(p, stats.Comparison{Rule: stats.HighestAndLowest})
			return err
		},
		"trend": func(p shares) error {
			scored := make([]stats.ScoredProportion, len(p))
			for i := range p {
				scored[i] = stats.ScoredProportion{Proportion: p[i], Score: float64(i)}
			}
			_, err := stats.CochranArmitage(scored)
			return err
		},
		"summarise": func(p shares) error {
			_, err := stats.SummariseCounts(stats.CountTable{Groups: p, Reference: stats.NoGroup}, stats.WithoutDraws())
			return err
		},
		"summarise in order": func(p shares) error {
			_, err := stats.SummariseCounts(stats.CountTable{Groups: p, Ordered: true, Reference: stats.NoGroup})
			return err
		},
	},
}

// The rows are those of a table with two columns.
var ofTablesOfCounts = timing.Family[[][]float64]{
	Data: func(_ testing.TB, rows int) [][]float64 {
		counts, cells := make([][]float64, rows), make([]float64, 2*rows)
		for i := range counts {
			counts[i] = cells[2*i : 2*i+2]
			counts[i][0], counts[i][1] = float64(10+i%37), float64(90-i%37)
		}
		return counts
	},
	Estimators: map[string]func([][]float64) error{
		"chi-square": func(counts [][]float64) error { _, err := stats.ChiSquare(counts); return err },
		"cramer":     func(counts [][]float64) error { _, _, err := stats.CramersV(counts); return err },
	},
}

// A hundred data sets are drawn of groups that are a tenth of the rows.
var ofSummariesWithDraws = timing.Family[shares]{
	Data: func(t testing.TB, rows int) shares { return manyShares(t, rows/10) },
	Estimators: map[string]func(shares) error{
		"counts": func(p shares) error {
			_, err := stats.SummariseCounts(stats.CountTable{Groups: p, Reference: stats.NoGroup}, stats.WithDraws(100))
			return err
		},
		"simulate counts": func(p shares) error { _, err := stats.SimulateCounts(p, stats.WithDraws(100)); return err },
		"levels": func(p shares) error {
			_, err := stats.Summarise(stats.Table{Groups: manyGroups(len(p)), Bounds: stats.UpTo(100), Reference: stats.NoGroup}, stats.WithDraws(100))
			return err
		},
	},
}
