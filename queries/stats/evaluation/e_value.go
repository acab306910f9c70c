package evaluation

import (
	"math"

	"athar/queries/stats"
)

// EValue is how strongly something unknown would have to go with both being reached and the outcome, as ratios of risks,
// to explain a ratio of risks away altogether. Given the limit of an interval that is nearer to 1, it says the same of
// significance; an interval that holds 1 needs nothing, which is 1.
//
//	RR + √(RR (RR - 1)),  of 1/RR where RR is below 1
//
// Errors: a ratio that is not finite or not above 0.
//
// Source: VanderWeele & Ding 2017, Annals of Internal Medicine 167:268-274, doi:10.7326/M16-2607.
func EValue(riskRatio float64) (float64, error) {
	if !(riskRatio > 0) || math.IsInf(riskRatio, 1) {
		return 0, stats.Refuse("a ratio of risks must be finite and above 0")
	}
	if riskRatio < 1 {
		riskRatio = 1 / riskRatio
	}
	return riskRatio + math.Sqrt(riskRatio*(riskRatio-1)), nil
}
