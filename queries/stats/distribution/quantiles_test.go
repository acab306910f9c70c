package distribution_test

import (
	"math"
	"testing"

	"athar/queries/stats/distribution"
)

func TestQuantiles(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{0.5, 0}, {0.975, 1.959963984540054}, {0.025, -1.959963984540054}, {0, math.Inf(-1)}, {1, math.Inf(1)},
	} {
		if got := distribution.NormalQuantile(c.p); got != c.want && math.Abs(got-c.want) > 1e-14 {
			t.Errorf("normal quantile of %v = %v", c.p, got)
		}
	}
	// One degree is the Cauchy distribution, two have a closed form.
	for _, p := range []float64{0.6, 0.9, 0.975, 0.9995} {
		same(t, "one degree", distribution.TQuantile(p, 1), math.Tan(math.Pi*(p-0.5)))
		same(t, "two degrees", distribution.TQuantile(p, 2), (2*p-1)*math.Sqrt2/math.Sqrt(4*p*(1-p)))
	}
	// The expansion meets the inversion where one takes over from the other, and falls to the normal quantile from above.
	for _, p := range []float64{0.9, 0.975, 0.995, 0.9999} {
		below, above := distribution.TQuantile(p, 1e4*(1-1e-12)), distribution.TQuantile(p, 1e4)
		if math.Abs(below-above) > 1e-10 {
			t.Errorf("at %v the two ways differ by %v", p, below-above)
		}
		last := distribution.TQuantile(p, 9000)
		for _, degrees := range []float64{1e4, 1e5, 1e6, 1e9} {
			next := distribution.TQuantile(p, degrees)
			if !(next < last && next > distribution.NormalQuantile(p)) {
				t.Errorf("t quantile of %v at %v degrees = %.17g after %.17g", p, degrees, next, last)
			}
			last = next
		}
		same(t, "symmetry", distribution.TQuantile(1-p, 1e5), -distribution.TQuantile(p, 1e5))
	}
	if distribution.TQuantile(0.975, math.Inf(1)) != distribution.NormalQuantile(0.975) || distribution.TQuantile(0, 5) != math.Inf(-1) || distribution.TQuantile(1, 5) != math.Inf(1) {
		t.Error("special cases of the t quantile")
	}
	for _, bad := range []float64{distribution.NormalQuantile(-0.1), distribution.NormalQuantile(math.NaN()), distribution.TQuantile(0.5, 0), distribution.TQuantile(0.5, math.NaN()), distribution.TQuantile(2, 5)} {
		if !math.IsNaN(bad) {
			t.Errorf("a quantile of nothing is %v", bad)
		}
	}
}

// same compares to within rounding.
func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}
