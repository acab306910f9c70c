package smallarea

import (
	"math"

	"athar/queries/stats"
	"athar/queries/stats/internal/exact"

	"gonum.org/v1/gonum/mat"
)

// The methods of a model with a random intercept.
const (
	MethodREML stats.Method = "random-intercept-reml/1"
	MethodML   stats.Method = "random-intercept-ml/1"
)

// Likelihood says what is maximised.
type Likelihood string

// The likelihoods. The restricted one, of what coefficients cannot explain, does not find groups too much alike when they
// are few, and is the default; fits with different columns can be compared by the full one only.
const (
	Restricted Likelihood = "reml"
	Full       Likelihood = "ml"
)

// Multilevel is a fitted model of persons in groups.
type Multilevel struct {
	Coefficients  []stats.Estimate // the constant, then one for each column
	Between       float64          // τ²: variance between groups beside what columns explain
	Within        float64          // σ²: variance of persons within groups
	Intraclass    float64          // τ²/(τ²+σ²)
	LogLikelihood float64
	Groups        []Group      // in the order of names
	Undefined     stats.Reason // why there is no model; empty when there is one
}

// Defined reports whether there is a model.
func (m Multilevel) Defined() bool { return m.Undefined == "" }

// Group is one group of a model.
type Group struct {
	Name      string
	Size      float64
	Mean      float64        // as observed
	Shrinkage float64        // the part of the group's own deviation that is believed, 0 to 1
	Effect    stats.Estimate // how far the group lies from what its columns say; its error takes the coefficients as known
	Level     stats.Estimate // the mean to be expected of such persons in this group; its error allows for the coefficients
}

// RandomIntercept fits y = xβ + u + e, with u of variance τ² shared by the persons of a group and e of variance σ² of each,
// and predicts what each group adds.
//
//	û = γ (ȳ - x̄β),  γ = τ²/(τ² + σ²/n),  error √(τ²(1-γ));  level x̄β + û, error √(τ²(1-γ) + (1-γ)² x̄ V(β) x̄ᵀ)
//
// Unit: that of the values; variances in its square.
//
// Special cases: no persons give NoData; one group OneGroup; groups of one person each, or no more persons than
// coefficients, TooFew; values that do not vary within groups NoVariation; a column that is a constant or a combination of
// others Collinear. Groups that differ by no more than chance have τ² = 0 and effects of 0 without error (NoSpread). Effects and
// levels warn that they are Modelled, and coefficients of FewClusters below twenty groups.
//
// Errors: columns of different lengths; values that are NaN or infinite; an unknown likelihood; a level outside 0..1.
//
// Source: Henderson 1975, Biometrics 31:423-447, doi:10.2307/2529430; Patterson & Thompson 1971, Biometrika 58:545-554,
// doi:10.1093/biomet/58.3.545.
func RandomIntercept(m Members, by Likelihood, options ...stats.Option) (Multilevel, error) {
	s, err := stats.SettingsOf(options)
	if err != nil {
		return Multilevel{}, err
	}
	if by != Restricted && by != Full {
		return Multilevel{}, stats.Refuse("the likelihood is the restricted or the full one")
	}
	if err := m.check(); err != nil {
		return Multilevel{}, err
	}
	if len(m.Value) == 0 {
		return Multilevel{Undefined: stats.NoData}, nil
	}
	all := byGroup(m)
	coefficients := float64(all.width() - 1)
	switch {
	case len(all.groups) < 2:
		return Multilevel{Undefined: stats.OneGroup}, nil
	case all.persons == float64(len(all.groups)) || all.persons <= coefficients:
		return Multilevel{Undefined: stats.TooFew}, nil
	}
	if reason := all.whyNoModel(); reason != "" {
		return Multilevel{Undefined: reason}, nil
	}
	ratio, found := least(1, func(x float64) (value, slope float64, ok bool) {
		fit, ok := all.profile(x, by)
		return fit.deviance, fit.slope, ok
	})
	fit, ok := all.profile(ratio, by)
	if !found || !ok {
		return Multilevel{Undefined: stats.NoVariation}, nil
	}
	return all.model(fit, ratio, by, s), nil
}

