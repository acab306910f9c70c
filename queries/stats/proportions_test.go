package stats_test

import (
	"fmt"
	"math"
	"testing"

	"athar/queries/stats"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"

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
		e := reference.Must(stats.Wilson(stats.Proportion{Successes: c.x, Trials: c.n}))(t)
		expect.Decimals(t, "low", e.Interval.Low, c.low, 4)
		expect.Decimals(t, "high", e.Interval.High, c.high, 4)
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
		e := reference.Must(stats.Newcombe(pairOf(c.x1, c.n1, c.x2, c.n2)))(t)
		expect.Decimals(t, "low", e.Interval.Low, c.low, 4)
		expect.Decimals(t, "high", e.Interval.High, c.high, 4)
		sound(t, e)
	}
}

// By hand: 0.8/0.6 = 4/3; se² = 14/(56x70) + 32/(48x80) = 1/84, se = 0.1091089; exp(1.959964 x 0.1091089) = 1.238436.
func TestKatzByHand(t *testing.T) {
	e := reference.Must(stats.Katz(pairOf(56, 70, 48, 80)))(t)
	expect.Same(t, "ratio", e.Value, 4.0/3)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(1.0/84))
	expect.Decimals(t, "low", e.Interval.Low, 1.076626, 6)
	expect.Decimals(t, "high", e.Interval.High, 1.651249, 6)
	if e.StandardError.Scale != stats.Logarithmic {
		t.Errorf("the error of a ratio is on the %s scale", e.StandardError.Scale)
	}
	warned(t, e)
}

