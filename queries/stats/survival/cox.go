package survival

import (
	"math"

	"athar/queries/stats"

	"gonum.org/v1/gonum/mat"
)

// The methods of a proportional hazards model, by what they do with persons who leave at the same moment.
const (
	MethodCoxEfron   stats.Method = "cox-efron/1"
	MethodCoxBreslow stats.Method = "cox-breslow/1"
)

// Ties says how persons who leave at the same moment are told apart.
type Ties string

// The ways of treating ties: Efron's takes those who leave together one after the other, in all orders on average;
// Breslow's takes each as if all of them were still there, which draws estimates towards nothing when ties are many.
const (
	Efron   Ties = "efron"
	Breslow Ties = "breslow"
)

// Cohort is the spells of persons with what may explain how long they last.
type Cohort struct {
	Spells     []Spell
	Covariates [][]float64 // one column a covariate, each with one value a spell
}

// ProportionalHazards is a fitted Cox model.
type ProportionalHazards struct {
	LogRatios         []stats.Estimate // one a covariate: the change of the log hazard for one unit more
	Ratios            []stats.Estimate // the same as hazard ratios, with limits symmetric for the logarithm
	LogLikelihood     float64          // partial; meaningless unless Defined
	NullLogLikelihood float64          // without covariates; meaningless unless Defined
	Undefined         stats.Reason     // why there is no model; empty when there is one
}

// Defined reports whether there is a model.
func (m ProportionalHazards) Defined() bool { return m.Undefined == "" }

const (
	mostSteps    = 50
	likelihoodBy = 1e-12 // relative change of the likelihood at which a fit has settled
	scoreBy      = 1e-10 // what a last step would still gain, relative to the likelihood
	apart        = 25.0  // a spread of log hazards that only a perfect prediction gives
	ranAway      = 10.0  // a spread that one may give, and does when the error has become as large as
	unheld       = 50.0  // this, for a standard deviation of a covariate
)

// Cox fits a proportional hazards model: how covariates multiply the rate of leaving, whatever its course over time.
//
//	h(t|x) = h0(t) exp(xβ), β at the maximum of the partial likelihood, errors from its curvature there
//
// Every exit but Censored counts as leaving.
//
// Unit: log hazard ratios and hazard ratios for one unit more of a covariate.
//
// Special cases: no persons give NoData; nobody leaving, or a covariate that is a constant, NoVariation; a covariate that
// is a combination of others Collinear; a covariate by which those who leave can be told perfectly from those who stay, Separated; a fit that does
// not settle, NotConverged.
//
// Errors: those of the spells, as for [KaplanMeier]; no covariates; a column of another length than the spells; a
// covariate that is NaN or infinite; unknown ties; a level outside 0..1.
//
// Source: Cox 1972, JRSS B 34:187-220, doi:10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, JASA 72:557-565,
// doi:10.1080/01621459.1977.10480613; Breslow 1974, Biometrics 30:89-99, doi:10.2307/2529620.
func Cox(cohort Cohort, ties Ties, options ...stats.Option) (ProportionalHazards, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return ProportionalHazards{}, err
	}
	if ties != Efron && ties != Breslow {
		return ProportionalHazards{}, stats.Refuse("ties are treated by Efron's or Breslow's method")
	}
	if err := cohort.check(); err != nil {
		return ProportionalHazards{}, err
	}
	rows := sortedRisks(cohort)
	switch {
	case rows.persons == 0:
		return ProportionalHazards{Undefined: stats.NoData}, nil
	case rows.exits == 0 || rows.constant:
		return ProportionalHazards{Undefined: stats.NoVariation}, nil
	}
	return rows.fit(ties, s), nil
}

func (c Cohort) check() error {
	if err := check(c.Spells); err != nil {
		return err
	}
	if len(c.Covariates) == 0 {
		return stats.Refuse("a proportional hazards model needs a covariate")
	}
	for _, column := range c.Covariates {
		if len(column) != len(c.Spells) {
			return stats.Refuse("a covariate must have one value for each spell")
		}
		for _, x := range column {
			if !stats.IsFinite(x) {
				return stats.Refuse("covariates must be finite numbers")
			}
		}
	}
	return nil
}

// fit climbs the partial likelihood by Newton's steps, halved where they overshoot.
func (r risks) fit(ties Ties, s stats.Settings) ProportionalHazards {
	at := r.climbFrom(make([]float64, r.width), ties)
	model := ProportionalHazards{NullLogLikelihood: at.logLikelihood}
	for range mostSteps {
		step, gain, ok := at.newton()
		if !ok {
			return ProportionalHazards{Undefined: r.flat(at)}
		}
		next := r.climbFrom(plus(at.beta, step, 1), ties)
		for half := 0.5; !(next.logLikelihood >= at.logLikelihood-likelihoodBy*math.Abs(at.logLikelihood)) && half > 1e-6; half /= 2 {
			next = r.climbFrom(plus(at.beta, step, half), ties)
		}
		settled := math.Abs(next.logLikelihood-at.logLikelihood) <= likelihoodBy*math.Abs(next.logLikelihood) &&
			gain <= scoreBy*math.Abs(next.logLikelihood)
		at = next
		if r.spread(at.beta) > apart {
			return ProportionalHazards{Undefined: stats.Separated}
		}
		if settled {
			return at.model(model, r, ties, s)
		}
	}
	return ProportionalHazards{Undefined: stats.NotConverged}
}

// flat is why a likelihood has no curvature: it ran off with a covariate, or never had any.
func (r risks) flat(at summit) stats.Reason {
	if r.spread(at.beta) > ranAway {
		return stats.Separated
	}
	return stats.Collinear
}

func (at summit) model(m ProportionalHazards, r risks, ties Ties, s stats.Settings) ProportionalHazards {
	method := MethodCoxEfron
	if ties == Breslow {
		method = MethodCoxBreslow
	}
	var factor mat.Cholesky
	var covariance mat.SymDense
	if !factor.Factorize(at.information) || factor.InverseTo(&covariance) != nil {
		return ProportionalHazards{Undefined: r.flat(at)}
	}
	for j := range at.beta {
		if covariance.At(j, j) > unheld*unheld && r.spread(at.beta) > ranAway {
			return ProportionalHazards{Undefined: stats.Separated}
		}
	}
	m.LogLikelihood = at.logLikelihood
	for j, scaled := range at.beta {
		beta, standardError := scaled/r.scales[j], math.Sqrt(covariance.At(j, j))/r.scales[j]
		m.LogRatios = append(m.LogRatios, stats.Symmetric(beta, standardError, s.Z(), method, s))
		m.Ratios = append(m.Ratios, stats.SymmetricLog(math.Exp(beta), standardError, s.Z(), method, s))
	}
	return m
}

// newton is the step to the top of the parabola that touches the likelihood here, and what it would gain.
func (at summit) newton() (step []float64, gain float64, ok bool) {
	var factor mat.Cholesky
	if !factor.Factorize(at.information) || factor.Cond() > 1e13 {
		return nil, 0, false
	}
	score := mat.NewVecDense(len(at.score), at.score)
	var solved mat.VecDense
	if err := factor.SolveVecTo(&solved, score); err != nil {
		return nil, 0, false
	}
	return solved.RawVector().Data, mat.Dot(score, &solved) / 2, true
}

func plus(beta, step []float64, times float64) []float64 {
	sum := make([]float64, len(beta))
	for j := range beta {
		sum[j] = beta[j] + times*step[j]
	}
	return sum
}
