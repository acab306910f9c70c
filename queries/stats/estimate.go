package stats

import (
	"math"
	"slices"
	"strings"

	"athar/queries/stats/distribution"
)

// Estimate is what every statistic returns: a value, how sure it is, how it was found, and what to say beside it.
type Estimate struct {
	Value         float64       // meaningless unless Defined
	Undefined     Reason        // why there is no value; empty when there is one
	Interval      Interval      // undefined whenever Value is
	StandardError StandardError // undefined for methods that do not pass through one
	Method        Method
	Warnings      []Warning // sorted, without repeats; nil when there is nothing to warn of
}

// Defined reports whether Value may be read.
func (e Estimate) Defined() bool { return e.Undefined == "" }

// Interval is a confidence interval with both its limits included.
type Interval struct {
	Low, High float64 // meaningless unless Defined
	Level     float64 // the share of repetitions that would cover the truth, such as 0.95
	Undefined Reason  // why there is no interval; empty when there is one
}

// Defined reports whether Low and High may be read.
func (i Interval) Defined() bool { return i.Undefined == "" }

// Contains reports whether the interval is defined and holds x, limits included.
func (i Interval) Contains(x float64) bool { return i.Defined() && i.Low <= x && x <= i.High }

// StandardError is the standard deviation of an estimate over repetitions.
type StandardError struct {
	Value     float64 // meaningless unless Defined
	Scale     Scale   // what it is the error of: the estimate itself, or its logarithm
	Undefined Reason  // why there is none; empty when there is one
}

// Defined reports whether Value may be read.
func (s StandardError) Defined() bool { return s.Undefined == "" }

// Scale says whether a standard error belongs to an estimate or to its logarithm.
type Scale string

// The scales of a standard error.
const (
	Natural     Scale = "natural"
	Logarithmic Scale = "logarithmic"
)

// Method is the stable name and version of a definition, such as "wilson/1".
type Method string

// Undefine is the estimate of a method that has no value for a reason; its interval and error lack one for the same.
func Undefine(reason Reason, method Method, s Settings) Estimate {
	return Estimate{
		Undefined:     reason,
		Interval:      Interval{Level: s.Level, Undefined: reason},
		StandardError: StandardError{Undefined: reason},
		Method:        method,
	}
}

// WithoutInterval gives a value that is known although its uncertainty is not. One that is infinite or NaN is none: it gives
// NumbersTooLarge, as with Symmetric and SymmetricLog.
func WithoutInterval(value float64, reason Reason, method Method, s Settings) Estimate {
	if !IsFinite(value) {
		return Undefine(NumbersTooLarge, method, s)
	}
	e := Undefine(reason, method, s)
	e.Value, e.Undefined = value, ""
	return e
}

// Symmetric gives value -/+ quantile x error, on the scale of the value.
func Symmetric(value, standardError, quantile float64, method Method, s Settings) Estimate {
	half := quantile * standardError
	switch {
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, method, s)
	case !IsFinite(value-half) || !IsFinite(value+half):
		return WithoutInterval(value, NumbersTooLarge, method, s)
	}
	return Estimate{
		Value:         value,
		Interval:      Interval{Low: value - half, High: value + half, Level: s.Level},
		StandardError: StandardError{Value: standardError, Scale: Natural},
		Method:        method,
	}.WarnedIf(standardError == 0, NoSpread)
}

// SymmetricLog gives value x/÷ exp(quantile x error): symmetric for the logarithm, so that a ratio and its inverse have
// inverse limits.
func SymmetricLog(value, standardError, quantile float64, method Method, s Settings) Estimate {
	factor := math.Exp(quantile * standardError)
	switch {
	case !IsFinite(value):
		return Undefine(NumbersTooLarge, method, s)
	case !IsFinite(factor) || !IsFinite(value*factor):
		return WithoutInterval(value, NumbersTooLarge, method, s)
	}
	return Estimate{
		Value:         value,
		Interval:      Interval{Low: value / factor, High: value * factor, Level: s.Level},
		StandardError: StandardError{Value: standardError, Scale: Logarithmic},
		Method:        method,
	}.WarnedIf(standardError == 0, NoSpread)
}

