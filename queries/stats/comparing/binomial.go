package comparing

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// binomial is the distribution of the number of successes among trials.
type binomial struct{ trials, share float64 }

// below is the probability of at most k successes.
func (b binomial) below(k float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= b.trials:
		return 1
	}
	return mathext.RegIncBeta(b.trials-k, k+1, 1-b.share)
}

// quantile is the least number of successes with a probability of at most so many not below q, found by halving.
func (b binomial) quantile(q float64) float64 {
	low, high := -1.0, b.trials
	for high-low > 1 {
		middle := math.Floor((low + high) / 2)
		if b.below(middle) >= q {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}

// interpolated is the quantile as a number with decimals, so that limits do not jump from unit to unit; never below 0.
func (b binomial) interpolated(q float64) float64 {
	r := b.quantile(q)
	upTo := b.below(r)
	return max(0, r-(upTo-q)/(upTo-b.below(r-1)))
}
