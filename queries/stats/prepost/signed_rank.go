package prepost

import (
	"math"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// MethodSignedRank is Wilcoxon's test with its normal approximation.
const MethodSignedRank stats.Method = "signed-rank-normal/1"

// SignedRank tests whether persons gained as often and as much as they lost, without taking gains to be normal.
//
//	V = sum of the ranks of |gain| over those who gained,  z = (V - m(m+1)/4 ∓ 1/2) / σ
//	σ² = m(m+1)(2m+1)/24 - Σ(t³-t)/48
//
// over the m persons whose score changed, with t persons at each tie. The half goes towards zero. Test.Statistic is V.
//
// Special cases: nobody gives NoData; nobody who changed gives NoVariation. With fewer than ten who changed the
// approximation is rough.
//
// Errors: a score that is infinite or NaN.
//
// Source: Wilcoxon 1945, Biometrics Bulletin 1:80-83, doi:10.2307/3001968; Pratt 1959, JASA 54:655-667,
// doi:10.1080/01621459.1959.10501526, on leaving those out who did not change.
func SignedRank(scores []Score) (stats.Test, error) {
	if err := check(scores); err != nil {
		return stats.Test{}, err
	}
	if len(scores) == 0 {
		return stats.UndefinedTest(stats.NoData, MethodSignedRank), nil
	}
	gains := make([]float64, 0, len(scores))
	for _, s := range scores {
		if gain := s.gain(); gain != 0 {
			gains = append(gains, gain)
		}
	}
	if len(gains) == 0 {
		return stats.UndefinedTest(stats.NoVariation, MethodSignedRank), nil
	}
	slices.SortFunc(gains, func(a, b float64) int {
		switch {
		case math.Abs(a) < math.Abs(b):
			return -1
		case math.Abs(a) > math.Abs(b):
			return 1
		}
		return 0
	})
	var ranks, ties exact.Sum
	for start := 0; start < len(gains); {
		end, up := start, 0
		for ; end < len(gains) && math.Abs(gains[end]) == math.Abs(gains[start]); end++ {
			if gains[end] > 0 {
				up++
			}
		}
		tied := float64(end - start)
		ranks.Add(float64(up) * (float64(start+1) + float64(end)) / 2)
		ties.Add(tied * (tied*tied - 1))
		start = end
	}
	m, v := float64(len(gains)), ranks.Value()
	variance := m*(m+1)*(2*m+1)/24 - ties.Value()/48
	distance := v - m*(m+1)/4
	if distance != 0 {
		distance -= math.Copysign(0.5, distance)
	}
	return stats.Test{
		Statistic: v,
		PValue:    2 * distribution.NormalCDF(-math.Abs(distance)/math.Sqrt(variance)),
		Method:    MethodSignedRank,
	}, nil
}
