// Package expect says what tests of statistics expect. It is used by tests alone.
package expect

import (
	"errors"
	"math"
	"testing"

	"athar/queries/stats"
)

// Tester is a test, or a draw of one.
type Tester interface {
	Helper()
	Fatalf(format string, arguments ...any)
}

// Same compares to within rounding.
func Same(t Tester, what string, got, want float64) {
	t.Helper()
	Within(t, what, got, want, 1e-9)
}

// Within compares to within a share of the wanted value, of 1 where that is smaller.
func Within(t Tester, what string, got, want, share float64) {
	t.Helper()
	if !(math.Abs(got-want) <= share*math.Max(1, math.Abs(want))) {
		t.Fatalf("%s = %.17g, want %.17g", what, got, want)
	}
}

// Decimals compares to so many decimals, as printed tables do.
func Decimals(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.5000001*math.Pow(10, -float64(decimals))) {
		t.Errorf("%s = %.*f, want %.*f", what, decimals+2, got, decimals, want)
	}
}

// Refused holds that input was refused as impossible.
func Refused(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, stats.ErrInput) {
		t.Errorf("%s: error %v, want one that wraps ErrInput", what, err)
	}
}

// Undefined holds that an estimate has no value, for a reason.
func Undefined(t *testing.T, e stats.Estimate, reason stats.Reason) {
	t.Helper()
	if e.Undefined != reason || e.Method == "" {
		t.Errorf("%s: undefined because %q, want %q", e.Method, e.Undefined, reason)
	}
}
