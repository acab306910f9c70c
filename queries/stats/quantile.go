package stats

import "math"

// MethodQuantile is the sample quantile of type 7, as DuckDB's quantile_cont.
const MethodQuantile Method = "quantile-type-7/1"

// Quantile estimates the amount that a share of persons do not exceed, so that Quantile(h, 0.5) is the median.
//
//	position (n-1)p among the sorted amounts, counted from 0, and a straight line between neighbours
//
// Unit: that of the amounts.
//
// Special cases: nobody gives NoData. Amounts may all be zero. There is no interval (NeedsDesign).
//
// Errors: a share outside 0..1; counts that are not whole, since a quantile of weighted persons is another definition; an
// amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Hyndman & Fan 1996, The American Statistician 50:361-365, doi:10.1080/00031305.1996.10473566, definition 7.
func Quantile(histogram []AmountCount, share float64, options ...Option) (Estimate, error) {
	if err := checkPersons(share); err != nil {
		return Estimate{}, err
	}
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	a, reason, err := amountsOf(histogram)
	switch {
	case err != nil:
		return Estimate{}, err
	case reason != "" && reason != AllZero:
		return Undefine(reason, MethodQuantile, s), nil
	}
	for _, bar := range histogram {
		if bar.Count != math.Trunc(bar.Count) {
			return Estimate{}, Refuse("a quantile needs persons counted in whole numbers")
		}
	}
	position := (a.persons - 1) * share
	whole := math.Floor(position)
	low, high := a.at(whole), a.at(math.Ceil(position))
	return WithoutInterval(low+(position-whole)*(high-low), NeedsDesign, MethodQuantile, s), nil
}

// at is the amount of the person at a position, counted from 0.
func (a amounts) at(position float64) float64 {
	var before float64
	for _, bar := range a.bars {
		before += bar.Count
		if position < before {
			return bar.Amount
		}
	}
	return a.bars[len(a.bars)-1].Amount
}
