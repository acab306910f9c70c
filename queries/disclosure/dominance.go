package disclosure

import (
	"slices"

	"athar/queries/stats/suppress"
)

// nearestPercent is how near, in per cent of it, the second largest contributor
// to an amount may come to the largest (statistics.md 15).
const nearestPercent = 20

// dominated are the cells whose amount is nearly one person's.
func (c *cutter) dominated(p *plan) []suppress.Mark {
	if c.open() || !slices.ContainsFunc(p.rows, func(r Row) bool { return r.Largest[0] > 0 }) {
		return nil
	}
	type amount struct{ total, first, second float64 }
	amounts := map[string]amount{}
	p.eachMargin(func(name string, row Row) {
		a := amounts[name]
		if len(row.Sums) > 0 {
			a.total += row.Sums[0]
		}
		for _, x := range row.Largest {
			switch {
			case x > a.first:
				a.first, a.second = x, a.first
			case x > a.second:
				a.second = x
			}
		}
		amounts[name] = a
	})
	var marks []suppress.Mark
	each(p.levels, func(cell suppress.Cell) {
		a := amounts[named(cell, p.levels)]
		threshold := c.threshold(cell)
		if threshold > 0 && suppress.Estimable(a.total, a.first, a.second, nearestPercent) {
			marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: p.wide(threshold)})
		}
	})
	return marks
}
