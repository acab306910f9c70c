package stats_test

import (
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

// twoGroups are a hundred persons at 40 percent and three hundred at 60: a mean of 55, a variance of 0.25 x 15² + 0.75 x 5².
func twoGroups() []stats.Group {
	return []stats.Group{groupAt(40, 2, 100), groupAt(60, 1, 300)}
}

func groupAt(value, standardError, population float64) stats.Group {
	return stats.Group{Level: stats.Level{Value: value, StandardError: standardError}, Population: population}
}

func TestMeasuresOfTwoGroupsByHand(t *testing.T) {
	table := twoGroups()
	draws := reference.Must(stats.Simulate(table, stats.UpTo(100)))(t)
	variance := reference.Must(stats.BetweenGroupVariance(table))(t)
	expect.Same(t, "variance", variance.Value, 75)
	// 4 Σp²s²d² = 281.25; (Σp²s²)² = 0.66015625, Σp⁴s⁴ = 0.37890625, Σp²(1-p)²s⁴ = 0.59765625.
	expect.Same(t, "its error", variance.StandardError.Value, math.Sqrt(281.25+2*0.87890625))
	for name, c := range map[string]struct {
		e    stats.Estimate
		want float64
	}{
		"deviation":          {reference.Must(stats.BetweenGroupDeviation(table, draws))(t), math.Sqrt(75)},
		"variation":          {reference.Must(stats.CoefficientOfVariation(table, draws))(t), 100 * math.Sqrt(75) / 55},
		"from mean, equal":   {reference.Must(stats.MeanDifferenceFromMean(table, stats.EqualWeights, draws))(t), 10},
		"from mean, persons": {reference.Must(stats.MeanDifferenceFromMean(table, stats.PopulationWeights, draws))(t), 7.5},
		"from best, equal":   {reference.Must(stats.MeanDifferenceFromBest(table, stats.EqualWeights, stats.HigherIsBetter, draws))(t), 10},
		"from best, persons": {reference.Must(stats.MeanDifferenceFromBest(table, stats.PopulationWeights, stats.HigherIsBetter, draws))(t), 5},
		"from lowest":        {reference.Must(stats.MeanDifferenceFromBest(table, stats.PopulationWeights, stats.LowerIsBetter, draws))(t), 15},
		"from reference":     {reference.Must(stats.MeanDifferenceFromReference(table, stats.PopulationWeights, 0, draws))(t), 15},
		"disparity":          {reference.Must(stats.IndexOfDisparity(table, stats.PopulationWeights, draws))(t), 750.0 / 55},
	} {
		expect.Same(t, name, c.e.Value, c.want)
		sound(t, c.e)
		if !c.e.Interval.Defined() {
			t.Errorf("%s has no interval: %q", name, c.e.Interval.Undefined)
		}
	}
	low, high := 40.0/55, 60.0/55
	theil, deviation := reference.Must(stats.TheilIndexOfGroups(table))(t), reference.Must(stats.MeanLogDeviationOfGroups(table))(t)
	expect.Same(t, "Theil", theil.Value, 1000*(0.25*low*math.Log(low)+0.75*high*math.Log(high)))
	expect.Same(t, "mean log deviation", deviation.Value, -1000*(0.25*math.Log(low)+0.75*math.Log(high)))
	expect.Same(t, "its error", deviation.StandardError.Value, 1000*math.Hypot(0.25*2/55*(1-1/low), 0.75/55*(1-1/high)))

	// 180 of the 300 in the best group have the outcome, 40 of the 100 others.
	a := reference.Must(stats.Attributable(table, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100)))(t)
	expect.Same(t, "risk", a.Risk.Value, 5)
	expect.Same(t, "fraction", a.Fraction.Value, 500.0/55)
	expect.Same(t, "error", a.Fraction.StandardError.Value,
		100*math.Sqrt(180*400*(40*120*220+60*180*180)/(math.Pow(220, 3)*math.Pow(300, 3))))
	if a.Reference != 1 {
		t.Errorf("the best group is %d", a.Reference)
	}
}

