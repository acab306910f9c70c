package distribution

import "math"

// sharpened improves a quantile above zero, since gonum's inversions are content with few digits in some places. It takes
// Newton's steps for the logarithm of the share against that of the value, which is nearly a line in the lower tail.
// A step that leads nowhere (no density, a share of 0) ends it.
func sharpened[D interface {
	CDF(float64) float64
	Prob(float64) float64
}](x, p float64, d D) float64 {
	const enough = 1e-14
	for range 30 {
		share := d.CDF(x)
		step := math.Log(share/p) * share / (d.Prob(x) * x)
		next := x * math.Exp(-min(max(step, -2), 2))
		if !(next > 0) || !(d.Prob(next) > 0) {
			break
		}
		x = next
		if math.Abs(step) <= enough {
			break
		}
	}
	return x
}
