package evaluation

import (
	"errors"
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/linear"
)

// Observational are units of which some were reached, by whatever made it so, and what was known of all before.
type Observational struct {
	Treated  []bool
	Known    Covariates
	Outcomes []float64 // of every unit; may be nil where only scores, weights, pairs or balance are asked for
}

// Scores are the chances of having been reached, given what was known before: propensity scores.
type Scores struct {
	Shares         []float64    // by unit, strictly between 0 and 1
	Coefficients   []float64    // of the logistic line: the constant, then one for each thing known
	StandardErrors []float64    // of these, from the information
	LeftOut        []int        // things known that others determine; their coefficient is 0
	Undefined      stats.Reason // why there are no scores; empty when there are

	fit  linear.Fit
	rows linear.Rows
}

// Defined reports whether the scores may be read.
func (s Scores) Defined() bool { return s.Undefined == "" }

// EstimateScores fits the chance of having been reached by logistic regression on everything known.
//
// Special cases: no units give NoData, units all of one kind OneGroup. Separated means that what was known tells those
// reached and the others cleanly apart: there is nobody to compare with, and no weighting makes up for it. Scores that
// reach 0 or 1 in their last digit give the same.
//
// Errors: columns of different lengths, numbers that are not finite.
//
// Source: Rosenbaum & Rubin 1983, Biometrika 70:41-55, doi:10.1093/biomet/70.1.41.
func EstimateScores(data Observational) (Scores, error) {
	if err := data.check(false); err != nil {
		return Scores{}, err
	}
	if reason := data.sides(); reason != "" {
		return Scores{Undefined: reason}, nil
	}
	n, k := len(data.Treated), 1+len(data.Known)
	rows := linear.NewRows(k, n)
	x := make([]float64, k)
	x[0] = 1
	for i, treated := range data.Treated {
		for j, values := range data.Known {
			x[1+j] = values[i]
		}
		rows.Add(float64(side(treated)), x...)
	}
	fit, err := linear.Logistic(rows)
	switch {
	case errors.Is(err, linear.ErrSeparated):
		return Scores{Undefined: stats.Separated}, nil
	case err != nil:
		return Scores{Undefined: stats.NotConverged}, nil
	}
	s := Scores{Shares: make([]float64, n), Coefficients: fit.Coefficients, fit: fit, rows: rows}
	for i := range s.Shares {
		s.Shares[i] = fit.Predict(rows.Row(i))
		if s.Shares[i] <= 0 || s.Shares[i] >= 1 {
			return Scores{Undefined: stats.Separated}, nil
		}
	}
	variance := fit.Classical()
	for j := range k {
		s.StandardErrors = append(s.StandardErrors, math.Sqrt(variance.At(j, j)))
	}
	for _, column := range fit.Dependent {
		s.LeftOut = append(s.LeftOut, column-1)
	}
	return s, nil
}

func (d Observational) check(outcomes bool) error {
	n := len(d.Treated)
	if outcomes || d.Outcomes != nil {
		if err := checkColumns(n, numbers("outcomes", d.Outcomes)); err != nil {
			return err
		}
	}
	return d.Known.check(n)
}

// sides tells why units cannot be compared.
func (d Observational) sides() stats.Reason {
	treated, untreated := countsOf(d.Treated)
	switch {
	case treated+untreated == 0:
		return stats.NoData
	case treated == 0 || untreated == 0:
		return stats.OneGroup
	}
	return ""
}

// Estimand is whom an effect is to be about.
type Estimand int

// The estimands and their weights, of those reached and of the others, for a score p.
const (
	EffectOnTreated Estimand = iota // 1 and p/(1-p): those who were reached
	EffectOnAll                     // 1/p and 1/(1-p): everybody
	EffectOnOverlap                 // 1-p and p: those who might as well have been on the other side
)

// weight is the weight of a unit and how it moves with the logit of the score.
func (e Estimand) weight(p float64, treated bool) (weight, slope float64) {
	switch {
	case e == EffectOnTreated && treated:
		return 1, 0
	case e == EffectOnTreated:
		return p / (1 - p), p / (1 - p)
	case e == EffectOnAll && treated:
		return 1 / p, -(1 - p) / p
	case e == EffectOnAll:
		return 1 / (1 - p), p / (1 - p)
	case treated:
		return 1 - p, -p * (1 - p)
	}
	return p, p * (1 - p)
}

func (e Estimand) check() error {
	if e < EffectOnTreated || e > EffectOnOverlap {
		return stats.Refuse("there is no such estimand")
	}
	return nil
}

// Weights are the weights of all units for an estimand.
//
// Errors: scores that are undefined or of other units; an unknown estimand.
//
// Source: Li, Morgan & Zaslavsky 2018, JASA 113:390-400, doi:10.1080/01621459.2016.1260466.
func (s Scores) Weights(estimand Estimand, treated []bool) ([]float64, error) {
	if err := estimand.check(); err != nil {
		return nil, err
	}
	if !s.Defined() || len(s.Shares) != len(treated) {
		return nil, stats.Refuse("weights need a score of every unit")
	}
	weights := make([]float64, len(treated))
	for i, t := range treated {
		weights[i], _ = estimand.weight(s.Shares[i], t)
	}
	return weights, nil
}

// EffectiveSize is the number of units of equal weight that would tell as much, (Σw)²/Σw², on each side.
//
// Errors: columns of different lengths, weights that are negative or not finite.
//
// Source: Kish 1965, Survey Sampling, section 11.7.
func EffectiveSize(weights []float64, treated []bool) (ofTreated, ofOthers float64, err error) {
	if err := checkColumns(len(treated), numbers("weights", weights)); err != nil {
		return 0, 0, err
	}
	if err := checkWeights(weights); err != nil {
		return 0, 0, err
	}
	var sums, squares [2]float64
	for i, t := range treated {
		sums[side(t)] += weights[i]
		squares[side(t)] += weights[i] * weights[i]
	}
	size := func(g int) float64 {
		if squares[g] == 0 {
			return 0
		}
		return sums[g] * sums[g] / squares[g]
	}
	return size(1), size(0), nil
}

// influences calls with how far each unit moves the coefficients.
func (s Scores) influences(do func(unit int, influence []float64)) {
	influence := make([]float64, s.rows.Columns)
	for i, y := range s.rows.Y {
		s.fit.Influence(s.rows.Row(i), y, 1, influence)
		do(i, influence)
	}
}

// dot is the scalar product of two vectors.
func dot(a, b []float64) float64 {
	total := 0.0
	for i, x := range a {
		total += x * b[i]
	}
	return total
}
