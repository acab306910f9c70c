package reliability

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"
)

// MethodOmega is the reliability of a sum under one common factor.
const MethodOmega stats.Method = "omega-one-factor-ml/1"

// OneFactor is a scale in which one common factor stands behind the items.
type OneFactor struct {
	Omega stats.Estimate
	// Loadings are the correlations of the items with the factor, in the order of the columns; nil unless Omega is defined.
	// Their sum is not negative.
	Loadings []float64
}

const (
	mostIterations = 1000
	settled        = 1e-12 // the largest step, in units of a correlation, at which the fit has settled
)

// Omega estimates McDonald's omega: the share of the variance of the sum of the items that one common factor accounts for.
// Unlike alpha it does not ask that all items measure it equally well.
//
//	C = Λ Λᵀ + Θ,  ω = (Σλ_i)² / ((Σλ_i)² + Σθ_i)
//
// with loadings λ and uniquenesses θ, on the scale of the covariances C, by maximum likelihood: Fisher scoring on the
// correlations, which the likelihood does not mind.
//
// Unit: share, 0 to 1. It speaks of one factor: look at the loadings first.
//
// Special cases: nobody gives NoData, one person TooFew; fewer than three items give TooFewItems; an item that does not vary
// gives NoVariation; a fit that does not settle, as when two items are copies of each other, gives NotConverged. An item
// whose uniqueness the likelihood would take below zero is held at zero, with ImproperSolution.
//
// Errors: as for Alpha.
//
// Source: McDonald 1999, Test Theory: A Unified Treatment, chapter 6; Jöreskog 1967, Psychometrika 32:443-482,
// doi:10.1007/BF02289658.
func Omega(responses Table, options ...stats.Option) (OneFactor, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return OneFactor{}, err
	}
	if err := responses.check(); err != nil {
		return OneFactor{}, err
	}
	reason := responses.missing()
	if reason == "" && responses.Columns < 3 {
		reason = stats.TooFewItems
	}
	if reason != "" {
		return OneFactor{Omega: stats.Undefine(reason, MethodOmega, s)}, nil
	}
	c := responses.covariances()
	if c.constant() {
		return OneFactor{Omega: stats.Undefine(stats.NoVariation, MethodOmega, s)}, nil
	}
	f, ok := fitFactor(c.correlations())
	if !ok {
		return OneFactor{Omega: stats.Undefine(stats.NotConverged, MethodOmega, s)}, nil
	}
	var common, unique exact.Sum
	improper := false
	for i := range c.size {
		common.Add(f.loadings[i] * c.spread(i))
		unique.Add(f.uniquenesses[i] * c.at(i, i))
		improper = improper || f.uniquenesses[i] == 0
	}
	shared := common.Value() * common.Value()
	omega := without(shared/(shared+unique.Value()), "", MethodOmega, s)
	return OneFactor{Omega: omega.WarnedIf(improper, stats.ImproperSolution), Loadings: f.loadings}, nil
}

// factor is a model ΛΛᵀ + Ψ of correlations.
type factor struct{ loadings, uniquenesses []float64 }

// fitFactor is false when the fit does not settle.
func fitFactor(r covariances) (factor, bool) {
	k := r.size
	observed := mat.NewSymDense(k, r.values)
	f, ok := firstGuess(observed)
	if !ok {
		return factor{}, false
	}
	now, ok := f.judge(observed)
	for iteration := 0; ok && iteration < mostIterations; iteration++ {
		step, solved := f.step(observed, now)
		if !solved {
			return factor{}, false
		}
		longest := 0.0
		for _, d := range step {
			longest = math.Max(longest, math.Abs(d))
		}
		if longest <= settled {
			f.turn()
			return f, true
		}
		// Halve until the fit is no worse; what rounding alone makes worse is let pass.
		moved := false
		for size := 1.0; size > 1e-6; size /= 2 {
			next := f.moved(step, size)
			if judged, possible := next.judge(observed); possible && judged.discrepancy <= now.discrepancy+1e-13 {
				f, now, moved = next, judged, true
				break
			}
		}
		if !moved {
			return factor{}, false
		}
	}
	return factor{}, false
}

