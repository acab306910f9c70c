package stats

import "math"

// MethodAgrestiCoull is the interval of Agresti and Coull, not clipped to 0..1.
const MethodAgrestiCoull Method = "agresti-coull-unclipped/1"

// AgrestiCoull estimates a share with the simple interval about a share pulled towards a half. It serves to compare with
// tables that others made; for figures of our own Wilson is narrower and stays inside 0 to 1.
//
//	n' = n + z²,  p' = (x + z²/2)/n',  limits p' ∓ z √(p'(1-p')/n')
//
// Unit: share. The limits may fall below 0 or rise above 1, as published.
//
// Special cases: no trials give NoData. There is no standard error, since the limits do not lie about the share itself.
//
// Errors: as for Wilson.
//
// Source: Agresti & Coull 1998, The American Statistician 52:119-126, doi:10.1080/00031305.1998.10480550.
func AgrestiCoull(p Proportion, options ...Option) (Estimate, error) {
	return shareBetween(MethodAgrestiCoull, p, options, func(s Settings) (low, high float64) {
		z := s.Z()
		trials := p.Trials + z*z
		centre := (p.Successes + z*z/2) / trials
		half := z * math.Sqrt(centre*(1-centre)/trials)
		return centre - half, centre + half
	})
}
