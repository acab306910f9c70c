package survey

import "athar/queries/stats"

// Ratio estimates the ratio of two totals, R = Σwy/Σwx, with the error of Σ w(y - Rx)/Σwx and a t interval of Degrees.
//
// Unit: that of numerators over that of denominators. It is the ratio of sums and not the mean of ratios.
//
// Special cases: as for Total; a denominator of zero in sum gives ZeroDenominator.
//
// Errors: as for Total, of either column.
//
// Source: Cochran 1977, Sampling Techniques, 3rd ed., chapter 6; linearisation: Woodruff 1971, JASA 66:411-414,
// doi:10.1080/01621459.1971.10482279.
func (d Design) Ratio(numerators, denominators []float64, options ...stats.Option) (stats.Estimate, error) {
	s, err := d.settings(options, numerators, denominators)
	if err != nil {
		return stats.Estimate{}, err
	}
	return d.ratio(numerators, denominators, MethodRatio, s), nil
}

func (d Design) ratio(numerators, denominators []float64, method stats.Method, s stats.Settings) stats.Estimate {
	if d.size() == 0 {
		return stats.Undefine(stats.NoData, method, s)
	}
	whole := d.sum(denominators)
	if whole == 0 {
		return stats.Undefine(stats.ZeroDenominator, method, s)
	}
	ratio := d.sum(numerators) / whole
	influence := make([]float64, len(numerators))
	for row, y := range numerators {
		if d.contains(row) {
			influence[row] = (y - ratio*denominators[row]) / whole
		}
	}
	return d.estimate(ratio, influence, method, s)
}

// Mean estimates the mean of a value over the population, Σwy/Σw, with the error of Σ w(y - mean)/Σw and a t interval of
// Degrees.
//
// Unit: that of the values.
//
// Special cases, errors and source: as for Ratio, of which it is the one over ones.
func (d Design) Mean(values []float64, options ...stats.Option) (stats.Estimate, error) {
	s, err := d.settings(options, values)
	if err != nil {
		return stats.Estimate{}, err
	}
	return d.ratio(values, ones(len(values)), MethodMean, s), nil
}

func ones(n int) []float64 {
	column := make([]float64, n)
	for i := range column {
		column[i] = 1
	}
	return column
}
