package decompose

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// Methods of standardisation.
const (
	MethodDirectRate    stats.Method = "direct-rate-dobson-byar/1"
	MethodIndirectRatio stats.Method = "indirect-ratio-byar/1"
)

// FewestEvents is the number of events below which a directly standardised rate is not given, and Byar's limits of a ratio
// warn of FewEvents.
const FewestEvents = 10

// Stratum is one age band, say, of one area.
type Stratum struct {
	Events   float64 // finite, 0 or more
	Persons  float64 // finite, 0 or more
	Standard float64 // persons of this stratum in the standard population: finite, 0 or more
}

// DirectRate estimates the rate that an area would have if its people were made up as the standard population is, with
// Dobson's interval.
//
//	R = Σ w x/n,  w = standard / Σ standard,  limits R + √(V/X) (l - X) and R + √(V/X) (u - X)
//	V = Σ w² x/n²,  X = Σ x,  l and u the limits of stats.Byar for X
//
// Unit: events per person.
//
// Special cases: no strata, or a standard population of nobody, give NoData; a stratum that the standard has and the area
// has not gives MissingGroup; fewer than FewestEvents events give TooFew.
//
// Errors: events, persons or standard negative, infinite or NaN; events where there are no persons; a level outside 0..1.
//
// Source: Dobson, Kuulasmaa, Eberle & Scherer 1991, Statistics in Medicine 10:457-462, doi:10.1002/sim.4780100317.
func DirectRate(strata []Stratum, options ...stats.Option) (stats.Estimate, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return stats.Estimate{}, err
	}
	var standard, events exact.Sum
	missing := false
	for _, x := range strata {
		if !stats.IsAmount(x.Standard) {
			return stats.Estimate{}, stats.Refuse("the standard population must be a finite number, 0 or more")
		}
		if err := checkCounts(x.Events, x.Persons); err != nil {
			return stats.Estimate{}, err
		}
		standard.Add(x.Standard)
		events.Add(x.Events)
		missing = missing || x.Persons == 0 && x.Standard > 0
	}
	switch {
	case standard.Value() == 0:
		return stats.Undefine(stats.NoData, MethodDirectRate, s), nil
	case missing:
		return stats.Undefine(stats.MissingGroup, MethodDirectRate, s), nil
	case events.Value() < FewestEvents:
		return stats.Undefine(stats.TooFew, MethodDirectRate, s), nil
	}
	var rate, variance exact.Sum
	for _, x := range strata {
		if x.Standard > 0 {
			weight := x.Standard / standard.Value()
			rate.Add(weight * (x.Events / x.Persons))
			variance.Add(weight / x.Persons * weight * (x.Events / x.Persons))
		}
	}
	total := events.Value()
	count, err := stats.Byar(stats.Rate{Events: total, Exposure: 1}, options...)
	if err != nil {
		return stats.Estimate{}, err
	}
	scale := math.Sqrt(variance.Value() / total)
	low, high := rate.Value()+scale*(count.Interval.Low-total), rate.Value()+scale*(count.Interval.High-total)
	if !count.Interval.Defined() || !stats.IsFinite(low) || !stats.IsFinite(high) {
		return stats.Undefine(stats.NumbersTooLarge, MethodDirectRate, s), nil
	}
	return stats.Estimate{
		Value:         rate.Value(),
		Interval:      stats.Interval{Low: low, High: high, Level: s.Level},
		StandardError: stats.StandardError{Undefined: stats.NotPartOfMethod},
		Method:        MethodDirectRate,
	}, nil
}

// ReferenceStratum is one stratum of one area beside the same stratum of a reference population, which gives the rate.
type ReferenceStratum struct {
	Events, Persons                   float64 // of the area: finite, 0 or more
	ReferenceEvents, ReferencePersons float64 // likewise
}

// StandardisedRatio is what was observed beside what would be expected at the rates of the reference.
type StandardisedRatio struct {
	Observed float64
	Expected stats.Estimate // events
	Ratio    stats.Estimate // observed over expected
}

// IndirectRatio estimates how many times as many events an area has as it would have at the rates of the reference
// population, with the limits of stats.Byar. It serves where strata are too small for DirectRate; the ratios of two areas cannot be
// compared with each other, since each stands on its own make-up.
//
//	E = Σ n X_ref/n_ref,  ratio O/E,  limits l/E and u/E with l and u those of stats.Byar for O
//
// Unit: none; 1 is as expected. Below ten events stats.Garwood of O over E is exact, and Byar's lower limit too low.
//
// Special cases: no persons give NoData; a stratum whose reference has nobody gives MissingGroup; nothing expected gives
// ZeroDenominator for the ratio; nothing observed gives a lower limit of exactly 0; fewer than FewestEvents observed warn
// of FewEvents.
//
// Errors: as for DirectRate.
//
// Source: Breslow & Day 1987, Statistical Methods in Cancer Research II, section 2.3 (Byar's approximation).
func IndirectRatio(strata []ReferenceStratum, options ...stats.Option) (StandardisedRatio, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return StandardisedRatio{}, err
	}
	var observed, expected, persons exact.Sum
	missing := false
	for _, x := range strata {
		if err := checkCounts(x.Events, x.Persons); err != nil {
			return StandardisedRatio{}, err
		}
		if err := checkCounts(x.ReferenceEvents, x.ReferencePersons); err != nil {
			return StandardisedRatio{}, err
		}
		observed.Add(x.Events)
		persons.Add(x.Persons)
		switch {
		case x.Persons == 0:
		case x.ReferencePersons == 0:
			missing = true
		default:
			expected.Add(x.Persons * (x.ReferenceEvents / x.ReferencePersons))
		}
	}
	result := StandardisedRatio{Observed: observed.Value()}
	var reason stats.Reason
	switch {
	case persons.Value() == 0:
		reason = stats.NoData
	case missing:
		reason = stats.MissingGroup
	}
	if reason != "" {
		result.Expected, result.Ratio = stats.Undefine(reason, MethodIndirectRatio, s), stats.Undefine(reason, MethodIndirectRatio, s)
		return result, nil
	}
	e := expected.Value()
	result.Expected = stats.WithoutInterval(e, stats.NotPartOfMethod, MethodIndirectRatio, s)
	if result.Ratio, err = stats.Byar(stats.Rate{Events: result.Observed, Exposure: e}, options...); err != nil {
		return StandardisedRatio{}, err
	}
	result.Ratio.Method = MethodIndirectRatio
	result.Ratio = result.Ratio.WarnedIf(result.Ratio.Defined() && result.Observed < FewestEvents, stats.FewEvents)
	return result, nil
}

func checkCounts(events, persons float64) error {
	switch {
	case !stats.IsAmount(events):
		return stats.Refuse("events must be a finite number, 0 or more")
	case !stats.IsAmount(persons):
		return stats.Refuse("persons must be a finite number, 0 or more")
	case persons == 0 && events > 0:
		return stats.Refuse("there are events where there are no persons")
	}
	return nil
}
