package effect_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

func group(count, mean, spread float64) effect.Summary {
	return effect.Summary{Count: count, Mean: mean, StandardDeviation: spread}
}

// J(2) = Γ(1)/Γ(1/2) = 1/√π, J(3) = Γ(3/2)/(√(3/2) Γ(1)) = √(π/6), J(4) = Γ(2)/(√2 Γ(3/2)) = √(2/π).
func TestSmallSampleCorrection(t *testing.T) {
	expect.Same(t, "J(2)", effect.SmallSampleCorrection(2), 1/math.Sqrt(math.Pi))
	expect.Same(t, "J(3)", effect.SmallSampleCorrection(3), math.Sqrt(math.Pi/6))
	expect.Same(t, "J(4)", effect.SmallSampleCorrection(4), math.Sqrt(2/math.Pi))
	// J(m) J(m+1) = (m-1)/√(m(m+1)), on both sides of where the expansion begins and across it.
	for _, m := range []float64{2, 3.5, 10, 100, 198.5, 199.5, 200, 5000, 1e6, 1e9} {
		product := effect.SmallSampleCorrection(m) * effect.SmallSampleCorrection(m+1)
		if want := (m - 1) / math.Sqrt(m) / math.Sqrt(m+1); math.Abs(product/want-1) > 1e-13 {
			t.Errorf("J(%v) J(%v) = %.17g, want %.17g", m, m+1, product, want)
		}
	}
}

// Outcomes 1 2 3 6 and 2 4: means 3 and 3, squares 4+1+0+9 = 14 and 1+1 = 2, so spreads √(14/3) and √2.
func TestSummarise(t *testing.T) {
	outcomes := []float64{6, 1, 3, 2}
	s := reference.Must(effect.Summarise(outcomes))(t)
	expect.Same(t, "mean", s.Mean, 3)
	expect.Same(t, "spread", s.StandardDeviation, math.Sqrt(14.0/3))
	if !slices.Equal(outcomes, []float64{6, 1, 3, 2}) {
		t.Error("the caller's outcomes were changed")
	}
	if one := reference.Must(effect.Summarise([]float64{7}))(t); one != group(1, 7, 0) {
		t.Errorf("one person: %+v", one)
	}
	if none := reference.Must(effect.Summarise(nil))(t); none != (effect.Summary{}) {
		t.Errorf("nobody: %+v", none)
	}
	_, err := effect.Summarise([]float64{1, math.NaN()})
	expect.Refused(t, "an outcome that is no number", err)
}

func TestGroupsThatCannotBeCompared(t *testing.T) {
	for name, c := range map[string]struct {
		pair           effect.SummaryPair
		means, g       stats.Reason
		withoutLimits  bool
		withoutTesting stats.Reason
	}{
		"nobody on one side":    {effect.SummaryPair{Compared: group(5, 1, 1)}, stats.NoData, stats.NoData, false, stats.NoData},
		"one person a side":     {effect.SummaryPair{Compared: group(1, 1, 0), Reference: group(1, 3, 0)}, "", stats.TooFew, true, stats.TooFew},
		"one person on a side":  {effect.SummaryPair{Compared: group(1, 1, 0), Reference: group(9, 3, 1)}, "", "", true, stats.TooFew},
		"nobody differs within": {effect.SummaryPair{Compared: group(4, 1, 0), Reference: group(4, 3, 0)}, "", stats.NoVariation, false, stats.NoVariation},
	} {
		means := reference.Must(effect.MeanDifference(c.pair))(t)
		g := reference.Must(effect.HedgesG(c.pair))(t)
		if means.Difference.Undefined != c.means || g.Undefined != c.g || means.Test.Undefined != c.withoutTesting {
			t.Errorf("%s: %q, %q and test %q", name, means.Difference.Undefined, g.Undefined, means.Test.Undefined)
		}
		if means.Difference.Defined() && means.Difference.Interval.Defined() == c.withoutLimits {
			t.Errorf("%s: interval %+v", name, means.Difference.Interval)
		}
	}
}