// Five data sets in which two equal groups lie 0, 2, 4, 6 and 8 apart: distances from the mean of 0 to 4, of which the
// quartiles are 1 and 3.
func TestIntervalsAreQuantilesOfTheDraws(t *testing.T) {
	table := []stats.Group{groupAt(10, 1, 50), groupAt(14, 1, 50)}
	var draws stats.Draws
	for _, apart := range []float64{6, 0, 8, 2, 4} {
		draws.Sets = append(draws.Sets, []float64{10, 10 + apart})
	}
	e := reference.Must(stats.MeanDifferenceFromMean(table, stats.EqualWeights, draws, stats.AtLevel(0.5)))(t)
	if e.Value != 2 || e.Interval.Low != 1 || e.Interval.High != 3 {
		t.Errorf("%v in %v", e.Value, e.Interval)
	}
}

func TestGroupsWithoutMeasures(t *testing.T) {
	none := stats.Group{Level: stats.Level{NoValue: true}, Population: 10}
	ten := make([]stats.Group, 10)
	for i := range ten {
		ten[i] = groupAt(float64(10+i), 0.1, 40)
	}
	oneMissing, twoMissing := slices.Clone(ten), slices.Clone(ten)
	oneMissing[3], twoMissing[3], twoMissing[4] = none, none, none
	unpeopled := []stats.Group{groupAt(40, 2, 0), groupAt(60, 1, 0)}
	unsure := []stats.Group{groupAt(40, 2, 100), {Level: stats.Level{Value: 60, NoError: true}, Population: 100}}

	for name, measure := range unorderedMeasures() {
		undefinedBecause(t, measure(t, nil), stats.NoData)
		undefinedBecause(t, measure(t, ten[:1]), stats.OneGroup)
		undefinedBecause(t, measure(t, twoMissing), stats.MissingGroup)
		if e := measure(t, oneMissing); !slices.Contains(e.Warnings, stats.GroupsLeftOut) {
			t.Errorf("%s does not say that a group was left out: %v", name, e.Warnings)
		}
		if e := measure(t, unsure); !e.Defined() || e.Interval.Undefined != stats.NoStandardError {
			t.Errorf("%s of a group without an error: %+v", name, e)
		}
		switch name {
		case "mdbu", "mdru":
			expect.Same(t, name, measure(t, unpeopled).Value, map[string]float64{"mdbu": 10, "mdru": 10}[name])
		default:
			undefinedBecause(t, measure(t, unpeopled), stats.NoPopulation)
		}
	}
	undefinedBecause(t, reference.Must(stats.MeanDifferenceFromReference(oneMissing, stats.EqualWeights, 3, stats.Draws{}))(t), stats.MissingGroup)
	for _, e := range []stats.Estimate{
		reference.Must(stats.TheilIndexOfGroups([]stats.Group{groupAt(0, 0, 1), groupAt(0, 0, 1)}))(t),
		reference.Must(stats.CoefficientOfVariation([]stats.Group{groupAt(0, 0, 1), groupAt(0, 0, 1)}, stats.Draws{}))(t),
	} {
		undefinedBecause(t, e, stats.ZeroDenominator)
	}
	for _, e := range []stats.Estimate{
		reference.Must(stats.MeanLogDeviationOfGroups([]stats.Group{groupAt(-1, 0, 1), groupAt(3, 0, 1)}))(t),
		reference.Must(stats.IndexOfDisparity([]stats.Group{groupAt(-1, 0, 1), groupAt(3, 0, 1)}, stats.EqualWeights, stats.Draws{}))(t),
	} {
		undefinedBecause(t, e, stats.NotPositive)
	}
	zero := reference.Must(stats.TheilIndexOfGroups([]stats.Group{groupAt(0, 0.01, 50), groupAt(50, 1, 50)}))(t)
	warned(t, zero, stats.ZerosReplaced)
	noisy := reference.Must(stats.BetweenGroupVariance([]stats.Group{groupAt(49, 5, 50), groupAt(50, 5, 50)}))(t)
	warned(t, noisy, stats.NoiseInflates)
	if e := reference.Must(stats.BetweenGroupDeviation(twoGroups(), stats.Draws{}))(t); e.Interval.Undefined != stats.NotSimulated {
		t.Errorf("without draws the interval is undefined because %q", e.Interval.Undefined)
	}
}