func TestProportionSpecialCases(t *testing.T) {
	t.Run("nobody", func(t *testing.T) {
		undefinedBecause(t, reference.Must(stats.Wilson(stats.Proportion{}))(t), stats.NoData)
		for _, pair := range []stats.ProportionPair{pairOf(0, 0, 1, 2), pairOf(1, 2, 0, 0)} {
			undefinedBecause(t, reference.Must(stats.Newcombe(pair))(t), stats.NoData)
			undefinedBecause(t, reference.Must(stats.Katz(pair))(t), stats.NoData)
		}
	})
	t.Run("none and all", func(t *testing.T) {
		for _, n := range []float64{1, 3, 10, 350, 1e6} {
			none := reference.Must(stats.Wilson(stats.Proportion{Successes: 0, Trials: n}))(t)
			all := reference.Must(stats.Wilson(stats.Proportion{Successes: n, Trials: n}))(t)
			if none.Interval.Low != 0 || all.Interval.High != 1 {
				t.Errorf("n = %v: low %v, high %v", n, none.Interval.Low, all.Interval.High)
			}
			// At 0 of n the upper limit is z²/(n+z²).
			z2 := 1.959963984540054 * 1.959963984540054
			expect.Same(t, "upper", none.Interval.High*(n+z2)/z2, 1)
			expect.Same(t, "lower", all.Interval.Low, n/(n+z2))
		}
	})
	t.Run("rare events keep their digits", func(t *testing.T) {
		// The product of the limits is p²/(1+z²/n), whichever way each is computed.
		e := reference.Must(stats.Wilson(stats.Proportion{Successes: 1, Trials: 1e15}))(t)
		z2 := 1.959963984540054 * 1.959963984540054
		expect.Same(t, "product", e.Interval.Low*e.Interval.High*1e30*(1+z2/1e15), 1)
		// The quadratic in units of 1/n: (1 + z²/2 ∓ z√(1 + z²/4)) for a rate that tends to zero.
		expect.Same(t, "low", e.Interval.Low*1e15, 1+z2/2-math.Sqrt(z2*(1+z2/4)))
	})
	t.Run("halves", func(t *testing.T) {
		// (0 + .5)/(8 + 1) over (5 + .5)/(9 + 1).
		e := reference.Must(stats.Katz(pairOf(0, 8, 5, 9)))(t)
		expect.Same(t, "ratio", e.Value, (0.5/9)/(5.5/10))
		warned(t, e, stats.HalfAdded)
		warned(t, reference.Must(stats.Katz(pairOf(7, 7, 30, 40)))(t), stats.HalfAdded)
		warned(t, reference.Must(stats.Katz(pairOf(0, 7, 0, 40)))(t), stats.HalfAdded, stats.NoSuccesses)
	})
	t.Run("level", func(t *testing.T) {
		p := stats.Proportion{Successes: 8, Trials: 10}
		wide := reference.Must(stats.Wilson(p, stats.AtLevel(0.99)))(t)
		// By hand, z² = 6.634897: centre (0.8 + 0.331745)/1.663490 = 0.680344, half 2.575829 √(0.016 + 0.016587)/1.663490.
		expect.Decimals(t, "low", wide.Interval.Low, 0.40082, 5)
		expect.Decimals(t, "high", wide.Interval.High, 0.95987, 5)
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
		expect.Refused(t, "Wilson "+what, err)
		for _, pair := range []stats.ProportionPair{{Compared: p, Reference: good}, {Compared: good, Reference: p}} {
			_, err = stats.Newcombe(pair)
			expect.Refused(t, "Newcombe "+what, err)
			_, err = stats.Katz(pair)
			expect.Refused(t, "Katz "+what, err)
			_, err = stats.Parity(pair)
			expect.Refused(t, "Parity "+what, err)
			_, err = stats.GapOfProportions([]stats.Proportion{pair.Compared, pair.Reference}, stats.Comparison{})
			expect.Refused(t, "GapOfProportions "+what, err)
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
			expect.Refused(t, fmt.Sprintf("level %v, function %d", level, i), err)
		}
	}
}

func TestProportionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawProportion(t, "a"), drawProportion(t, "b")
		share := reference.Must(stats.Wilson(a))(t)
		sound(t, share)
		if share.Interval.Low < 0 || share.Interval.High > 1 || share.Interval.Low >= share.Interval.High {
			t.Fatalf("limits %v", share.Interval)
		}
		wider := reference.Must(stats.Wilson(a, stats.AtLevel(0.99)))(t)
		if wider.Interval.Low > share.Interval.Low || wider.Interval.High < share.Interval.High {
			t.Fatalf("99%% %v lies inside 95%% %v", wider.Interval, share.Interval)
		}
		failures := reference.Must(stats.Wilson(stats.Proportion{Successes: a.Trials - a.Successes, Trials: a.Trials}))(t)
		expect.Same(t, "mirrored low", 1-failures.Interval.High, share.Interval.Low)
		expect.Same(t, "mirrored high", 1-failures.Interval.Low, share.Interval.High)

		ab, ba := stats.ProportionPair{Compared: a, Reference: b}, stats.ProportionPair{Compared: b, Reference: a}
		difference, back := reference.Must(stats.Newcombe(ab))(t), reference.Must(stats.Newcombe(ba))(t)
		sound(t, difference)
		expect.Same(t, "turned difference", -back.Value, difference.Value)
		expect.Same(t, "turned low", -back.Interval.High, difference.Interval.Low)
		if difference.Interval.Low < -1 || difference.Interval.High > 1 {
			t.Fatalf("difference %v", difference.Interval)
		}
		ratio, inverse := reference.Must(stats.Katz(ab))(t), reference.Must(stats.Katz(ba))(t)
		sound(t, ratio)
		expect.Same(t, "inverse ratio", ratio.Value*inverse.Value, 1)
		expect.Same(t, "inverse limit", ratio.Interval.Low*inverse.Interval.High, 1)

		equal := stats.ProportionPair{Compared: a, Reference: a}
		if gap := reference.Must(stats.Newcombe(equal))(t); gap.Value != 0 || !gap.Interval.Contains(0) {
			t.Fatalf("equal groups differ by %v", gap)
		}
		if one := reference.Must(stats.Katz(equal))(t); one.Value != 1 {
			t.Fatalf("equal groups have the ratio %v", one.Value)
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
