package suppress

import (
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Contributions are what each contributor adds to one published amount (hours of persons, spending of schools), the
// largest first. The zero value is an amount to which nobody contributes.
type Contributions struct {
	largest []float64
	total   float64
}

// ContributionsOf sorts what contributors add. The slice is not changed.
//
// Errors: a contribution that is negative, infinite or NaN; contributions whose sum a float64 does not hold.
func ContributionsOf(amounts []float64) (Contributions, error) {
	c := Contributions{largest: slices.Clone(amounts)}
	var sum exact.Sum
	for _, x := range amounts {
		if !stats.IsAmount(x) {
			return Contributions{}, stats.Refuse("a contribution must be a finite number, 0 or more")
		}
		sum.Add(x)
	}
	if c.total = sum.Value(); !stats.IsFinite(c.total) {
		return Contributions{}, stats.Refuse("the contributions are too large to add up")
	}
	slices.SortFunc(c.largest, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	return c, nil
}

// Total is the sum X of all contributions, the amount that would be published.
func (c Contributions) Total() float64 { return c.total }

func (c Contributions) top(n int) float64 {
	var sum exact.Sum
	for _, x := range c.largest[:min(max(n, 0), len(c.largest))] {
		sum.Add(x)
	}
	return sum.Value()
}

// Share is how much of the total the n largest contributors have:
//
//	(x₁ + … + xₙ) / X
//
// Unit: 0 to 1. Special cases: with fewer contributors than n, of all there are; of a total of zero there is none, and ok
// is false.
func (c Contributions) Share(n int) (share float64, ok bool) {
	if c.total == 0 {
		return 0, false
	}
	return c.top(n) / c.total, true
}

// Dominated reports whether the n largest contributors have more than a given per cent of the total, the (n,k) rule of
// dominance. A total of zero is dominated by nobody.
func (c Contributions) Dominated(n int, percent float64) bool {
	return c.top(n) > percent/100*c.total
}

// Fewer reports whether there are fewer contributors than a minimum, zeros among them counted.
func (c Contributions) Fewer(least int) bool { return len(c.largest) < least }

// PercentMargin is how near the second largest contributor, who knows what he adds himself, can come to the largest by
// taking his own from the published total:
//
//	100 (X − x₁ − x₂) / x₁
//
// Unit: per cent of the largest contribution. Special cases: one or two contributors have a margin of 0; where nobody
// adds anything there is none, and ok is false.
//
// Source: the p% rule as in Hundepool et al. 2012, Statistical Disclosure Control, Wiley, chapter 4.
func (c Contributions) PercentMargin() (margin float64, ok bool) {
	if c.total == 0 {
		return 0, false
	}
	var rest exact.Sum
	for i := 2; i < len(c.largest); i++ {
		rest.Add(c.largest[i])
	}
	return percentMargin(rest.Value(), c.largest[0]), true
}

func percentMargin(rest, largest float64) float64 { return 100 * rest / largest }

// Estimable is Contributions.Estimable where only the total and the two largest contributions are at hand.
func Estimable(total, largest, second, percent float64) bool {
	return largest > 0 && percentMargin(total-largest-second, largest) < percent
}

// Estimable reports whether the p% rule protects the amount: the largest contribution could be estimated to within fewer
// than so many per cent of itself. An amount of zero tells of nobody.
func (c Contributions) Estimable(percent float64) bool {
	margin, ok := c.PercentMargin()
	return ok && margin < percent
}
