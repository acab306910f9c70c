package decompose

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Category is one kind of person at two times, or in two places: how many there were, and how many of them succeeded.
type Category struct {
	First, Second stats.Proportion
}

// MethodKitagawa is the decomposition of a difference of rates.
const MethodKitagawa stats.Method = "kitagawa/1"

// RateDifference is a difference of two rates and its parts. Every difference is second minus first.
type RateDifference struct {
	First, Second stats.Estimate // crude rates, with the score interval of stats.Wilson
	Difference    stats.Estimate // with the interval of stats.Newcombe

	// The difference in two parts, each at the average of the other.
	Composition, Rate stats.Estimate
	// The difference in three parts, with the first rate and composition as the base.
	CompositionAlone, RateAlone, Interaction stats.Estimate
	// Contributions of the categories to Composition and Rate, in the order given; nil when these are undefined. Those to
	// Composition depend on where rates are counted from: only their sum has a meaning of its own.
	Contributions []Contribution
}

// Contribution is what one category adds to the two parts.
type Contribution struct{ Composition, Rate float64 }

// Kitagawa splits the difference of two rates over categories, with c their shares of the persons and r their rates:
//
//	Σ (c₂-c₁)(r₁+r₂)/2 + Σ (r₂-r₁)(c₁+c₂)/2                        composition, rate
//	Σ (c₂-c₁) r₁ + Σ (r₂-r₁) c₁ + Σ (c₂-c₁)(r₂-r₁)                 composition, rate, interaction
//
// Unit: difference of shares. The parts have no interval: it would need to know how persons were drawn.
//
// Special cases: nobody on a side gives NoData for whatever needs that side; a category with nobody on one side has no rate
// there, and gives MissingGroup for the parts; a category with nobody on either side adds nothing.
//
// Errors: as for stats.Wilson, in any category; a level outside 0..1.
//
// Source: Kitagawa 1955, JASA 50:1168-1194, doi:10.1080/01621459.1955.10501299.
func Kitagawa(categories []Category, options ...stats.Option) (RateDifference, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return RateDifference{}, err
	}
	var first, second, firstPersons, secondPersons exact.Sum
	missing := false
	for _, c := range categories {
		for _, p := range []stats.Proportion{c.First, c.Second} {
			if _, err := stats.Wilson(p); err != nil {
				return RateDifference{}, err
			}
		}
		first.Add(c.First.Successes)
		second.Add(c.Second.Successes)
		firstPersons.Add(c.First.Trials)
		secondPersons.Add(c.Second.Trials)
		missing = missing || (c.First.Trials == 0) != (c.Second.Trials == 0)
	}
	crude := stats.ProportionPair{
		Compared:  stats.Proportion{Successes: second.Value(), Trials: secondPersons.Value()},
		Reference: stats.Proportion{Successes: first.Value(), Trials: firstPersons.Value()},
	}
	var result RateDifference
	if result.First, err = stats.Wilson(crude.Reference, options...); err != nil {
		return RateDifference{}, err
	}
	if result.Second, err = stats.Wilson(crude.Compared, options...); err != nil {
		return RateDifference{}, err
	}
	if result.Difference, err = stats.Newcombe(crude, options...); err != nil {
		return RateDifference{}, err
	}
	var reason stats.Reason
	switch {
	case !result.Difference.Defined():
		reason = stats.NoData
	case missing:
		reason = stats.MissingGroup
	}
	if reason != "" {
		none := stats.Undefine(reason, MethodKitagawa, s)
		result.Composition, result.Rate = none, none
		result.CompositionAlone, result.RateAlone, result.Interaction = none, none, none
		return result, nil
	}

	var composition, rate, compositionAlone, rateAlone, interaction exact.Sum
	for _, c := range categories {
		if c.First.Trials == 0 {
			result.Contributions = append(result.Contributions, Contribution{})
			continue
		}
		c1, c2 := c.First.Trials/crude.Reference.Trials, c.Second.Trials/crude.Compared.Trials
		r1, r2 := c.First.Share(), c.Second.Share()
		part := Contribution{Composition: (c2 - c1) * (r1 + r2) / 2, Rate: (r2 - r1) * (c1 + c2) / 2}
		result.Contributions = append(result.Contributions, part)
		composition.Add(part.Composition)
		rate.Add(part.Rate)
		compositionAlone.Add((c2 - c1) * r1)
		rateAlone.Add((r2 - r1) * c1)
		interaction.Add((c2 - c1) * (r2 - r1))
	}
	of := func(part exact.Sum) stats.Estimate {
		return stats.WithoutInterval(part.Value(), stats.NeedsDesign, MethodKitagawa, s)
	}
	result.Composition, result.Rate = of(composition), of(rate)
	result.CompositionAlone, result.RateAlone, result.Interaction = of(compositionAlone), of(rateAlone), of(interaction)
	return result, nil
}
