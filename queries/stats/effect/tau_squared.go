package effect

import "math"

// The variance of true effects between studies, found in three ways. Each is 0 when the studies scatter no more than
// chance makes them.

// derSimonianLaird equates Cochran's Q with its expectation.
func derSimonianLaird(studies []Study, plain weighing) float64 {
	excess := plain.scatter - float64(len(studies)-1)
	return math.Max(0, excess/(plain.weights-plain.squares/plain.weights))
}

// pauleMandel finds where Σ w(y-μ)², which falls as τ² grows, is k-1.
func pauleMandel(studies []Study, plain weighing) float64 {
	excess := func(tauSquared float64) float64 {
		return weigh(studies, tauSquared).scatter - float64(len(studies)-1)
	}
	if excess(0) <= 0 {
		return 0
	}
	high := widest(studies)
	for excess(high) > 0 {
		high *= 2
	}
	return falling(excess, 0, high)
}

// The likelihood may have more than one hill. It is looked at along gridPoints halvings of τ², from gridFrom times the square
// of the widest distance between two effects, beyond which it only falls.
const (
	gridPoints = 50
	gridFrom   = 100
)

// restrictedLikelihood maximises
//
//	-½ (Σ ln(v + τ²) + ln Σw + Σ w(y-μ)²)
//
// by looking along a grid first and then for the place near its best point at which the slope is zero.
func restrictedLikelihood(studies []Study, plain weighing) float64 {
	likelihood := func(at weighing) float64 { return -(at.logs + math.Log(at.weights) + at.scatter) / 2 }
	slope := func(tauSquared float64) float64 {
		at := weigh(studies, tauSquared)
		return (at.steep + at.squares/at.weights - at.weights) / 2
	}
	grid := []float64{gridFrom * widest(studies)}
	for len(grid) < gridPoints {
		grid = append(grid, grid[len(grid)-1]/2)
	}
	grid = append(grid, 0)
	best, highest := gridPoints, likelihood(plain)
	for j, tauSquared := range grid[:gridPoints] {
		if value := likelihood(weigh(studies, tauSquared)); value > highest {
			best, highest = j, value
		}
	}
	low, high := grid[min(best+1, gridPoints)], grid[max(best-1, 0)]
	if low == 0 && slope(0) <= 0 {
		return 0
	}
	return falling(slope, low, high)
}

// widest is the square of the distance between the highest and the lowest effect.
func widest(studies []Study) float64 {
	low, high := studies[0].Effect, studies[0].Effect
	for _, study := range studies {
		low, high = min(low, study.Effect), max(high, study.Effect)
	}
	return (high - low) * (high - low)
}

// falling finds where a function that is positive at low and negative at high crosses zero, by halving.
func falling(f func(float64) float64, low, high float64) float64 {
	for range 200 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if f(middle) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}