// WarnedIf adds a warning when the condition holds, in a fresh slice.
func (e Estimate) WarnedIf(condition bool, warning Warning) Estimate {
	if condition {
		e.Warnings = with(e.Warnings, warning)
	}
	return e
}

// losingInterval keeps the value and drops what was said of its uncertainty.
func (e Estimate) losingInterval(reason Reason) Estimate {
	if e.Defined() {
		e.Interval = Interval{Level: e.Interval.Level, Undefined: reason}
		e.StandardError = StandardError{Undefined: reason}
		e.Warnings = slices.DeleteFunc(slices.Clone(e.Warnings), func(w Warning) bool { return w == NoSpread })
	}
	return e
}

// times is the estimate of so many times what was estimated; the factor is above 0.
func (e Estimate) times(factor float64) Estimate {
	e.Value *= factor
	e.Interval.Low *= factor
	e.Interval.High *= factor
	if e.StandardError.Scale == Natural {
		e.StandardError.Value *= factor
	}
	return e
}

// Option changes how a statistic is computed.
type Option func(*Settings)

// AtLevel asks for intervals of another level than 0.95. The level lies strictly between 0 and 1; any other is refused.
func AtLevel(level float64) Option { return func(s *Settings) { s.Level = level } }

// WithDraws asks for another number of simulated data sets than 10,000; fewer than 100 are refused.
func WithDraws(count int) Option { return func(s *Settings) { s.Draws = count } }

// WithoutDraws leaves out the intervals that would be simulated: they are undefined as NotSimulated.
func WithoutDraws() Option { return func(s *Settings) { s.undrawn = true } }

// WithSeed asks for other random numbers than those every simulation takes by default.
func WithSeed(seed uint64) Option { return func(s *Settings) { s.Seed = seed } }

// Settings are what the options of one call come to. Statistics take options; the helpers beneath them take settings.
type Settings struct {
	Level float64 // of intervals, strictly between 0 and 1
	Draws int     // data sets drawn where an interval is simulated, 100 or more
	Seed  uint64  // of what is drawn

	undrawn   bool    // WithoutDraws was asked for
	bySchools bool    // ByClusters was asked for
	degrees   float64 // of freedom of the quantile; 0 for the normal one
}

// ByClusters takes the limits of a gradient over clustered persons from Student's t with as many degrees of freedom as there are clusters less strata,
// as survey designs do, and not from the normal distribution. With a dozen schools it makes the difference between an interval that
// holds the truth and one that does not (docs/statistics.md). Where persons are independent it changes nothing.
func ByClusters() Option { return func(s *Settings) { s.bySchools = true } }

// SettingsOf applies the options to an interval of 95%. A level that cannot be is refused with [ErrInput].
func SettingsOf(options []Option) (Settings, error) {
	usual := Settings{Level: 0.95, Draws: 10_000, Seed: 20260101}
	if len(options) == 0 {
		return usual, nil // where statistics of rows are taken one by one, nothing is allocated for each
	}
	s := usual
	for _, option := range options {
		option(&s)
	}
	if !(s.Level > 0 && s.Level < 1) {
		return s, Refuse("the level of an interval must lie strictly between 0 and 1")
	}
	if s.Draws < 100 {
		return s, Refuse("an interval takes 100 simulated data sets or more")
	}
	return s, nil
}

// Z is the normal quantile of a two-sided interval. It is taken in the lower tail, where a level near 1 keeps its digits.
func (s Settings) Z() float64 { return -distribution.NormalQuantile((1 - s.Level) / 2) }

// quantile is Z, or that of Student's t where degrees of freedom are set.
func (s Settings) quantile() float64 {
	if s.degrees > 0 {
		return -distribution.TQuantile((1-s.Level)/2, s.degrees)
	}
	return s.Z()
}

// named is a method's name where its limits may be those of Student's t: "sii-logit-persons/1" becomes "sii-logit-persons-t/1".
func (s Settings) named(m Method) Method {
	if s.degrees == 0 {
		return m
	}
	name, version, _ := strings.Cut(string(m), "/")
	return Method(name + "-t/" + version)
}