// firstGuess takes the first principal axis of the correlations.
func firstGuess(observed *mat.SymDense) (factor, bool) {
	k := observed.SymmetricDim()
	var eigen mat.EigenSym
	if !eigen.Factorize(observed, true) {
		return factor{}, false
	}
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	length := math.Sqrt(eigen.Values(nil)[k-1])
	f := factor{make([]float64, k), make([]float64, k)}
	for i := range k {
		f.loadings[i] = 0.9 * length * axes.At(i, k-1)
		f.uniquenesses[i] = math.Max(0.2, 1-f.loadings[i]*f.loadings[i])
	}
	return f, true
}

// turn gives the factor the direction in which the loadings do not add up to less than zero.
func (f factor) turn() {
	if exact.SumOf(f.loadings) < 0 {
		for i := range f.loadings {
			f.loadings[i] = -f.loadings[i]
		}
	}
}

// moved is the factor after a step, loadings first, with uniquenesses held at 0 or above.
func (f factor) moved(step []float64, size float64) factor {
	k := len(f.loadings)
	next := factor{make([]float64, k), make([]float64, k)}
	for i := range k {
		next.loadings[i] = f.loadings[i] + size*step[i]
		next.uniquenesses[i] = math.Max(0, f.uniquenesses[i]+size*step[k+i])
	}
	return next
}

// judgement is how well a factor fits.
type judgement struct {
	discrepancy float64      // ln|Σ| + tr(R Σ⁻¹)
	inverse     mat.SymDense // Σ⁻¹
	off         mat.Dense    // Σ⁻¹ (R - Σ) Σ⁻¹, the slope of the likelihood
}

// judge is false for a model that is singular.
func (f factor) judge(observed *mat.SymDense) (*judgement, bool) {
	k := len(f.loadings)
	model, residual := mat.NewSymDense(k, nil), mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			value := f.loadings[i] * f.loadings[j]
			if i == j {
				value += f.uniquenesses[i]
			}
			model.SetSym(i, j, value)
			residual.SetSym(i, j, observed.At(i, j)-value)
		}
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(model) || cholesky.Cond() > 1e12 {
		return nil, false
	}
	var result judgement
	if err := cholesky.InverseTo(&result.inverse); err != nil {
		return nil, false
	}
	var fitted mat.Dense
	fitted.Mul(&result.inverse, observed)
	result.discrepancy = cholesky.LogDet() + mat.Trace(&fitted)
	result.off.Product(&result.inverse, residual, &result.inverse)
	return &result, true
}

// step solves information x step = slope for loadings and uniquenesses. A uniqueness that lies at 0 and would fall stays.
func (f factor) step(observed *mat.SymDense, now *judgement) ([]float64, bool) {
	k := len(f.loadings)
	loadings := mat.NewVecDense(k, f.loadings)
	var through, slope mat.VecDense
	through.MulVec(&now.inverse, loadings)
	slope.MulVec(&now.off, loadings)
	explained := mat.Dot(loadings, &through)

	information, target := mat.NewSymDense(2*k, nil), mat.NewVecDense(2*k, nil)
	for i := range k {
		target.SetVec(i, slope.AtVec(i))
		target.SetVec(k+i, now.off.At(i, i)/2)
		for j := range k {
			inverse := now.inverse.At(i, j)
			if j >= i {
				information.SetSym(i, j, explained*inverse+through.AtVec(i)*through.AtVec(j))
				information.SetSym(k+i, k+j, inverse*inverse/2)
			}
			information.SetSym(i, k+j, inverse*through.AtVec(j))
		}
	}
	for i := range k {
		if f.uniquenesses[i] == 0 && target.AtVec(k+i) <= 0 {
			for j := range 2 * k {
				information.SetSym(k+i, j, 0)
			}
			information.SetSym(k+i, k+i, 1)
			target.SetVec(k+i, 0)
		}
	}
	var cholesky mat.Cholesky
	var step mat.VecDense
	if !cholesky.Factorize(information) {
		return nil, false
	}
	if err := cholesky.SolveVecTo(&step, target); err != nil {
		return nil, false
	}
	return step.RawVector().Data, true
}
