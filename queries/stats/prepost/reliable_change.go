package prepost

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/effect"
)

// Instrument is what must be known of a test to tell a change of one person from its noise.
type Instrument struct {
	Reliability float64 // 0 to 1: alpha, or the correlation of two sittings
	Cut         float64 // how many standard errors a change must exceed, above 0; 1.96 by custom
}

// Reliable is how many persons changed by more than the noise of the instrument.
type Reliable struct {
	ErrorOfScore  stats.Estimate // standard error of one score, in the unit of the score
	ErrorOfChange stats.Estimate // of the difference of two
	Improved      stats.Estimate // share of persons, with the score interval of stats.Wilson
	Worse         stats.Estimate // likewise
}

// MethodReliableChange is the index of Jacobson and Truax.
const MethodReliableChange stats.Method = "reliable-change/1"

// ReliableChange counts the persons whose change exceeds what the instrument's noise would make of none.
//
//	error of a score s_pre √(1-r), of a change s_pre √(2(1-r));  improved where (post - pre) / error of change > cut
//
// Unit: errors that of the score, shares 0 to 1.
//
// Special cases: nobody gives NoData, one person TooFew; a first measurement without spread, or an instrument without noise,
// gives NoVariation for the shares.
//
// Errors: a score that is infinite or NaN; a reliability outside 0..1; a cut that is not a finite number above 0; a level
// outside 0..1.
//
// Source: Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59:12-19, doi:10.1037/0022-006X.59.1.12.
func ReliableChange(scores []Score, instrument Instrument, options ...stats.Option) (Reliable, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Reliable{}, err
	}
	switch {
	case !(instrument.Reliability >= 0 && instrument.Reliability <= 1):
		return Reliable{}, stats.Refuse("reliability must lie between 0 and 1")
	case !(instrument.Cut > 0) || !stats.IsFinite(instrument.Cut):
		return Reliable{}, stats.Refuse("the cut must be a finite number above 0")
	}
	if err := check(scores); err != nil {
		return Reliable{}, err
	}
	before, err := effect.Summarise(column(scores, pre))
	if err != nil {
		return Reliable{}, err
	}
	var reason stats.Reason
	switch len(scores) {
	case 0:
		reason = stats.NoData
	case 1:
		reason = stats.TooFew
	}
	if reason != "" {
		none := stats.Undefine(reason, MethodReliableChange, s)
		return Reliable{none, none, none, none}, nil
	}
	ofScore := before.StandardDeviation * math.Sqrt(1-instrument.Reliability)
	ofChange := before.StandardDeviation * math.Sqrt(2*(1-instrument.Reliability))
	result := Reliable{
		ErrorOfScore:  stats.WithoutInterval(ofScore, stats.NotPartOfMethod, MethodReliableChange, s),
		ErrorOfChange: stats.WithoutInterval(ofChange, stats.NotPartOfMethod, MethodReliableChange, s),
	}
	if ofChange == 0 {
		result.Improved = stats.Undefine(stats.NoVariation, MethodReliableChange, s)
		result.Worse = result.Improved
		return result, nil
	}
	better, worse := 0.0, 0.0
	for _, score := range scores {
		switch index := score.gain() / ofChange; {
		case index > instrument.Cut:
			better++
		case index < -instrument.Cut:
			worse++
		}
	}
	n := float64(len(scores))
	if result.Improved, err = stats.Wilson(stats.Proportion{Successes: better, Trials: n}, options...); err != nil {
		return Reliable{}, err
	}
	result.Worse, err = stats.Wilson(stats.Proportion{Successes: worse, Trials: n}, options...)
	return result, err
}
