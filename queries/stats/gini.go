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

// MethodGini is the Gini coefficient of everybody listed, without a correction for sampling.
const MethodGini Method = "gini-population/1"

// Gini estimates how unequally an amount is spread over persons: 0 when all have the same, towards 1 when one has all.
//
//	G = Σᵢ Σⱼ wᵢ wⱼ |xᵢ - xⱼ| / (2 W² μ)
//
// worked out in one pass over the sorted amounts. Unit: none, 0 to 1. Persons with an amount of zero belong in the
// histogram: "of all eligible learners" and "of participants" are two different figures, so say which one it is. Not for
// outcomes of yes and no, for which it is one minus the share of yes.
//
// Special cases: nobody gives NoData; amounts that are all zero give AllZero; bars of count zero change nothing. There is
// no interval (NeedsDesign): an honest one needs persons with their schools. The factor n/(n-1) for samples is not
// applied.
//
// Errors: an amount or count negative, infinite or NaN.
//
// Source: Gini 1912; this form: Lerman & Yitzhaki 1989, Journal of Econometrics 42:43-47,
// doi:10.1016/0304-4076(89)90074-2.
func Gini(histogram []AmountCount, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	bars := make([]AmountCount, 0, len(histogram))
	for _, bar := range histogram {
		if !IsAmount(bar.Amount) {
			return Estimate{}, Refuse("an amount must be a finite number, 0 or more")
		}
		if !IsAmount(bar.Count) {
			return Estimate{}, Refuse("a count must be a finite number, 0 or more")
		}
		if bar.Count > 0 {
			bars = append(bars, bar)
		}
	}
	slices.SortFunc(bars, func(a, b AmountCount) int {
		return cmp.Or(cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.Count, b.Count))
	})
	bars = mergeEqualAmounts(bars)

	var persons, amount exact.Sum
	for _, bar := range bars {
		persons.Add(bar.Count)
		amount.Add(bar.Count * bar.Amount)
	}
	everybody, everything := persons.Value(), amount.Value()
	switch {
	case everybody == 0:
		return Undefine(NoData, MethodGini, s), nil
	case everything == 0:
		return Undefine(AllZero, MethodGini, s), nil
	case !IsFinite(everybody) || !IsFinite(everything):
		return Undefine(NumbersTooLarge, MethodGini, s), nil
	}
	// Each bar's share of the amount, times how far its middle rank lies from the middle, from -1 to 1.
	var below, total exact.Sum
	for _, bar := range bars {
		rank := (2*below.Value() + bar.Count - everybody) / everybody
		total.Add(bar.Count * bar.Amount / everything * rank)
		below.Add(bar.Count)
	}
	return WithoutInterval(max(0, total.Value()), NeedsDesign, MethodGini, s), nil
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
