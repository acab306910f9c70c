package prepost_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
	"athar/queries/stats/prepost"
)

// beyond is the share of a normal distribution further out than z, on both sides.
func beyond(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// Four persons went from 1 2 3 4 to 3 3 5 5: gains 2 1 2 1, mean 1.5, variance 1/3. Variances 5/3 and 4/3, covariance 4/3.
func TestChangeOfFourPersons(t *testing.T) {
	c := reference.Must(prepost.MeanChange([]prepost.Score{{1, 3}, {2, 3}, {3, 5}, {4, 5}}))(t)
	expect.Same(t, "change", c.Mean.Difference.Value, 1.5)
	expect.Same(t, "t", c.Mean.Test.Statistic, 1.5*math.Sqrt(12))
	expect.Same(t, "degrees", c.Mean.Test.Degrees, 3)
	expect.Same(t, "correlation", c.Persons.Correlation, 4.0/3/math.Sqrt(20.0/9))
	expect.Same(t, "in pre spreads", c.Standard.Value, math.Sqrt(math.Pi/6)*1.5/math.Sqrt(5.0/3))
	expect.Same(t, "improved", c.Improved.Value, 1)
}

// Gains 2 -1 3 0: ranks 2 1 3 without the one who did not change, V = 5, mean 3, variance 3×4×7/24 = 3.5. Gains 1 1 -1: all
// share the rank 2, V = 4, mean 3, variance 3.5 - 24/48 = 3.
func TestSignedRankByHand(t *testing.T) {
	one := reference.Must(prepost.SignedRank([]prepost.Score{{0, 2}, {1, 0}, {0, 3}, {5, 5}}))(t)
	expect.Same(t, "V", one.Statistic, 5)
	expect.Same(t, "p", one.PValue, beyond(1.5/math.Sqrt(3.5)))
	tied := reference.Must(prepost.SignedRank([]prepost.Score{{0, 1}, {4, 5}, {1, 0}}))(t)
	expect.Same(t, "V of ties", tied.Statistic, 4)
	expect.Same(t, "p of ties", tied.PValue, beyond(0.5/math.Sqrt(3)))
	even := reference.Must(prepost.SignedRank([]prepost.Score{{0, 1}, {1, 0}}))(t)
	if even.PValue != 1 {
		t.Errorf("one up, one down: %+v", even)
	}
}

// Of 20 persons 3 gained a yes and 1 lost it: χ² = 4/4, corrected 1/4; 4 throws of a coin bring one or none of a kind with
// probability 2 × 5/16. Change 2/20, variance (4 - 4/20)/400.
func TestMcNemarByHand(t *testing.T) {
	c := reference.Must(prepost.McNemar(prepost.Turns{Stayed: 10, Lost: 1, Gained: 3, Without: 6}))(t)
	expect.Same(t, "change", c.Change.Value, 0.1)
	expect.Same(t, "its error", c.Change.StandardError.Value, math.Sqrt(3.8)/20)
	expect.Same(t, "χ²", c.Plain.Statistic, 1)
	expect.Same(t, "p", c.Plain.PValue, beyond(1))
	expect.Same(t, "corrected", c.Corrected.Statistic, 0.25)
	expect.Same(t, "its p", c.Corrected.PValue, beyond(0.5))
	expect.Same(t, "exact p", c.Exact.PValue, 0.625)

	even := reference.Must(prepost.McNemar(prepost.Turns{Lost: 2, Gained: 2}))(t)
	if even.Plain.PValue != 1 || even.Corrected.PValue != 1 || even.Exact.PValue != 1 {
		t.Errorf("as many up as down: %+v", even)
	}
	still := reference.Must(prepost.McNemar(prepost.Turns{Stayed: 5, Without: 5}))(t)
	if still.Exact.Undefined != stats.NoVariation || still.Change.Value != 0 || !slices.Contains(still.Change.Warnings, stats.NoSpread) {
		t.Errorf("nobody turned: %+v", still)
	}
	none := reference.Must(prepost.McNemar(prepost.Turns{}))(t)
	if none.Change.Undefined != stats.NoData || none.Plain.Undefined != stats.NoData {
		t.Errorf("nobody: %+v", none)
	}
	for _, bad := range []prepost.Turns{{Lost: -1}, {Gained: 0.5}, {Stayed: math.NaN()}, {Without: math.Inf(1)}} {
		_, err := prepost.McNemar(bad)
		expect.Refused(t, "an impossible count", err)
	}
}

// The arms began alike, at 1 2 3. The programme ended at 5 6 10, the comparison at 1 3 2: 7 - 2 = 5 more. The slope within is
// (5 + 1)/(2 + 2) = 1.5; of the squares 14 + 2 it leaves 16 - 9 = 7, over 3 degrees, so that se² = 7/3 × 2/3. Their pooled
// spread is √(16/4) = 2, and g = 5/2 × (1 - 3/15).
func TestAncovaByHand(t *testing.T) {
	arms := prepost.Arms{
		Programme:  []prepost.Score{{1, 5}, {2, 6}, {3, 10}},
		Comparison: []prepost.Score{{1, 1}, {2, 3}, {3, 2}},
	}
	a := reference.Must(prepost.Ancova(arms))(t)
	expect.Same(t, "added", a.Comparison.Difference.Value, 5)
	expect.Same(t, "its error", a.Comparison.Difference.StandardError.Value, math.Sqrt(14)/3)
	expect.Same(t, "degrees", a.Comparison.Test.Degrees, 3)
	expect.Same(t, "g", a.Standard.Value, 2)

	// The same of what is known of the arms: correlations 5/√(2·14) and 1/√(2·2).
	a = reference.Must(prepost.AncovaOfSummaries(prepost.PairedArms{
		Programme:  effect.PairedSummary{Count: 3, PreMean: 2, PostMean: 7, PreSpread: 1, PostSpread: math.Sqrt(7), Correlation: 5 / math.Sqrt(28)},
		Comparison: effect.PairedSummary{Count: 3, PreMean: 2, PostMean: 2, PreSpread: 1, PostSpread: 1, Correlation: 0.5},
	}))(t)
	expect.Same(t, "added, of summaries", a.Comparison.Difference.Value, 5)
	expect.Same(t, "its error", a.Comparison.Difference.StandardError.Value, math.Sqrt(14)/3)
	expect.Same(t, "its degrees", a.Comparison.Test.Degrees, 3)
	expect.Same(t, "its g", a.Standard.Value, 2)
	_, err := prepost.AncovaOfSummaries(prepost.PairedArms{Programme: effect.PairedSummary{Count: -1}})
	expect.Refused(t, "a negative count", err)
}

// ofSummaries is the same analysis of what the scores come to.
func ofSummaries(t interface{ Fatal(...any) }, arms prepost.Arms) prepost.Adjusted {
	return reference.Must(prepost.AncovaOfSummaries(prepost.PairedArms{
		Programme: reference.Must(prepost.Summarise(arms.Programme))(t), Comparison: reference.Must(prepost.Summarise(arms.Comparison))(t)}))(t)
}

func TestArmsThatCannotBeCompared(t *testing.T) {
	alike := []prepost.Score{{2, 3}, {2, 5}, {2, 4}}
	for name, c := range map[string]struct {
		arms   prepost.Arms
		reason stats.Reason
	}{
		"nobody":                {prepost.Arms{}, stats.NoData},
		"no comparison":         {prepost.Arms{Programme: alike}, stats.NoData},
		"three persons":         {prepost.Arms{Programme: alike[:2], Comparison: []prepost.Score{{1, 2}}}, stats.TooFew},
		"all began alike":       {prepost.Arms{Programme: alike, Comparison: alike}, stats.Collinear},
		"arms alike within":     {prepost.Arms{Programme: alike, Comparison: []prepost.Score{{1, 2}, {1, 4}}}, stats.Collinear},
		"nobody differs at all": {prepost.Arms{Programme: []prepost.Score{{1, 4}, {2, 4}}, Comparison: []prepost.Score{{1, 3}, {2, 3}}}, ""},
	} {
		a := reference.Must(prepost.Ancova(c.arms))(t)
		if of := ofSummaries(t, c.arms); of.Comparison.Difference.Undefined != c.reason || of.Standard.Undefined != a.Standard.Undefined || of.Comparison.Test.Undefined != a.Comparison.Test.Undefined {
			t.Errorf("%s, of summaries: %+v, want %q", name, of, c.reason)
		}
		if a.Comparison.Difference.Undefined != c.reason || (c.reason != "" && a.Standard.Undefined != c.reason) {
			t.Errorf("%s: %+v, want %q", name, a, c.reason)
		}
		if c.reason == "" && (a.Standard.Undefined != stats.NoVariation || a.Comparison.Test.Undefined != stats.NoVariation) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// With a spread of √50 and a reliability of a half, scores err by 5 and changes by √50: a gain of 20 is 2.8 of those, a loss
// of 8 is 1.1.
func TestReliableChangeByHand(t *testing.T) {
	instrument := prepost.Instrument{Reliability: 0.5, Cut: 1.96}
	r := reference.Must(prepost.ReliableChange([]prepost.Score{{0, 20}, {10, 2}}, instrument))(t)
	expect.Same(t, "error of a score", r.ErrorOfScore.Value, 5)
	expect.Same(t, "error of a change", r.ErrorOfChange.Value, math.Sqrt(50))
	expect.Same(t, "improved", r.Improved.Value, 0.5)
	expect.Same(t, "worse", r.Worse.Value, 0)
	for reason, scores := range map[stats.Reason][]prepost.Score{stats.NoData: nil, stats.TooFew: {{1, 2}}, stats.NoVariation: {{1, 2}, {1, 9}}} {
		if r := reference.Must(prepost.ReliableChange(scores, instrument))(t); r.Improved.Undefined != reason || r.Worse.Undefined != reason {
			t.Errorf("%+v, want %q", r, reason)
		}
	}
	for _, bad := range []prepost.Instrument{{-0.1, 2}, {1.1, 2}, {math.NaN(), 2}, {0.5, 0}, {0.5, math.Inf(1)}} {
		_, err := prepost.ReliableChange(nil, bad, stats.AtLevel(0.9))
		expect.Refused(t, "an impossible instrument", err)
	}
}

// Of 100 assigned 20 were lost and of 50 five: 25 of 150, and 0.2 - 0.1.
func TestAttritionByHand(t *testing.T) {
	loss := reference.Must(prepost.Attrition(prepost.Followed{100, 80}, prepost.Followed{50, 45}))(t)
	expect.Same(t, "overall", loss.Overall.Value, 1.0/6)
	expect.Same(t, "differential", loss.Differential.Value, 0.1)
	one := reference.Must(prepost.Attrition(prepost.Followed{100, 80}, prepost.Followed{}))(t)
	if one.Overall.Value != 0.2 || one.Differential.Undefined != stats.NoData {
		t.Errorf("one arm: %+v", one)
	}
	_, err := prepost.Attrition(prepost.Followed{5, 6}, prepost.Followed{5, 5})
	expect.Refused(t, "more measured than assigned", err)
	_, err = prepost.Attrition(prepost.Followed{5, 5}, prepost.Followed{math.NaN(), 5})
	expect.Refused(t, "assigned that is no number", err)
}

// Groups of 10 and 10 with a spread of 1 are corrected by 1 - 3/71.
func TestBaselineDifferenceByHand(t *testing.T) {
	ten := func(mean float64) effect.Summary {
		return effect.Summary{Count: 10, Mean: mean, StandardDeviation: 1}
	}
	g := reference.Must(prepost.BaselineDifference(effect.SummaryPair{Compared: ten(5.26), Reference: ten(5)}))(t)
	expect.Same(t, "g", g.Value, 0.26*68/71)
	none := reference.Must(prepost.BaselineDifference(effect.SummaryPair{}))(t)
	if none.Undefined != stats.NoData || none.Method != prepost.MethodBaselineDifference {
		t.Errorf("nobody: %+v", none)
	}
	_, err := prepost.BaselineDifference(effect.SummaryPair{Compared: effect.Summary{Count: -1}})
	expect.Refused(t, "an impossible arm", err)
}

func TestScoresThatAreNoNumbersAreRefused(t *testing.T) {
	for _, bad := range []prepost.Score{{math.NaN(), 1}, {1, math.Inf(1)}} {
		scores := []prepost.Score{{1, 2}, bad}
		_, err := prepost.MeanChange(scores)
		expect.Refused(t, "change", err)
		_, err = prepost.SignedRank(scores)
		expect.Refused(t, "ranks", err)
		_, err = prepost.Gains(prepost.Arms{Programme: scores})
		expect.Refused(t, "gains", err)
		_, err = prepost.Ancova(prepost.Arms{Comparison: scores})
		expect.Refused(t, "ancova", err)
		_, err = prepost.ReliableChange(scores, prepost.Instrument{Reliability: 0.8, Cut: 2})
		expect.Refused(t, "reliable change", err)
	}
}

func TestNobodyAndOnePerson(t *testing.T) {
	none := reference.Must(prepost.MeanChange(nil))(t)
	if none.Mean.Difference.Undefined != stats.NoData || none.Standard.Undefined != stats.NoData || none.Improved.Undefined != stats.NoData {
		t.Errorf("nobody: %+v", none)
	}
	one := reference.Must(prepost.MeanChange([]prepost.Score{{1, 3}}))(t)
	if one.Mean.Difference.Value != 2 || one.Mean.Difference.Interval.Undefined != stats.TooFew || one.Standard.Undefined != stats.TooFew {
		t.Errorf("one person: %+v", one)
	}
	// 1.1-1, 2.1-2 and 0.3-0.2 differ by rounding alone.
	alike := reference.Must(prepost.MeanChange([]prepost.Score{{1, 1.1}, {2, 2.1}, {0.2, 0.3}}))(t)
	if alike.Mean.Test.Undefined != stats.NoVariation {
		t.Errorf("all gained the same: %+v", alike.Mean)
	}
	for reason, scores := range map[stats.Reason][]prepost.Score{stats.NoData: nil, stats.NoVariation: {{1, 1}, {2, 2}}} {
		if test := reference.Must(prepost.SignedRank(scores))(t); test.Undefined != reason {
			t.Errorf("%+v, want %q", test, reason)
		}
	}
}

func draw(random *rand.Rand, n int, added float64) []prepost.Score {
	scores := make([]prepost.Score, n)
	for i := range scores {
		before := 50 + 10*random.NormFloat64()
		scores[i] = prepost.Score{Pre: math.Round(before), Post: math.Round(before + added + 5*random.NormFloat64())}
	}
	return scores
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		arms := prepost.Arms{
			Programme:  draw(random, rapid.IntRange(5, 60).Draw(t, "programme"), 3),
			Comparison: draw(random, rapid.IntRange(5, 60).Draw(t, "comparison"), 0),
		}
		before := slices.Clone(arms.Programme)
		one := reference.Must(prepost.MeanChange(arms.Programme))(t)
		other := reference.Must(prepost.MeanChange(arms.Comparison))(t)
		ranks := reference.Must(prepost.SignedRank(arms.Programme))(t)
		gains := reference.Must(prepost.Gains(arms))(t)
		ancova := reference.Must(prepost.Ancova(arms))(t)
		if !slices.Equal(before, arms.Programme) {
			t.Fatal("the caller's scores were changed")
		}
		expect.Same(t, "the change of means", one.Mean.Difference.Value, one.Persons.PostMean-one.Persons.PreMean)
		expect.Same(t, "the difference of gains", gains.Difference.Value, one.Mean.Difference.Value-other.Mean.Difference.Value)
		summary := reference.Must(effect.MeanChange(one.Persons))(t)
		expect.Same(t, "t from the summary", summary.Test.Statistic, one.Mean.Test.Statistic)

		// Time run backwards.
		backwards := slices.Clone(arms.Programme)
		for i, s := range backwards {
			backwards[i] = prepost.Score{Pre: s.Post, Post: s.Pre}
		}
		back := reference.Must(prepost.MeanChange(backwards))(t)
		expect.Same(t, "backwards", back.Mean.Test.Statistic, -one.Mean.Test.Statistic)
		if backRanks := reference.Must(prepost.SignedRank(backwards))(t); ranks.Defined() {
			expect.Same(t, "ranks backwards", backRanks.PValue, ranks.PValue)
		}

		// Persons in another order, and marks from another zero and in another unit.
		moved := prepost.Arms{Programme: slices.Clone(arms.Programme), Comparison: slices.Clone(arms.Comparison)}
		for _, arm := range [][]prepost.Score{moved.Programme, moved.Comparison} {
			slices.Reverse(arm)
			for i, s := range arm {
				arm[i] = prepost.Score{Pre: 4*s.Pre + 7, Post: 4*s.Post + 7}
			}
		}
		again := reference.Must(prepost.Ancova(moved))(t)
		if ancova.Comparison.Difference.Undefined != again.Comparison.Difference.Undefined {
			t.Fatalf("%+v and %+v", ancova, again)
		}
		if ancova.Comparison.Test.Defined() {
			of := ofSummaries(t, arms)
			expect.Same(t, "added, of summaries", of.Comparison.Difference.Value, ancova.Comparison.Difference.Value)
			expect.Same(t, "its error", of.Comparison.Difference.StandardError.Value, ancova.Comparison.Difference.StandardError.Value)
			expect.Same(t, "g of summaries", of.Standard.Value, ancova.Standard.Value)
			expect.Same(t, "ancova in another unit", again.Comparison.Difference.Value, 4*ancova.Comparison.Difference.Value)
			expect.Same(t, "its t", again.Comparison.Test.Statistic, ancova.Comparison.Test.Statistic)
			expect.Same(t, "its g", again.Standard.Value, ancova.Standard.Value)
			swapped := reference.Must(prepost.Ancova(prepost.Arms{Programme: arms.Comparison, Comparison: arms.Programme}))(t)
			expect.Same(t, "arms exchanged", swapped.Comparison.Difference.Value, -ancova.Comparison.Difference.Value)
		}
		ranksAgain := reference.Must(prepost.SignedRank(moved.Programme))(t)
		if ranks.Defined() && (ranksAgain.Statistic != ranks.Statistic || ranksAgain.PValue != ranks.PValue) {
			t.Fatalf("ranks %+v and %+v", ranks, ranksAgain)
		}
	})
}

// Three learners of a programme and three who were not in it, before and after.
func ExampleAncova() {
	added, err := prepost.Ancova(prepost.Arms{
		Programme:  []prepost.Score{{Pre: 1, Post: 5}, {Pre: 2, Post: 6}, {Pre: 3, Post: 10}},
		Comparison: []prepost.Score{{Pre: 1, Post: 1}, {Pre: 2, Post: 3}, {Pre: 3, Post: 2}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f points more at the same first score, error %.2f, g %.1f\n",
		added.Comparison.Difference.Value, added.Comparison.Difference.StandardError.Value, added.Standard.Value)
	// Output:
	// 5.0 points more at the same first score, error 1.25, g 2.0
}

func ExampleMcNemar() {
	change, err := prepost.McNemar(prepost.Turns{Stayed: 10, Lost: 1, Gained: 3, Without: 6})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+.0f percentage points, exact p %.3f\n", 100*change.Change.Value, change.Exact.PValue)
	// Output:
	// +10 percentage points, exact p 0.625
}

func TestScoresTooLargeHaveNoError(t *testing.T) {
	scores := []prepost.Score{{Pre: 3, Post: 1}, {Pre: 1e300, Post: 1}, {Pre: -1e300, Post: 2}}
	r := reference.Must(prepost.ReliableChange(scores, prepost.Instrument{Reliability: 0.8, Cut: 1.96}))(t)
	expect.Undefined(t, r.ErrorOfScore, stats.NumbersTooLarge)
	expect.Undefined(t, r.ErrorOfChange, stats.NumbersTooLarge)
}