func TestAttributableSpecialCases(t *testing.T) {
	worst := []stats.Group{groupAt(60, 1, 300), groupAt(40, 1, 100)}
	a := reference.Must(stats.Attributable(worst, stats.LastGroup, stats.HigherIsBetter, stats.UpTo(100)))(t)
	if a.Risk.Value != 0 || a.Fraction.Value != 0 {
		t.Errorf("a reference that is worse gains %v", a.Risk.Value)
	}
	warned(t, a.Risk, stats.ReferenceIsWorse)
	adverse := reference.Must(stats.Attributable(worst, stats.BestGroup, stats.LowerIsBetter, stats.UpTo(100)))(t)
	expect.Same(t, "fewer", adverse.Risk.Value, -15)
	amounts := reference.Must(stats.Attributable(worst, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(math.Inf(1))))(t)
	noIntervalBecause(t, amounts.Risk, 5, stats.NeedsCounts)
	nothing := reference.Must(stats.Attributable([]stats.Group{groupAt(0, 0, 40), groupAt(0, 0, 40)}, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100)))(t)
	undefinedBecause(t, nothing.Fraction, stats.ZeroDenominator)
	small := reference.Must(stats.Attributable([]stats.Group{groupAt(60, 1, 29), groupAt(40, 1, 100)}, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100)))(t)
	warned(t, small.Risk, stats.SmallBestGroup)
	empty := reference.Must(stats.Attributable([]stats.Group{groupAt(60, 1, 0), groupAt(40, 1, 100)}, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100)))(t)
	noIntervalBecause(t, empty.Risk, 20, stats.MissingGroup)
	for _, bad := range []stats.Bounds{{}, {Least: 2, Most: 1}, {Least: math.NaN(), Most: 1}, {Least: math.Inf(1), Most: math.Inf(1)}} {
		_, err := stats.Attributable(worst, stats.BestGroup, stats.HigherIsBetter, bad)
		expect.Refused(t, "bounds", err)
	}
	_, err := stats.Attributable(worst, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(50))
	expect.Refused(t, "a level beyond its bounds", err)
}

func TestGroupRefusals(t *testing.T) {
	for _, bad := range notNumbers {
		for name, measure := range unorderedErrors() {
			expect.Refused(t, name, measure([]stats.Group{groupAt(bad, 1, 1), groupAt(1, 1, 1)}))
		}
	}
	for _, bad := range impossible {
		for name, measure := range unorderedErrors() {
			expect.Refused(t, name, measure([]stats.Group{groupAt(1, bad, 1), groupAt(1, 1, 1)}))
			expect.Refused(t, name, measure([]stats.Group{groupAt(1, 1, bad), groupAt(1, 1, 1)}))
		}
	}
	_, err := stats.BetweenGroupDeviation(twoGroups(), stats.Draws{Sets: [][]float64{{1, 2, 3}}})
	expect.Refused(t, "draws of three groups for two", err)
	_, err = stats.BetweenGroupDeviation(twoGroups(), stats.Draws{Sets: [][]float64{{1, math.NaN()}}})
	expect.Refused(t, "a draw that is no number", err)
	_, err = stats.MeanDifferenceFromReference(twoGroups(), stats.EqualWeights, 2, stats.Draws{})
	expect.Refused(t, "a reference that is no group", err)
	_, err = stats.MeanDifferenceFromMean(twoGroups(), "v", stats.Draws{})
	expect.Refused(t, "an unknown weighting", err)
	_, err = stats.Simulate(twoGroups(), stats.UpTo(100), stats.WithDraws(99))
	expect.Refused(t, "too few draws", err)
	_, err = stats.Simulate(twoGroups(), stats.UpTo(50))
	expect.Refused(t, "a level beyond its bounds", err)
}

