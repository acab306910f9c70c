package effect

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/distribution"
	"athar/queries/stats/internal/exact"
)

// Study is the effect that one study or site found, on a scale without bounds: HedgesG, a logarithm of a ratio.
type Study struct {
	Effect   float64 // finite
	Variance float64 // of the effect, finite and above 0: the square of its standard error
}

// StudyOf makes a study of an estimate that has a value and a natural standard error above zero; ok is false for others.
func StudyOf(e stats.Estimate) (study Study, ok bool) {
	standardError := e.StandardError
	if !e.Defined() || !standardError.Defined() || standardError.Scale != stats.Natural || standardError.Value == 0 {
		return Study{}, false
	}
	return Study{Effect: e.Value, Variance: standardError.Value * standardError.Value}, true
}

// Model says how studies are pooled.
type Model string

// The models of pooling.
const (
	// KnappHartung lets effects differ between studies, finds by how much by restricted maximum likelihood, and takes the
	// interval from how the studies scatter, with Student's t. The house default.
	KnappHartung Model = "knapp-hartung"
	// RestrictedLikelihood is the same with a normal interval, which is too narrow for few studies.
	RestrictedLikelihood Model = "restricted-likelihood"
	// DerSimonianLaird finds the spread of effects from Cochran's Q, with a normal interval; common in older reports.
	DerSimonianLaird Model = "dersimonian-laird"
	// PauleMandel finds the spread at which Q is what chance would make it, with a normal interval.
	PauleMandel Model = "paule-mandel"
	// CommonEffect takes all studies to have one and the same true effect.
	CommonEffect Model = "common-effect"
)

// Methods of pooling, one a model.
const (
	MethodKnappHartung         stats.Method = "pool-reml-knapp-hartung/1"
	MethodRestrictedLikelihood stats.Method = "pool-reml/1"
	MethodDerSimonianLaird     stats.Method = "pool-dersimonian-laird/1"
	MethodPauleMandel          stats.Method = "pool-paule-mandel/1"
	MethodCommonEffect         stats.Method = "pool-common-effect/1"
	MethodCochranQ             stats.Method = "cochran-q/1"
)

// FewestStudies is the number of studies below which no pooled claim should be made; a result from fewer warns of
// FewStudies.
const FewestStudies = 5

// Pooling is several studies taken together.
type Pooling struct {
	Effect        stats.Estimate // mean of the effects
	TauSquared    stats.Estimate // variance of the true effects between studies, τ²; undefined for CommonEffect
	ISquared      stats.Estimate // share of the variance of the observed effects that is not chance, 0 to 1; likewise
	Prediction    stats.Interval // where the true effect of one more study lies; likewise
	Heterogeneity stats.Test     // Cochran's Q: are all true effects equal?
	Studies       int
}