// whyNoModel is the reason why columns do not vary independently of each other over all persons, or values within groups.
func (g grouped) whyNoModel() stats.Reason {
	width := g.width()
	y := width - 1
	cross := func(j, k int) float64 {
		sum := g.within[j*width+k]
		for _, one := range g.groups {
			sum += one.size * one.means[j] * one.means[k]
		}
		return sum
	}
	if !(g.within[y*width+y] > 1e-24*(cross(y, y)+g.persons*g.centres[y]*g.centres[y])) {
		return stats.NoVariation
	}
	if width == 2 {
		return ""
	}
	correlations := mat.NewSymDense(width-2, nil)
	for j := 1; j < y; j++ {
		if !(cross(j, j) > 1e-24*g.persons*g.centres[j]*g.centres[j]) {
			return stats.Collinear
		}
		for k := j; k < y; k++ {
			correlations.SetSym(j-1, k-1, cross(j, k)/math.Sqrt(cross(j, j)*cross(k, k)))
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(correlations) || factor.Cond() > 1e12 {
		return stats.Collinear
	}
	return ""
}

// profile is the likelihood at a ratio of the variances between and within, with all else at its best.
type profile struct {
	deviance, slope float64 // -2 log likelihood, and how it changes with the ratio
	within          float64
	beta            []float64
	information     mat.Cholesky // XᵀV⁻¹X times the variance within
}

func (g grouped) profile(ratio float64, by Likelihood) (p profile, ok bool) {
	width := g.width()
	products, slopes := make([]exact.Sum, width*width), make([]exact.Sum, width*width)
	var logarithms, pulls exact.Sum
	for i, x := range g.within {
		products[i].Add(x)
	}
	for _, one := range g.groups {
		shrunk := 1 / (1 + one.size*ratio)
		logarithms.Add(math.Log1p(one.size * ratio))
		pulls.Add(one.size * shrunk)
		for j, x := range one.means {
			for k := j; k < width; k++ {
				xy := one.size * x * one.means[k]
				products[j*width+k].Add(shrunk * xy)
				slopes[j*width+k].Add(-shrunk * shrunk * one.size * xy)
			}
		}
	}
	columns := width - 1
	a, da := mat.NewSymDense(columns, nil), mat.NewSymDense(columns, nil)
	b, db := mat.NewVecDense(columns, nil), mat.NewVecDense(columns, nil)
	for j := range columns {
		for k := j; k < columns; k++ {
			a.SetSym(j, k, products[j*width+k].Value())
			da.SetSym(j, k, slopes[j*width+k].Value())
		}
		b.SetVec(j, products[j*width+columns].Value())
		db.SetVec(j, slopes[j*width+columns].Value())
	}
	if !p.information.Factorize(a) {
		return profile{}, false
	}
	var beta mat.VecDense
	var pulled mat.Dense
	if p.information.SolveVecTo(&beta, b) != nil || p.information.SolveTo(&pulled, da) != nil {
		return profile{}, false
	}
	p.beta = beta.RawVector().Data
	left := products[width*width-1].Value() - mat.Dot(b, &beta)
	change := slopes[width*width-1].Value() - 2*mat.Dot(db, &beta) + mat.Inner(&beta, da, &beta)
	freedom := g.persons
	p.deviance, p.slope = logarithms.Value(), pulls.Value()
	if by == Restricted {
		freedom -= float64(columns)
		p.deviance += p.information.LogDet()
		p.slope += mat.Trace(&pulled)
	}
	p.within = left / freedom
	p.deviance += freedom * (math.Log(2*math.Pi*p.within) + 1)
	p.slope += freedom * change / left
	return p, left > 0 && stats.IsFinite(p.deviance) && stats.IsFinite(p.slope)
}

// fewGroups is the number below which the errors of coefficients, which take the variances as known, are too small.
const fewGroups = 20

func (g grouped) model(p profile, ratio float64, by Likelihood, s stats.Settings) Multilevel {
	method := MethodREML
	if by == Full {
		method = MethodML
	}
	m := Multilevel{
		Between: ratio * p.within, Within: p.within, Intraclass: ratio / (1 + ratio), LogLikelihood: -p.deviance / 2,
	}
	columns := g.width() - 1
	var inverse mat.SymDense
	if p.information.InverseTo(&inverse) != nil {
		return Multilevel{Undefined: stats.NoVariation}
	}
	// The constant belongs to persons at the mean of all columns; it is brought back to columns of 0.
	origin := mat.NewVecDense(columns, nil)
	origin.SetVec(0, 1)
	constant := g.centres[columns] + p.beta[0]
	for j := 1; j < columns; j++ {
		origin.SetVec(j, -g.centres[j])
		constant -= p.beta[j] * g.centres[j]
	}
	few := len(g.groups) < fewGroups
	coefficient := func(value, variance float64) {
		m.Coefficients = append(m.Coefficients, stats.Symmetric(value, math.Sqrt(p.within*variance), s.Z(), method, s).WarnedIf(few, stats.FewClusters))
	}
	coefficient(constant, mat.Inner(origin, &inverse, origin))
	for j := 1; j < columns; j++ {
		coefficient(p.beta[j], inverse.At(j, j))
	}
	m.Groups = make([]Group, len(g.groups))
	var effects, levels modelled
	for i, one := range g.groups {
		shrinkage := ratio * one.size / (1 + ratio*one.size)
		x := one.means[:columns]
		fitted := dot(x, p.beta)
		effect := shrinkage * (one.means[columns] - fitted)
		known := m.Between * (1 - shrinkage)
		unknown := (1 - shrinkage) * (1 - shrinkage) * p.within * inner(x, &inverse)
		m.Groups[i] = Group{
			Name: one.name, Size: one.size, Mean: g.centres[columns] + one.means[columns], Shrinkage: shrinkage,
			Effect: effects.warned(stats.Symmetric(effect, math.Sqrt(known), s.Z(), method, s)),
			Level:  levels.warned(stats.Symmetric(g.centres[columns]+fitted+effect, math.Sqrt(known+unknown), s.Z(), method, s)),
		}
	}
	return m
}
