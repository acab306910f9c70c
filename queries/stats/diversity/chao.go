package diversity

import (
	"math"

	"athar/queries/stats"
)

// MethodChao1 is the lower bound of the number of kinds there are.
const MethodChao1 stats.Method = "chao1/1"

// Chao1 estimates how many kinds there are at least, seen and not: many kinds seen once say that more were missed.
//
//	S + (n-1)/n f₁²/(2 f₂),  for f₂ = 0: S + (n-1)/n f₁ (f₁-1)/2
//
// with S kinds seen among n things, f₁ of them once and f₂ twice. Unit: kinds. It is a lower bound: how many very rare kinds
// there are cannot be known. Limits are those of a log-normal number of kinds not seen, so never below S.
//
// Special cases: nothing seen gives NoData; where nothing seems missed the value is S without interval (NoVariation).
//
// Errors: counts that are not whole, negative, infinite or NaN; a level outside 0..1.
//
// Source: Chao 1984, Scandinavian Journal of Statistics 11:265-270; limits: Chao 1987, Biometrics 43:783-791,
// doi:10.2307/2531532.
func Chao1(counts []float64, options ...stats.Option) (stats.Estimate, error) {
	e, err := measure(counts, true, MethodChao1, options, func(k kinds) (float64, stats.Reason) { return k.richness() + k.missed(), "" })
	if err != nil || !e.Defined() {
		return e, err
	}
	k, _ := kindsOf(counts)
	s, _ := stats.SettingsOf(options)
	missed, variance := k.missed(), k.varianceOfMissed()
	if missed == 0 || !(variance > 0) {
		return stats.WithoutInterval(e.Value, stats.NoVariation, MethodChao1, s), nil
	}
	spread := math.Exp(s.Z() * math.Sqrt(math.Log1p(variance/(missed*missed))))
	e.Interval = stats.Interval{Low: k.richness() + missed/spread, High: k.richness() + missed*spread, Level: s.Level}
	e.StandardError = stats.StandardError{Value: math.Sqrt(variance), Scale: stats.Natural}
	return e, nil
}

// missed is how many kinds were not seen, at least.
func (k kinds) missed() float64 {
	once, twice, share := k.seen(1), k.seen(2), (k.total-1)/k.total
	if twice > 0 {
		return share * once * once / (2 * twice)
	}
	return share * once * (once - 1) / 2
}

func (k kinds) varianceOfMissed() float64 {
	once, twice, share := k.seen(1), k.seen(2), (k.total-1)/k.total
	if twice > 0 {
		r := once / twice
		return twice * (share*r*r/2 + share*share*r*r*r + share*share*r*r*r*r/4)
	}
	all := k.richness() + k.missed()
	return share*once*(once-1)/2 + share*share*once*(2*once-1)*(2*once-1)/4 - share*share*math.Pow(once, 4)/(4*all)
}