// unorderedMeasures are all measures between unordered groups, with draws of their own where they take any.
func unorderedMeasures() map[string]func(fataler, []stats.Group) stats.Estimate {
	measures := map[string]func(fataler, []stats.Group) stats.Estimate{
		"bgv": func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.BetweenGroupVariance(g))(t)
		},
		"ti": func(t fataler, g []stats.Group) stats.Estimate { return reference.Must(stats.TheilIndexOfGroups(g))(t) },
		"mld": func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.MeanLogDeviationOfGroups(g))(t)
		},
		"bgsd": func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.BetweenGroupDeviation(g, drawsOf(t, g)))(t)
		},
		"cov": func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.CoefficientOfVariation(g, drawsOf(t, g)))(t)
		},
	}
	for _, w := range []stats.Weighting{stats.EqualWeights, stats.PopulationWeights} {
		measures["mdm"+string(w)] = func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.MeanDifferenceFromMean(g, w, drawsOf(t, g)))(t)
		}
		measures["mdb"+string(w)] = func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.MeanDifferenceFromBest(g, w, stats.HigherIsBetter, drawsOf(t, g)))(t)
		}
		measures["idis"+string(w)] = func(t fataler, g []stats.Group) stats.Estimate {
			return reference.Must(stats.IndexOfDisparity(g, w, drawsOf(t, g)))(t)
		}
		measures["mdr"+string(w)] = func(t fataler, g []stats.Group) stats.Estimate {
			if len(g) == 0 {
				return stats.Undefine(stats.NoData, "no-group/1", stats.Settings{})
			}
			return reference.Must(stats.MeanDifferenceFromReference(g, w, 0, drawsOf(t, g)))(t)
		}
	}
	return measures
}

// unorderedErrors are the measures that check a table themselves.
func unorderedErrors() map[string]func([]stats.Group) error {
	return map[string]func([]stats.Group) error{
		"bgv":      func(g []stats.Group) error { _, err := stats.BetweenGroupVariance(g); return err },
		"ti":       func(g []stats.Group) error { _, err := stats.TheilIndexOfGroups(g); return err },
		"bgsd":     func(g []stats.Group) error { _, err := stats.BetweenGroupDeviation(g, stats.Draws{}); return err },
		"simulate": func(g []stats.Group) error { _, err := stats.Simulate(g, stats.UpTo(100)); return err },
		"paf": func(g []stats.Group) error {
			_, err := stats.Attributable(g, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100))
			return err
		},
	}
}

type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
	Helper()
}

func drawsOf(t fataler, groups []stats.Group) stats.Draws {
	return reference.Must(stats.Simulate(groups, stats.UpTo(math.Inf(1)), stats.WithDraws(200)))(t)
}

func drawGroups(t *rapid.T) []stats.Group {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Group {
		return groupAt(rapid.Float64Range(1, 99).Draw(t, "level"), rapid.Float64Range(0, 9).Draw(t, "error"), float64(rapid.IntRange(1, 900).Draw(t, "population")))
	}), 2, 12).Draw(t, "groups")
}