// Pool takes studies together.
//
//	w = 1/(v + τ²),  μ = Σwy / Σw,  se² = 1/Σw,  limits μ ∓ q se,  prediction μ ∓ q √(se² + τ²)
//	KnappHartung: se² = Σ w(y-μ)² / ((k-1) Σw),  q = t(k-1); otherwise q is normal
//	I² = τ² / (τ² + s²),  s² = (k-1) Σu / ((Σu)² - Σu²),  Q = Σ u(y-μ₀)²,  with u = 1/v and μ₀ the mean at τ² = 0
//
// Unit: that of the effects; I² is a share.
//
// Special cases: no studies give NoData; one study is returned as it stands under CommonEffect, and otherwise has a value
// and TooFewStudies for all that speaks of other studies; fewer than FewestStudies warn of FewStudies. Under KnappHartung,
// studies with the very same effect give an interval without width (NoSpread).
//
// Errors: an effect that is infinite or NaN; a variance that is 0, negative, infinite or NaN; an unknown model; a level
// outside 0..1.
//
// Source: Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261-293, doi:10.3102/10769986030003261;
// Knapp & Hartung 2003, Statistics in Medicine 22:2693-2710, doi:10.1002/sim.1482; DerSimonian & Laird 1986, Controlled
// Clinical Trials 7:177-188, doi:10.1016/0197-2456(86)90046-2; Paule & Mandel 1982, Journal of Research of the NBS
// 87:377-385, doi:10.6028/jres.087.022; Higgins & Thompson 2002, Statistics in Medicine 21:1539-1558, doi:10.1002/sim.1186.
func Pool(studies []Study, model Model, options ...stats.Option) (Pooling, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Pooling{}, err
	}
	method, spread, err := model.parts()
	if err != nil {
		return Pooling{}, err
	}
	for _, study := range studies {
		switch {
		case !stats.IsFinite(study.Effect):
			return Pooling{}, stats.Refuse("effects must be finite numbers")
		case !(study.Variance > 0) || !stats.IsFinite(study.Variance):
			return Pooling{}, stats.Refuse("variances must be finite numbers above 0")
		}
	}
	if len(studies) == 0 {
		return undefinedPooling(stats.NoData, method, s), nil
	}
	plain := weigh(studies, 0)
	if !stats.IsFinite(plain.mean) || !stats.IsFinite(plain.scatter) {
		return undefinedPooling(stats.NumbersTooLarge, method, s), nil
	}
	k := float64(len(studies))
	if len(studies) == 1 && model != CommonEffect {
		result := undefinedPooling(stats.TooFewStudies, method, s)
		result.Effect, result.Studies = stats.WithoutInterval(plain.mean, stats.TooFewStudies, method, s), 1
		result.Effect = result.Effect.WarnedIf(true, stats.FewStudies)
		return result, nil
	}

	result := undefinedPooling(stats.NotPartOfMethod, method, s)
	result.Studies, result.Heterogeneity = len(studies), heterogeneity(plain, k)
	weighed, quantile, between := plain, s.Z(), 0.0
	if model != CommonEffect {
		between = spread(studies, plain)
		if !stats.IsFinite(between) {
			return undefinedPooling(stats.NumbersTooLarge, method, s), nil
		}
		weighed = weigh(studies, between)
		chance := (k - 1) * plain.weights / (plain.weights*plain.weights - plain.squares)
		result.TauSquared = stats.WithoutInterval(between, stats.NotPartOfMethod, method, s)
		result.ISquared = stats.WithoutInterval(between/(between+chance), stats.NotPartOfMethod, method, s)
	}
	standardError := 1 / math.Sqrt(weighed.weights)
	if model == KnappHartung {
		standardError *= math.Sqrt(weighed.scatter / (k - 1))
		quantile = -distribution.TQuantile((1-s.Level)/2, k-1)
	}
	result.Effect = stats.Symmetric(weighed.mean, standardError, quantile, method, s).WarnedIf(k < FewestStudies, stats.FewStudies)
	if model != CommonEffect {
		half := quantile * math.Hypot(standardError, math.Sqrt(between)) // never narrower than the interval of the mean, however small
		result.Prediction = stats.Interval{Low: weighed.mean - half, High: weighed.mean + half, Level: s.Level}
	}
	return result, nil
}

// parts are the method of a model and how it finds the variance between studies.
func (m Model) parts() (stats.Method, func([]Study, weighing) float64, error) {
	switch m {
	case KnappHartung:
		return MethodKnappHartung, restrictedLikelihood, nil
	case RestrictedLikelihood:
		return MethodRestrictedLikelihood, restrictedLikelihood, nil
	case DerSimonianLaird:
		return MethodDerSimonianLaird, derSimonianLaird, nil
	case PauleMandel:
		return MethodPauleMandel, pauleMandel, nil
	case CommonEffect:
		return MethodCommonEffect, nil, nil
	}
	return "", nil, stats.Refuse("there is no such model of pooling")
}

func undefinedPooling(reason stats.Reason, method stats.Method, s stats.Settings) Pooling {
	none := stats.Undefine(reason, method, s)
	return Pooling{
		Effect: none, TauSquared: none, ISquared: none,
		Prediction:    stats.Interval{Level: s.Level, Undefined: reason},
		Heterogeneity: stats.UndefinedTest(reason, MethodCochranQ),
	}
}

func heterogeneity(plain weighing, k float64) stats.Test {
	if k < 2 {
		return stats.UndefinedTest(stats.TooFewStudies, MethodCochranQ)
	}
	return stats.Test{
		Statistic: plain.scatter, Degrees: k - 1,
		PValue: distribution.ChiSquaredSurvival(plain.scatter, k-1), Method: MethodCochranQ,
	}
}

// weighing are the sums over studies at one value of τ².
type weighing struct {
	weights float64 // Σw, w = 1/(v + τ²)
	squares float64 // Σw²
	mean    float64 // μ = Σwy / Σw
	scatter float64 // Σw(y-μ)²
	steep   float64 // Σw²(y-μ)²
	logs    float64 // Σ ln(v + τ²)
}

func weigh(studies []Study, tauSquared float64) weighing {
	var weights, squares, mean, scatter, steep, logs exact.Sum
	for _, study := range studies {
		total := study.Variance + tauSquared
		w := 1 / total
		weights.Add(w)
		squares.Add(w * w)
		mean.Add(w * study.Effect)
		logs.Add(math.Log(total))
	}
	result := weighing{weights: weights.Value(), squares: squares.Value(), mean: mean.Value() / weights.Value(), logs: logs.Value()}
	for _, study := range studies {
		w := 1 / (study.Variance + tauSquared)
		distance := study.Effect - result.mean
		scatter.Add(w * distance * distance)
		steep.Add(w * distance * w * distance)
	}
	result.scatter, result.steep = scatter.Value(), steep.Value()
	return result
}
