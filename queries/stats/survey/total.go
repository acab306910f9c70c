package survey

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// The methods of totals, means, ratios and shares.
const (
	MethodTotal      stats.Method = "survey-total/1"
	MethodMean       stats.Method = "survey-mean/1"
	MethodRatio      stats.Method = "survey-ratio/1"
	MethodProportion stats.Method = "survey-proportion-logit/1"
)

// Total estimates the sum of a value over the population, Σwy, with a t interval of Degrees.
//
// Unit: that of the values. A sum of ones estimates how many there are.
//
// Special cases: no rows, or none in the domain, give NoData; a design of one cluster gives OneCluster for error and
// interval, and a domain that no stratum has in two clusters for the interval alone; a stratum of one cluster warns of
// LonelyStratum.
//
// Errors: another number of values than rows; values that are NaN or infinite; a level outside 0..1.
//
// Source: Horvitz & Thompson 1952, JASA 47:663-685, doi:10.1080/01621459.1952.10483446.
func (d Design) Total(values []float64, options ...stats.Option) (stats.Estimate, error) {
	s, err := d.settings(options, values)
	if err != nil {
		return stats.Estimate{}, err
	}
	if d.size() == 0 {
		return stats.Undefine(stats.NoData, MethodTotal, s), nil
	}
	influence := make([]float64, len(values))
	for row, y := range values {
		if d.contains(row) {
			influence[row] = y
		}
	}
	return d.estimate(d.sum(values), influence, MethodTotal, s), nil
}

// settings of a call whose columns have to be sound.
func (d Design) settings(options []stats.Option, columns ...[]float64) (stats.Settings, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return s, err
	}
	for _, column := range columns {
		if err := d.check(column); err != nil {
			return s, err
		}
	}
	return s, nil
}

// sum is the weighted sum over the domain.
func (d Design) sum(values []float64) float64 {
	var total exact.Sum
	for row, y := range values {
		if w := d.counts(row); w != 0 {
			total.Add(w * y)
		}
	}
	return total.Value()
}

// size is the sum of weights over the domain.
func (d Design) size() float64 {
	var total exact.Sum
	for row := range d.weights {
		total.Add(d.counts(row))
	}
	return total.Value()
}
