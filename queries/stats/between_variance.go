package stats

import (
	"math"

	"athar/queries/stats/internal/exact"
)

// MethodBetweenVariance is the between-group variance with the error of Ahn and others.
const MethodBetweenVariance Method = "bgv/1"

// BetweenGroupVariance estimates how far unordered groups lie from the mean of everybody, squared.
//
//	BGV = Σ p (y - μ)²,  μ = Σ p y
//	se² = 4 Σ p²s²(y - μ)² + 2 [(Σ p²s²)² - Σ p⁴s⁴ + Σ p²(1-p)²s⁴],  limits BGV ∓ z se
//
// with p the groups' shares of the population. Unit: that of the indicator, squared; BetweenGroupDeviation is its root.
//
// Special cases: one group gives OneGroup; no populations give NoPopulation; groups without a level are left out with
// GroupsLeftOut while they are at most 15%, more give MissingGroup. A group without a standard error leaves the interval
// undefined (NoStandardError). Chance within groups adds Σ p(1-p)s² on average: NoiseInflates says that this is more than a
// tenth of what was found. The lower limit may fall below zero.
//
// Errors: a level infinite or NaN; a standard error or population negative, infinite or NaN; a level outside 0..1 for the
// interval.
//
// Source: Ahn, Harper, Yu, Feuer, Liu & Luta 2018, JCO Clinical Cancer Informatics 2:1-19.
func BetweenGroupVariance(table []Group, options ...Option) (Estimate, error) {
	s, err := SettingsOf(options)
	if err != nil {
		return Estimate{}, err
	}
	p, reason, err := inPlay(table)
	switch {
	case err != nil:
		return Estimate{}, err
	case reason != "":
		return Undefine(reason, MethodBetweenVariance, s), nil
	case p.shares == nil:
		return Undefine(NoPopulation, MethodBetweenVariance, s), nil
	}
	mean := p.mean()
	var value, about, first, fourth, rest exact.Sum
	for j, g := range p.groups {
		share, distance, e := p.shares[j], g.Value-mean, g.StandardError
		value.Add(share * distance * distance)
		about.Add(share * share * e * e * distance * distance)
		first.Add(share * share * e * e)
		fourth.Add(share * share * share * share * e * e * e * e)
		rest.Add(share * share * (1 - share) * (1 - share) * e * e * e * e)
	}
	square := 4*about.Value() + 2*(first.Value()*first.Value()-fourth.Value()+rest.Value())
	return p.estimate(value.Value(), math.Sqrt(max(0, square)), MethodBetweenVariance, s).
		WarnedIf(p.noisy(), NoiseInflates), nil
}

// estimate is a value with normal limits, unless some group's error is unknown.
func (p groupsInPlay) estimate(value, standardError float64, method Method, s Settings) Estimate {
	e := Symmetric(value, standardError, s.Z(), method, s)
	if p.inexact && IsFinite(value) {
		e = WithoutInterval(value, NoStandardError, method, s)
	}
	return e.WarnedIf(p.leftOut && e.Defined(), GroupsLeftOut)
}
