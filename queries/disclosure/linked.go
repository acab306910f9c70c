package disclosure

import (
	"slices"
	"strings"

	"athar/queries/stats/suppress"
)

// linked are the cells that are hidden because of the tables protected before
// this one. A count that is said leaves a hidden one that it is near to no room,
// so it must differ by the threshold, or be hidden as well.
func (c *cutter) linked(key, period string, this *plan) ([]suppress.Mark, error) {
	var marks []suppress.Mark
	for i, b := range c.table.Before {
		other := c.before[i]
		split := other.periods(key, other.rowsOf(key))
		periods := []string{period}
		if b.Periods != nil {
			periods = b.Periods[period]
		}
		for _, p := range periods {
			if len(split[p]) == 0 {
				continue
			}
			before, err := other.plan(key, p, split[p])
			if err != nil {
				return nil, err
			}
			marks = append(marks, c.beside(this, before, b.Periods != nil)...)
		}
	}
	return marks, nil
}

// besides is the table of the same period that is protected before this one;
// nil where there is none.
func (c *cutter) besides(key, period string) (*plan, error) {
	for i, b := range c.table.Before {
		if b.Periods != nil {
			continue
		}
		other := c.before[i]
		if rows := other.periods(key, other.rowsOf(key))[period]; len(rows) > 0 {
			return other.plan(key, period, rows)
		}
	}
	return nil, nil
}

// linkedOverAll are those of the table over all periods.
func (c *cutter) linkedOverAll(key string, this *plan) ([]suppress.Mark, error) {
	var marks []suppress.Mark
	for i, b := range c.table.Before {
		if b.Periods != nil {
			continue
		}
		other := c.before[i]
		before, err := other.pooled(keyed{key, other.rowsOf(key)})
		if err != nil {
			return nil, err
		}
		if before == nil {
			before = &plan{parts: this.parts, rows: other.withoutPeriods(key), levels: this.levels, closed: true}
		}
		marks = append(marks, c.beside(this, before, false)...)
	}
	return marks, nil
}

// beside marks what may not be said beside a table that was protected before. A
// period holds others of it as a whole (a year its terms) if within: then it is
// said only where each of them is.
func (c *cutter) beside(this, before *plan, within bool) []suppress.Mark {
	if c.open() {
		return nil
	}
	var marks []suppress.Mark
	mine, theirs := this.margins(), before.margins()
	each(this.levels, func(cell suppress.Cell) {
		threshold := c.threshold(cell)
		few := func(d int64) bool { return d > 0 && d < threshold }
		name := named(cell, this.levels)
		a, b := mine[name], theirs[name]
		d := distance(part(a, 0), part(b, 0))
		switch {
		case sum(a) == 0:
		case within && before.hides(cell, this.levels):
			marks = append(marks, suppress.Mark{Cell: slices.Clone(cell)}) // the whole pattern, which needs no more
		case d < threshold && before.hides(cell, this.levels), few(d) || within && few(distance(sum(a), sum(b))):
			marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: this.wide(threshold)})
		}
	})
	return marks
}

// wide asks the same width for every part.
func (p *plan) wide(width int64) []int64 {
	widths := make([]int64, p.parts)
	for i := range widths {
		widths[i] = width
	}
	return widths
}

// hides reports whether a cell, given by places in other lists of levels, is
// not said.
func (p *plan) hides(cell suppress.Cell, levels [][]string) bool {
	return p.closed || p.stateOf(cell, levels) != suppress.Shown
}

// margins are the parts of every cell of the plan's lattice that has anybody, by
// its name.
func (p *plan) margins() map[string][]int64 {
	all := map[string][]int64{}
	p.eachMargin(func(name string, row Row) {
		if all[name] == nil {
			all[name] = make([]int64, p.parts)
		}
		for i, n := range row.Parts {
			all[name][i] += n
		}
	})
	return all
}

// eachMargin visits each row once for every cell of the lattice that it is in.
func (p *plan) eachMargin(visit func(name string, row Row)) {
	names := make([]string, 0, 4)
	for _, row := range p.rows {
		for whole := range 1 << len(row.Levels) {
			names = names[:0]
			for i, level := range row.Levels {
				if whole>>i&1 == 1 {
					level = wholeDimension
				}
				names = append(names, level)
			}
			visit(strings.Join(names, "\x1e"), row)
		}
	}
}

// wholeDimension stands for all levels of a dimension in a cell's name; no level
// is called so.
const wholeDimension = "\x1d"

// named is the name of a cell given by places in lists of levels.
func named(cell suppress.Cell, levels [][]string) string {
	names := make([]string, len(cell))
	for i, at := range cell {
		if names[i] = wholeDimension; at != suppress.All {
			names[i] = levels[i][at]
		}
	}
	return strings.Join(names, "\x1e")
}

func part(parts []int64, i int) int64 {
	if i >= len(parts) {
		return 0
	}
	return parts[i]
}

func sum(parts []int64) int64 {
	var n int64
	for _, p := range parts {
		n += p
	}
	return n
}

func distance(a, b int64) int64 { return max(a-b, b-a) }
