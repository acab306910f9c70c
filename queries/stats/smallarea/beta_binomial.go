package smallarea

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/optimize"
)

// MethodBetaBinomial is the empirical Bayes estimator with a beta distribution of true shares.
const MethodBetaBinomial stats.Method = "beta-binomial/1"

// BetaShares are the shares of areas under a beta distribution of their true shares.
type BetaShares struct {
	Alpha, Beta float64          // of the distribution; its mean is Alpha/(Alpha+Beta)
	Areas       []stats.Estimate // in the order given; empty unless Defined
	Undefined   stats.Reason     // why there is no model; empty when there is one
}

// Defined reports whether there is a model.
func (b BetaShares) Defined() bool { return b.Undefined == "" }

const (
	leastScore  = 1e-9 // at which the likelihood has been climbed, beside the number of persons
	mostClimbs  = 1000
	noneBetween = 1e7 // a sum of Alpha and Beta beyond which areas do not differ by more than chance
)

// BetaBinomial finds the beta distribution from which the true shares of areas would most likely give these counts, and for
// each area the mean of what is then to be believed of it, (x+α)/(n+α+β), with the quantiles of Beta(x+α, n-x+β) as limits.
// Unlike those of EmpiricalBayes they suit shares near 0 and 1. They take α and β as known.
//
// Unit: shares, 0 to 1.
//
// Special cases: no persons at all give NoData; one area OneGroup; no area of two persons or more TooFew; areas that differ
// by no more than chance, or everybody or nobody succeeding, NoVariation; a likelihood that is not climbed NotConverged. An
// area without persons has the mean. Areas warn that they are Modelled.
//
// Errors: as for EmpiricalBayes.
//
// Source: Griffiths 1973, Biometrics 29:637-648, doi:10.2307/2529131.
func BetaBinomial(areas []stats.Proportion, options ...stats.Option) (BetaShares, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return BetaShares{}, err
	}
	successes, trials, some, largest := 0.0, 0.0, 0, 0.0
	for _, a := range areas {
		if err := checkShare(a); err != nil {
			return BetaShares{}, err
		}
		successes += a.Successes
		trials += a.Trials
		largest = max(largest, a.Trials)
		if a.Trials > 0 {
			some++
		}
	}
	switch {
	case some == 0:
		return BetaShares{Undefined: stats.NoData}, nil
	case some == 1:
		return BetaShares{Undefined: stats.OneGroup}, nil
	case largest < 2:
		return BetaShares{Undefined: stats.TooFew}, nil
	case successes == 0 || successes == trials:
		return BetaShares{Undefined: stats.NoVariation}, nil
	}
	alpha, beta, reason := climb(areas, successes/trials, trials)
	if reason != "" {
		return BetaShares{Undefined: reason}, nil
	}
	result := BetaShares{Alpha: alpha, Beta: beta, Areas: make([]stats.Estimate, len(areas))}
	var said modelled
	for i, area := range areas {
		a, b := area.Successes+alpha, area.Trials-area.Successes+beta
		e := said.warned(stats.Symmetric(a/(a+b), math.Sqrt(a*b/(a+b+1))/(a+b), s.Z(), MethodBetaBinomial, s))
		e.Interval.Low = distribution.BetaQuantile((1-s.Level)/2, a, b)
		e.Interval.High = distribution.BetaQuantile((1+s.Level)/2, a, b)
		result.Areas[i] = e
	}
	return result, nil
}

// climb maximises the likelihood over the logit of the mean and the logarithm of the sum of α and β.
func climb(areas []stats.Proportion, mean, persons float64) (alpha, beta float64, reason stats.Reason) {
	parameters := func(x []float64) (a, b float64) {
		sum := math.Exp(x[1])
		return sum / (1 + math.Exp(-x[0])), sum / (1 + math.Exp(x[0]))
	}
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			a, b := parameters(x)
			var total exact.Sum
			for _, area := range areas {
				total.Add(mathext.Lbeta(a, b) - mathext.Lbeta(area.Successes+a, area.Trials-area.Successes+b))
			}
			return total.Value()
		},
		Grad: func(gradient, x []float64) {
			a, b := parameters(x)
			var byA, byB exact.Sum
			whole := mathext.Digamma(a + b)
			for _, area := range areas {
				common := mathext.Digamma(area.Trials+a+b) - whole
				byA.Add(common - mathext.Digamma(area.Successes+a) + mathext.Digamma(a))
				byB.Add(common - mathext.Digamma(area.Trials-area.Successes+b) + mathext.Digamma(b))
			}
			p := a / (a + b)
			gradient[0] = (byA.Value() - byB.Value()) * (a + b) * p * (1 - p)
			gradient[1] = byA.Value()*a + byB.Value()*b
		},
	}
	start := []float64{math.Log(mean / (1 - mean)), math.Log(10)}
	settings := &optimize.Settings{GradientThreshold: leastScore * persons, MajorIterations: mostClimbs}
	result, err := optimize.Minimize(problem, start, settings, &optimize.BFGS{})
	if result == nil {
		return 0, 0, stats.NotConverged
	}
	gradient := make([]float64, 2)
	problem.Grad(gradient, result.X)
	alpha, beta = parameters(result.X)
	switch {
	case alpha+beta > noneBetween:
		return 0, 0, stats.NoVariation
	case err != nil && math.Hypot(gradient[0], gradient[1]) > 1e-6*persons:
		return 0, 0, stats.NotConverged
	}
	return alpha, beta, ""
}
