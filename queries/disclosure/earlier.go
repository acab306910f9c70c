package disclosure

import (
	"slices"

	"athar/models"
	"athar/queries/disclosure/internal/suppress"
)

// marks are the cells of an earlier answer that are hidden because of today's:
// what is hidden now, and what differs by so few that the difference would
// tell of them.
func (c *cutter) marks(key, period string) func(*plan, *suppress.Table) ([]suppress.Mark, error) {
	return func(then *plan, _ *suppress.Table) ([]suppress.Mark, error) {
		if !c.request.Earlier || c.request.Today == nil {
			return nil, nil
		}
		today := newCutter(*c.request.Today, Request{Policy: c.request.Policy})
		now, err := today.plan(key, period, today.periods(key, today.rowsOf(key))[period])
		if err != nil {
			return nil, err
		}
		threshold := int64(c.request.Policy.For(append(slices.Clone(c.divided), c.table.Facets...)...))
		var marks []suppress.Mark
		each(then.levels, func(cell suppress.Cell) {
			chosen := choice{}
			for i, d := range c.divided {
				if cell[i] != suppress.All {
					chosen[d.Name] = []string{then.levels[i][cell[i]]}
				}
			}
			before, after := then.count(c.divided, chosen), now.count(c.divided, chosen)
			if hidden(now, c.divided, chosen) {
				marks = append(marks, suppress.Mark{Cell: slices.Clone(cell)})
			}
			widths, few := make([]int64, len(before)), false
			for i := range before {
				if d := max(before[i]-after[i], after[i]-before[i]); d > 0 && d < threshold {
					widths[i], few = threshold, true
				}
			}
			if few {
				marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: widths})
			}
		})
		return marks, nil
	}
}

// rowsOf is the table of a slice by its key.
func (c *cutter) rowsOf(key string) []Row {
	if key == "" {
		return c.table.Rows
	}
	for _, s := range c.table.Slices {
		chosen := choice{}
		for i, d := range c.table.Facets {
			chosen[d.Name] = []string{s.Levels[i]}
		}
		if found, ok := c.rows(chosen); ok && found.key == key {
			return found.rows
		}
	}
	return nil
}

// each visits every cell of the lattice over some levels.
func each(levels [][]string, visit func(suppress.Cell)) {
	cell := make(suppress.Cell, len(levels))
	var walk func(int)
	walk = func(i int) {
		if i == len(levels) {
			visit(cell)
			return
		}
		for at := suppress.All; at < len(levels[i]); at++ {
			cell[i] = at
			walk(i + 1)
		}
	}
	walk(0)
}

// count is the parts of a cell, whether or not it may be shown.
func (p *plan) count(dimensions []models.Dimension, chosen choice) []int64 {
	parts := make([]int64, p.parts)
	for _, row := range p.rows {
		in := true
		for i, d := range dimensions {
			in = in && (chosen[d.Name] == nil || slices.Contains(chosen[d.Name], row.Levels[i]))
		}
		if in {
			for i, n := range row.Parts {
				parts[i] += n
			}
		}
	}
	return parts
}

func hidden(p *plan, dimensions []models.Dimension, chosen choice) bool {
	_, shown := p.cut(dimensions, chosen)
	return !shown
}
