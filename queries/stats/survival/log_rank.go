package survival

import (
	"cmp"
	"slices"

	"athar/queries/stats"
	"athar/queries/stats/distribution"

	"gonum.org/v1/gonum/mat"
)

// MethodLogRank is the log-rank test.
const MethodLogRank stats.Method = "log-rank/1"

// LogRank tests whether groups leave at the same rate: at every moment the exits of each group are held against its share
// of those at risk.
//
//	O - E = Σ (d_g - d n_g/n),  V = Σ d (n-d)/(n-1) (diag(n_g/n) - n_g n_h/n²),  χ² = (O-E)ᵀ V⁻¹ (O-E)
//
// with as many degrees of freedom as there are groups, less one. Every exit but Censored counts. It sees best a difference
// that stays in the same proportion, and misses one that changes sides.
//
// Special cases: no persons give NoData; nobody leaving gives NoVariation; a group of which nobody was at risk when
// anybody left says nothing and is left out (GroupsLeftOut); fewer than two groups that say something give OneGroup.
// NoVariation also where every exit came when one group alone was left, or all left at once.
//
// Errors: those of the spells, as for [KaplanMeier].
//
// Source: Mantel 1966, Cancer Chemotherapy Reports 50:163-170; Peto & Peto 1972, JRSS A 135:185-207, doi:10.2307/2344317.
func LogRank(groups ...[]Spell) (stats.Test, error) {
	total := 0
	for _, spells := range groups {
		if err := check(spells); err != nil {
			return stats.Test{}, err
		}
		total += len(spells)
	}
	rows := make([]member, 0, total)
	for g, spells := range groups {
		for _, s := range spells {
			if s.Persons > 0 {
				rows = append(rows, member{s, g})
			}
		}
	}
	if len(rows) == 0 {
		return stats.UndefinedTest(stats.NoData, MethodLogRank), nil
	}
	comparison := compareExits(rows, len(groups))
	kept := comparison.informative()
	switch {
	case !comparison.anyExit:
		return stats.UndefinedTest(stats.NoVariation, MethodLogRank), nil
	case len(kept) < 2:
		return stats.UndefinedTest(stats.OneGroup, MethodLogRank), nil
	}
	statistic, ok := comparison.chiSquared(kept[:len(kept)-1])
	if !ok {
		return stats.UndefinedTest(stats.NoVariation, MethodLogRank), nil
	}
	degrees := float64(len(kept) - 1)
	return stats.Test{
		Statistic: statistic,
		Degrees:   degrees,
		PValue:    distribution.ChiSquaredSurvival(statistic, degrees),
		Method:    MethodLogRank,
	}.WarnedIf(len(kept) < len(groups), stats.GroupsLeftOut), nil
}

// member is a spell and the group it belongs to.
type member struct {
	Spell
	group int
}

// comparison is what the log-rank test adds up over the moments.
type comparison struct {
	excess   []float64 // O - E
	expected []float64
	variance *mat.SymDense
	anyExit  bool
}

// compareExits goes through the moments from the last to the first, so that those at risk gather on the way.
func compareExits(rows []member, groups int) comparison {
	slices.SortFunc(rows, func(a, b member) int { return cmp.Compare(b.Time, a.Time) })
	c := comparison{make([]float64, groups), make([]float64, groups), mat.NewSymDense(groups, nil), false}
	atRisk, exits := make([]float64, groups), make([]float64, groups)
	n, d := 0.0, 0.0
	for i, r := range rows {
		atRisk[r.group] += r.Persons
		n += r.Persons
		if r.Exit != Censored {
			exits[r.group] += r.Persons
			d += r.Persons
		}
		if d == 0 || i+1 < len(rows) && rows[i+1].Time == r.Time {
			continue
		}
		c.anyExit = true
		c.add(atRisk, exits, n, d)
		clear(exits)
		d = 0
	}
	return c
}

func (c comparison) add(atRisk, exits []float64, n, d float64) {
	spread := 0.0
	if n > 1 {
		spread = d * (n - d) / (n - 1)
	}
	for g, ng := range atRisk {
		share := ng / n
		c.excess[g] += exits[g] - d*share
		c.expected[g] += d * share
		c.variance.SetSym(g, g, c.variance.At(g, g)+spread*share*(1-share))
		for h := g + 1; h < len(atRisk); h++ {
			c.variance.SetSym(g, h, c.variance.At(g, h)-spread*share*atRisk[h]/n)
		}
	}
}

// informative are the groups of which somebody was at risk when somebody left.
func (c comparison) informative() []int {
	var groups []int
	for g, expected := range c.expected {
		if expected > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// chiSquared needs all informative groups but one: their excesses add up to zero.
func (c comparison) chiSquared(groups []int) (statistic float64, ok bool) {
	excess, variance := mat.NewVecDense(len(groups), nil), mat.NewSymDense(len(groups), nil)
	for i, g := range groups {
		excess.SetVec(i, c.excess[g])
		for j, h := range groups {
			variance.SetSym(i, j, c.variance.At(g, h))
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(variance) {
		return 0, false
	}
	var solved mat.VecDense
	if err := factor.SolveVecTo(&solved, excess); err != nil {
		return 0, false
	}
	return mat.Dot(excess, &solved), true
}
