package disclosure

import (
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// marks are the cells that are hidden because of other tables: of later slices
// where slices nest, of a measure because of those before it, and of an earlier
// answer because of today's; and those in which one person's amount dominates,
// of small places, and of a few who are all of one kind.
func (c *cutter) marks(key, period string) func(*plan) ([]suppress.Mark, error) {
	return func(then *plan) ([]suppress.Mark, error) {
		then.itself = c.itself(then, key, period)
		marks := slices.Concat(c.lost(key, period, then), c.dominated(then), then.itself)
		linked, err := c.linked(key, period, then)
		if err != nil {
			return nil, err
		}
		marks = append(marks, linked...)
		if !c.request.Earlier || c.request.Today == nil {
			return marks, nil
		}
		today := newCutter(*c.request.Today, Request{Policy: c.request.Policy, Least: c.request.Least, LeastOfFirst: c.request.LeastOfFirst})
		now, err := today.plan(key, period, today.periods(key, today.rowsOf(key))[period])
		if err != nil {
			return nil, err
		}
		return append(marks, c.changed(then, now)...), nil
	}
}

// threshold is that of a cell: it rises where a sensitive dimension divides. The
// same margin has then the same in every question.
func (c *cutter) threshold(cell suppress.Cell) int64 {
	dividing := slices.Clone(c.table.Facets)
	for i, at := range cell {
		if at != suppress.All {
			dividing = append(dividing, c.divided[i])
		}
	}
	return int64(c.request.Policy.For(dividing...))
}

// open reports whether nothing is hidden: the data are public.
func (c *cutter) open() bool {
	return c.request.Policy.Threshold == 0 && c.request.Policy.SensitiveThreshold == 0
}

// changed are the cells of an earlier answer that are hidden today, and those
// that differ from today's by so few that the difference would tell of them.
func (c *cutter) changed(then, now *plan) []suppress.Mark {
	var marks []suppress.Mark
	before, after := then.margins(), now.margins()
	each(then.levels, func(cell suppress.Cell) {
		threshold := c.threshold(cell)
		if now.hides(cell, then.levels) {
			marks = append(marks, suppress.Mark{Cell: slices.Clone(cell)})
		}
		name := named(cell, then.levels)
		widths, few := make([]int64, then.parts), false
		for i := range widths {
			if d := distance(part(before[name], i), part(after[name], i)); d > 0 && d < threshold {
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
func (c *cutter) lost(key, period string, this *plan) []suppress.Mark {
	nested := slices.IndexFunc(c.table.Facets, func(d models.Dimension) bool { return d.Name == c.table.Nested })
	own := slices.IndexFunc(c.table.Slices, func(s Slice) bool { return fmt.Sprintf("%q", s.Levels) == key })
	if nested < 0 || own < 0 {
		return nil
	}
	var marks []suppress.Mark
	here := this.margins()
	for _, s := range c.table.Slices[:own] {
		same := true
		for i := range c.table.Facets {
			same = same && (i == nested || s.Levels[i] == c.table.Slices[own].Levels[i])
		}
		if !same {
			continue
		}
		before := &plan{parts: this.parts, rows: c.periods(fmt.Sprintf("%q", s.Levels), s.Rows)[period]}
		there := before.margins()
		each(this.levels, func(cell suppress.Cell) {
			name, threshold := named(cell, this.levels), c.threshold(cell)
			if sum(here[name]) != sum(there[name]) {
				return
			}
			if gone := part(there[name], 0) - part(here[name], 0); gone > 0 && gone < threshold {
				marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: this.wide(threshold)})
			}
		})
	}
	return marks
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
