package evaluation_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"athar/queries/stats"
	"athar/queries/stats/evaluation"
	"athar/queries/stats/internal/expect"
)

func near(a, b, within float64) bool { return math.Abs(a-b) <= within*math.Max(1, math.Abs(b)) }

// sameEffect compares value, error and degrees of freedom; the wanted one is scaled.
func sameEffect(t rapid.TB, what string, got, want evaluation.Effect, scale float64) {
	t.Helper()
	if got.Undefined != want.Undefined || got.Interval.Undefined != want.Interval.Undefined {
		t.Fatalf("%s: undefined %q and %q, want %q and %q", what, got.Undefined, got.Interval.Undefined, want.Undefined, want.Interval.Undefined)
	}
	if !got.Defined() {
		return
	}
	expect.Same(t, what+" value", got.Value, scale*want.Value)
	if got.Interval.Defined() {
		expect.Same(t, what+" error", got.StandardError.Value, math.Abs(scale)*want.StandardError.Value)
		expect.Same(t, what+" degrees", got.Test.Degrees, want.Test.Degrees)
	}
}

// random draws a seed, so that a failure can be run again.
func random(t *rapid.T) *rand.Rand { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3)) }

// shuffled is the same column in another order.
func shuffled[T any](column []T, order []int) []T {
	if column == nil {
		return nil
	}
	other := make([]T, len(column))
	for i, j := range order {
		other[i] = column[j]
	}
	return other
}

func mapped(values []float64, to func(int, float64) float64) []float64 {
	other := make([]float64, len(values))
	for i, v := range values {
		other[i] = to(i, v)
	}
	return other
}

func undefined(t *testing.T, what string, e evaluation.Effect, want stats.Reason) {
	t.Helper()
	if e.Undefined != want || e.Interval.Undefined != want || e.Test.Undefined != want {
		t.Errorf("%s: undefined %q %q %q, want %q", what, e.Undefined, e.Interval.Undefined, e.Test.Undefined, want)
	}
}

func withoutInterval(t *testing.T, what string, e evaluation.Effect, want stats.Reason) {
	t.Helper()
	if !e.Defined() || e.Interval.Undefined != want || e.StandardError.Undefined != want || e.Test.Undefined != want {
		t.Errorf("%s: undefined %q %q, want only the interval to be (%q)", what, e.Undefined, e.Interval.Undefined, want)
	}
}

func warned(t *testing.T, what string, e evaluation.Effect, want stats.Warning) {
	t.Helper()
	if !slices.Contains(e.Warnings, want) {
		t.Errorf("%s: warnings %v, want %q", what, e.Warnings, want)
	}
}
