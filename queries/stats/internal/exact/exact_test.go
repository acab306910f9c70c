package exact_test

import (
	"testing"

	"athar/queries/stats/internal/exact"
)

// The plain sum of these is 0: each 1 is lost beside 1e100.
func TestSumKeepsSmallNumbers(t *testing.T) {
	numbers := []float64{1, 1e100, 1, -1e100}
	var s exact.Sum
	for _, x := range numbers {
		s.Add(x)
	}
	if s.Value() != 2 || exact.SumOf(numbers) != 2 {
		t.Errorf("sum = %v and %v, want 2", s.Value(), exact.SumOf(numbers))
	}
}

// (2²⁷+1)² - 2²⁷(2²⁷+2) = 1, which plain subtraction takes to be 0.
func TestDifferenceOfProducts(t *testing.T) {
	const n = 1 << 27
	if d := exact.DifferenceOfProducts(n+1, n+1, n, n+2); d != 1 {
		t.Errorf("difference = %v, want 1", d)
	}
}
