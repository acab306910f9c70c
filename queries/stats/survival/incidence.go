package survival

import (
	"math"

	"athar/queries/stats"
)

// MethodCumulativeIncidence is the estimator of Aalen and Johansen.
const MethodCumulativeIncidence stats.Method = "aalen-johansen/1"

// Incidence is the share of persons who have left in one of several ways, as time goes by.
type Incidence struct {
	Persons  float64
	Moments  []Moment // times at which spells ended, in order
	shares   []left   // one a moment
	settings stats.Settings
}

// left is an incidence just after a moment.
type left struct{ share, variance float64 }

// CumulativeIncidence estimates the share of persons who have left in one way, where others leave in other ways: those who
// completed, while some drop out and thereby cannot.
//
//	F(t) = Σ S(before) d/n over the moments up to t
//
// with n persons followed that long, d leaving in the way asked about, and S the share still there in every respect. Over
// all ways of leaving, incidences and S add up to 1. The error is the infinitesimal jackknife, worked out from moment to
// moment together with that of S.
//
// Unit: shares, 0 to 1; ask [Incidence.At].
//
// Special cases: no persons give an incidence whose every estimate is undefined for NoData.
//
// Errors: asking about Censored or an exit below 0; a time or a number of persons negative, infinite or NaN; persons not
// whole; a level outside 0..1.
//
// Source: Aalen & Johansen 1978, Scandinavian Journal of Statistics 5:141-150; variance: Andersen, Borgan, Gill & Keiding
// 1993, Statistical Models Based on Counting Processes, section IV.4, doi:10.1007/978-1-4612-4348-9.
func CumulativeIncidence(spells []Spell, asked Exit, options ...stats.Option) (Incidence, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Incidence{}, err
	}
	if asked <= Censored {
		return Incidence{}, stats.Refuse("the exit asked about must be a number from 1")
	}
	if err := check(spells); err != nil {
		return Incidence{}, err
	}
	inc := Incidence{Moments: momentsOf(spells, asked), settings: s}
	inc.shares = make([]left, len(inc.Moments))
	if len(inc.Moments) > 0 {
		inc.Persons = inc.Moments[0].AtRisk
	}
	staying, share := 1.0, 0.0
	var stayingVariance, covariance, variance float64
	for i, m := range inc.Moments {
		n := m.AtRisk
		any, one := m.Exits/n, m.asked/n
		fresh := staying * staying / n
		variance += 2*one*covariance + one*one*stayingVariance + fresh*one*(1-one)
		covariance = (1-any)*(covariance+one*stayingVariance) - fresh*one*(1-any)
		stayingVariance = (1-any)*(1-any)*stayingVariance + fresh*any*(1-any)
		share += staying * one
		staying *= (n - m.Exits) / n
		inc.shares[i] = left{share, variance}
	}
	return inc, nil
}

// At is the share that has left in the way asked about by a time, with the log-log interval F^exp(∓ z e/(F ln F)), which
// stays within 0 and 1.
//
// Special cases: as long as nobody has left that way it is 0, and once all have it is 1, with an undefined interval
// (NoVariation); a time longer than any follow-up carries the last share on and warns of BeyondFollowUp.
//
// Errors: a time that is negative, infinite or NaN.
func (inc Incidence) At(time float64) (stats.Estimate, error) {
	if err := checkTime(time); err != nil {
		return stats.Estimate{}, err
	}
	if inc.Persons == 0 {
		return stats.Undefine(stats.NoData, MethodCumulativeIncidence, inc.settings), nil
	}
	var l left
	if i := lastUntil(inc.Moments, time); i >= 0 {
		l = inc.shares[i]
	}
	e := stats.WithoutInterval(math.Min(l.share, 1), stats.NoVariation, MethodCumulativeIncidence, inc.settings)
	e.StandardError = stats.StandardError{Value: math.Sqrt(math.Max(0, l.variance)), Scale: stats.Natural}
	if l.share > 0 && l.share < 1-sameShare {
		e.Interval = squeezed(l.share, e.StandardError.Value, inc.settings)
	}
	return e.WarnedIf(time > followUp(inc.Moments), stats.BeyondFollowUp), nil
}
