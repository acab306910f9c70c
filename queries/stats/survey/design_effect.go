package survey

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodDesignEffect is the design effect of a mean.
const MethodDesignEffect stats.Method = "design-effect/1"

// DesignEffect is how many times the variance of a mean is that of as many rows drawn one by one from the same population
// without putting back: above 1 where rows of a cluster are alike, below 1 where strata are.
//
//	V(mean) / (s²/n (1 - n/Σw)),  s² = n/(n-1) Σw(y - mean)²/Σw
//
// Unit: none. There is no interval: NotPartOfMethod.
//
// Special cases: those of Mean, and NoVariation when all values are the same or the rows are the whole population.
//
// Errors: as for Mean.
//
// Source: Kish 1965, Survey Sampling, section 8.2.
func (d Design) DesignEffect(values []float64, options ...stats.Option) (stats.Estimate, error) {
	s, err := d.settings(options, values)
	if err != nil {
		return stats.Estimate{}, err
	}
	mean := d.ratio(values, ones(len(values)), MethodDesignEffect, s)
	if !mean.Defined() || !mean.StandardError.Defined() {
		return stats.Undefine(max(mean.Undefined, mean.StandardError.Undefined), MethodDesignEffect, s), nil
	}
	n, size := 0.0, d.size()
	var squares exact.Sum
	for row, y := range values {
		if w := d.counts(row); w != 0 {
			n++
			squares.Add(w * (y - mean.Value) * (y - mean.Value))
		}
	}
	alone := squares.Value() / size / (n - 1) * (1 - n/size)
	if !(alone > 0) {
		return stats.Undefine(stats.NoVariation, MethodDesignEffect, s), nil
	}
	e := stats.WithoutInterval(mean.StandardError.Value*mean.StandardError.Value/alone, stats.NotPartOfMethod, MethodDesignEffect, s)
	e.Warnings = mean.Warnings
	return e, nil
}
