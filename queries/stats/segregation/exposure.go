package segregation

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodExposure is the share of one group in the units of another's learners.
const MethodExposure stats.Method = "exposure/1"

// Exposure estimates which share of the learners in their unit are of another group, for the average learner of a group:
// "the average learner with a disability shares a school that is 93% without".
//
//	Σ_u (a_u/A) (b_u/t_u)
//
// Unit: share, 0 to 1. The exposures of a group to all groups, itself included, add up to 1. It depends on how large the
// other group is, so a change need not be one of segregation.
//
// Special cases: nobody gives NoData; a group of nobody gives MissingGroup. There is no interval (NotSimulated). Errors: those
// of [MutualInformation].
//
// Source: Massey & Denton 1988, Social Forces 67:281-315, doi:10.1093/sf/67.2.281.
func Exposure(cells []Cell, of, to string, options ...stats.Option) (stats.Estimate, error) {
	return index(cells, MethodExposure, options, func(t table) (float64, stats.Reason) {
		a, hasA := t.group(of)
		b, hasB := t.group(to)
		if !hasA || !hasB {
			return 0, stats.MissingGroup
		}
		var exposure exact.Sum
		for u, unit := range t.units {
			exposure.Add(t.row(u)[a] / t.sizes[a] * (t.row(u)[b] / unit))
		}
		return min(exposure.Value(), 1), ""
	})
}

// Isolation estimates which share of the learners in their unit are of their own group, for the average learner of a
// group: the [Exposure] of a group to itself.
func Isolation(cells []Cell, group string, options ...stats.Option) (stats.Estimate, error) {
	return Exposure(cells, group, group, options...)
}
