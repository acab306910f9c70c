package survival

import (
	"math"

	"athar/queries/stats"
)

// The methods of a curve.
const (
	MethodKaplanMeier    stats.Method = "kaplan-meier/1"
	MethodNelsonAalen    stats.Method = "nelson-aalen/1"
	MethodTimeUntil      stats.Method = "kaplan-meier-quantile/1"
	MethodRestrictedMean stats.Method = "restricted-mean/1"
)

// Curve is the share of persons who are still there, as time goes by.
type Curve struct {
	Persons  float64
	Exits    float64  // persons who left while they were followed
	Moments  []Moment // times at which spells ended, in order
	points   []point  // one a moment
	settings stats.Settings
}

// point is a curve just after a moment.
type point struct {
	staying        float64 // S
	greenwood      float64 // Σ d/(n(n-d)); not finite once everybody has left
	hazard         float64 // Σ d/n
	hazardVariance float64 // Σ d/n²
}

// KaplanMeier estimates the share of persons still there after each length of time.
//
//	S(t) = Π (1 - d/n) over the moments up to t,  se = S √(Σ d/(n(n-d)))
//
// with n persons followed that long and d of them leaving. Every exit but Censored counts as leaving. Who is censored at a
// moment is taken to be there still when others leave at it.
//
// Unit: shares, 0 to 1; see the methods of [Curve].
//
// Special cases: no persons give a curve whose every estimate is undefined for NoData.
//
// Errors: a time or a number of persons negative, infinite or NaN; persons not whole; an exit below 0; a level outside 0..1.
//
// Source: Kaplan & Meier 1958, JASA 53:457-481, doi:10.1080/01621459.1958.10501452; error: Greenwood 1926.
func KaplanMeier(spells []Spell, options ...stats.Option) (Curve, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Curve{}, err
	}
	if err := check(spells); err != nil {
		return Curve{}, err
	}
	c := Curve{Moments: momentsOf(spells, Censored), settings: s}
	c.points = make([]point, len(c.Moments))
	if len(c.Moments) > 0 {
		c.Persons = c.Moments[0].AtRisk
	}
	p := point{staying: 1}
	for i, m := range c.Moments {
		n, d := m.AtRisk, m.Exits
		c.Exits += d
		p.staying *= (n - d) / n
		p.greenwood += d / (n * (n - d))
		p.hazard += d / n
		p.hazardVariance += d / (n * n)
		c.points[i] = p
	}
	return c, nil
}

// at is the curve at a time.
func (c Curve) at(time float64) point {
	if i := lastUntil(c.Moments, time); i >= 0 {
		return c.points[i]
	}
	return point{staying: 1}
}

// AtRisk is the number of persons followed for this long or longer.
func (c Curve) AtRisk(time float64) float64 {
	i := lastUntil(c.Moments, time)
	if i >= 0 && c.Moments[i].Time == time {
		return c.Moments[i].AtRisk
	}
	if i+1 < len(c.Moments) {
		return c.Moments[i+1].AtRisk
	}
	return 0
}

// Staying is the share of persons still there after so long, with the log-log interval: S^exp(∓ z e/(S ln S)), which stays
// within 0 and 1 and is sensible in the tails.
//
// Special cases: as long as nobody has left the share is 1 and its interval undefined (NoVariation); when the last ones
// have left it is 0, without error or interval (TooFew); a time longer than any follow-up carries the last share on and
// warns of BeyondFollowUp.
//
// Errors: a time that is negative, infinite or NaN.
//
// Source: Kalbfleisch & Prentice 1980, The Statistical Analysis of Failure Time Data, section 1.3.
func (c Curve) Staying(time float64) (stats.Estimate, error) {
	if err := checkTime(time); err != nil {
		return stats.Estimate{}, err
	}
	if c.Persons == 0 {
		return stats.Undefine(stats.NoData, MethodKaplanMeier, c.settings), nil
	}
	p := c.at(time)
	e := stats.WithoutInterval(p.staying, stats.TooFew, MethodKaplanMeier, c.settings)
	switch {
	case p.staying == 1:
		e = stats.WithoutInterval(1, stats.NoVariation, MethodKaplanMeier, c.settings)
		e.StandardError = stats.StandardError{Scale: stats.Natural}
	case p.staying > 0:
		e.StandardError = stats.StandardError{Value: p.staying * math.Sqrt(p.greenwood), Scale: stats.Natural}
		e.Interval = squeezed(p.staying, e.StandardError.Value, c.settings)
	}
	return e.WarnedIf(time > followUp(c.Moments), stats.BeyondFollowUp), nil
}

// Hazard is the cumulative hazard after so long, Σ d/n, with the error √(Σ d/n²) and limits symmetric for its logarithm.
// It has no upper end: 1 means that, were everyone who leaves replaced at once, one exit a person would be expected.
//
// Special cases: as long as nobody has left it is 0 and its interval undefined (NoVariation); a time longer than any
// follow-up carries the last value on and warns of BeyondFollowUp.
//
// Errors: a time that is negative, infinite or NaN.
//
// Source: Aalen 1978, Annals of Statistics 6:701-726, doi:10.1214/aos/1176344247.
func (c Curve) Hazard(time float64) (stats.Estimate, error) {
	if err := checkTime(time); err != nil {
		return stats.Estimate{}, err
	}
	if c.Persons == 0 {
		return stats.Undefine(stats.NoData, MethodNelsonAalen, c.settings), nil
	}
	p := c.at(time)
	e := stats.WithoutInterval(0, stats.NoVariation, MethodNelsonAalen, c.settings)
	if p.hazard > 0 {
		e = stats.SymmetricLog(p.hazard, math.Sqrt(p.hazardVariance)/p.hazard, c.settings.Z(), MethodNelsonAalen, c.settings)
	}
	return e.WarnedIf(time > followUp(c.Moments), stats.BeyondFollowUp), nil
}
