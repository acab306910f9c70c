package spatial

import (
	"math"
	"slices"

	"athar/queries/stats"
)

// Decay is how much an opportunity counts at so many minutes: 1 when it is at hand, 0 when it is out of reach, never more
// with more minutes.
type Decay func(minutes float64) float64

// Within counts all that lies within so many minutes, the last one included.
func Within(minutes float64) Decay {
	return func(m float64) float64 {
		if m <= minutes {
			return 1
		}
		return 0
	}
}

// Exponential counts for exp(-rate x minutes).
func Exponential(rate float64) Decay { return func(m float64) float64 { return math.Exp(-rate * m) } }

// Step is from how many minutes on an opportunity counts for how much.
type Step struct {
	Minutes float64 // included
	Weight  float64 // 0 to 1
}

// Steps counts 1 before the first step, and from each step on its weight. Errors: steps that do not rise in minutes, or
// whose weights rise or leave 0..1.
func Steps(steps ...Step) (Decay, error) {
	weight, from := 1.0, math.Inf(-1)
	for _, s := range steps {
		if !(s.Minutes > from) || !(s.Weight >= 0 && s.Weight <= weight) {
			return nil, stats.Refuse("steps must rise in minutes, and their weights fall from at most 1 to at least 0")
		}
		weight, from = s.Weight, s.Minutes
	}
	steps = slices.Clone(steps)
	return func(m float64) float64 {
		weight := 1.0
		for _, s := range steps {
			if m < s.Minutes {
				break
			}
			weight = s.Weight
		}
		return weight
	}, nil
}
