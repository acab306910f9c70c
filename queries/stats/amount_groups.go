package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// BetweenWithin is an inequality of amounts taken apart: what would be left of it if all had the mean of their group, and
// what would be left if all groups had the same mean. The two add up to the total.
type BetweenWithin struct {
	Total   Estimate
	Between Estimate
	Within  Estimate
}

// Methods for the parts of an inequality.
const (
	MethodTheilByGroup            Method = "theil-by-group/1"
	MethodMeanLogDeviationByGroup Method = "mean-log-deviation-by-group/1"
)

// TheilByGroup takes [Theil] apart by groups of persons, one histogram a group.
//
//	T = Σ s_g ln(μ_g/μ) + Σ s_g T_g,  s_g the share of the amount that group g has
//
// Special cases: groups of nobody change nothing, a group that has nothing adds nothing to either part, and one group has
// nothing between groups (0). Nobody at all gives NoData, amounts that are all zero AllZero. There is no interval
// (NeedsDesign). Errors: those of Theil.
//
// Source: Shorrocks 1980, Econometrica 48:613-625, doi:10.2307/1913126.
func TheilByGroup(groups [][]AmountCount, options ...Option) (BetweenWithin, error) {
	return byGroup(groups, theil, MethodTheilByGroup, options, func(_, amount float64) float64 { return amount })
}

// MeanLogDeviationByGroup takes [MeanLogDeviation] apart by groups of persons, one histogram a group.
//
//	L = Σ p_g ln(μ/μ_g) + Σ p_g L_g,  p_g the share of persons who are in group g
//
// Special cases: somebody with an amount of zero gives HasZeros; further ones, errors and source as for [TheilByGroup].
func MeanLogDeviationByGroup(groups [][]AmountCount, options ...Option) (BetweenWithin, error) {
	return byGroup(groups, meanLogDeviation, MethodMeanLogDeviationByGroup, options, func(persons, _ float64) float64 { return persons })
}

// byGroup weighs groups by their share of persons or of the amount.
func byGroup(groups [][]AmountCount, measure entropy, method Method, options []Option, weight func(persons, amount float64) float64) (BetweenWithin, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return BetweenWithin{}, err
	}
	var all []AmountCount
	parts := make([]amounts, 0, len(groups))
	for _, group := range groups {
		part, _, err := amountsOf(group)
		if err != nil {
			return BetweenWithin{}, err
		}
		if part.persons > 0 {
			parts = append(parts, part)
			all = append(all, part.bars...)
		}
	}
	whole, reason, err := amountsOf(all)
	if err != nil {
		return BetweenWithin{}, err
	}
	if reason == "" && measure.positive && whole.bars[0].Amount == 0 {
		reason = HasZeros
	}
	if reason != "" {
		undefined := Undefine(reason, method, s)
		return BetweenWithin{Total: undefined, Between: undefined, Within: undefined}, nil
	}
	var between, within exact.Sum
	for _, part := range parts {
		persons := part.persons / whole.persons
		between.Add(persons * measure.kernel(part.mean()/whole.mean()))
		if part.total > 0 {
			within.Add(weight(persons, part.total/whole.total) * part.average(measure.kernel))
		}
	}
	estimate := func(value float64) Estimate {
		if math.IsInf(value, 0) {
			return Undefine(NumbersTooLarge, method, s)
		}
		return WithoutInterval(max(0, value), NeedsDesign, method, s)
	}
	return BetweenWithin{
		Total:   estimate(between.Value() + within.Value()),
		Between: estimate(between.Value()),
		Within:  estimate(within.Value()),
	}, nil
}
