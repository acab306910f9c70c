package disclosure

import (
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// marks are the cells that are hidden because of other tables: of later slices
// where slices nest, and of an earlier answer because of today's.
func (c *cutter) marks(key, period string, rows []Row) func(*plan, *suppress.Table) ([]suppress.Mark, error) {
	return func(then *plan, _ *suppress.Table) ([]suppress.Mark, error) {
		marks := c.lost(key, period, rows, then)
		if !c.request.Earlier || c.request.Today == nil {
			return marks, nil
		}
		today := newCutter(*c.request.Today, Request{Policy: c.request.Policy})
		now, err := today.plan(key, period, today.periods(key, today.rowsOf(key))[period])
		if err != nil {
			return nil, err
		}
		return append(marks, c.changed(then, now)...), nil
	}
}

// threshold is that of the whole table: marks do not know which dimensions a
// question will show.
func (c *cutter) threshold() int64 {
	return int64(c.request.Policy.For(append(slices.Clone(c.divided), c.table.Facets...)...))
}

// at are the levels of a cell by dimension.
func (c *cutter) at(cell suppress.Cell, levels [][]string) choice {
	chosen := choice{}
	for i, d := range c.divided {
		if cell[i] != suppress.All {
			chosen[d.Name] = []string{levels[i][cell[i]]}
		}
	}
	return chosen
}

// changed are the cells of an earlier answer that are hidden today, and those
// that differ from today's by so few that the difference would tell of them.
func (c *cutter) changed(then, now *plan) []suppress.Mark {
	threshold := c.threshold()
	var marks []suppress.Mark
	each(then.levels, func(cell suppress.Cell) {
		chosen := c.at(cell, then.levels)
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
	return marks
}

// lost are the cells of a nested slice that so few have left since any slice
// before that the difference would tell of them. Each slice knows of the one
// just before by its own parts; but where that is hidden, the one before it may
// not be. Slices of other units (other sources record them) are not compared.
func (c *cutter) lost(key, period string, rows []Row, this *plan) []suppress.Mark {
	nested := slices.IndexFunc(c.table.Facets, func(d models.Dimension) bool { return d.Name == c.table.Nested })
	own := slices.IndexFunc(c.table.Slices, func(s Slice) bool { return fmt.Sprintf("%q", s.Levels) == key })
	if nested < 0 || own < 0 {
		return nil
	}
	threshold := c.threshold()
	var marks []suppress.Mark
	for _, s := range c.table.Slices[:own] {
		same := true
		for i := range c.table.Facets {
			same = same && (i == nested || s.Levels[i] == c.table.Slices[own].Levels[i])
		}
		if !same {
			continue
		}
		before := &plan{parts: this.parts, rows: c.periods(fmt.Sprintf("%q", s.Levels), s.Rows)[period]}
		each(this.levels, func(cell suppress.Cell) {
			chosen := c.at(cell, this.levels)
			here, there := this.count(c.divided, chosen), before.count(c.divided, chosen)
			if len(here) == 0 || sum(here) != sum(there) {
				return
			}
			if gone := there[0] - here[0]; gone > 0 && gone < threshold {
				widths := make([]int64, len(here))
				for i := range widths {
					widths[i] = threshold
				}
				marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: widths})
			}
		})
	}
	return marks
}

func sum(parts []int64) int64 {
	var n int64
	for _, p := range parts {
		n += p
	}
	return n
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
