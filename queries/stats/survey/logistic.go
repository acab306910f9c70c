package survey

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"
)

const (
	mostScorings = 25
	scoredTo     = 1e-8 // the change of the deviance, beside the deviance and a tenth
)

// Logistic fits a logistic regression: how the log odds of an outcome go with columns over the population.
//
// It climbs by scoring steps until the deviance changes by less than 1e-8 of itself, and takes the errors from the weights
// of the last step, as the survey package of R does. A fit driven further differs by some 1e-5 of an error, which matters
// to nobody but to who compares the two.
//
// Special cases: as for Linear; columns that divide the outcomes cleanly give Separated, which includes outcomes that are
// all alike; a fit that does not settle NotConverged.
//
// Errors: as for Linear; outcomes outside 0..1.
//
// Source: as for Linear; scoring: Nelder & Wedderburn 1972, JRSS A 135:370-384, doi:10.2307/2344614.
func (d Design) Logistic(outcomes []float64, columns [][]float64, options ...stats.Option) (Model, error) {
	return d.model(outcomes, columns, MethodLogistic, score, options)
}

// score fits outcomes that linear.Logistic finds to have a fit.
func score(rows linear.Rows) (line, error) {
	if _, err := linear.Logistic(rows); err != nil {
		return line{}, err
	}
	// The first step starts from outcomes drawn towards a half, rows of the mean weight by a quarter.
	step := linear.Rows{Columns: rows.Columns, X: rows.X, Y: make([]float64, rows.Len()), Weights: make([]float64, rows.Len())}
	eta, mean := make([]float64, rows.Len()), meanWeight(rows)
	for i, y := range rows.Y {
		w := rows.Weight(i) / mean
		start := (w*y + 0.5) / (w + 1)
		eta[i] = math.Log(start / (1 - start))
	}
	before := deviance(rows, eta, mean)
	for range mostScorings {
		spread := make([]float64, rows.Len())
		for i := range eta {
			spread[i] = work(rows.Y[i], eta[i], &step.Y[i])
			step.Weights[i] = rows.Weight(i) * spread[i]
		}
		fit, err := linear.LeastSquares(step)
		if err != nil { // a step so far that shares became 0 or 1
			return line{}, linear.ErrNotConverged
		}
		for i := range eta {
			eta[i] = fit.Predict(rows.Row(i))
		}
		now := deviance(rows, eta, mean)
		if math.Abs(now-before) < scoredTo*(math.Abs(now)+0.1) {
			for i := range eta {
				work(rows.Y[i], eta[i], &step.Y[i])
			}
			return line{fit, func(i int, into []float64) { fit.Influence(rows.Row(i), step.Y[i], spread[i], into) }}, nil
		}
		before = now
	}
	return line{}, linear.ErrNotConverged
}

// work writes the outcome that a row has on the scale of log odds, and returns the variance of its share.
func work(y, eta float64, outcome *float64) (spread float64) {
	share := 1 / (1 + math.Exp(-eta))
	spread = share / (1 + math.Exp(eta))
	*outcome = eta + (y-share)/spread
	return spread
}

// deviance is twice the loss of likelihood against outcomes foretold exactly, in weights of mean 1.
func deviance(rows linear.Rows, eta []float64, meanWeight float64) float64 {
	var total exact.Sum
	for i, y := range rows.Y {
		if w := rows.Weight(i); w > 0 {
			share, other := 1/(1+math.Exp(-eta[i])), 1/(1+math.Exp(eta[i]))
			total.Add(2 * w / meanWeight * (surprise(y, share) + surprise(1-y, other)))
		}
	}
	return total.Value()
}

func surprise(y, share float64) float64 {
	if y == 0 {
		return 0
	}
	return y * math.Log(y/share)
}

// meanWeight is that of rows with a weight.
func meanWeight(rows linear.Rows) float64 {
	var total exact.Sum
	n := 0.0
	for i := range rows.Y {
		if w := rows.Weight(i); w > 0 {
			total.Add(w)
			n++
		}
	}
	return total.Value() / n
}