func TestImpossibleSummariesAreRefused(t *testing.T) {
	good := group(5, 1, 1)
	for _, bad := range []effect.Summary{group(-1, 1, 1), group(5, math.NaN(), 1), group(5, math.Inf(1), 1), group(5, 1, -1), group(math.NaN(), 1, 1)} {
		_, err := effect.HedgesG(effect.SummaryPair{Compared: bad, Reference: good})
		expect.Refused(t, "g", err)
		_, err = effect.MeanDifference(effect.SummaryPair{Compared: good, Reference: bad})
		expect.Refused(t, "difference", err)
		_, err = effect.CohenD(effect.SummaryPair{Compared: good, Reference: bad})
		expect.Refused(t, "d", err)
	}
	_, err := effect.HedgesG(effect.SummaryPair{Compared: good, Reference: good}, stats.AtLevel(1))
	expect.Refused(t, "a level of 1", err)
	_, err = effect.MeanChange(effect.PairedSummary{Count: 3, Correlation: 1.1})
	expect.Refused(t, "a correlation above 1", err)
	_, err = effect.RiskDifference(stats.ProportionPair{Compared: stats.Proportion{Successes: 3, Trials: 2}})
	expect.Refused(t, "more successes than trials", err)
	_, err = effect.Logarithm(stats.Estimate{Value: 1, StandardError: stats.StandardError{Scale: stats.Natural}})
	expect.Refused(t, "the logarithm of a difference", err)
}

func TestLawsOfGroups(t *testing.T) {
	number := rapid.Float64Range(-100, 100)
	summary := rapid.Custom(func(t *rapid.T) effect.Summary {
		return group(float64(rapid.IntRange(2, 500).Draw(t, "n")), number.Draw(t, "mean"), rapid.Float64Range(0.1, 50).Draw(t, "spread"))
	})
	rapid.Check(t, func(t *rapid.T) {
		pair := effect.SummaryPair{Compared: summary.Draw(t, "compared"), Reference: summary.Draw(t, "reference")}
		g := reference.Must(effect.HedgesG(pair))(t)
		d := reference.Must(effect.CohenD(pair))(t)
		if math.Abs(g.Value) > math.Abs(d.Value) || !g.Interval.Contains(g.Value) {
			t.Fatalf("g %+v beside d %v", g, d.Value)
		}
		swapped := reference.Must(effect.HedgesG(effect.SummaryPair{Compared: pair.Reference, Reference: pair.Compared}))(t)
		expect.Same(t, "the effect the other way round", swapped.Value, -g.Value)
		expect.Same(t, "its lower limit", swapped.Interval.Low, -g.Interval.High)

		// Another unit and another zero change nothing that is counted in standard deviations.
		scale, shift := rapid.Float64Range(0.1, 10).Draw(t, "scale"), number.Draw(t, "shift")
		other := func(s effect.Summary) effect.Summary {
			return group(s.Count, s.Mean*scale+shift, s.StandardDeviation*scale)
		}
		inOtherUnit := effect.SummaryPair{Compared: other(pair.Compared), Reference: other(pair.Reference)}
		expect.Same(t, "g in another unit", reference.Must(effect.HedgesG(inOtherUnit))(t).Value, g.Value)
		one, two := reference.Must(effect.MeanDifference(pair))(t), reference.Must(effect.MeanDifference(inOtherUnit))(t)
		expect.Same(t, "the difference in another unit", two.Difference.Value, one.Difference.Value*scale)
		if math.Abs(one.Test.Statistic-two.Test.Statistic) > 1e-7*math.Max(1, math.Abs(one.Test.Statistic)) {
			t.Fatalf("t in another unit: %v and %v", one.Test.Statistic, two.Test.Statistic)
		}
		// The interval leaves 0 out exactly when the test rejects.
		if math.Abs(one.Test.PValue-0.05) > 1e-6 && (one.Test.PValue < 0.05) == one.Difference.Interval.Contains(0) {
			t.Fatalf("interval and test disagree: %+v", one)
		}
		// Equally spread groups of equal size have the degrees of the pooled test.
		alike := effect.SummaryPair{Compared: pair.Compared, Reference: pair.Compared}
		same := reference.Must(effect.MeanDifference(alike))(t)
		expect.Same(t, "degrees", same.Test.Degrees, 2*pair.Compared.Count-2)
		if same.Difference.Value != 0 || same.Test.PValue != 1 {
			t.Fatalf("equal groups differ: %+v", same)
		}
	})
}

