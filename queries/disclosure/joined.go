package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"athar/queries/stats/suppress"
)

// join plans a table beside what is published of the same people: how many they
// are, and the measure that was protected first. What they show together may
// give away what each of them hides; then more of this table is hidden.
func (c *cutter) join(p *plan, before *plan) error {
	l := c.limits()
	if p.closed || p.parts != 2 || l.threshold == 0 {
		return nil
	}
	family, ok := p.familyOf(before)
	if !ok {
		return nil
	}
	policy := suppress.Policy{Threshold: int64(l.threshold), Dividing: l.dividing}
	people, err := family.pattern(c, p, policy)
	if err != nil {
		return err
	}
	kinds, err := family.table(c, p)
	if err != nil {
		return err
	}
	all := make([]int, len(family.kinds))
	for i := range all {
		all[i] = i
	}
	views := []suppress.View{{Pattern: people, Kinds: [][]int{all}}}
	if before != nil {
		views = append(views, suppress.View{Pattern: before.pattern, Kinds: [][]int{family.of(both, onlyBefore), family.of(onlyThis, neither)}})
	}
	views = append(views, suppress.View{Pattern: p.pattern, Kinds: [][]int{family.of(both, onlyThis), family.of(onlyBefore, neither)}})
	tried, kept, err := suppress.Join(kinds, policy, views)
	if tried {
		p.narrowed = !kept
	}
	return err
}

// The kinds of people of two tables, by whether they are in the first part of
// each.
const (
	both = iota
	onlyThis
	onlyBefore
	neither
)

// family is how many of each kind there are in each cell that has anybody.
type family struct {
	cells  []suppress.Cell
	counts [][4]int64 // by cell
	kinds  []int      // those that there are
}

// familyOf takes the tables of two measures apart into kinds of people. As many
// as can be are taken to be in the first part of both: where all are, everybody
// knows that who attended had enrolled. ok is false where they are not of the
// same people.
func (p *plan) familyOf(before *plan) (f family, ok bool) {
	mine, theirs := p.inner(), map[string][]int64{}
	if before != nil {
		if before.closed || before.parts != 2 || !slices.EqualFunc(p.levels, before.levels, slices.Equal) {
			return f, false
		}
		theirs = before.inner()
		if len(theirs) != len(mine) {
			return f, false
		}
	}
	total := [4]int64{}
	cell := make(suppress.Cell, len(p.levels))
	var walk func(int)
	ok = true
	walk = func(i int) {
		if i < len(cell) {
			for at := range p.levels[i] {
				cell[i] = at
				walk(i + 1)
			}
			return
		}
		name := named(cell, p.levels)
		a := mine[name]
		if a == nil {
			return
		}
		b := a
		if before != nil {
			if b = theirs[name]; sum(b) != sum(a) {
				ok = false
				return
			}
		}
		count := [4]int64{both: min(a[0], b[0])}
		count[onlyThis], count[onlyBefore] = a[0]-count[both], b[0]-count[both]
		count[neither] = sum(a) - count[both] - count[onlyThis] - count[onlyBefore]
		f.cells, f.counts = append(f.cells, slices.Clone(cell)), append(f.counts, count)
		for kind, n := range count {
			total[kind] += n
		}
	}
	walk(0)
	for kind, n := range total {
		if n > 0 {
			f.kinds = append(f.kinds, kind)
		}
	}
	return f, ok && len(f.kinds) > 0
}

// inner are the parts of each combination of levels that has a row.
func (p *plan) inner() map[string][]int64 {
	all := map[string][]int64{}
	for _, row := range p.rows {
		name := strings.Join(row.Levels, "\x1e")
		if all[name] == nil {
			all[name] = make([]int64, p.parts)
		}
		for i, n := range row.Parts {
			all[name][i] += n
		}
	}
	return all
}

// of are the places of kinds among those that there are.
func (f family) of(kinds ...int) (places []int) {
	for place, kind := range f.kinds {
		if slices.Contains(kinds, kind) {
			places = append(places, place)
		}
	}
	return places
}

// table holds the kinds.
func (f family) table(c *cutter, p *plan) (*suppress.Table, error) {
	t, err := suppress.New(c.shape(p), len(f.kinds))
	if err != nil {
		return nil, err
	}
	for i, cell := range f.cells {
		parts := make([]int64, len(f.kinds))
		for place, kind := range f.kinds {
			parts[place] = f.counts[i][kind]
		}
		if err := t.Set(cell, parts...); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// pattern is what a table of the people alone hides.
func (f family) pattern(c *cutter, p *plan, policy suppress.Policy) (*suppress.Pattern, error) {
	t, err := suppress.New(c.shape(p), 1)
	if err != nil {
		return nil, err
	}
	for i, cell := range f.cells {
		n := f.counts[i]
		if err := t.Set(cell, n[both]+n[onlyThis]+n[onlyBefore]+n[neither]); err != nil {
			return nil, err
		}
	}
	alone, err := suppress.Protect(t, policy)
	if err != nil {
		return nil, fmt.Errorf("protect the people alone: %w", err)
	}
	return alone, nil
}

// shape is that of a plan's table.
func (c *cutter) shape(p *plan) []suppress.Dimension {
	shape := make([]suppress.Dimension, len(p.levels))
	for i, levels := range p.levels {
		shape[i] = suppress.Dimension{Name: c.divided[i].Name, Levels: levels}
	}
	return shape
}
