package effect

import (
	"math"

	"athar/queries/stats"
)

// PairedSummary is what is known of persons measured twice.
type PairedSummary struct {
	Count                 float64 // persons with both measurements: finite, 0 or more
	PreMean, PostMean     float64 // finite
	PreSpread, PostSpread float64 // standard deviations: finite, 0 or more
	Correlation           float64 // of the two measurements, -1 to 1; 0 where one of them has no spread
}

// Methods for change.
const (
	MethodMeanChange             stats.Method = "paired-t/1"
	MethodChangeByPreSpread      stats.Method = "smcr-exact/1"
	MethodChangeBySpreadOfChange stats.Method = "smcc-exact/1"
)

// MeanChange is the mean of what persons gained, post minus pre, with the paired t test.
//
//	D = m_post - m_pre,  s² = s_pre² + s_post² - 2 r s_pre s_post,  t = D √n / s,  limits D ∓ t(n-1) s/√n
//
// Unit: that of the measurement. Without a comparison it tells that persons changed, not what changed them; those who
// scored low and were chosen for it gain by chance alone.
//
// Special cases: nobody gives NoData; one person gives a change and TooFew for interval and test; persons who all changed
// by the same give an interval without width (NoSpread) and no test (NoVariation).
//
// Errors: a negative, infinite or NaN count or spread; an infinite or NaN mean; a correlation outside -1..1; a level
// outside 0..1.
//
// Source: Student 1908, Biometrika 6:1-25, doi:10.1093/biomet/6.1.1.
func MeanChange(p PairedSummary, options ...stats.Option) (Comparison, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Comparison{}, err
	}
	if err := p.check(); err != nil {
		return Comparison{}, err
	}
	switch {
	case p.Count == 0:
		return Comparison{stats.Undefine(stats.NoData, MethodMeanChange, s), stats.UndefinedTest(stats.NoData, MethodMeanChange)}, nil
	case p.Count <= 1:
		return Comparison{
			stats.WithoutInterval(p.change(), stats.TooFew, MethodMeanChange, s),
			stats.UndefinedTest(stats.TooFew, MethodMeanChange),
		}, nil
	}
	return Student(p.change(), p.spreadOfChange()/math.Sqrt(p.Count), p.Count-1, MethodMeanChange, s), nil
}

// ChangeByPreSpread is the standardised mean change that may stand beside HedgesG: in standard deviations of the first
// measurement (SMCR).
//
//	g = J(n-1) (m_post - m_pre) / s_pre,  v = 2(1-r)/n + g²/(2n),  limits g ∓ z √v
//
// Unit: standard deviations of the first measurement.
//
// Special cases: nobody gives NoData; fewer than three persons give TooFew; a first measurement without spread gives
// NoVariation.
//
// Errors: as for MeanChange.
//
// Source: Becker 1988, British Journal of Mathematical and Statistical Psychology 41:257-278,
// doi:10.1111/j.2044-8317.1988.tb00901.x.
func ChangeByPreSpread(p PairedSummary, options ...stats.Option) (stats.Estimate, error) {
	return standardisedChange(p, p.PreSpread, 2*(1-p.Correlation), MethodChangeByPreSpread, options)
}

// ChangeBySpreadOfChange is the standardised mean change in standard deviations of the changes themselves (SMCC). It grows
// with the correlation of the measurements: never set it beside HedgesG.
//
//	g = J(n-1) (m_post - m_pre) / s,  v = 1/n + g²/(2n),  with s the spread of the changes as in MeanChange
//
// Unit: standard deviations of the change. Special cases and errors: as for ChangeByPreSpread, with the spread of the
// changes.
//
// Source: Gibbons, Hedeker & Davis 1993, Journal of Educational Statistics 18:271-279, doi:10.3102/10769986018003271.
func ChangeBySpreadOfChange(p PairedSummary, options ...stats.Option) (stats.Estimate, error) {
	return standardisedChange(p, p.spreadOfChange(), 1, MethodChangeBySpreadOfChange, options)
}

// standardisedChange divides by a spread; one person's share of the variance, without what the effect adds, is given.
func standardisedChange(p PairedSummary, spread, ofOne float64, method stats.Method, options []stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	if err := p.check(); err != nil {
		return stats.Estimate{}, err
	}
	switch {
	case p.Count == 0:
		return stats.Undefine(stats.NoData, method, s), nil
	case p.Count <= 2:
		return stats.Undefine(stats.TooFew, method, s), nil
	case spread == 0:
		return stats.Undefine(stats.NoVariation, method, s), nil
	}
	g := SmallSampleCorrection(p.Count-1) * p.change() / spread
	return stats.Symmetric(g, math.Sqrt(ofOne/p.Count+g*g/(2*p.Count)), s.Z(), method, s), nil
}

func (p PairedSummary) change() float64 { return p.PostMean - p.PreMean }

// spreadOfChange is the standard deviation of post minus pre, written as a sum of squares so that it keeps its digits
// where the two measurements nearly agree.
func (p PairedSummary) spreadOfChange() float64 {
	return math.Sqrt((p.PostSpread-p.PreSpread)*(p.PostSpread-p.PreSpread) + 2*(1-p.Correlation)*p.PreSpread*p.PostSpread)
}

func (p PairedSummary) check() error {
	switch {
	case !stats.IsAmount(p.Count):
		return stats.Refuse("count must be a finite number, 0 or more")
	case !stats.IsFinite(p.PreMean) || !stats.IsFinite(p.PostMean):
		return stats.Refuse("means must be finite numbers")
	case !stats.IsAmount(p.PreSpread) || !stats.IsAmount(p.PostSpread):
		return stats.Refuse("standard deviations must be finite numbers, 0 or more")
	case !(math.Abs(p.Correlation) <= 1):
		return stats.Refuse("a correlation must lie between -1 and 1")
	}
	return nil
}
