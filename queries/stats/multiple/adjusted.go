package multiple

import (
	"cmp"
	"slices"

	"athar/queries/stats"
)

// Adjusted is a family of p-values, corrected.
type Adjusted struct {
	PValues []float64 // adjusted, 0 to 1, in the order of those given; the family size is how many there are
	Method  stats.Method
}

// Rejected counts the hypotheses of the family that are rejected at a level: those whose adjusted p-value does not exceed
// it.
func (a Adjusted) Rejected(level float64) int {
	count := 0
	for _, p := range a.PValues {
		if p <= level {
			count++
		}
	}
	return count
}

// direction says from which end a family is gone through.
type direction int

const (
	stepDown direction = iota // from the smallest p-value: none may be adjusted below one that is smaller
	stepUp                    // from the largest: none may be adjusted above one that is larger
)

// step multiplies each p-value by a factor for its rank, which runs from 1 for the smallest to the size of the family, and
// then makes the products rise with the p-values. Nothing exceeds 1.
func step(pValues []float64, d direction, method stats.Method, factor func(rank float64) float64) (Adjusted, error) {
	n := len(pValues)
	order := make([]int, n)
	for i, p := range pValues {
		if !(p >= 0 && p <= 1) {
			return Adjusted{}, stats.Refuse("p-values must lie between 0 and 1; leave tests without one out of the family")
		}
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(pValues[i], pValues[j]) })
	adjusted := make([]float64, n)
	switch d {
	case stepDown:
		least := 0.0
		for k, i := range order {
			least = max(least, min(1, factor(float64(k+1))*pValues[i]))
			adjusted[i] = least
		}
	case stepUp:
		most := 1.0
		for k := n - 1; k >= 0; k-- {
			i := order[k]
			most = min(most, factor(float64(k+1))*pValues[i])
			adjusted[i] = most
		}
	}
	return Adjusted{PValues: adjusted, Method: method}, nil
}
