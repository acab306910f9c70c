package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

	"pgregory.net/rapid"
)

func TestParitySpecialCases(t *testing.T) {
	t.Run("nobody", func(t *testing.T) {
		p := reference.Must(stats.Parity(pairOf(0, 0, 1, 2)))(t)
		undefinedBecause(t, p.Index, stats.NoData)
		undefinedBecause(t, p.Adjusted, stats.NoData)
		if p.Band.Defined() {
			t.Error("a verdict without data")
		}
	})
	t.Run("reference of zero", func(t *testing.T) {
		p := reference.Must(stats.Parity(pairOf(12, 40, 0, 40)))(t)
		undefinedBecause(t, p.Index, stats.ZeroDenominator)
		noIntervalBecause(t, p.Adjusted, 2, stats.ZeroDenominator)
		if p.Band.Undefined != stats.ZeroDenominator {
			t.Errorf("band %+v", p.Band)
		}
	})
	t.Run("both of zero", func(t *testing.T) {
		p := reference.Must(stats.Parity(pairOf(0, 40, 0, 40)))(t)
		undefinedBecause(t, p.Index, stats.ZeroDenominator)
		undefinedBecause(t, p.Adjusted, stats.ZeroDenominator)
	})
	t.Run("compared of zero", func(t *testing.T) {
		p := reference.Must(stats.Parity(pairOf(0, 40, 12, 40)))(t)
		noIntervalBecause(t, p.Index, 0, stats.ZeroNumerator)
		noIntervalBecause(t, p.Adjusted, 0, stats.ZeroNumerator)
		if !p.Band.Defined() || p.Band.Inside || p.Band.Decided {
			t.Errorf("band %+v", p.Band)
		}
	})
	t.Run("band", func(t *testing.T) {
		for _, c := range []struct {
			pair            stats.ProportionPair
			inside, decided bool
		}{
			{pairOf(97, 100, 100, 100), true, false},         // exactly 0.97, but few
			{pairOf(100, 100, 97, 100), true, false},         // exactly 1.03, but few
			{pairOf(96, 100, 100, 100), false, false},        // below, but few
			{pairOf(960000, 1e6, 1e6, 1e6), false, true},     // below for sure
			{pairOf(500000, 1e6, 500000, 1e6), true, true},   // parity for sure
			{pairOf(5, 10, 5, 10), true, false},              // parity by luck, perhaps
			{pairOf(600000, 1e6, 500000, 1e6), false, true},  // above for sure
			{pairOf(1000, 1000, 1000, 1000), true, true},     // everybody on both sides
			{pairOf(50000, 1e6, 50000, 1e6), true, true},     // parity of exclusion is parity all the same
			{pairOf(50000, 1e6, 51600, 1e6), false, false},   // just below, within chance
			{pairOf(48000, 1e6, 51600, 1e6), false, true},    // 0.93
			{pairOf(51600, 1e6, 48000, 1e6), false, true},    // 1.07
			{pairOf(500000, 1e6, 515000, 1e6), true, false},  // 0.971
			{pairOf(500000, 1e6, 505000, 1e6), true, true},   // 0.990
			{pairOf(505000, 1e6, 500000, 1e6), true, true},   // 1.0099
			{pairOf(515000, 1e6, 500000, 1e6), true, false},  // 1.0291
			{pairOf(515500, 1e6, 500000, 1e6), false, false}, // 1.0301, with a limit inside
		} {
			band := reference.Must(stats.Parity(c.pair))(t).Band
			if band.Inside != c.inside || band.Decided != c.decided {
				t.Errorf("%+v: %+v", c.pair, band)
			}
		}
		warned(t, reference.Must(stats.Parity(pairOf(10, 10, 20, 20)))(t).Index, stats.NoSpread)
	})
}

func TestParityLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawProportion(t, "a"), drawProportion(t, "b")
		ab := reference.Must(stats.Parity(stats.ProportionPair{Compared: a, Reference: b}))(t)
		ba := reference.Must(stats.Parity(stats.ProportionPair{Compared: b, Reference: a}))(t)
		for _, e := range []stats.Estimate{ab.Index, ab.Adjusted} {
			sound(t, e)
		}
		if ab.Adjusted.Defined() {
			expect.Same(t, "adjusted, turned", 2-ba.Adjusted.Value, ab.Adjusted.Value)
			if ab.Adjusted.Value < 0 || ab.Adjusted.Value > 2 {
				t.Fatalf("adjusted %v", ab.Adjusted.Value)
			}
		}
		if ab.Adjusted.Interval.Defined() {
			expect.Same(t, "adjusted low, turned", 2-ba.Adjusted.Interval.High, ab.Adjusted.Interval.Low)
		}
		if ab.Band.Defined() && ba.Band.Defined() && ab.Band != ba.Band {
			t.Fatalf("one band, two verdicts: %+v and %+v", ab.Band, ba.Band)
		}
	})
}

