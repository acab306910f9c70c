package stats

// MethodJeffreys is the equal-tailed interval under Jeffreys' prior.
const MethodJeffreys Method = "jeffreys/1"

// Jeffreys estimates a share with the interval that leaves equal tails of Beta(x + 1/2, n - x + 1/2), the posterior
// distribution under Jeffreys' prior. On average over the truth it covers very nearly as often as its level says.
//
// Unit: share, 0 to 1.
//
// Special cases: no trials give NoData; no successes give a lower limit of exactly 0 and all successes an upper limit of
// exactly 1, since otherwise the limits would miss the share itself. There is no standard error.
//
// Errors: as for Wilson.
//
// Source: Brown, Cai & DasGupta 2001, Statistical Science 16:101-133, doi:10.1214/ss/1009213286.
func Jeffreys(p Proportion, options ...Option) (Estimate, error) {
	return shareBetween(MethodJeffreys, p, options, func(s Settings) (low, high float64) {
		tail := (1 - s.Level) / 2
		low, high = 0, 1
		if p.Successes > 0 {
			low = min(p.Share(), betaQuantile(p.Successes+0.5, p.failures()+0.5, tail))
		}
		if p.failures() > 0 {
			high = max(p.Share(), betaQuantile(p.Successes+0.5, p.failures()+0.5, 1-tail))
		}
		return low, high
	})
}
