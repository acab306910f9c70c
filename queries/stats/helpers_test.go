package stats_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"athar/queries/stats"
)

// sound is what holds for every estimate: reasons and numbers exclude each other, and an interval holds its value.
func sound(t interface{ Fatalf(string, ...any) }, e stats.Estimate) {
	switch {
	case e.Method == "":
		t.Fatalf("an estimate without a method: %+v", e)
	case !e.Defined() && (e.Interval.Defined() || e.StandardError.Defined() || e.Value != 0):
		t.Fatalf("an undefined estimate with numbers: %+v", e)
	case math.IsNaN(e.Value) || math.IsInf(e.Value, 0) || math.IsNaN(e.Interval.Low) || math.IsNaN(e.Interval.High) || math.IsNaN(e.StandardError.Value):
		t.Fatalf("not a number: %+v", e)
	case e.Interval.Defined() && !e.Interval.Contains(e.Value):
		t.Fatalf("an interval that misses its value: %+v", e)
	case !slices.IsSorted(e.Warnings):
		t.Fatalf("warnings out of order: %+v", e)
	}
}

func undefinedBecause(t *testing.T, e stats.Estimate, reason stats.Reason) {
	t.Helper()
	sound(t, e)
	if e.Undefined != reason {
		t.Errorf("%s: undefined because %q, want %q", e.Method, e.Undefined, reason)
	}
}

func noIntervalBecause(t *testing.T, e stats.Estimate, value float64, reason stats.Reason) {
	t.Helper()
	sound(t, e)
	if !e.Defined() || e.Value != value || e.Interval.Undefined != reason {
		t.Errorf("%s = %v, interval undefined because %q; want %v and %q", e.Method, e.Value, e.Interval.Undefined, value, reason)
	}
}

func warned(t *testing.T, e stats.Estimate, warnings ...stats.Warning) {
	t.Helper()
	if !slices.Equal(e.Warnings, warnings) {
		t.Errorf("%s warns of %q, want %q", e.Method, e.Warnings, warnings)
	}
}

// impossible are the numbers that can be no count and no amount.
var impossible = []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)}

// notNumbers can be no measurement.
var notNumbers = []float64{math.NaN(), math.Inf(1), math.Inf(-1)}

// shuffled is a copy in another order.
func shuffled[T any](rows []T, seed uint64) []T {
	copied := slices.Clone(rows)
	r := rand.New(rand.NewPCG(seed, 1))
	r.Shuffle(len(copied), func(i, j int) { copied[i], copied[j] = copied[j], copied[i] })
	return copied
}
