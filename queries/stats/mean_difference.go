package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// Weighting says what a group counts for.
type Weighting string

// The weightings.
const (
	EqualWeights      Weighting = "u" // every group the same
	PopulationWeights Weighting = "w" // every person the same
)

// Methods for mean differences, to which the weighting is added.
const (
	methodFromMean      = "mdm"
	methodFromBest      = "mdb"
	methodFromReference = "mdr"
)

func (w Weighting) method(measure string) (Method, error) {
	if w != EqualWeights && w != PopulationWeights {
		return "", Refuse("there is no such weighting of groups")
	}
	return Method(measure + string(w) + "-percentile/1"), nil
}

// average is the mean of a distance over groups.
func (w Weighting) average(levels, shares []float64, from float64) float64 {
	var total exact.Sum
	for j, y := range levels {
		weight := 1 / float64(len(levels))
		if w == PopulationWeights {
			weight = shares[j]
		}
		total.Add(weight * math.Abs(y-from))
	}
	return total.Value()
}

// MeanDifferenceFromMean estimates how far unordered groups lie from the mean of everybody on average: MDM = Σ w |y - μ|,
// with w equal (MDMU) or the groups' shares of the population (MDMW). It is the easiest to read of the measures of many
// groups. Draws give the interval, as for BetweenGroupDeviation.
//
// Unit: that of the indicator.
//
// Special cases: as for BetweenGroupDeviation; both weightings need populations, for the mean.
//
// Errors: as for BetweenGroupDeviation; an unknown weighting.
//
// Source: as for BetweenGroupDeviation.
func MeanDifferenceFromMean(table []Group, weighting Weighting, draws Draws, options ...Option) (Estimate, error) {
	method, err := weighting.method(methodFromMean)
	if err != nil {
		return Estimate{}, err
	}
	return spreadOf(table, draws, method, true, func(levels, shares []float64) float64 {
		return weighting.average(levels, shares, weightedMean(levels, shares))
	}, options)
}

// MeanDifferenceFromBest estimates how far unordered groups lie from the best of them on average: MDB = Σ w |y - y_best|.
// Draws give the interval, as for BetweenGroupDeviation, and choose the best group anew each time.
//
// Unit: that of the indicator.
//
// Special cases: as for BetweenGroupDeviation; equal weights need no populations. The best of many groups is often the
// least certain: SmallBestGroup says that it has fewer than thirty persons.
//
// Errors: as for BetweenGroupDeviation; an unknown weighting or direction.
//
// Source: as for BetweenGroupDeviation.
func MeanDifferenceFromBest(table []Group, weighting Weighting, better Direction, draws Draws, options ...Option) (Estimate, error) {
	method, err := weighting.method(methodFromBest)
	if err != nil {
		return Estimate{}, err
	}
	if better != HigherIsBetter && better != LowerIsBetter {
		return Estimate{}, Refuse("there is no such direction of an indicator")
	}
	e, err := spreadOf(table, draws, method, weighting == PopulationWeights, func(levels, shares []float64) float64 {
		best := levels[0]
		for _, y := range levels {
			if better == HigherIsBetter {
				best = max(best, y)
			} else {
				best = min(best, y)
			}
		}
		return weighting.average(levels, shares, best)
	}, options)
	if err != nil || !e.Defined() {
		return e, err
	}
	p, _, err := inPlay(table)
	return e.WarnedIf(p.shares != nil && p.groups[p.best(better)].Population < leastBest, SmallBestGroup), err
}

// MeanDifferenceFromReference estimates how far unordered groups lie from a declared one on average:
// MDR = Σ w |y - y_ref|. The reference has to be declared before the data are looked at. Draws give the interval, as for
// BetweenGroupDeviation.
//
// Unit: that of the indicator.
//
// Special cases: as for BetweenGroupDeviation; equal weights need no populations; a reference without a level gives
// MissingGroup.
//
// Errors: as for BetweenGroupDeviation; an unknown weighting; a reference that is none of the groups.
//
// Source: as for BetweenGroupDeviation.
func MeanDifferenceFromReference(table []Group, weighting Weighting, reference int, draws Draws, options ...Option) (Estimate, error) {
	method, err := weighting.method(methodFromReference)
	if err != nil {
		return Estimate{}, err
	}
	if reference < 0 || reference >= len(table) {
		return Estimate{}, Refuse("the reference group is none of the groups")
	}
	at := 0
	for _, g := range table[:reference] {
		if !g.NoValue {
			at++
		}
	}
	missing := func(groupsInPlay) Reason {
		if table[reference].NoValue {
			return MissingGroup
		}
		return ""
	}
	return spreadOfChecked(table, draws, method, weighting == PopulationWeights, missing, func(levels, shares []float64) float64 {
		return weighting.average(levels, shares, levels[at])
	}, options)
}

// IndexOfDisparity estimates MeanDifferenceFromMean as a percentage of the mean of everybody: IDIS = 100 MDM/μ. The mean is
// taken anew in each draw, as everywhere.
//
// Unit: percent.
//
// Special cases: as for CoefficientOfVariation.
//
// Errors: as for MeanDifferenceFromMean.
//
// Source: as for BetweenGroupDeviation; Pearcy & Keppel 2002, Public Health Reports 117:273-280.
func IndexOfDisparity(table []Group, weighting Weighting, draws Draws, options ...Option) (Estimate, error) {
	method, err := weighting.method("idis")
	if err != nil {
		return Estimate{}, err
	}
	return spreadOfChecked(table, draws, method, true, whyNoRatio, func(levels, shares []float64) float64 {
		mean := weightedMean(levels, shares)
		return 100 * weighting.average(levels, shares, mean) / mean
	}, options)
}
