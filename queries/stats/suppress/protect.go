package suppress

import (
	"fmt"
	"math"
	"sort"
)

// Policy says what is small. A table divided by a dimension named in Dividing has at least that threshold; its margins over
// other dimensions keep their own, so that they look the same whichever question shows them.
type Policy struct {
	Threshold int64
	Dividing  map[string]int64
	Forced    []Mark

	// Least is the smallest sum of a cell that may be told, where it is above the threshold: a mean of fewer is too near to
	// what one of them has. LeastOfFirst asks it of the first component by itself, of which the mean is, whoever else is
	// counted beside it.
	Least        int64
	LeastOfFirst bool
	// Unanimous protects what everybody in a small group has in common: a cell of 1 to Unanimous-1 whose first component
	// is zero, or all of it, is hidden too, unless a shown margin says the same of a larger group. 0 protects none.
	Unanimous int64
	// Coded names the dimensions whose outcomes are sensitive: in tables that one of them divides, what all of a group have in
	// common is protected up to 299, and Join says of a hidden cell that it is near an end of the scale where it is.
	Coded map[string]bool
	// SumsKnown takes the attacker to know, from other tables, the sum of each cell's components (how many people there
	// are) unless that is itself few. The table then also hides what a table of the sums alone would hide.
	SumsKnown bool

	// Together lets higher tables hide cells of lower ones where nothing else makes them safe, so that the whole lattice
	// always is. The pattern then belongs to this set of dimensions: read every smaller answer from it, never from a
	// lattice of fewer dimensions.
	Together bool
}

// Mark makes a cell primary whatever its size: for an answer as of an earlier day, the cells that differ from today's by
// 1 to threshold-1 (width: the threshold), and the cells hidden today (no width). Widths are by component, 0 for none; a
// component that is itself zero stays unprotected, since a count known to have been zero tells nothing of today's.
type Mark struct {
	Cell   Cell
	Widths []int64
	// Itself says that the cell is marked for what is in it, and not because of another table: then its sum is hidden where it
	// would be known, and Join keeps the widths too.
	Itself bool
}

// Protect hides what must be hidden in every table of the lattice: first the small and the marked cells, then few and
// small others, never a true zero if it can be avoided. The result depends on the names of levels and dimensions, not
// on their order. Reports tell where the promise could not be kept; Safe is false there.
func Protect(t *Table, policy Policy) (*Pattern, error) {
	p := Open(t)
	l := p.lattice
	forced, itself := map[*grid]map[int][]int64{}, map[*grid]map[int]bool{}
	for _, mark := range policy.Forced {
		g, at, ok := l.locate(mark.Cell)
		if !ok {
			return nil, fmt.Errorf("the table has no cell %v", mark.Cell)
		}
		if len(mark.Widths) > l.parts {
			return nil, fmt.Errorf("cell %v is marked with %d widths for %d components", mark.Cell, len(mark.Widths), l.parts)
		}
		if forced[g] == nil {
			forced[g], itself[g] = map[int][]int64{}, map[int]bool{}
		}
		itself[g][at] = itself[g][at] || mark.Itself
		widths := make([]int64, l.parts)
		copy(widths, forced[g][at])
		for c, w := range mark.Widths {
			widths[l.byPart[c]] = max(widths[l.byPart[c]], w)
		}
		forced[g][at] = widths
	}
	if policy.SumsKnown && l.parts > 1 && !t.separate {
		if err := l.know(t, policy); err != nil {
			return nil, err
		}
	}
	total := l.grids[0]
	// A component whose total is small needs no help: each of its counts that is not zero is smaller still and hidden, so
	// the attacker cannot rule out any number of further people in any of its inner cells.
	free := make([]bool, l.parts)
	for c := range free {
		free[c] = total.parts[c][0] > 0 && total.parts[c][0] < policy.Threshold
	}
	for at, g := range l.grids {
		threshold := l.threshold(g, policy)
		bound, order := l.told(g, threshold > policy.Threshold), g.order()
		for cell := range g.state {
			widths, marked := forced[g][cell]
			few := l.few(g, cell, policy)
			if g.small(cell, threshold) || marked || few {
				g.state[cell] = Primary
			}
			for _, c := range order {
				part, width := g.parts[c], int64(0)
				if v := part[cell]; v > 0 && (v < threshold || few) {
					width = min(threshold, bound(c, cell))
				}
				own := width > 0
				if marked && part[cell] > 0 {
					width = max(width, widths[c])
				}
				wants := g.wants(cell, c, width)
				wants.marked = !own && !itself[g][cell]
				switch {
				case width > 0 && free[c]:
					g.spared = append(g.spared, wants)
				case width > 0:
					g.needs = append(g.needs, wants)
				}
			}
		}
		l.unanimous(g, policy, threshold)
		switch {
		case t.separate:
			g.report.Safe, g.report.Linked = true, false
			for cell := range g.state {
				if !g.given[cell] {
					g.state[cell] = Primary
				}
			}
		case len(total.needs) > 0 && at > 0:
			// A total hidden for the caller's reasons: as with a small total, but for every component.
			g.hideAll(false)
			g.report.Whole = true
		case at > 0:
			l.protect(g)
		}
	}
	if policy.Together && !t.separate {
		l.together()
	}
	return p, nil
}

