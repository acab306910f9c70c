package distribution_test

import (
	"testing"

	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/expect"
)

// By hand: of 1, 2, 4, 8 the position of p is 3p, so that a half lies between 2 and 4 and 0.9 at 2.7, 0.7 of the way from 4 to 8.
func TestSampleQuantile(t *testing.T) {
	sorted := []float64{1, 2, 4, 8}
	for p, want := range map[float64]float64{0: 1, 0.5: 3, 0.9: 6.8, 1: 8} {
		expect.Same(t, "quantile", distribution.SampleQuantile(sorted, p), want)
	}
	expect.Same(t, "of one number", distribution.SampleQuantile(sorted[:1], 0.3), 1)
}
