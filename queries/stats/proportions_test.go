package stats_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"athar/queries/stats"

	"pgregory.net/rapid"
)

// Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
func TestWilsonPublished(t *testing.T) {
	for _, c := range []struct{ x, n, low, high float64 }{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
	} {
		e := must(stats.Wilson(stats.Proportion{Successes: c.x, Trials: c.n}))(t)
		near(t, "low", e.Interval.Low, c.low, 4)
		near(t, "high", e.Interval.High, c.high, 4)
		sound(t, e)
	}
}

// Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
func TestNewcombePublished(t *testing.T) {
	for _, c := range []struct{ x1, n1, x2, n2, low, high float64 }{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1.0000},
		{10, 10, 0, 10, 0.6075, 1.0000},
	} {
		e := must(stats.Newcombe(pairOf(c.x1, c.n1, c.x2, c.n2)))(t)
		near(t, "low", e.Interval.Low, c.low, 4)
		near(t, "high", e.Interval.High, c.high, 4)
		sound(t, e)
	}
}

// By hand: 0.8/0.6 = 4/3; se² = 14/(56x70) + 32/(48x80) = 1/84, se = 0.1091089; exp(1.959964 x 0.1091089) = 1.238436.
func TestKatzByHand(t *testing.T) {
	e := must(stats.Katz(pairOf(56, 70, 48, 80)))(t)
	same(t, "ratio", e.Value, 4.0/3)
	same(t, "error", e.StandardError.Value, math.Sqrt(1.0/84))
	near(t, "low", e.Interval.Low, 1.076626, 6)
	near(t, "high", e.Interval.High, 1.651249, 6)
	if e.StandardError.Scale != stats.Logarithmic {
		t.Errorf("the error of a ratio is on the %s scale", e.StandardError.Scale)
	}
	warned(t, e)
}

func TestProportionSpecialCases(t *testing.T) {
	t.Run("nobody", func(t *testing.T) {
		undefinedBecause(t, must(stats.Wilson(stats.Proportion{}))(t), stats.NoData)
		for _, pair := range []stats.ProportionPair{pairOf(0, 0, 1, 2), pairOf(1, 2, 0, 0)} {
			undefinedBecause(t, must(stats.Newcombe(pair))(t), stats.NoData)
			undefinedBecause(t, must(stats.Katz(pair))(t), stats.NoData)
		}
	})
	t.Run("none and all", func(t *testing.T) {
		for _, n := range []float64{1, 3, 10, 350, 1e6} {
			none := must(stats.Wilson(stats.Proportion{Successes: 0, Trials: n}))(t)
			all := must(stats.Wilson(stats.Proportion{Successes: n, Trials: n}))(t)
			if none.Interval.Low != 0 || all.Interval.High != 1 {
				t.Errorf("n = %v: low %v, high %v", n, none.Interval.Low, all.Interval.High)
			}
			// At 0 of n the upper limit is z²/(n+z²).
			z2 := 1.959963984540054 * 1.959963984540054
			same(t, "upper", none.Interval.High*(n+z2)/z2, 1)
			same(t, "lower", all.Interval.Low, n/(n+z2))
		}
	})
	t.Run("rare events keep their digits", func(t *testing.T) {
		// The product of the limits is p²/(1+z²/n), whichever way each is computed.
		e := must(stats.Wilson(stats.Proportion{Successes: 1, Trials: 1e15}))(t)
		z2 := 1.959963984540054 * 1.959963984540054
		same(t, "product", e.Interval.Low*e.Interval.High*1e30*(1+z2/1e15), 1)
		// The quadratic in units of 1/n: (1 + z²/2 ∓ z√(1 + z²/4)) for a rate that tends to zero.
		same(t, "low", e.Interval.Low*1e15, 1+z2/2-math.Sqrt(z2*(1+z2/4)))
	})
	t.Run("halves", func(t *testing.T) {
		// (0 + .5)/(8 + 1) over (5 + .5)/(9 + 1).
		e := must(stats.Katz(pairOf(0, 8, 5, 9)))(t)
		same(t, "ratio", e.Value, (0.5/9)/(5.5/10))
		warned(t, e, stats.HalfAdded)
		warned(t, must(stats.Katz(pairOf(7, 7, 30, 40)))(t), stats.HalfAdded)
		warned(t, must(stats.Katz(pairOf(0, 7, 0, 40)))(t), stats.HalfAdded, stats.NoSuccesses)
	})
	t.Run("level", func(t *testing.T) {
		p := stats.Proportion{Successes: 8, Trials: 10}
		wide := must(stats.Wilson(p, stats.AtLevel(0.99)))(t)
		// By hand, z² = 6.634897: centre (0.8 + 0.331745)/1.663490 = 0.680344, half 2.575829 √(0.016 + 0.016587)/1.663490.
		near(t, "low", wide.Interval.Low, 0.40082, 5)
		near(t, "high", wide.Interval.High, 0.95987, 5)
		if wide.Interval.Level != 0.99 {
			t.Errorf("level %v", wide.Interval.Level)
		}
	})
}

