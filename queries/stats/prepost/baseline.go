package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/effect"
)

// MethodBaselineEquivalence is the standardised difference before a programme.
const MethodBaselineEquivalence stats.Method = "baseline-g-wwc/1"

// Equivalence is the standing of two arms before the programme, as the What Works Clearinghouse words it.
type Equivalence string

// The standings.
const (
	Equivalent      Equivalence = "equivalent"       // |g| at most 0.05
	NeedsAdjustment Equivalence = "needs_adjustment" // |g| at most 0.25: equivalent only if the analysis adjusts for it
	NotEquivalent   Equivalence = "not_equivalent"   // |g| above 0.25
)

// Limits of |g| between the standings.
const (
	EquivalentUpTo = 0.05
	AdjustableUpTo = 0.25
)

// BaselineEquivalence says how far apart two arms stood before, among the persons who are analysed.
//
//	g = (m₁ - m₂) / s (1 - 3/(4n-9)),  s pooled within arms
//
// Unit: standard deviations.
//
// Special cases: an empty arm gives NoData; fewer than three persons give TooFew; no spread gives NoVariation. Where g is
// undefined there is no standing, which is empty.
//
// Errors: as for effect.CohenD.
//
// Source: What Works Clearinghouse, Procedures Handbook, version 4.1, 2020, appendix E, and Standards Handbook, version 4.1,
// 2020, section on baseline equivalence.
func BaselineEquivalence(pair effect.SummaryPair, options ...stats.Option) (stats.Estimate, Equivalence, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, "", err
	}
	d, err := effect.CohenD(pair, options...)
	switch {
	case err != nil:
		return stats.Estimate{}, "", err
	case !d.Defined():
		return stats.Undefine(d.Undefined, MethodBaselineEquivalence, s), "", nil
	}
	g := d.Value * smallSample(pair.Compared.Count+pair.Reference.Count)
	standing := NotEquivalent
	switch size := math.Abs(g); {
	case size <= EquivalentUpTo:
		standing = Equivalent
	case size <= AdjustableUpTo:
		standing = NeedsAdjustment
	}
	return stats.WithoutInterval(g, stats.NotPartOfMethod, MethodBaselineEquivalence, s), standing, nil
}
