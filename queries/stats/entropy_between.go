package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// Methods for entropy between groups, times 1000.
const (
	MethodTheilBetween      Method = "theil-between-x1000/1"
	MethodLogDeviationGroup Method = "mld-between-x1000/1"
)

// entropyFloor stands in for a level of zero, which has no logarithm, in the unit of the indicator.
const entropyFloor = 1e-6

// TheilIndexOfGroups estimates the inequality between unordered groups by their shares of persons and of what is
// counted, weighted towards those who have much.
//
//	TI = 1000 Σ p r ln r,  r = y/μ
//	se = 1000 √(Σ p²s²/μ² [1 + ln r - Σ p r (1 + ln r)]²),  limits TI ∓ z se
//
// Unit: none; times 1000, 0 for equality.
//
// Special cases: as for BetweenGroupVariance. A level of zero is taken as 1e-6, with ZerosReplaced; a level below zero
// gives NotPositive and levels that are all zero ZeroDenominator.
//
// Errors: as for BetweenGroupVariance.
//
// Source: Theil 1967, Economics and Information Theory; error: Ahn, Harper, Yu, Feuer, Liu & Luta 2018, JCO Clinical Cancer
// Informatics 2:1-19.
func TheilIndexOfGroups(table []Group, options ...Option) (Estimate, error) {
	return entropyOfGroups(table, MethodTheilBetween, options,
		func(p, r float64) float64 { return p * r * math.Log(r) },
		func(ratios, shares []float64) func(r float64) float64 {
			var middle exact.Sum
			for j, r := range ratios {
				middle.Add(shares[j] * r * (1 + math.Log(r)))
			}
			return func(r float64) float64 { return 1 + math.Log(r) - middle.Value() }
		})
}

// MeanLogDeviationOfGroups estimates the inequality between unordered groups, weighted towards those who have little.
//
//	MLD = -1000 Σ p ln r,  r = y/μ
//	se = 1000 √(Σ p²s²/μ² (1 - 1/r)²),  limits MLD ∓ z se
//
// Unit: none; times 1000, 0 for equality. A group close to zero outweighs all others, so look for one before reading it.
//
// Special cases and errors: as for TheilIndexOfGroups.
//
// Source: Theil 1967, Economics and Information Theory; error: Ahn, Harper, Yu, Feuer, Liu & Luta 2018, JCO Clinical Cancer
// Informatics 2:1-19.
func MeanLogDeviationOfGroups(table []Group, options ...Option) (Estimate, error) {
	return entropyOfGroups(table, MethodLogDeviationGroup, options,
		func(p, r float64) float64 { return -p * math.Log(r) },
		func([]float64, []float64) func(r float64) float64 { return func(r float64) float64 { return 1 - 1/r } })
}

// entropyOfGroups adds up the parts of groups. The slope of the measure by a group's level, times μ over its share, gives
// the error.
func entropyOfGroups(table []Group, method Method, options []Option, part func(share, ratio float64) float64,
	slopeOf func(ratios, shares []float64) func(ratio float64) float64) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	p, reason, err := inPlay(table)
	switch {
	case err != nil:
		return Estimate{}, err
	case reason != "":
		return Undefine(reason, method, s), nil
	case p.shares == nil:
		return Undefine(NoPopulation, method, s), nil
	}
	levels, zeros, negative := p.values(), 0, false
	for j, y := range levels {
		negative = negative || y < 0
		if y == 0 {
			zeros++
			levels[j] = entropyFloor
		}
	}
	switch {
	case negative:
		return Undefine(NotPositive, method, s), nil
	case zeros == len(levels):
		return Undefine(ZeroDenominator, method, s), nil
	}
	mean := weightedMean(levels, p.shares)
	if mean == 0 {
		return Undefine(ZeroDenominator, method, s), nil
	}
	for j := range levels {
		levels[j] /= mean
	}
	slope := slopeOf(levels, p.shares)
	var value, square exact.Sum
	for j, r := range levels {
		value.Add(part(p.shares[j], r))
		e := p.shares[j] * p.groups[j].StandardError / mean * slope(r)
		square.Add(e * e)
	}
	return p.estimate(1000*value.Value(), 1000*math.Sqrt(square.Value()), method, s).
		WarnedIf(zeros > 0, ZerosReplaced).
		WarnedIf(p.noisy(), NoiseInflates), nil
}