func TestProportionRefusals(t *testing.T) {
	good := stats.Proportion{Successes: 1, Trials: 2}
	bad := []stats.Proportion{{Successes: 3, Trials: 2}}
	for _, x := range impossible {
		bad = append(bad, stats.Proportion{Successes: x, Trials: 2}, stats.Proportion{Successes: 1, Trials: x})
	}
	for _, p := range bad {
		what := fmt.Sprintf("%+v", p)
		_, err := stats.Wilson(p)
		refused(t, "Wilson "+what, err)
		for _, pair := range []stats.ProportionPair{{Compared: p, Reference: good}, {Compared: good, Reference: p}} {
			_, err = stats.Newcombe(pair)
			refused(t, "Newcombe "+what, err)
			_, err = stats.Katz(pair)
			refused(t, "Katz "+what, err)
			_, err = stats.Parity(pair)
			refused(t, "Parity "+what, err)
			_, err = stats.GapOfProportions([]stats.Proportion{pair.Compared, pair.Reference}, stats.Comparison{})
			refused(t, "GapOfProportions "+what, err)
		}
	}
	for _, level := range []float64{0, 1, -0.95, 95, math.NaN()} {
		at := stats.AtLevel(level)
		errs := []error{}
		_, err := stats.Wilson(good, at)
		errs = append(errs, err)
		_, err = stats.Newcombe(stats.ProportionPair{Compared: good, Reference: good}, at)
		errs = append(errs, err)
		_, err = stats.Katz(stats.ProportionPair{Compared: good, Reference: good}, at)
		errs = append(errs, err)
		_, err = stats.Parity(stats.ProportionPair{Compared: good, Reference: good}, at)
		errs = append(errs, err)
		_, err = stats.GapOfProportions([]stats.Proportion{good, good}, stats.Comparison{}, at)
		errs = append(errs, err)
		_, err = stats.GapOfLevels([]stats.Level{{}, {}}, stats.Comparison{}, at)
		errs = append(errs, err)
		_, err = stats.Mean(stats.Moments{}, at)
		errs = append(errs, err)
		_, err = stats.WeightedMean(stats.WeightedMoments{}, at)
		errs = append(errs, err)
		_, err = stats.Gini(nil, at)
		errs = append(errs, err)
		_, err = stats.SlopeIndexOfGroups(nil, stats.LinearGradient, at)
		errs = append(errs, err)
		_, err = stats.SlopeIndexOfPersons(stats.PersonCounts{}, stats.LinearGradient, at)
		errs = append(errs, err)
		for i, err := range errs {
			refused(t, fmt.Sprintf("level %v, function %d", level, i), err)
		}
	}
}

func TestProportionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawProportion(t, "a"), drawProportion(t, "b")
		share := must(stats.Wilson(a))(t)
		sound(t, share)
		if share.Interval.Low < 0 || share.Interval.High > 1 || share.Interval.Low >= share.Interval.High {
			t.Fatalf("limits %v", share.Interval)
		}
		wider := must(stats.Wilson(a, stats.AtLevel(0.99)))(t)
		if wider.Interval.Low > share.Interval.Low || wider.Interval.High < share.Interval.High {
			t.Fatalf("99%% %v lies inside 95%% %v", wider.Interval, share.Interval)
		}
		failures := must(stats.Wilson(stats.Proportion{Successes: a.Trials - a.Successes, Trials: a.Trials}))(t)
		same(t, "mirrored low", 1-failures.Interval.High, share.Interval.Low)
		same(t, "mirrored high", 1-failures.Interval.Low, share.Interval.High)

		ab, ba := stats.ProportionPair{Compared: a, Reference: b}, stats.ProportionPair{Compared: b, Reference: a}
		difference, back := must(stats.Newcombe(ab))(t), must(stats.Newcombe(ba))(t)
		sound(t, difference)
		same(t, "turned difference", -back.Value, difference.Value)
		same(t, "turned low", -back.Interval.High, difference.Interval.Low)
		if difference.Interval.Low < -1 || difference.Interval.High > 1 {
			t.Fatalf("difference %v", difference.Interval)
		}
		ratio, inverse := must(stats.Katz(ab))(t), must(stats.Katz(ba))(t)
		sound(t, ratio)
		same(t, "inverse ratio", ratio.Value*inverse.Value, 1)
		same(t, "inverse limit", ratio.Interval.Low*inverse.Interval.High, 1)

		equal := stats.ProportionPair{Compared: a, Reference: a}
		if gap := must(stats.Newcombe(equal))(t); gap.Value != 0 || !gap.Interval.Contains(0) {
			t.Fatalf("equal groups differ by %v", gap)
		}
		if one := must(stats.Katz(equal))(t); one.Value != 1 {
			t.Fatalf("equal groups have the ratio %v", one.Value)
		}
	})
}

func TestParitySpecialCases(t *testing.T) {
	t.Run("nobody", func(t *testing.T) {
		p := must(stats.Parity(pairOf(0, 0, 1, 2)))(t)
		undefinedBecause(t, p.Index, stats.NoData)
		undefinedBecause(t, p.Adjusted, stats.NoData)
		if p.Band.Defined() {
			t.Error("a verdict without data")
		}
	})
	t.Run("reference of zero", func(t *testing.T) {
		p := must(stats.Parity(pairOf(12, 40, 0, 40)))(t)
		undefinedBecause(t, p.Index, stats.ZeroDenominator)
		noIntervalBecause(t, p.Adjusted, 2, stats.ZeroDenominator)
		if p.Band.Undefined != stats.ZeroDenominator {
			t.Errorf("band %+v", p.Band)
		}
	})
	t.Run("both of zero", func(t *testing.T) {
		p := must(stats.Parity(pairOf(0, 40, 0, 40)))(t)
		undefinedBecause(t, p.Index, stats.ZeroDenominator)
		undefinedBecause(t, p.Adjusted, stats.ZeroDenominator)
	})
	t.Run("compared of zero", func(t *testing.T) {
		p := must(stats.Parity(pairOf(0, 40, 12, 40)))(t)
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
			band := must(stats.Parity(c.pair))(t).Band
			if band.Inside != c.inside || band.Decided != c.decided {
				t.Errorf("%+v: %+v", c.pair, band)
			}
		}
		warned(t, must(stats.Parity(pairOf(10, 10, 20, 20)))(t).Index, stats.NoSpread)
	})
}

func TestParityLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawProportion(t, "a"), drawProportion(t, "b")
		ab := must(stats.Parity(stats.ProportionPair{Compared: a, Reference: b}))(t)
		ba := must(stats.Parity(stats.ProportionPair{Compared: b, Reference: a}))(t)
		for _, e := range []stats.Estimate{ab.Index, ab.Adjusted} {
			sound(t, e)
		}
		if ab.Adjusted.Defined() {
			same(t, "adjusted, turned", 2-ba.Adjusted.Value, ab.Adjusted.Value)
			if ab.Adjusted.Value < 0 || ab.Adjusted.Value > 2 {
				t.Fatalf("adjusted %v", ab.Adjusted.Value)
			}
		}
		if ab.Adjusted.Interval.Defined() {
			same(t, "adjusted low, turned", 2-ba.Adjusted.Interval.High, ab.Adjusted.Interval.Low)
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
			g := must(stats.GapOfLevels(groups, c.comparison))(t)
			if g.Compared != c.compared || g.Against != c.against {
				t.Fatalf("compares %d against %d", g.Compared, g.Against)
			}
			same(t, "difference", g.Difference.Value, c.difference)
			same(t, "error", g.Difference.StandardError.Value, c.error)
			same(t, "low", g.Difference.Interval.Low, c.difference-1.959963984540054*c.error)
			a, b := groups[c.compared], groups[c.against]
			same(t, "ratio", g.Ratio.Value, a.Value/b.Value)
			logError := math.Sqrt(math.Pow(a.StandardError/a.Value, 2) + math.Pow(b.StandardError/b.Value, 2))
			same(t, "log error", g.Ratio.StandardError.Value, logError)
			same(t, "ratio high", g.Ratio.Interval.High, a.Value/b.Value*math.Exp(1.959963984540054*logError))
		})
	}
}

func TestGapSpecialCases(t *testing.T) {
	t.Run("one group", func(t *testing.T) {
		for _, rule := range []stats.Rule{stats.EndsOfOrder, stats.HighestAndLowest, stats.ReferenceAndWorst} {
			g := must(stats.GapOfLevels([]stats.Level{{Value: 1}}, stats.Comparison{Rule: rule}))(t)
			undefinedBecause(t, g.Difference, stats.OneGroup)
			undefinedBecause(t, g.Ratio, stats.OneGroup)
			if g.Compared != -1 || g.Against != -1 {
				t.Errorf("positions %d and %d", g.Compared, g.Against)
			}
		}
	})
	t.Run("ratio at and below zero", func(t *testing.T) {
		ends := stats.Comparison{}
		undefinedBecause(t, must(stats.GapOfLevels([]stats.Level{{Value: 0}, {Value: 5}}, ends))(t).Ratio, stats.ZeroDenominator)
		noIntervalBecause(t, must(stats.GapOfLevels([]stats.Level{{Value: 5}, {Value: 0}}, ends))(t).Ratio, 0, stats.ZeroNumerator)
		g := must(stats.GapOfLevels([]stats.Level{{Value: -5}, {Value: 5}}, ends))(t)
		undefinedBecause(t, g.Ratio, stats.NotPositive)
		same(t, "difference", g.Difference.Value, 10)
		warned(t, g.Difference, stats.NoSpread)
	})
	t.Run("groups without anybody", func(t *testing.T) {
		full, empty := stats.Proportion{Successes: 3, Trials: 9}, stats.Proportion{}
		ends := func(groups ...stats.Proportion) stats.Gap {
			return must(stats.GapOfProportions(groups, stats.Comparison{}))(t)
		}
		undefinedBecause(t, ends(empty, full, full).Difference, stats.MissingGroup)
		undefinedBecause(t, ends(full, full, empty).Ratio, stats.MissingGroup)
		if !ends(full, empty, full).Difference.Defined() {
			t.Error("the middle group has no part in a gap between the ends")
		}
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		six := slices.Repeat([]stats.Proportion{full}, 6)
		seven := append(slices.Clone(six), empty)
		warned(t, must(stats.GapOfProportions(seven, extremes))(t).Difference, stats.GroupsLeftOut)
		undefinedBecause(t, must(stats.GapOfProportions(seven[1:], extremes))(t).Difference, stats.MissingGroup)
		undefinedBecause(t, must(stats.GapOfProportions(seven, stats.Comparison{Rule: stats.ReferenceAndWorst, Reference: 6}))(t).Difference, stats.MissingGroup)
	})
	t.Run("many groups", func(t *testing.T) {
		ten := slices.Repeat([]stats.Proportion{{Successes: 3, Trials: 9}}, 10)
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		warned(t, must(stats.GapOfProportions(ten, extremes))(t).Difference)
		warned(t, must(stats.GapOfProportions(append(ten, ten[0]), extremes))(t).Ratio, stats.ManyGroups)
	})
	t.Run("ties", func(t *testing.T) {
		levels := []stats.Level{{Value: 5, StandardError: 1}, {Value: 5, StandardError: 2}, {Value: 1}}
		if g := must(stats.GapOfLevels(levels, stats.Comparison{Rule: stats.HighestAndLowest}))(t); g.Compared != 1 {
			t.Errorf("of two equal groups %d was taken, not the less certain", g.Compared)
		}
	})
	t.Run("refusals", func(t *testing.T) {
		two := []stats.Level{{Value: 1}, {Value: 2}}
		for _, c := range []stats.Comparison{
			{Rule: stats.ReferenceAndWorst, Reference: 2}, {Rule: stats.ReferenceAndWorst, Reference: -1}, {Rule: 3}, {Rule: -1}, {Better: 2},
		} {
			_, err := stats.GapOfLevels(two, c)
			refused(t, fmt.Sprintf("%+v", c), err)
		}
		for _, x := range notNumbers {
			_, err := stats.GapOfLevels([]stats.Level{{Value: x}, {}}, stats.Comparison{})
			refused(t, "value", err)
		}
		for _, x := range impossible {
			_, err := stats.GapOfLevels([]stats.Level{{StandardError: x}, {}}, stats.Comparison{})
			refused(t, "standard error", err)
		}
	})
}

func TestGapLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) stats.Proportion { return drawProportion(t, "group") }), 2, 14).Draw(t, "groups")
		before, seed := slices.Clone(groups), rapid.Uint64().Draw(t, "seed")
		extremes := stats.Comparison{Rule: stats.HighestAndLowest}
		g := must(stats.GapOfProportions(groups, extremes))(t)
		sound(t, g.Difference)
		sound(t, g.Ratio)
		if g.Difference.Value < 0 {
			t.Fatalf("highest minus lowest is %v", g.Difference.Value)
		}
		if !slices.Equal(before, groups) {
			t.Fatalf("the caller's groups were changed")
		}
		other := must(stats.GapOfProportions(shuffled(groups, seed), extremes))(t)
		if g.Difference.Interval != other.Difference.Interval || g.Ratio.Interval != other.Ratio.Interval {
			t.Fatalf("another order, another gap: %v and %v", g.Difference, other.Difference)
		}
		alike := must(stats.GapOfProportions([]stats.Proportion{groups[0], groups[0], groups[0]}, extremes))(t)
		if alike.Difference.Value != 0 || alike.Ratio.Value != 1 {
			t.Fatalf("equal groups have a gap: %+v", alike)
		}

		levels := make([]stats.Level, len(groups))
		for i, p := range groups {
			levels[i] = stats.Level{Value: p.Share(), StandardError: rapid.Float64Range(0, 0.1).Draw(t, "error")}
		}
		direction := rapid.SampledFrom([]stats.Direction{stats.HigherIsBetter, stats.LowerIsBetter}).Draw(t, "direction")
		reference := stats.Comparison{Rule: stats.ReferenceAndWorst, Better: direction, Reference: rapid.IntRange(0, len(groups)-1).Draw(t, "reference")}
		one := must(stats.GapOfLevels(levels, reference))(t)
		sound(t, one.Difference)
		sound(t, one.Ratio)
		for i := range levels {
			levels[i].Value, levels[i].StandardError = 100*levels[i].Value, 100*levels[i].StandardError
		}
		hundred := must(stats.GapOfLevels(levels, reference))(t)
		same(t, "scaled difference", hundred.Difference.Value, 100*one.Difference.Value)
		if one.Ratio.Defined() && hundred.Ratio.Defined() && hundred.Compared == one.Compared && hundred.Against == one.Against {
			same(t, "scaled ratio", hundred.Ratio.Value, one.Ratio.Value)
		}
	})
}

func pairOf(x1, n1, x2, n2 float64) stats.ProportionPair {
	return stats.ProportionPair{Compared: stats.Proportion{Successes: x1, Trials: n1}, Reference: stats.Proportion{Successes: x2, Trials: n2}}
}

func drawProportion(t *rapid.T, name string) stats.Proportion {
	n := rapid.IntRange(1, 5000).Draw(t, name+" trials")
	return stats.Proportion{Successes: float64(rapid.IntRange(0, n).Draw(t, name+" successes")), Trials: float64(n)}
}
