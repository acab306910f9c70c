package effect

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
)

// MethodReading is the normal reading of a standardised difference.
const MethodReading stats.Method = "normal-reading/1"

// Reading says a difference of two groups in words about persons, taking outcomes to be normal. Print the difference beside
// it: the same reading comes of many.
type Reading struct {
	// AboveComparison is the share of the reference group whom the average person of the compared group leaves behind: their
	// percentile (Cohen's U3).
	AboveComparison stats.Estimate
	// Superiority is how often a person drawn from the compared group does better than one drawn from the reference.
	Superiority stats.Estimate
	// Overlap is the share that the two distributions have in common.
	Overlap stats.Estimate
}

// Read gives the readings of two groups, with d as CohenD and Φ the normal distribution.
//
//	above Φ(d),  superiority Φ((m₁-m₂)/√(s₁²+s₂²)),  overlap 2Φ(-|d|/2)
//
// Unit: shares, 0 to 1; equal groups give 0.5, 0.5 and 1.
//
// Special cases and errors: as for CohenD.
//
// Source: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 2.2; superiority: McGraw &
// Wong 1992, Psychological Bulletin 111:361-365, doi:10.1037/0033-2909.111.2.361.
func Read(pair SummaryPair, options ...stats.Option) (Reading, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Reading{}, err
	}
	d, reason, err := standardised(pair)
	switch {
	case err != nil:
		return Reading{}, err
	case reason != "":
		none := stats.Undefine(reason, MethodReading, s)
		return Reading{none, none, none}, nil
	}
	share := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotPartOfMethod, MethodReading, s)
	}
	apart := math.Hypot(pair.Compared.StandardDeviation, pair.Reference.StandardDeviation)
	return Reading{
		AboveComparison: share(distribution.NormalCDF(d)),
		Superiority:     share(distribution.NormalCDF(pair.Difference() / apart)),
		Overlap:         share(2 * distribution.NormalCDF(-math.Abs(d)/2)),
	}, nil
}

// Size is how large a standardised effect on what learners achieve is beside those of other programmes in schools.
type Size string

// The sizes.
const (
	Small  Size = "small"  // |g| below 0.05
	Medium Size = "medium" // |g| from 0.05
	Large  Size = "large"  // |g| from 0.20
)

// SizeOf says how large a standardised effect on achievement is among those that trials in schools have found. It is
// empty for an effect without a value.
//
// Source: Kraft 2020, Educational Researcher 49:241-253, doi:10.3102/0013189X20912798.
func SizeOf(effect stats.Estimate) Size {
	if !effect.Defined() {
		return ""
	}
	switch size := math.Abs(effect.Value); {
	case size < 0.05:
		return Small
	case size < 0.2:
		return Medium
	}
	return Large
}
