package stats

import "athar/queries/stats/internal/exact"

// Group is one group of a published table: its level and how many persons it has.
type Group struct {
	Level
	Population float64 // persons or weight: finite, 0 or more
}

func (g Group) check() error {
	if !IsAmount(g.Population) {
		return Refuse("the population of a group must be a finite number, 0 or more")
	}
	return g.Level.check()
}

// groupsInPlay are the groups of an unordered table that have a level, with their shares of all persons.
type groupsInPlay struct {
	groups  []Group
	at      []int     // where each stood in the table
	shares  []float64 // of the population; nil when no population is known
	leftOut bool
	inexact bool // some standard error is not known
}

// inPlay applies the rule for unordered groups without a level: up to 15% may be left out. It refuses impossible groups.
func inPlay(table []Group) (groupsInPlay, Reason, error) {
	p := groupsInPlay{groups: make([]Group, 0, len(table)), at: make([]int, 0, len(table))}
	var population exact.Sum
	for i, g := range table {
		if err := g.check(); err != nil {
			return p, "", err
		}
		if g.NoValue {
			p.leftOut = true
			continue
		}
		if g.NoError {
			p.inexact, g.StandardError = true, 0
		}
		p.groups, p.at = append(p.groups, g), append(p.at, i)
		population.Add(g.Population)
	}
	switch {
	case len(table) == 0:
		return p, NoData, nil
	case len(table) == 1:
		return p, OneGroup, nil
	case tooManyMissing(len(table)-len(p.groups), len(table)) || len(p.groups) < 2:
		return p, MissingGroup, nil
	}
	if everybody := population.Value(); everybody > 0 {
		if !IsFinite(everybody) {
			return p, NumbersTooLarge, nil
		}
		p.shares = make([]float64, len(p.groups))
		for j, g := range p.groups {
			p.shares[j] = g.Population / everybody
		}
	}
	return p, "", nil
}

func (p groupsInPlay) values() []float64 {
	values := make([]float64, len(p.groups))
	for j, g := range p.groups {
		values[j] = g.Value
	}
	return values
}

// mean is the level of everybody together.
func (p groupsInPlay) mean() float64 { return weightedMean(p.values(), p.shares) }

// weightedMean needs shares that add up to 1.
func weightedMean(values, shares []float64) float64 {
	var total exact.Sum
	for j, y := range values {
		total.Add(shares[j] * y)
	}
	return total.Value()
}

// noise is how much variance between groups chance within them makes on average, Σ p(1-p)s².
func (p groupsInPlay) noise() float64 {
	var total exact.Sum
	for j, g := range p.groups {
		total.Add(p.shares[j] * (1 - p.shares[j]) * g.StandardError * g.StandardError)
	}
	return total.Value()
}

// variance is Σ p (y - mean)².
func variance(values, shares []float64) float64 {
	mean := weightedMean(values, shares)
	var total exact.Sum
	for j, y := range values {
		total.Add(shares[j] * (y - mean) * (y - mean))
	}
	return total.Value()
}

// noisyShare is the share of a variance from which on chance within groups is said to make part of it.
const noisyShare = 0.1

// noisy tells whether chance alone makes a good part of what the groups differ.
func (p groupsInPlay) noisy() bool {
	return p.shares != nil && p.noise() > noisyShare*variance(p.values(), p.shares)
}
