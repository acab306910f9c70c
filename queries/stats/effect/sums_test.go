package effect_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats/effect"
	"athar/queries/stats/internal/expect"
	"athar/queries/stats/internal/reference"
)

// Before 1 2 3, after 2 2 5: means 2 and 3, spreads 1 and √3, products 2+4+15 = 21, so r = (21 - 6·9/3)/2 / √3 = 1.5/√3.
func TestSumsOfThreePersonsMeasuredTwice(t *testing.T) {
	s := reference.Must(effect.PairedSums{Count: 3, Pre: 6, Post: 9, PreSquares: 14, PostSquares: 33, Products: 21}.Summary())(t)
	expect.Same(t, "mean before", s.PreMean, 2)
	expect.Same(t, "mean after", s.PostMean, 3)
	expect.Same(t, "spread before", s.PreSpread, 1)
	expect.Same(t, "spread after", s.PostSpread, math.Sqrt(3))
	expect.Same(t, "correlation", s.Correlation, 1.5/math.Sqrt(3))
}

func TestSumsThatTellNoSpread(t *testing.T) {
	for name, s := range map[string]effect.Sums{
		"nobody": {}, "one person": {1, 3, 9}, "all equal": {10, 1, 0.1},
	} {
		if got := reference.Must(s.Summary())(t); got.StandardDeviation != 0 || got.Count != s.Count {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestSumsThatCannotBe(t *testing.T) {
	for name, s := range map[string]effect.Sums{
		"fewer than nobody": {-1, 0, 0}, "a NaN": {2, math.NaN(), 1}, "too few squares": {2, 10, 1}, "infinite squares": {2, 1, math.Inf(1)},
	} {
		_, err := s.Summary()
		expect.Refused(t, name, err)
	}
	_, err := effect.PairedSums{Count: 2, Pre: 1, Post: 1, PreSquares: 1, PostSquares: 1, Products: math.NaN()}.Summary()
	expect.Refused(t, "a product that is NaN", err)
}

func TestSumsTellWhatThePersonsTell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outcomes := rapid.SliceOfN(rapid.Float64Range(-100, 100), 2, 50).Draw(t, "outcomes")
		var s effect.Sums
		for _, x := range outcomes {
			s = effect.Sums{Count: s.Count + 1, Sum: s.Sum + x, Squares: s.Squares + x*x}
		}
		want, err := effect.Summarise(outcomes)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Summary()
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Mean-want.Mean) > 1e-9 || math.Abs(got.StandardDeviation-want.StandardDeviation) > 1e-3 {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}
