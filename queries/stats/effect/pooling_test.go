package effect_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

var models = []effect.Model{
	effect.KnappHartung, effect.RestrictedLikelihood, effect.DerSimonianLaird, effect.PauleMandel, effect.CommonEffect,
}

// Effects 0 and 1, each with a variance of 0.1. The mean is 0.5 and Q = 2 × 0.25/0.1 = 5, and since the variances are equal
// every way of finding τ² comes to the variance of the effects less theirs: 0.5 - 0.1 = 0.4. Then w = 1/0.5 and se = √(0.5/2)
// = 0.5, also by Knapp and Hartung. Typical variance 0.1, so I² = 0.4/0.5.
func TestTwoStudies(t *testing.T) {
	studies := []effect.Study{{Effect: 0, Variance: 0.1}, {Effect: 1, Variance: 0.1}}
	for _, model := range models {
		p := reference.Must(effect.Pool(studies, model))(t)
		expect.Same(t, "mean", p.Effect.Value, 0.5)
		expect.Same(t, "Q", p.Heterogeneity.Statistic, 5)
		if !slices.Contains(p.Effect.Warnings, stats.FewStudies) {
			t.Errorf("%s does not warn of few studies", model)
		}
		if model == effect.CommonEffect {
			expect.Same(t, "error", p.Effect.StandardError.Value, math.Sqrt(0.05))
			if p.TauSquared.Undefined != stats.NotPartOfMethod || p.Prediction.Undefined != stats.NotPartOfMethod {
				t.Errorf("a common effect has a spread: %+v", p)
			}
			continue
		}
		expect.Same(t, "τ²", p.TauSquared.Value, 0.4)
		expect.Same(t, "I²", p.ISquared.Value, 0.8)
		expect.Same(t, "error", p.Effect.StandardError.Value, 0.5)
		q := 1.959963984540054
		if model == effect.KnappHartung {
			q = math.Tan(math.Pi * 0.475) // Student's t with one degree is Cauchy's distribution
		}
		expect.Same(t, "upper limit", p.Effect.Interval.High, 0.5+q*0.5)
		expect.Same(t, "upper limit of prediction", p.Prediction.High, 0.5+q*math.Sqrt(0.25+0.4))
	}
}

// The score of the restricted likelihood can be below zero at no spread although its highest hill lies further out.
func TestTheHighestHillIsFound(t *testing.T) {
	// Two precise studies at 0 and 0 and two vague ones far apart, each way.
	studies := []effect.Study{{0, 0.01}, {0.01, 0.01}, {6, 9}, {-6, 9}, {3, 4}}
	p := reference.Must(effect.Pool(studies, effect.RestrictedLikelihood))(t)
	likelihood := func(tauSquared float64) float64 {
		var w, wy, logs, scatter float64
		for _, s := range studies {
			w += 1 / (s.Variance + tauSquared)
			wy += s.Effect / (s.Variance + tauSquared)
			logs += math.Log(s.Variance + tauSquared)
		}
		for _, s := range studies {
			scatter += (s.Effect - wy/w) * (s.Effect - wy/w) / (s.Variance + tauSquared)
		}
		return -(logs + math.Log(w) + scatter) / 2
	}
	found := likelihood(p.TauSquared.Value)
	for step := range 4000 {
		if tauSquared := float64(step) / 100; likelihood(tauSquared) > found+1e-9 {
			t.Fatalf("the likelihood at %v is higher than at %v, which was returned", tauSquared, p.TauSquared.Value)
		}
	}
}

func TestStudiesThatCannotBePooled(t *testing.T) {
	for _, model := range models {
		none := reference.Must(effect.Pool(nil, model))(t)
		if none.Effect.Undefined != stats.NoData || none.Heterogeneity.Undefined != stats.NoData || none.Studies != 0 {
			t.Errorf("%s of nothing: %+v", model, none)
		}
		one := reference.Must(effect.Pool([]effect.Study{{Effect: 0.3, Variance: 0.04}}, model))(t)
		if one.Effect.Value != 0.3 || one.Heterogeneity.Undefined != stats.TooFewStudies || one.Effect.Interval.Defined() != (model == effect.CommonEffect) {
			t.Errorf("%s of one study: %+v", model, one)
		}
		for _, bad := range []effect.Study{{0, 0}, {0, -1}, {0, math.NaN()}, {0, math.Inf(1)}, {math.NaN(), 1}, {math.Inf(1), 1}} {
			_, err := effect.Pool([]effect.Study{{0, 1}, bad}, model)
			expect.Refused(t, "an impossible study", err)
		}
	}
	_, err := effect.Pool([]effect.Study{{0, 1}}, "vote counting")
	expect.Refused(t, "an unknown model", err)
}