// few reports whether a mean over a cell would be of fewer than Least.
func (l *lattice) few(g *grid, cell int, policy Policy) bool {
	n := g.sums[cell]
	if policy.LeastOfFirst {
		n = g.parts[l.byPart[0]][cell]
	}
	return n > 0 && n < policy.Least
}

// told gives, for a component of a cell, the least of its margins that are shown although they are below the table's own
// threshold, because theirs is lower: no more than that can be left open, so no more is asked.
func (l *lattice) told(g *grid, higher bool) func(component, cell int) int64 {
	if !higher {
		return func(int, int) int64 { return math.MaxInt64 }
	}
	type margin struct {
		grid *grid
		of   []int
	}
	var margins []margin
	for _, m := range l.below(g) {
		margins = append(margins, margin{m, l.project(g, m)})
	}
	return func(component, cell int) int64 {
		least := int64(math.MaxInt64)
		for _, m := range margins {
			if at := m.of[cell]; m.grid.state[at] == Shown {
				least = min(least, m.grid.parts[component][at])
			}
		}
		return least
	}
}

// threshold is that of one table of the lattice.
func (l *lattice) threshold(g *grid, policy Policy) int64 {
	threshold := policy.Threshold
	for d, r := range g.resolution {
		if r != whole {
			threshold = max(threshold, policy.Dividing[l.axes[d].name])
		}
	}
	return threshold
}

// sensitive reports whether a dimension whose outcomes are sensitive divides a table.
func (l *lattice) sensitive(g *grid, policy Policy) bool {
	for d, r := range g.resolution {
		if r != whole && policy.Coded[l.axes[d].name] {
			return true
		}
	}
	return false
}

// hideAll hides every cell that is not zero, or every cell.
func (g *grid) hideAll(zeros bool) {
	for cell, state := range g.state {
		if state == Shown && (zeros || g.sums[cell] > 0) {
			g.state[cell] = Complementary
		}
	}
}

// protect completes one table, its margins being settled.
func (l *lattice) protect(g *grid) {
	divided, plain := 0, true
	for d, r := range g.resolution {
		if r != whole {
			divided++
		}
		plain = plain && !(r == levelled && l.axes[d].groups != nil)
	}
	switch {
	case plain && divided == 1:
		if g.line() {
			return
		}
	case plain && divided == 2:
		linked := true
		for _, m := range l.below(g) {
			linked = linked && m.report.Linked
		}
		if linked && l.pair(g).protect(l) {
			return
		}
	default:
		g.report.Linked = false
		l.general(g)
		return
	}
	// No fixed witnesses: keep the promise for this lattice at least.
	g.report.Linked = false
	g.moves = nil
	l.general(g)
}

// ascending lists cells by size, equal ones by name; zeros come last.
func (g *grid) ascending() []int {
	order := make([]int, g.cells)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		a, b := g.sums[order[i]], g.sums[order[j]]
		if (a == 0) != (b == 0) {
			return b == 0
		}
		return a < b
	})
	return order
}