func TestGapOfLevelsByHand(t *testing.T) {
	groups := []stats.Level{{Value: 30, StandardError: 3}, {Value: 55, StandardError: 1}, {Value: 50, StandardError: 4}, {Value: 20, StandardError: 2}}
	for _, c := range []struct {
		name              string
		comparison        stats.Comparison
		compared, against int
		difference, error float64
	}{
		{"ends, higher is better", stats.Comparison{Rule: stats.EndsOfOrder}, 3, 0, -10, math.Sqrt(13)},
		{"ends, lower is better", stats.Comparison{Rule: stats.EndsOfOrder, Better: stats.LowerIsBetter}, 0, 3, 10, math.Sqrt(13)},
		{"extremes", stats.Comparison{Rule: stats.HighestAndLowest}, 1, 3, 35, math.Sqrt(5)},
		{"reference, higher is better", stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 2}, 2, 3, 30, math.Sqrt(20)},
		{"reference, lower is better", stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 2, Better: stats.LowerIsBetter}, 1, 2, 5, math.Sqrt(17)},
		{"reference itself worst", stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 3}, 3, 0, -10, math.Sqrt(13)},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := reference.Must(stats.GapOfLevels(groups, c.comparison))(t)
			if g.Compared != c.compared || g.Against != c.against {
				t.Fatalf("compares %d against %d", g.Compared, g.Against)
			}
			expect.Same(t, "difference", g.Difference.Value, c.difference)
			expect.Same(t, "error", g.Difference.StandardError.Value, c.error)
			expect.Same(t, "low", g.Difference.Interval.Low, c.difference-1.959963984540054*c.error)
			a, b := groups[c.compared], groups[c.against]
			expect.Same(t, "ratio", g.Ratio.Value, a.Value/b.Value)
			logError := math.Sqrt(math.Pow(a.StandardError/a.Value, 2) + math.Pow(b.StandardError/b.Value, 2))
			expect.Same(t, "log error", g.Ratio.StandardError.Value, logError)
			expect.Same(t, "ratio high", g.Ratio.Interval.High, a.Value/b.Value*math.Exp(1.959963984540054*logError))
		})
	}
}

func TestGapSpecialCases(t *testing.T) {
	t.Run("one group", func(t *testing.T) {
		for _, rule := range []stats.Rule{stats.EndsOfOrder, stats.HighestAndLowest, stats.ReferenceAndWorst} {
			g := reference.Must(stats.GapOfLevels([]stats.Level{{Value: 1}}, stats.Comparison{Rule: rule}))(t)
			undefinedBecause(t, g.Difference, stats.OneGroup)
			undefinedBecause(t, g.Ratio, stats.OneGroup)
			if g.Compared != -1 || g.Against != -1 {
				t.Errorf("positions %d and %d", g.Compared, g.Against)
			}
		}
	})
	t.Run("ratio at and below zero", func(t *testing.T) {
		ends := stats.Comparison{}
		undefinedBecause(t, reference.Must(stats.GapOfLevels([]stats.Level{{Value: 0}, {Value: 5}}, ends))(t).Ratio, stats.ZeroDenominator)
		noIntervalBecause(t, reference.Must(stats.GapOfLevels([]stats.Level{{Value: 5}, {Value: 0}}, ends))(t).Ratio, 0, stats.ZeroNumerator)
		g := reference.Must(stats.GapOfLevels([]stats.Level{{Value: -5}, {Value: 5}}, ends))(t)
		undefinedBecause(t, g.Ratio, stats.NotPositive)
		expect.Same(t, "difference", g.Difference.Value, 10)
		warned(t, g.Difference, stats.NoSpread)
	})
	t.Run("groups without anybody", func(t *testing.T) {
		full, empty := stats.Proportion{Successes: 3, Trials: 9}, stats.Proportion{}
		ends := func(groups ...stats.Proportion) stats.Gap {
			return reference.Must(stats.GapOfProportions(groups, stats.Comparison{}))(t)
		}
		undefinedBecause(t, ends(empty, full, full).Difference, stats.MissingGroup)
		undefinedBecause(t, ends(full, full, empty).Ratio, stats.MissingGroup)
		if !ends(full, empty, full).Difference.Defined() {
			t.Error("the middle group has no part in a gap between the ends")
		}
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		six := slices.Repeat([]stats.Proportion{full}, 6)
		seven := append(slices.Clone(six), empty)
		warned(t, reference.Must(stats.GapOfProportions(seven, extremes))(t).Difference, stats.GroupsLeftOut)
		undefinedBecause(t, reference.Must(stats.GapOfProportions(seven[1:], extremes))(t).Difference, stats.MissingGroup)
		undefinedBecause(t, reference.Must(stats.GapOfProportions(seven, stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 6}))(t).Difference, stats.MissingGroup)
	})
	t.Run("many groups", func(t *testing.T) {
		ten := slices.Repeat([]stats.Proportion{{Successes: 3, Trials: 9}}, 10)
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		warned(t, reference.Must(stats.GapOfProportions(ten, extremes))(t).Difference)
		warned(t, reference.Must(stats.GapOfProportions(append(ten, ten[0]), extremes))(t).Ratio, stats.ManyGroups)
	})
	t.Run("ties", func(t *testing.T) {
		levels := []stats.Level{{Value: 5, StandardError: 1}, {Value: 5, StandardError: 2}, {Value: 1}}
		if g := reference.Must(stats.GapOfLevels(levels, stats.Comparison{Rule: stats.HighestAndLowest}))(t); g.Compared != 1 {
			t.Errorf("of two equal groups %d was taken, not the less certain", g.Compared)
		}
	})
	t.Run("refusals", func(t *testing.T) {
		two := []stats.Level{{Value: 1}, {Value: 2}}
		for _, c := range []stats.Comparison{
			{Rule: stats.ReferenceAndWorst, Reference: 2}, {Rule: stats.ReferenceAndWorst, Reference: -1}, {Rule: 3}, {Rule: -1}, {Better: 2},
		} {
			_, err := stats.GapOfLevels(two, c)
			expect.Refused(t, fmt.Sprintf("%+v", c), err)
		}
		for _, x := range notNumbers {
			_, err := stats.GapOfLevels([]stats.Level{{Value: x}, {}}, stats.Comparison{})
			expect.Refused(t, "value", err)
		}
		for _, x := range impossible {
			_, err := stats.GapOfLevels([]stats.Level{{StandardError: x}, {}}, stats.Comparison{})
			expect.Refused(t, "standard error", err)
		}
	})
}

func TestGapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Proportion { return drawProportion(t, "group") }), 2, 14).Draw(t, "groups")
		before, seed := slices.Clone(groups), rapid.Uint64().Draw(t, "seed")
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		g := reference.Must(stats.GapOfProportions(groups, extremes))(t)
		sound(t, g.Difference)
		sound(t, g.Ratio)
		if g.Difference.Value < 0 {
			t.Fatalf("highest minus lowest is %v", g.Difference.Value)
		}
		if !slices.Equal(before, groups) {
			t.Fatalf("the caller's groups were changed")
		}
		other := reference.Must(stats.GapOfProportions(shuffled(groups, seed), extremes))(t)
		if g.Difference.Interval != other.Difference.Interval || g.Ratio.Interval != other.Ratio.Interval {
			t.Fatalf("another order, another gap: %v and %v", g.Difference, other.Difference)
		}
		alike := reference.Must(stats.GapOfProportions([]stats.Proportion{groups[0], groups[0], groups[0]}, extremes))(t)
		if alike.Difference.Value != 0 || alike.Ratio.Value != 1 {
			t.Fatalf("equal groups have a gap: %+v", alike)
		}

		levels := make([]stats.Level, len(groups))
		for i, p := range groups {
			levels[i] = stats.Level{Value: p.Share(), StandardError: rapid.Float64Range(0, 0.1).Draw(t, "error")}
		}
		direction := rapid.SampledFrom([]stats.Direction{stats.HigherIsBetter, stats.LowerIsBetter}).Draw(t, "direction")
		with := stats.Comparison{Rule: stats.ReferenceAndWorst, Better: direction, Reference: rapid.IntRange(0, len(groups)-1).Draw(t, "reference")}
		one := reference.Must(stats.GapOfLevels(levels, with))(t)
		sound(t, one.Difference)
		sound(t, one.Ratio)
		for i := range levels {
			levels[i].Value, levels[i].StandardError = 100*levels[i].Value, 100*levels[i].StandardError
		}
		hundred := reference.Must(stats.GapOfLevels(levels, with))(t)
		expect.Same(t, "scaled difference", hundred.Difference.Value, 100*one.Difference.Value)
		if one.Ratio.Defined() && hundred.Ratio.Defined() && hundred.Compared == one.Compared && hundred.Against == one.Against {
			expect.Same(t, "scaled ratio", hundred.Ratio.Value, one.Ratio.Value)
		}
	})
}

func TestGapOfLevelsWithoutValuesOrErrors(t *testing.T) {
	known, unsure, unknown := stats.Level{Value: 60, StandardError: 1}, stats.Level{Value: 40, NoError: true}, stats.Level{NoValue: true}
	gap := reference.Must(stats.GapOfLevels([]stats.Level{unsure, known}, stats.Comparison{}))(t)
	noIntervalBecause(t, gap.Difference, 20, stats.NoStandardError)
	noIntervalBecause(t, gap.Ratio, 1.5, stats.NoStandardError)
	gap = reference.Must(stats.GapOfLevels([]stats.Level{unknown, known, known}, stats.Comparison{}))(t)
	undefinedBecause(t, gap.Difference, stats.MissingGroup)
	many := []stats.Level{known, {Value: 50}, {Value: 51}, {Value: 52}, {Value: 53}, {Value: 54}, unknown}
	gap = reference.Must(stats.GapOfLevels(many, stats.Comparison{Rule: stats.HighestAndLowest}))(t)
	warned(t, gap.Difference, stats.GroupsLeftOut)
	gap = reference.Must(stats.GapOfLevels(many, stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 6}))(t)
	undefinedBecause(t, gap.Difference, stats.MissingGroup)
}