func TestUnorderedLaws(t *testing.T) {
	measures := unorderedMeasures()
	weighted := []string{"bgv", "ti", "mld", "bgsd", "cov", "mdmw", "mdbw", "mdrw", "idisw"}
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t)
		before := slices.Clone(groups)
		mixed := append(groups[:1:1], shuffled(groups[1:], rapid.Uint64().Draw(t, "seed"))...)
		halved := []stats.Group{}
		for _, g := range groups {
			g.Population /= 2
			halved = append(halved, g, g)
		}
		equal := slices.Clone(groups)
		for i := range equal {
			equal[i].Value = 37
		}
		for name, measure := range measures {
			e := measure(t, groups)
			if e.Value < 0 || math.IsNaN(e.Value) || math.IsNaN(e.Interval.Low) {
				t.Fatalf("%s = %+v", name, e)
			}
			other := measure(t, mixed)
			expect.Same(t, name+": the order of rows is irrelevant", other.Value, e.Value)
			expect.Same(t, name+": for the interval too", other.Interval.High, e.Interval.High)
			if slices.Contains(weighted, name) {
				expect.Same(t, name+": a group in two halves is the same group", measure(t, halved).Value, e.Value)
			}
			if none := measure(t, equal).Value; math.Abs(none) > 1e-9 {
				t.Fatalf("%s of equal groups is %v", name, none)
			}
		}
		if !slices.Equal(groups, before) {
			t.Fatal("the caller's groups were changed")
		}
		variance, deviation := measures["bgv"](t, groups).Value, measures["bgsd"](t, groups).Value
		expect.Same(t, "the deviation is the root of the variance", deviation*deviation, variance)
		expect.Same(t, "what the best group would bring is the distance from it", measures["mdbw"](t, groups).Value,
			reference.Must(stats.Attributable(groups, stats.BestGroup, stats.HigherIsBetter, stats.UpTo(100)))(t).Risk.Value)
	})
}

func TestSimulation(t *testing.T) {
	table := []stats.Group{groupAt(1, 5, 10), groupAt(50, 3, 20), groupAt(100, 0, 30)}
	draws := reference.Must(stats.Simulate(table, stats.UpTo(100)))(t)
	again := reference.Must(stats.Simulate(table, stats.UpTo(100)))(t)
	other := reference.Must(stats.Simulate(table, stats.UpTo(100), stats.WithSeed(7)))(t)
	if len(draws.Sets) != 10_000 {
		t.Fatalf("%d draws", len(draws.Sets))
	}
	var total float64
	for i, set := range draws.Sets {
		if !slices.Equal(set, again.Sets[i]) {
			t.Fatal("the same seed drew other data")
		}
		if set[0] < 0 || set[1] > 100 || set[2] != 100 {
			t.Fatalf("a draw beyond what can be: %v", set)
		}
		total += set[1]
	}
	// The mean of 10,000 draws with an error of 3 lies within five times 0.03.
	if mean := total / 10_000; math.Abs(mean-50) > 0.15 {
		t.Errorf("draws about 50 have a mean of %v", mean)
	}
	if slices.Equal(draws.Sets[0], other.Sets[0]) {
		t.Error("another seed drew the same data")
	}
	if many := reference.Must(stats.Simulate(make([]stats.Group, 1001), stats.UpTo(1)))(t); many.Undefined != stats.TooManyGroups {
		t.Errorf("too many groups: %q", many.Undefined)
	}
	counted := reference.Must(stats.SimulateCounts([]stats.Proportion{{Successes: 0, Trials: 20}, {Successes: 9, Trials: 20}, {}}))(t)
	none, some := 0.0, 0.0
	for _, set := range counted.Sets {
		if set[0] <= 0 || set[0] >= 1 || set[2] != 0 {
			t.Fatalf("a drawn share of %v", set)
		}
		none, some = none+set[0]/10_000, some+set[1]/10_000
	}
	// The means of Beta(1/2, 41/2) and Beta(19/2, 23/2) are 0.5/21 and 9.5/21, with errors near 0.03 and 0.1 over 100.
	if math.Abs(none-0.5/21) > 0.002 || math.Abs(some-9.5/21) > 0.006 {
		t.Errorf("drawn shares have means of %v and %v", none, some)
	}
}
