package survival

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// RestrictedMean is the mean time that persons stay within a span, counting those who stay longer as staying for all of
// it: the area under the curve up to there.
//
//	μ = ∫ S from 0 to τ,  se² = Σ A² d/(n(n-d)) over the moments before τ,  A = ∫ S from the moment to τ
//
// Unit: that of time. Unlike a mean it exists although some are censored; unlike a median it exists although most stay.
//
// Special cases: no persons give NoData; nobody leaving gives τ with an error of 0 (NoSpread); a moment at which the last
// ones leave adds nothing to the error; a span longer than any follow-up carries the last share on and warns of
// BeyondFollowUp.
//
// Errors: a span that is not a finite number above 0.
//
// Source: Irwin 1949, Journal of Hygiene 47:188-189; Andersen, Hansen & Klein 2004, Lifetime Data Analysis 10:335-350,
// doi:10.1007/s10985-004-4771-0.
func (c Curve) RestrictedMean(span float64) (stats.Estimate, error) {
	if !(span > 0) || math.IsInf(span, 1) {
		return stats.Estimate{}, stats.Refuse("the span of a restricted mean must be a finite number above 0")
	}
	if c.Persons == 0 {
		return stats.Undefine(stats.NoData, MethodRestrictedMean, c.settings), nil
	}
	var area, variance exact.Sum
	end := span
	for i := lastUntil(c.Moments, span); i >= 0; i-- {
		m := c.Moments[i]
		area.Add((end - m.Time) * c.points[i].staying)
		if m.AtRisk > m.Exits {
			variance.Add(area.Value() * area.Value() * m.Exits / (m.AtRisk * (m.AtRisk - m.Exits)))
		}
		end = m.Time
	}
	area.Add(end)
	return stats.Symmetric(area.Value(), math.Sqrt(variance.Value()), c.settings.Z(), MethodRestrictedMean, c.settings).
		WarnedIf(span > followUp(c.Moments), stats.BeyondFollowUp), nil
}
