package stats

import (
	"cmp"
	"slices"

	"athar/queries/stats/internal/exact"
)

// AmountCount is one bar of a histogram: so many persons have this amount. The count may be a sum of weights.
type AmountCount struct {
	Amount float64 // hours, credits, money: finite, 0 or more
	Count  float64 // persons or weight: finite, 0 or more
}

// amounts are the bars of a histogram in order, each amount once and nobody left out.
type amounts struct {
	bars    []AmountCount
	persons float64 // above 0
	total   float64 // of the amount, above 0
}

// mean is above 0.
func (a amounts) mean() float64 { return a.total / a.persons }

// average is the mean over persons of f, a function of the amount over the mean amount.
func (a amounts) average(f func(ratio float64) float64) float64 {
	mean := a.mean()
	var sum exact.Sum
	for _, bar := range a.bars {
		sum.Add(bar.Count / a.persons * f(bar.Amount/mean))
	}
	return sum.Value()
}

// amountsOf sorts a copy of the histogram. A reason says why nothing can be said of it.
func amountsOf(histogram []AmountCount) (a amounts, reason Reason, err error) {
	bars := make([]AmountCount, 0, len(histogram))
	for _, bar := range histogram {
		if !IsAmount(bar.Amount) {
			return amounts{}, "", Refuse("an amount must be a finite number, 0 or more")
		}
		if !IsAmount(bar.Count) {
			return amounts{}, "", Refuse("a count must be a finite number, 0 or more")
		}
		if bar.Count > 0 {
			bars = append(bars, bar)
		}
	}
	slices.SortFunc(bars, func(a, b AmountCount) int {
		return cmp.Or(cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.Count, b.Count))
	})
	a.bars = mergeEqualAmounts(bars)
	var persons, total exact.Sum
	for _, bar := range a.bars {
		persons.Add(bar.Count)
		total.Add(bar.Count * bar.Amount)
	}
	a.persons, a.total = persons.Value(), total.Value()
	switch {
	case a.persons == 0:
		return a, NoData, nil
	case a.total == 0:
		return a, AllZero, nil
	case !IsFinite(a.persons) || !IsFinite(a.total):
		return a, NumbersTooLarge, nil
	}
	return a, "", nil
}

// mergeEqualAmounts joins neighbouring bars of the same amount, in place.
func mergeEqualAmounts(sorted []AmountCount) []AmountCount {
	merged := sorted[:0]
	for i := 0; i < len(sorted); {
		amount := sorted[i].Amount
		var count exact.Sum
		for ; i < len(sorted) && sorted[i].Amount == amount; i++ {
			count.Add(sorted[i].Count)
		}
		merged = append(merged, AmountCount{Amount: amount, Count: count.Value()})
	}
	return merged
}

// ofAmounts is the estimate of a measure that has no interval, because an honest one needs persons with their schools.
func ofAmounts(histogram []AmountCount, method Method, options []Option, measure func(amounts) (float64, Reason)) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	a, reason, err := amountsOf(histogram)
	if err != nil {
		return Estimate{}, err
	}
	var value float64
	if reason == "" {
		value, reason = measure(a)
	}
	switch {
	case reason != "":
		return Undefine(reason, method, s), nil
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, method, s), nil
	}
	return WithoutInterval(value, NeedsDesign, method, s), nil
}
