package stats

import "athar/queries/stats/distribution"

// MethodClopperPearson is the exact binomial interval.
const MethodClopperPearson Method = "clopper-pearson/1"

// ClopperPearson estimates a share with the exact interval, which covers the truth at least as often as its level says,
// whatever the truth is. It is wider than Wilson's, and meant for claims that must not overstate.
//
//	from the α/2 quantile of Beta(x, n-x+1) to the 1-α/2 quantile of Beta(x+1, n-x)
//
// Unit: share, 0 to 1.
//
// Special cases: no trials give NoData; no successes give a lower limit of exactly 0; all successes an upper limit of
// exactly 1. There is no standard error. Sums of weights are no counts, so an interval of theirs is only nominal.
//
// Errors: as for Wilson.
//
// Source: Clopper & Pearson 1934, Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.
func ClopperPearson(p Proportion, options ...Option) (Estimate, error) {
	return shareBetween(MethodClopperPearson, p, options, func(s Settings) (low, high float64) {
		tail := (1 - s.Level) / 2
		return betaQuantile(p.Successes, p.failures()+1, tail), betaQuantile(p.Successes+1, p.failures(), 1-tail)
	})
}

// shareBetween is a share with limits that pass through no standard error. The limits are asked for when there are trials.
func shareBetween(method Method, p Proportion, options []Option, limits func(Settings) (low, high float64)) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	if err := p.check(); err != nil {
		return Estimate{}, err
	}
	if p.Trials == 0 {
		return Undefine(NoData, method, s), nil
	}
	low, high := limits(s)
	return Estimate{
		Value:         p.Share(),
		Interval:      Interval{Low: low, High: high, Level: s.Level},
		StandardError: StandardError{Undefined: NotPartOfMethod},
		Method:        method,
	}, nil
}

// betaQuantile is the quantile of a Beta distribution, with all of it at 0 or at 1 when that parameter is zero.
func betaQuantile(a, b, p float64) float64 {
	switch {
	case a == 0:
		return 0
	case b == 0:
		return 1
	}
	return distribution.BetaQuantile(p, a, b)
}
