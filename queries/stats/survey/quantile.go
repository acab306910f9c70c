package survey

import (
	"cmp"
	"slices"

	"athar/queries/stats"
)

// MethodQuantile is the quantile of a weighted distribution with the interval of Woodruff.
const MethodQuantile stats.Method = "survey-quantile-woodruff/1"

// Quantile estimates the value that a share of the population does not exceed: the least value at which the weighted share
// of rows reaches it. Its limits are the values at which the limits of that share, a t interval of Degrees, are reached.
//
// Unit: that of the values.
//
// Special cases: no rows, or none in the domain, give NoData; one cluster gives OneCluster for the interval, a quantile that
// is the largest value NoVariation, and limits of the share beyond 0 or 1 NotReached; a stratum of one cluster warns of LonelyStratum. There is no standard error.
//
// Errors: a share not strictly between 0 and 1; weights that a calibration made negative; otherwise as for Total.
//
// Source: Woodruff 1952, JASA 47:635-646, doi:10.1080/01621459.1952.10483443.
func (d Design) Quantile(values []float64, share float64, options ...stats.Option) (stats.Estimate, error) {
	s, err := d.settings(options, values)
	switch {
	case err != nil:
		return stats.Estimate{}, err
	case !(share > 0 && share < 1):
		return stats.Estimate{}, stats.Refuse("the share of a quantile must lie strictly between 0 and 1")
	}
	order := make([]int, 0, len(values))
	for row := range values {
		switch w := d.counts(row); {
		case w < 0:
			return stats.Estimate{}, stats.Refuse("a calibration made weights negative, with which there are no quantiles; rake instead")
		case w > 0:
			order = append(order, row)
		}
	}
	if len(order) == 0 {
		return stats.Undefine(stats.NoData, MethodQuantile, s), nil
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	value := d.reaching(values, order, share)
	below := make([]float64, len(values))
	for row, y := range values {
		if y <= value {
			below[row] = 1
		}
	}
	reached := d.ratio(below, ones(len(values)), MethodQuantile, s)
	switch {
	case !reached.Interval.Defined():
		return stats.WithoutInterval(value, reached.Interval.Undefined, MethodQuantile, s), nil
	case reached.StandardError.Value == 0:
		return stats.WithoutInterval(value, stats.NoVariation, MethodQuantile, s), nil
	}
	e := stats.WithoutInterval(value, stats.NotReached, MethodQuantile, s)
	e.StandardError.Undefined, e.Warnings = stats.NotPartOfMethod, reached.Warnings
	half := (reached.Interval.High - reached.Interval.Low) / 2
	if low, high := share-half, share+half; low > 0 && high < 1 {
		e.Interval = stats.Interval{Low: d.reaching(values, order, low), High: d.reaching(values, order, high), Level: s.Level}
	}
	return e, nil
}

// sameShare is how near a share of weights counts as reached, sums of weights being exact to fewer digits than that.
const sameShare = 1e-12

// reaching is the least value at which the rows in order hold a share of the weights.
func (d Design) reaching(values []float64, order []int, share float64) float64 {
	goal, held := d.size()*share, 0.0
	for _, row := range order {
		held += d.weights[row]
		if held >= goal*(1-sameShare) {
			return values[row]
		}
	}
	return values[order[len(order)-1]]
}
