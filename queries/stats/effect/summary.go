package effect

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Summary is what is known of the outcomes of one group: how many persons, their mean and their standard deviation, with
// n-1 in its denominator. The standard deviation of a single person is 0.
type Summary struct {
	Count             float64 // finite, 0 or more
	Mean              float64 // finite
	StandardDeviation float64 // finite, 0 or more, in the unit of the mean
}

// SummaryPair is two independent groups. A difference is Compared minus Reference: a programme minus its comparison.
type SummaryPair struct {
	Compared, Reference Summary
}

// Summarise finds count, mean and standard deviation of outcomes, the latter from the distances to the mean.
//
// Errors: an infinite or NaN outcome.
func Summarise(outcomes []float64) (Summary, error) {
	var total exact.Sum
	for _, x := range outcomes {
		if !stats.IsFinite(x) {
			return Summary{}, stats.Refuse("outcomes must be finite numbers")
		}
		total.Add(x)
	}
	n := float64(len(outcomes))
	if n == 0 {
		return Summary{}, nil
	}
	mean := total.Value() / n
	if n == 1 {
		return Summary{Count: 1, Mean: mean}, nil
	}
	var squares exact.Sum
	for _, x := range outcomes {
		squares.Add((x - mean) * (x - mean))
	}
	return Summary{Count: n, Mean: mean, StandardDeviation: math.Sqrt(squares.Value() / (n - 1))}, nil
}

// Difference is the compared mean minus the reference mean, in the unit of the outcome.
func (p SummaryPair) Difference() float64 { return p.Compared.Mean - p.Reference.Mean }

func (p SummaryPair) check() error {
	if err := p.Compared.check(); err != nil {
		return err
	}
	return p.Reference.check()
}

func (s Summary) check() error {
	switch {
	case !stats.IsAmount(s.Count):
		return stats.Refuse("count must be a finite number, 0 or more")
	case !stats.IsFinite(s.Mean):
		return stats.Refuse("mean must be a finite number")
	case !stats.IsAmount(s.StandardDeviation):
		return stats.Refuse("standard deviation must be a finite number, 0 or more")
	}
	return nil
}

// missing says why two groups cannot be compared: somebody has to be in both, and three persons in all to tell a spread
// from a difference.
func (p SummaryPair) missing() stats.Reason {
	switch {
	case p.Compared.Count == 0 || p.Reference.Count == 0:
		return stats.NoData
	case p.degrees() <= 0:
		return stats.TooFew
	}
	return ""
}

func (p SummaryPair) degrees() float64 { return p.Compared.Count + p.Reference.Count - 2 }

// PooledStandardDeviation is √(((n₁-1)s₁² + (n₂-1)s₂²) / (n₁+n₂-2)); it needs more than two persons.
func (p SummaryPair) PooledStandardDeviation() float64 {
	a, b := p.Compared, p.Reference
	within := (a.Count-1)*a.StandardDeviation*a.StandardDeviation + (b.Count-1)*b.StandardDeviation*b.StandardDeviation
	return math.Sqrt(within / p.degrees())
}