func TestLawsOfPooling(t *testing.T) {
	study := rapid.Custom(func(t *rapid.T) effect.Study {
		return effect.Study{
			Effect:   rapid.Float64Range(-3, 3).Draw(t, "effect"),
			Variance: rapid.Float64Range(0.01, 2).Draw(t, "variance"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		studies := rapid.SliceOfN(study, 2, 12).Draw(t, "studies")
		before := slices.Clone(studies)
		shift := rapid.Float64Range(-5, 5).Draw(t, "shift")
		for _, model := range models {
			p := reference.Must(effect.Pool(studies, model))(t)
			if !slices.Equal(before, studies) {
				t.Fatal("the caller's studies were changed")
			}
			low, high := math.Inf(1), math.Inf(-1)
			reversed, moved := slices.Clone(studies), slices.Clone(studies)
			slices.Reverse(reversed)
			for i, s := range studies {
				low, high = min(low, s.Effect), max(high, s.Effect)
				moved[i].Effect += shift
			}
			if p.Effect.Value < low-1e-9 || p.Effect.Value > high+1e-9 || !p.Effect.Interval.Contains(p.Effect.Value) {
				t.Fatalf("%s: a mean outside its effects: %+v", model, p.Effect)
			}
			other := reference.Must(effect.Pool(reversed, model))(t)
			expect.Same(t, "mean in another order", other.Effect.Value, p.Effect.Value)
			expect.Same(t, "error in another order", other.Effect.StandardError.Value, p.Effect.StandardError.Value)
			elsewhere := reference.Must(effect.Pool(moved, model))(t)
			if math.Abs(elsewhere.Effect.Value-p.Effect.Value-shift) > 1e-6 {
				t.Fatalf("%s: all effects moved by %v, their mean from %v to %v", model, shift, p.Effect.Value, elsewhere.Effect.Value)
			}
			if model == effect.CommonEffect {
				continue
			}
			if p.TauSquared.Value < 0 || p.ISquared.Value < 0 || p.ISquared.Value > 1 ||
				p.Prediction.Low > p.Effect.Interval.Low || p.Prediction.High < p.Effect.Interval.High {
				t.Fatalf("%s: %+v", model, p)
			}
		}
		// The very same effect everywhere leaves nothing between studies.
		for i := range studies {
			studies[i].Effect = 0.4
		}
		for _, model := range models[:4] {
			if p := reference.Must(effect.Pool(studies, model))(t); p.TauSquared.Value != 0 || p.ISquared.Value != 0 {
				t.Fatalf("%s: equal effects with a spread: %+v", model, p)
			}
		}
	})
}

// Squares of such effects are too small to have all their digits.
func TestPredictionOfTheTiniestEffectsIsAsWideAsTheirMean(t *testing.T) {
	p := reference.Must(effect.Pool([]effect.Study{{1.4916681462400413e-154, 1}, {0, 1.9375}}, effect.KnappHartung))(t)
	if p.Prediction.Low > p.Effect.Interval.Low || p.Prediction.High < p.Effect.Interval.High {
		t.Errorf("one more study within %v to %v, their mean within %v to %v", p.Prediction.Low, p.Prediction.High, p.Effect.Interval.Low, p.Effect.Interval.High)
	}
}

// A programme ran at five sites.
func ExamplePool() {
	p, err := effect.Pool([]effect.Study{
		{Effect: 0.10, Variance: 0.010}, {Effect: 0.32, Variance: 0.015}, {Effect: 0.25, Variance: 0.012},
		{Effect: -0.05, Variance: 0.020}, {Effect: 0.41, Variance: 0.018},
	}, effect.KnappHartung)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f (%.2f to %.2f), one more site %.2f to %.2f\n",
		p.Effect.Value, p.Effect.Interval.Low, p.Effect.Interval.High, p.Prediction.Low, p.Prediction.High)
	// Output:
	// 0.21 (-0.01 to 0.42), one more site -0.18 to 0.59
}

// Learners of a programme beside their comparison.
func ExampleHedgesG() {
	pair := effect.SummaryPair{
		Compared:  effect.Summary{Count: 4, Mean: 12, StandardDeviation: 2},
		Reference: effect.Summary{Count: 5, Mean: 9, StandardDeviation: 3},
	}
	means, err := effect.MeanDifference(pair)
	if err != nil {
		fmt.Println(err)
		return
	}
	g, _ := effect.HedgesG(pair)
	fmt.Printf("%.1f points, g %.2f (%.2f to %.2f)\n", means.Difference.Value, g.Value, g.Interval.Low, g.Interval.High)
	// Output:
	// 3.0 points, g 1.02 (-0.38 to 2.41)
}
