package evaluation

import (
	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
	"athar/queries/stats/internal/linear"
)

// Methods for weighted differences.
const (
	MethodWeightedDifference stats.Method = "weighted-difference-m/1"
	MethodFixedWeights       stats.Method = "weighted-difference-fixed/1"
	MethodDoublyRobust       stats.Method = "doubly-robust-on-treated/1"
)

// means are the weighted means of the two sides. A level that all share is taken out while summing, for its digits.
func (d Observational) means(values, weights []float64) (means, totals [2]float64) {
	var sums, weight [2]exact.Sum
	for i, t := range d.Treated {
		g := side(t)
		sums[g].Add(weights[i] * (values[i] - values[0]))
		weight[g].Add(weights[i])
	}
	for g := range 2 {
		totals[g] = weight[g].Value()
		means[g] = values[0] + sums[g].Value()/totals[g]
	}
	return means, totals
}

// EstimateWeightedDifference compares weighted means of those reached and the others, by the weights that scores give.
//
//	Σ w T y / Σ w T - Σ w (1-T) y / Σ w (1-T)
//
// That scores were estimated is part of the error: the scores of the logistic line and of the two means are stacked
// (M-estimation). Limits are normal. It is an effect only if all that moved both being reached and the outcome is known;
// see [EValue].
//
// Unit: that of the outcomes.
//
// Special cases: scores that are undefined give their reason; an effective number of the others below half of those
// reached warns of FewToCompare.
//
// Errors: columns of different lengths, numbers that are not finite, scores of other units, an unknown estimand, a level
// outside 0..1.
//
// Source: Lunceford & Davidian 2004, Statistics in Medicine 23:2937-2960, doi:10.1002/sim.1903; Stefanski & Boos 2002, The
// American Statistician 56:29-38, doi:10.1198/000313002753631330.
func EstimateWeightedDifference(data Observational, scores Scores, estimand Estimand, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if err := data.check(true); err != nil {
		return Effect{}, err
	}
	if !scores.Defined() {
		return noEffect(scores.Undefined, MethodWeightedDifference, s), nil
	}
	weights, err := scores.Weights(estimand, data.Treated)
	if err != nil {
		return Effect{}, err
	}
	means, totals := data.means(data.Outcomes, weights)
	slopes := make([]float64, scores.rows.Columns) // how the estimate moves with the coefficients of the scores
	for i, t := range data.Treated {
		g := side(t)
		_, slope := estimand.weight(scores.Shares[i], t)
		u := float64(2*g-1) * slope * (data.Outcomes[i] - means[g]) / totals[g]
		for j, x := range scores.rows.Row(i) {
			slopes[j] += u * x
		}
	}
	var variance exact.Sum
	scores.influences(func(i int, influence []float64) {
		g := side(data.Treated[i])
		u := float64(2*g-1)*weights[i]*(data.Outcomes[i]-means[g])/totals[g] + dot(slopes, influence)
		variance.Add(u * u)
	})
	spread := errorOf{variance: variance.Value(), degrees: infinite}
	return effect(means[1]-means[0], data.enough(spread), MethodWeightedDifference, s).
		WarnedIf(data.few(weights), stats.FewToCompare).
		WarnedIf(len(scores.LeftOut) > 0, stats.ColumnsLeftOut), nil
}

// enough leaves no spread where one side has a single unit.
func (d Observational) enough(spread errorOf) errorOf {
	if treated, untreated := countsOf(d.Treated); min(treated, untreated) < 2 {
		spread.reason = stats.TooFew
	}
	return spread
}

// few tells whether the others are worth fewer units than half of those reached.
func (d Observational) few(weights []float64) bool {
	treated, others, err := EffectiveSize(weights, d.Treated)
	return err == nil && others < treated/2
}

