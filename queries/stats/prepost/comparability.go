package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/effect"
)

// Methods for whether arms may be compared.
const (
	MethodBaselineEquivalence stats.Method = "baseline-g-wwc/1"
	MethodAttrition           stats.Method = "attrition/1"
)

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

// Followed is how many were assigned to an arm and how many of them were measured at the end.
type Followed struct {
	Assigned, Measured float64 // finite, 0 or more; Measured at most Assigned
}

// Loss is how many were lost between assignment and the last measurement.
type Loss struct {
	Overall      stats.Estimate // share of all who were assigned
	Differential stats.Estimate // share lost of the programme minus share lost of the comparison
}

// Attrition says how many were lost, and in which arm more.
//
//	overall = lost / assigned, over both arms;  differential = lost₁/assigned₁ - lost₂/assigned₂
//
// Unit: share, 0 to 1, and difference of shares, -1 to 1. They describe who was assigned and have no interval.
//
// Special cases: nobody assigned gives NoData; nobody assigned to an arm gives NoData for the difference.
//
// Errors: numbers negative, infinite or NaN; more measured than assigned.
//
// Source: What Works Clearinghouse, Standards Handbook, version 4.1, 2020, section on attrition. Which combinations are low
// stands there in a table.
func Attrition(programme, comparison Followed, options ...stats.Option) (Loss, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Loss{}, err
	}
	for _, arm := range []Followed{programme, comparison} {
		switch {
		case !stats.IsAmount(arm.Assigned) || !stats.IsAmount(arm.Measured):
			return Loss{}, stats.Refuse("assigned and measured must be finite numbers, 0 or more")
		case arm.Measured > arm.Assigned:
			return Loss{}, stats.Refuse("more were measured than assigned")
		}
	}
	none := stats.Undefine(stats.NoData, MethodAttrition, s)
	result := Loss{none, none}
	share := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotPartOfMethod, MethodAttrition, s)
	}
	if assigned := programme.Assigned + comparison.Assigned; assigned > 0 {
		result.Overall = share((programme.lost() + comparison.lost()) / assigned)
	}
	if programme.Assigned > 0 && comparison.Assigned > 0 {
		result.Differential = share(programme.lost()/programme.Assigned - comparison.lost()/comparison.Assigned)
	}
	return result, nil
}

func (f Followed) lost() float64 { return f.Assigned - f.Measured }
