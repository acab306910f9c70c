package segregation

import (
	"math"
	"slices"

	"athar/queries/stats"
)

// MethodChange takes a change of mutual information apart by Shapley's rule.
const MethodChange stats.Method = "segregation-change-shapley/1"

// Parts says why segregation changed. Openings, Closures, Groups, Units and Structure add up to After minus Before.
type Parts struct {
	Before, After stats.Estimate // mutual information
	Difference    stats.Estimate
	Openings      stats.Estimate // from units and groups that are in the later table alone
	Closures      stats.Estimate // from units and groups that are in the earlier table alone
	Groups        stats.Estimate // from other shares of the groups
	Units         stats.Estimate // from other sizes of the units
	Structure     stats.Estimate // from learners sorted otherwise: what is left when margins are alike
}

const (
	// emptyCell stands for a cell of nobody, which no adjustment could fill.
	emptyCell = 1e-10
	// marginsMet is how near the shares of an adjusted table must come to those asked for.
	marginsMet = 1e-10
	// mostRounds is when an adjustment is given up.
	mostRounds = 10_000
)

// Change takes the difference in [MutualInformation] between two tables of the same units apart.
//
//	M = M(Q, R, S): groups' shares Q, units' shares R, and the structure S that is left when both are adjusted
//	Structure = ½ [M(Q₂,R₂,S₂) - M(Q₂,R₂,S₁)] + ½ [M(Q₁,R₁,S₂) - M(Q₁,R₁,S₁)], Groups and Units likewise in every order
//
// over the units and groups that both tables have; tables are adjusted by iterative proportional fitting. Units are known
// by area and name, so a school that changed its code or area counts as a closure and an opening.
//
// Unit: nats. Special cases: nobody at either time gives NoData; nothing in common leaves openings and closures alone; an
// adjustment that does not settle gives NotConverged for the three inner parts. Small units or groups warn of SmallUnits.
// There are no intervals (NotSimulated). Errors: those of MutualInformation.
//
// Source: Elbers 2023, Sociological Methods & Research 52:5-42, doi:10.1177/0049124121986204; Deming & Stephan 1940, Annals
// of Mathematical Statistics 11:427-444, doi:10.1214/aoms/1177731829.
func Change(before, after []Cell, options ...stats.Option) (Parts, error) {
	first, s, err := scoresOf(before, options)
	if err != nil {
		return Parts{}, err
	}
	second, err := tableOf(after)
	if err != nil {
		return Parts{}, err
	}
	if len(first.places) == 0 || len(second.places) == 0 {
		none := stats.Undefine(stats.NoData, MethodChange, s)
		return Parts{Before: none, After: none, Difference: none, Openings: none, Closures: none, Groups: none, Units: none, Structure: none}, nil
	}
	small := first.small() || second.small()
	estimate := func(value float64) stats.Estimate {
		return stats.WithoutInterval(value, stats.NotSimulated, MethodChange, s).WarnedIf(small, stats.SmallUnits)
	}
	m1, m2 := first.mutualInformation(), second.mutualInformation()
	one, two := inCommon(first, second)
	common1, common2 := informationOf(one), informationOf(two)
	parts := Parts{
		Before: estimate(m1), After: estimate(m2), Difference: estimate(m2 - m1),
		Openings: estimate(m2 - common2), Closures: estimate(common1 - m1),
	}
	groups, units, structure, settled := shapley(one, two)
	if !settled {
		none := stats.Undefine(stats.NotConverged, MethodChange, s)
		parts.Groups, parts.Units, parts.Structure = none, none, none
		return parts, nil
	}
	parts.Groups, parts.Units, parts.Structure = estimate(groups), estimate(units), estimate(structure)
	return parts, nil
}

// inCommon keeps the units and groups that both tables have, in the same order.
func inCommon(a, b table) (one, two table) {
	var groupsA, groupsB []int
	for i, name := range a.groups {
		if j, both := b.group(name); both {
			groupsA, groupsB = append(groupsA, i), append(groupsB, j)
			one.groups = append(one.groups, name)
		}
	}
	two.groups = one.groups
	placesB := make(map[place]int, len(b.places))
	for v, p := range b.places {
		placesB[p] = v
	}
	for u, p := range a.places {
		v, both := placesB[p]
		if !both || len(groupsA) == 0 {
			continue
		}
		one.places = append(one.places, p)
		for i := range groupsA {
			one.counts = append(one.counts, a.row(u)[groupsA[i]])
			two.counts = append(two.counts, b.row(v)[groupsB[i]])
		}
	}
	two.places = one.places
	one.addUp()
	two.addUp()
	return one, two
}

// informationOf is 0 for a table of nobody.
func informationOf(t table) float64 {
	if t.total == 0 {
		return 0
	}
	return t.mutualInformation()
}

// margins are shares that a table is adjusted to.
type margins struct{ units, groups []float64 }

// shapley averages what each of groups, units and structure adds, over the orders in which they can change.
func shapley(one, two table) (groups, units, structure float64, settled bool) {
	if one.total == 0 || two.total == 0 {
		return 0, 0, 0, true
	}
	a, b := one.shares(), two.shares()
	all := [2]margins{{a.units, a.sizes}, {b.units, b.sizes}}
	// m[s][u][g] is the information of structure s with the units of time u and the groups of time g.
	var m [2][2][2]float64
	for s, start := range [2]table{a, b} {
		for u := range 2 {
			for g := range 2 {
				if u == s && g == s {
					m[s][u][g] = [2]table{one, two}[s].mutualInformation()
					continue
				}
				adjusted, ok := start.adjusted(margins{all[u].units, all[g].groups})
				if !ok {
					return 0, 0, 0, false
				}
				m[s][u][g] = adjusted.mutualInformation()
			}
		}
	}
	structure = (m[1][1][1] - m[0][1][1] + m[1][0][0] - m[0][0][0]) / 2
	for s := range 2 {
		groups += (m[s][0][1] - m[s][0][0] + m[s][1][1] - m[s][1][0]) / 4
		units += (m[s][1][0] - m[s][0][0] + m[s][1][1] - m[s][0][1]) / 4
	}
	return groups, units, structure, true
}

// shares is a table of shares of all learners, with next to nobody in the cells that had nobody.
func (t table) shares() table {
	s := table{places: t.places, groups: t.groups, counts: make([]float64, len(t.counts))}
	for i, n := range t.counts {
		s.counts[i] = max(n, emptyCell) / t.total
	}
	s.addUp()
	return s
}

// adjusted scales units and groups in turn until both have the margins asked for.
func (t table) adjusted(to margins) (table, bool) {
	a := table{places: t.places, groups: t.groups, counts: slices.Clone(t.counts)}
	a.addUp()
	for range mostRounds {
		for u, n := range a.units {
			for g := range a.row(u) {
				a.row(u)[g] *= to.units[u] / n
			}
		}
		a.addUp()
		for u := range a.units {
			for g, n := range a.sizes {
				a.row(u)[g] *= to.groups[g] / n
			}
		}
		a.addUp()
		if near(a.units, to.units) && near(a.sizes, to.groups) {
			return a, true
		}
	}
	return table{}, false
}

func near(got, want []float64) bool {
	for i := range got {
		if math.Abs(got[i]-want[i]) > marginsMet {
			return false
		}
	}
	return true
}
