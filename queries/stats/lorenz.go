package stats

import "athar/queries/stats/internal/exact"

// Methods for shares of an amount.
const (
	MethodLorenz             Method = "lorenz-ordinate/1"
	MethodTopShare           Method = "top-share/1"
	MethodQuintileShareRatio Method = "quintile-share-ratio/1"
	MethodPalma              Method = "palma/1"
)

// Lorenz estimates which share of an amount those with least have together: the ordinate of the Lorenz curve at a share of
// persons, so that Lorenz(h, 0.4) is the share of the bottom 40%. Between two persons the curve is a straight line, as if
// part of the next person were counted.
//
// Unit: share, 0 to 1, never above the share of persons.
//
// Special cases: a share of persons of 0 or 1 gives 0 or 1; nobody gives NoData; amounts that are all zero give AllZero.
// There is no interval (NeedsDesign).
//
// Errors: a share of persons outside 0..1; an amount or count negative, infinite or NaN; a level outside 0..1.
//
// Source: Lorenz 1905, Publications of the American Statistical Association 9:209-219, doi:10.2307/2276207.
func Lorenz(histogram []AmountCount, persons float64, options ...Option) (Estimate, error) {
	if err := checkPersons(persons); err != nil {
		return Estimate{}, err
	}
	return ofAmounts(histogram, MethodLorenz, options, func(a amounts) (float64, Reason) { return a.lorenz(persons), "" })
}

// TopShare estimates which share of an amount those with most have together: the most active 10% use so much of the hours.
// It is one minus the Lorenz curve at one minus the share of persons; see [Lorenz] for the rest.
func TopShare(histogram []AmountCount, persons float64, options ...Option) (Estimate, error) {
	if err := checkPersons(persons); err != nil {
		return Estimate{}, err
	}
	return ofAmounts(histogram, MethodTopShare, options, func(a amounts) (float64, Reason) { return 1 - a.lorenz(1-persons), "" })
}

// QuintileShareRatio estimates S80/S20: what the fifth with most have over what the fifth with least have.
//
// Unit: ratio, 1 when all have the same. Special cases: a fifth that has nothing gives ZeroDenominator; further ones, and
// errors, as for [Lorenz].
func QuintileShareRatio(histogram []AmountCount, options ...Option) (Estimate, error) {
	return shareRatio(histogram, 0.8, 0.2, MethodQuintileShareRatio, options)
}

// Palma estimates what the tenth with most have over what the four tenths with least have.
//
// Unit: ratio, 1/4 when all have the same. Special cases: four tenths that have nothing give ZeroDenominator; further ones,
// and errors, as for [Lorenz].
//
// Source: Palma 2011, Development and Change 42:87-153, doi:10.1111/j.1467-7660.2011.01694.x.
func Palma(histogram []AmountCount, options ...Option) (Estimate, error) {
	return shareRatio(histogram, 0.9, 0.4, MethodPalma, options)
}

func shareRatio(histogram []AmountCount, above, below float64, method Method, options []Option) (Estimate, error) {
	return ofAmounts(histogram, method, options, func(a amounts) (float64, Reason) {
		bottom := a.lorenz(below)
		if bottom == 0 {
			return 0, ZeroDenominator
		}
		return (1 - a.lorenz(above)) / bottom, ""
	})
}

func checkPersons(share float64) error {
	if !(share >= 0 && share <= 1) {
		return Refuse("a share of persons must lie between 0 and 1")
	}
	return nil
}

func (a amounts) lorenz(share float64) float64 {
	wanted := share * a.persons
	var persons, amount exact.Sum
	for _, bar := range a.bars {
		missing := wanted - persons.Value()
		if bar.Count >= missing {
			amount.Add(max(0, missing) * bar.Amount)
			break
		}
		persons.Add(bar.Count)
		amount.Add(bar.Count * bar.Amount)
	}
	return min(amount.Value()/a.total, share)
}
