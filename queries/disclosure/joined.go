package disclosure

import (
	"fmt"
	"slices"
	"strings"

	"athar/queries/stats/suppress"
)

// join plans a table beside what is published of the same people: how many they
// are, and the measure that was protected first. What they show together may
// give away what each of them hides; then more of this table is hidden. Of a
// coded table some of what is hidden is then said to be near an end of the scale.
func (c *cutter) join(p *plan, before *plan, coded bool) error {
	l := c.limits()
	if p.closed || p.parts < 2 || l.threshold == 0 {
		return nil
	}
	family, ok := p.familyOf(before)
	if !ok {
		return nil
	}
	policy := suppress.Policy{Threshold: int64(l.threshold), Dividing: l.dividing, Together: l.whole}
	if coded {
		policy.Coded = l.coded
	}
	people, err := family.pattern(c, p, policy)
	if err != nil {
		return err
	}
	kinds, err := family.table(c, p)
	if err != nil {
		return err
	}
	views := []suppress.View{{Pattern: people, Kinds: [][]int{family.places(family.kinds...)}}}
	if before != nil {
		views = append(views, suppress.View{Pattern: before.pattern, Kinds: [][]int{family.places(both, onlyBefore), family.places(onlyThis, neither)}})
		views = append(views, suppress.View{Pattern: p.pattern, Kinds: [][]int{family.places(both, onlyThis), family.places(onlyBefore, neither)}})
	} else {
		own := make([][]int, p.parts)
		for part := range own {
			own[part] = family.places(part)
		}
		views = append(views, suppress.View{Pattern: p.pattern, Kinds: own})
	}
	tried, kept, err := suppress.Join(kinds, policy, views)
	if tried {
		p.narrowed = !kept
	}
	return err
}

// The kinds of people of two tables, by whether they are in the first part of
// each. Those of one table are its parts.
const (
	both = iota
	onlyThis
	onlyBefore
	neither
)

// family is how many of each kind there are in each cell that has anybody.
type family struct {
	cells  []suppress.Cell
	counts [][]int64 // by cell and kind
	kinds  []int     // those that there are
}

// familyOf takes the tables of two measures apart into kinds of people. As many
// as can be are taken to be in the first part of both: where all are, everybody
// knows that who attended had enrolled. ok is false where they are not of the
// same people.
func (p *plan) familyOf(before *plan) (f family, ok bool) {
	mine, theirs := p.inner(), map[string][]int64{}
	if before != nil {
		if theirs = before.inner(); before.closed || p.parts != 2 || before.parts != 2 || len(theirs) != len(mine) || !slices.EqualFunc(p.levels, before.levels, slices.Equal) {
			return f, false
		}
	}
	there := map[int]bool{}
	ok = true
	each(p.levels, func(cell suppress.Cell) {
		a := mine[named(cell, p.levels)]
		if a == nil {
			return // a margin, or nobody
		}
		count := a
		if before != nil {
			b := theirs[named(cell, p.levels)]
			if ok = ok && sum(b) == sum(a); !ok {
				return
			}
			shared := min(a[0], b[0])
			count = []int64{both: shared, onlyThis: a[0] - shared, onlyBefore: b[0] - shared, neither: sum(a) - max(a[0], b[0])}
		}
		f.cells, f.counts = append(f.cells, slices.Clone(cell)), append(f.counts, count)
		for kind, n := range count {
			there[kind] = there[kind] || n > 0
		}
	})
	for kind := range there {
		if there[kind] {
			f.kinds = append(f.kinds, kind)
		}
	}
	slices.Sort(f.kinds)
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

// places are those of kinds among the ones that there are.
func (f family) places(kinds ...int) (places []int) {
	for _, kind := range kinds {
		if at := slices.Index(f.kinds, kind); at >= 0 {
			places = append(places, at)
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
		if err := t.Set(cell, sum(f.counts[i])); err != nil {
			return nil, err
		}
	}
	for _, mark := range p.itself {
		policy.Forced = append(policy.Forced, suppress.Mark{Cell: mark.Cell, Widths: mark.Widths[:1], Itself: true})
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
