package stats

import "testing"

// The plain sum of these is 0: each 1 is lost beside 1e100.
func TestSumKeepsSmallNumbers(t *testing.T) {
	var s sum
	for _, x := range []float64{1, 1e100, 1, -1e100} {
		s.add(x)
	}
	if s.value() != 2 {
		t.Errorf("sum = %v, want 2", s.value())
	}
}

// (2²⁷+1)² - 2²⁷(2²⁷+2) = 1, which plain subtraction takes to be 0.
func TestDifferenceOfProducts(t *testing.T) {
	const n = 1 << 27
	if d := differenceOfProducts(n+1, n+1, n, n+2); d != 1 {
		t.Errorf("difference = %v, want 1", d)
	}
}
