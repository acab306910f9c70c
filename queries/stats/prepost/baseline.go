package prepost

import (
	"athar/queries/stats"
	"athar/queries/stats/effect"
)

// MethodBaselineDifference is the standardised difference before a programme.
const MethodBaselineDifference stats.Method = "baseline-g-wwc/1"

// BaselineDifference says how far apart two arms stood before, among the persons who are analysed. Whether they may be
// compared for all that is for package evidence to judge.
//
//	g = (m₁ - m₂) / s (1 - 3/(4n-9)),  s pooled within arms
//
// Unit: standard deviations. It describes these persons and has no interval.
//
// Special cases: an empty arm gives NoData; fewer than three persons give TooFew; no spread gives NoVariation.
//
// Errors: as for effect.CohenD.
//
// Source: What Works Clearinghouse, Procedures Handbook, version 4.1, 2020, appendix E.
func BaselineDifference(pair effect.SummaryPair, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	d, err := effect.CohenD(pair, options...)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case !d.Defined():
		return stats.Undefine(d.Undefined, MethodBaselineDifference, s), nil
	}
	g := d.Value * smallSample(pair.Compared.Count+pair.Reference.Count)
	return stats.WithoutInterval(g, stats.NotPartOfMethod, MethodBaselineDifference, s), nil
}