// EstimateDifferenceWithWeights compares weighted means as if the weights had been given, not estimated. For weights that
// scores gave for the effect on the treated the error is too large rather than too small.
//
//	variance of each mean Σ w² (y - ȳ)² / (Σw)²,  times n/(n-1)
//
// Limits are normal. Unit: that of the outcomes.
//
// Special cases: no units give NoData; nobody, or no weight, on a side OneGroup; a single unit on a side TooFew.
//
// Errors: columns of different lengths, numbers that are not finite, negative weights, a level outside 0..1.
//
// Source: Binder 1983, International Statistical Review 51:279-292, doi:10.2307/1402588.
func EstimateDifferenceWithWeights(data Observational, weights []float64, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if err := data.check(true); err != nil {
		return Effect{}, err
	}
	if _, _, err := EffectiveSize(weights, data.Treated); err != nil {
		return Effect{}, err
	}
	if reason := data.sides(); reason != "" {
		return noEffect(reason, MethodFixedWeights, s), nil
	}
	means, totals := data.means(data.Outcomes, weights)
	if totals[0] == 0 || totals[1] == 0 {
		return noEffect(stats.OneGroup, MethodFixedWeights, s), nil
	}
	var variance exact.Sum
	for i, t := range data.Treated {
		g := side(t)
		u := weights[i] * (data.Outcomes[i] - means[g]) / totals[g]
		variance.Add(u * u)
	}
	n := float64(len(data.Treated))
	spread := errorOf{variance: variance.Value() * n / (n - 1), degrees: infinite}
	return effect(means[1]-means[0], data.enough(spread), MethodFixedWeights, s).
		WarnedIf(data.few(weights), stats.FewToCompare), nil
}

// EstimateDoublyRobust is the effect on those reached by weights and a line together: the outcomes of the others are
// foretold by least squares on what was known, and what the line leaves over is compared by the weights of the scores. It
// is right when either the scores or the line is.
//
//	Σ T r / Σ T - Σ w (1-T) r / Σ w (1-T),  r = y - foretold,  w = p/(1-p)
//
// The scores of both fits and of the two means are stacked for the error; limits are normal.
//
// Special cases and errors: as [EstimateWeightedDifference]; no more of the others than things known gives TooFew for the
// interval.
//
// Source: Bang & Robins 2005, Biometrics 61:962-973, doi:10.1111/j.1541-0420.2005.00377.x.
func EstimateDoublyRobust(data Observational, scores Scores, options ...stats.Option) (Effect, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Effect{}, err
	}
	if err := data.check(true); err != nil {
		return Effect{}, err
	}
	if !scores.Defined() {
		return noEffect(scores.Undefined, MethodDoublyRobust, s), nil
	}
	weights, err := scores.Weights(EffectOnTreated, data.Treated)
	if err != nil {
		return Effect{}, err
	}
	line := scores.rows
	line.Y, line.Weights = data.Outcomes, make([]float64, len(data.Treated))
	for i, t := range data.Treated {
		line.Weights[i] = float64(1 - side(t))
	}
	fit, err := linear.LeastSquares(line)
	if err != nil {
		return noEffect(stats.NumbersTooLarge, MethodDoublyRobust, s), nil
	}
	left := make([]float64, len(data.Outcomes))
	for i, y := range data.Outcomes {
		left[i] = y - fit.Predict(line.Row(i))
	}
	means, totals := data.means(left, weights)
	// How the estimate moves with the coefficients of the scores and of the line.
	ofScores, ofLine := make([]float64, line.Columns), make([]float64, line.Columns)
	for i, t := range data.Treated {
		g := side(t)
		_, slope := EffectOnTreated.weight(scores.Shares[i], t)
		u := float64(2*g-1) * slope * (left[i] - means[g]) / totals[g]
		v := -float64(2*g-1) * weights[i] / totals[g]
		for j, x := range line.Row(i) {
			ofScores[j] += u * x
			ofLine[j] += v * x
		}
	}
	var variance exact.Sum
	moves := make([]float64, line.Columns)
	scores.influences(func(i int, influence []float64) {
		g := side(data.Treated[i])
		fit.Influence(line.Row(i), line.Y[i], line.Weights[i], moves)
		u := float64(2*g-1)*weights[i]*(left[i]-means[g])/totals[g] + dot(ofScores, influence) + dot(ofLine, moves)
		variance.Add(u * u)
	})
	spread := errorOf{variance: variance.Value(), degrees: infinite}
	if fit.Freedom() <= 0 {
		spread.reason = stats.TooFew
	}
	return effect(means[1]-means[0], data.enough(spread), MethodDoublyRobust, s).
		WarnedIf(data.few(weights), stats.FewToCompare).
		WarnedIf(len(scores.LeftOut) > 0, stats.ColumnsLeftOut), nil
}
