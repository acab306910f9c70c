package stats

import "math"

// Proportion is a count of successes among trials: pupils who attended among pupils who could have. Both may be
// fractional, as sums of weights are, but then an interval holds only if Trials is an effective number.
type Proportion struct {
	Successes float64 // 0 to Trials
	Trials    float64 // finite, 0 or more
}

// Share is successes over trials, 0 to 1. It is meaningless when there are no trials.
func (p Proportion) Share() float64 { return p.Successes / p.Trials }

func (p Proportion) failures() float64 { return p.Trials - p.Successes }

func (p Proportion) check() error {
	switch {
	case !IsAmount(p.Trials):
		return Refuse("trials must be a finite number, 0 or more")
	case !IsAmount(p.Successes):
		return Refuse("successes must be a finite number, 0 or more")
	case p.Successes > p.Trials:
		return Refuse("successes must not exceed trials")
	}
	return nil
}

// MethodWilson is the score interval of Wilson.
const MethodWilson Method = "wilson/1"

// Wilson estimates a share with the score interval, the house default for any published proportion: it stays inside 0 to
// 1 and has a width even when nobody or everybody succeeded.
//
//	p = x/n,  limits (p + z²/2n ∓ z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//
// Unit: share, 0 to 1. The smaller limit is found from the product of the two, p²/(1 + z²/n), so that it keeps its digits
// for rare events.
//
// Special cases: no trials give NoData; no successes give a lower limit of exactly 0; all successes an upper limit of
// exactly 1. There is no standard error.
//
// Errors: successes or trials negative, infinite or NaN; more successes than trials; a level outside 0..1.
//
// Source: Wilson 1927, JASA 22:209-212, doi:10.1080/01621459.1927.10502953; Newcombe 1998, Statistics in Medicine
// 17:857-872, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, method 3.
func Wilson(p Proportion, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := p.check(); err != nil {
		return Estimate{}, err
	}
	if p.Trials == 0 {
		return Undefine(NoData, MethodWilson, s), nil
	}
	low, high := wilsonLimits(p, s.Z())
	return Estimate{
		Value:         p.Share(),
		Interval:      Interval{Low: low, High: high, Level: s.Level},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        MethodWilson,
	}, nil
}

// wilsonLimits needs at least some trials.
func wilsonLimits(p Proportion, z float64) (low, high float64) {
	if p.Successes > p.Trials/2 {
		low, high = wilsonLimits(Proportion{Successes: p.failures(), Trials: p.Trials}, z)
		return math.Min(1-high, p.Share()), math.Max(1-low, p.Share())
	}
	share, spread := p.Share(), z*z/p.Trials
	stretch := 1 + spread
	high = (share + spread/2 + math.Sqrt(spread*(share*(1-share)+spread/4))) / stretch
	low = share / stretch * (share / high)
	return math.Min(low, share), math.Max(high, share)
}
