package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/effect"
	"athar/queries/stats/internal/linear"
)

// Arms are the scores of a programme and of its comparison.
type Arms struct {
	Programme, Comparison []Score
}

// MethodAncova is the regression of the second score on the arm and the first score.
const MethodAncova stats.Method = "ancova/1"

// Gains compares the mean gain of the programme with that of the comparison by effect.MeanDifference, whose units, special
// cases and sources are its own. Where arms differed at the start, Ancova is fairer.
//
// Errors: a score that is infinite or NaN; a level outside 0..1.
func Gains(arms Arms, options ...stats.Option) (effect.Comparison, error) {
	pair, err := arms.pair(Score.gain)
	if err != nil {
		return effect.Comparison{}, err
	}
	return effect.MeanDifference(pair, options...)
}

// Adjusted is what a programme adds at the same first score.
type Adjusted struct {
	Comparison effect.Comparison // in the unit of the score, with its t test
	Standard   stats.Estimate    // in pooled standard deviations of the second score, corrected for small samples
}

// Ancova estimates what a programme adds to the second score at the same first score.
//
//	post = a + d programme + b pre,  by least squares, t(n-3);  g = d / s_post (1 - 3/(4n-9))
//
// with s_post pooled within arms and not adjusted. Persons are taken as independent: where schools were assigned as wholes
// the interval is too narrow.
//
// Unit: Comparison that of the score, Standard standard deviations.
//
// Special cases: nobody in an arm gives NoData; fewer than four persons give TooFew; a first score that does not vary, or
// only between the arms, gives Collinear. A second score that does not vary within arms gives NoVariation for Standard.
//
// Errors: a score that is infinite or NaN; a level outside 0..1.
//
// Source: Vickers & Altman 2001, BMJ 323:1123-1124, doi:10.1136/bmj.323.7321.1123; g: What Works Clearinghouse, Procedures
// Handbook, version 4.1, 2020, appendix E.
func Ancova(arms Arms, options ...stats.Option) (Adjusted, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Adjusted{}, err
	}
	after, err := arms.pair(post)
	if err != nil {
		return Adjusted{}, err
	}
	if err := arms.check(); err != nil {
		return Adjusted{}, err
	}
	n := len(arms.Programme) + len(arms.Comparison)
	undefined := func(reason stats.Reason) (Adjusted, error) {
		none := stats.Undefine(reason, MethodAncova, s)
		return Adjusted{effect.Comparison{Difference: none, Test: stats.UndefinedTest(reason, MethodAncova)}, none}, nil
	}
	switch {
	case len(arms.Programme) == 0 || len(arms.Comparison) == 0:
		return undefined(stats.NoData)
	case n < 4:
		return undefined(stats.TooFew)
	}
	rows := linear.NewRows(3, n)
	for _, score := range arms.Programme {
		rows.Add(score.Post, 1, score.Pre, 1)
	}
	for _, score := range arms.Comparison {
		rows.Add(score.Post, 1, score.Pre, 0)
	}
	fit, err := linear.LeastSquares(rows)
	switch {
	case err != nil:
		return undefined(stats.NumbersTooLarge)
	case len(fit.Dependent) > 0:
		return undefined(stats.Collinear)
	}
	return adjusted(fit.Coefficients[2], math.Sqrt(fit.Classical().At(2, 2)), after, s), nil
}

// PairedArms are what is known of the two measurements of a programme and of its comparison.
type PairedArms struct {
	Programme, Comparison effect.PairedSummary
}

// AncovaOfSummaries is Ancova of what the scores come to, with its units, special cases and source: nothing more is needed of
// them.
//
//	b = Σ_arms (n-1) r s_pre s_post / Σ_arms (n-1) s_pre²,  d = Δpost - b Δpre
//	se² = σ² (1/n₁ + 1/n₂ + Δpre² / Σ_arms (n-1) s_pre²),  σ² = what the line leaves of Σ_arms (n-1) s_post², over n-3
//
// Errors: means, spreads and correlations that cannot be; a level outside 0..1.
func AncovaOfSummaries(arms PairedArms, options ...stats.Option) (Adjusted, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Adjusted{}, err
	}
	p, c := arms.Programme, arms.Comparison
	after := effect.SummaryPair{
		Compared:  effect.Summary{Count: p.Count, Mean: p.PostMean, StandardDeviation: p.PostSpread},
		Reference: effect.Summary{Count: c.Count, Mean: c.PostMean, StandardDeviation: c.PostSpread},
	}
	undefined := func(reason stats.Reason) (Adjusted, error) {
		none := stats.Undefine(reason, MethodAncova, s)
		return Adjusted{effect.Comparison{Difference: none, Test: stats.UndefinedTest(reason, MethodAncova)}, none}, nil
	}
	var preSquares, postSquares, products float64
	for _, arm := range []effect.PairedSummary{p, c} {
		if _, err := effect.MeanChange(arm, options...); err != nil { // looks at the summary
			return Adjusted{}, err
		}
		degrees := max(arm.Count-1, 0)
		preSquares += degrees * arm.PreSpread * arm.PreSpread
		postSquares += degrees * arm.PostSpread * arm.PostSpread
		products += degrees * arm.Correlation * arm.PreSpread * arm.PostSpread
	}
	n := p.Count + c.Count
	switch {
	case p.Count == 0 || c.Count == 0:
		return undefined(stats.NoData)
	case n < 4:
		return undefined(stats.TooFew)
	case preSquares == 0:
		return undefined(stats.Collinear)
	case !stats.IsFinite(preSquares) || !stats.IsFinite(postSquares) || !stats.IsFinite(products):
		return undefined(stats.NumbersTooLarge)
	}
	slope, apart := products/preSquares, p.PreMean-c.PreMean
	left := postSquares - slope*products
	if left <= rounding*postSquares {
		left = 0
	}
	left /= n - 3
	standardError := math.Sqrt(left * (1/p.Count + 1/c.Count + apart/preSquares*apart))
	return adjusted(after.Difference()-slope*apart, standardError, after, s), nil
}

// adjusted puts an analysis of covariance together.
func adjusted(added, standardError float64, after effect.SummaryPair, s stats.Settings) Adjusted {
	n := after.Compared.Count + after.Reference.Count
	result := Adjusted{
		Comparison: effect.Student(added, standardError, n-3, MethodAncova, s),
		Standard:   stats.Undefine(stats.NoVariation, MethodAncova, s),
	}
	if spread := after.PooledStandardDeviation(); spread > 0 && stats.IsFinite(added/spread) {
		result.Standard = stats.WithoutInterval(added/spread*smallSample(n), stats.NotPartOfMethod, MethodAncova, s)
	}
	return result
}

// rounding is the share of the squares of the second score below which what a line leaves of them is taken as none.
const rounding = 1e-12

// smallSample is the correction of the What Works Clearinghouse for so many persons.
func smallSample(persons float64) float64 { return 1 - 3/(4*persons-9) }

// pair summarises one number of every person of both arms.
func (a Arms) pair(of func(Score) float64) (effect.SummaryPair, error) {
	if err := a.check(); err != nil {
		return effect.SummaryPair{}, err
	}
	compared, err := effect.Summarise(column(a.Programme, of))
	if err != nil {
		return effect.SummaryPair{}, err
	}
	against, err := effect.Summarise(column(a.Comparison, of))
	return effect.SummaryPair{Compared: compared, Reference: against}, err
}

func (a Arms) check() error {
	if err := check(a.Programme); err != nil {
		return err
	}
	return check(a.Comparison)
}