// Four persons went from 1 2 3 4 to 3 3 5 5: changes 2 1 2 1, mean 1.5, variance 1/3; pre variance 5/3, post 4/3, and
// their covariance 4/3, since 1/3 = 5/3 + 4/3 - 2 (4/3).
func TestChangeOfFourPersons(t *testing.T) {
	persons := effect.PairedSummary{
		Count: 4, PreMean: 2.5, PostMean: 4, PreSpread: math.Sqrt(5.0 / 3), PostSpread: math.Sqrt(4.0 / 3),
		Correlation: 4.0 / 3 / math.Sqrt(5.0/3*4/3),
	}
	mean := reference.Must(effect.MeanChange(persons))(t)
	expect.Same(t, "change", mean.Difference.Value, 1.5)
	expect.Same(t, "its error", mean.Difference.StandardError.Value, math.Sqrt(1.0/12))
	expect.Same(t, "t", mean.Test.Statistic, 1.5*math.Sqrt(12))
	expect.Same(t, "degrees", mean.Test.Degrees, 3)
	expect.Same(t, "in pre spreads", reference.Must(effect.ChangeByPreSpread(persons))(t).Value, math.Sqrt(math.Pi/6)*1.5/math.Sqrt(5.0/3))
	expect.Same(t, "in spreads of change", reference.Must(effect.ChangeBySpreadOfChange(persons))(t).Value, math.Sqrt(math.Pi/6)*1.5*math.Sqrt(3))
}

func TestChangeThatCannotBeJudged(t *testing.T) {
	all := func(p effect.PairedSummary) (change, test, byPre, byChange stats.Reason) {
		mean := reference.Must(effect.MeanChange(p))(t)
		return mean.Difference.Undefined, mean.Test.Undefined,
			reference.Must(effect.ChangeByPreSpread(p))(t).Undefined, reference.Must(effect.ChangeBySpreadOfChange(p))(t).Undefined
	}
	for name, c := range map[string]struct {
		persons effect.PairedSummary
		want    [4]stats.Reason
	}{
		"nobody":               {effect.PairedSummary{}, [4]stats.Reason{stats.NoData, stats.NoData, stats.NoData, stats.NoData}},
		"one person":           {effect.PairedSummary{Count: 1, PostMean: 2}, [4]stats.Reason{"", stats.TooFew, stats.TooFew, stats.TooFew}},
		"all changed the same": {effect.PairedSummary{Count: 9, PostMean: 2, PreSpread: 3, PostSpread: 3, Correlation: 1}, [4]stats.Reason{"", stats.NoVariation, "", stats.NoVariation}},
		"all began the same":   {effect.PairedSummary{Count: 9, PostMean: 2, PostSpread: 3}, [4]stats.Reason{"", "", stats.NoVariation, ""}},
	} {
		var got [4]stats.Reason
		got[0], got[1], got[2], got[3] = all(c.persons)
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// With 0 of 10 against 5 of 10 halves are added: 0.5/11 - 5.5/11 = -5/11, v = (0.5×10.5 + 5.5²)/11³ = 35.5/1331.
func TestRiskDifferenceWithAnEmptyCell(t *testing.T) {
	e := reference.Must(effect.RiskDifference(stats.ProportionPair{
		Compared: stats.Proportion{Trials: 10}, Reference: stats.Proportion{Successes: 5, Trials: 10},
	}))(t)
	expect.Same(t, "difference", e.Value, -5.0/11)
	expect.Same(t, "error", e.StandardError.Value, math.Sqrt(35.5/1331))
	if !slices.Contains(e.Warnings, stats.HalfAdded) {
		t.Errorf("warnings %v", e.Warnings)
	}
	none := reference.Must(effect.RiskDifference(stats.ProportionPair{Compared: stats.Proportion{Trials: 10}}))(t)
	if none.Undefined != stats.NoData {
		t.Errorf("nobody to compare with: %+v", none)
	}
	logistic := reference.Must(effect.LogisticD(stats.ProportionPair{Compared: stats.Proportion{Trials: 10}}))(t)
	if logistic.Undefined != stats.NoData || logistic.Method != effect.MethodLogisticD {
		t.Errorf("nobody to compare with: %+v", logistic)
	}
}

func TestSpreadsTooLargeGiveNoTest(t *testing.T) {
	huge := effect.Summary{Count: 3, Mean: 2, StandardDeviation: 1e300}
	c := reference.Must(effect.MeanDifference(effect.SummaryPair{Compared: huge, Reference: huge}))(t)
	if c.Test.Undefined != stats.NumbersTooLarge || c.Difference.Interval.Undefined != stats.NumbersTooLarge {
		t.Errorf("%+v", c)
	}
}
