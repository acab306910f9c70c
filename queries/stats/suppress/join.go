package suppress

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A View is one of several tables of the same people: each of its components adds up some kinds of them. Who enrolled and
// came, who enrolled only and who did neither are three kinds; "attended, or not" and "enrolled, or not" are views of them.
type View struct {
	Pattern *Pattern
	Kinds   [][]int // of each component
}

// mostJoined is up to how many variables (cells by kinds) tables are joined: beyond, a programme takes too long for a page.
const mostJoined = 300

// Join hides further cells of the last of several views, each protected after those before it, until somebody who sees all
// of them can place every small count that any of them hides, and every small difference between the last two, only within an
// interval as wide as was asked for it. The table of kinds has the dimensions of all views. Views before the last stay as
// they are; and of the last, a table of fewer dimensions does not change for one of more, unless Policy.Together: then the
// lattice is planned as one, and every smaller answer has to be read from it.
//
// In the tables of Policy.Coded the last view may then say of hidden cells that their share is near an end of the scale
// (Pattern.Coded), if all intervals are still wide for whoever reads that too; the first view has to be of the people alone.
//
// tried is false for tables too large, which stay as they are; kept is whether all intervals are wide.
func Join(kinds *Table, policy Policy, views []View) (tried, kept bool, err error) {
	j := &join{l: newLattice(kinds), policy: policy}
	for _, v := range views {
		l := v.Pattern.lattice
		if len(l.grids) != len(j.l.grids) || l.inner.cells != j.l.inner.cells || len(v.Kinds) != l.parts {
			return false, false, fmt.Errorf("a view is of another shape than the table of kinds")
		}
		own := View{Pattern: v.Pattern, Kinds: make([][]int, l.parts)}
		for component, kinds := range v.Kinds {
			for _, kind := range kinds {
				own.Kinds[l.byPart[component]] = append(own.Kinds[l.byPart[component]], j.l.byPart[kind])
			}
			slices.Sort(own.Kinds[l.byPart[component]])
		}
		j.views = append(j.views, own)
		j.first = append(j.first, own.Kinds[l.byPart[0]])
	}
	tried, kept = true, true
	for at, g := range j.l.grids {
		if policy.Together && g != j.l.inner && at > 0 {
			continue
		}
		if g.cells*j.l.parts > mostJoined {
			tried = false
			continue
		}
		kept = j.protect(at) && kept
	}
	return tried, kept, nil
}

// join is the attacker's programme over all views of one table and its margins: how far each kind of people in each cell of
// the table can be more or fewer, when no shown sum changes.
type join struct {
	l      *lattice
	policy Policy
	views  []View  // components and kinds in the lattices' order
	first  [][]int // of each view, the kinds of the caller's first component

	at      int // the table's place in the lattice
	top     *grid
	grids   []int           // places of the table and its margins
	members map[int][][]int // by grid: the table's cells in each of its cells
	blocks  []*joinBlock
	of      []int // block of each variable, -1 where it is known
	stale   bool
}

// goal is a count whose interval must be wide.
type goal struct {
	grid, cell int
	kinds      []int
	variables  []int
	has        []bool // by variable
	value      float64
	width      float64
	met        [2]float64 // rise and fall found so far
}

func (j *join) protect(at int) bool {
	j.at, j.top = at, j.l.grids[at]
	j.grids, j.members, j.stale = nil, map[int][][]int{}, true
	for i, g := range j.l.grids {
		if g != j.top && !slices.Contains(j.l.below(j.top), g) {
			continue
		}
		lists := make([][]int, g.cells)
		for cell, margin := range j.l.project(j.top, g) {
			lists[margin] = append(lists[margin], cell)
		}
		j.grids, j.members[i] = append(j.grids, i), lists
	}
	if len(j.policy.Coded) > 0 {
		before := j.states()
		if j.code() && j.met() {
			return true
		}
		j.uncode(before)
	}
	return j.met()
}

// met hides cells until every goal is met that can be.
func (j *join) met() bool {
	kept := true
	goals := j.goals()
	for i := range goals {
		kept = j.meet(&goals[i], goals) && kept
	}
	return kept
}

// variable is the place of a kind in a cell.
func (j *join) variable(cell, kind int) int { return cell*j.l.parts + kind }

func (j *join) variables(grid, cell int, kinds []int) (all []int) {
	for _, member := range j.members[grid][cell] {
		for _, kind := range kinds {
			all = append(all, j.variable(member, kind))
		}
	}
	return all
}

func (j *join) value(variable int) float64 {
	return float64(j.top.parts[variable%j.l.parts][variable/j.l.parts])
}

// goals are the needs of all views, and the small differences between the last two.
func (j *join) goals() (all []goal) {
	add := func(grid, cell int, kinds []int, width int64) {
		all = append(all, goal{grid: grid, cell: cell, kinds: kinds, variables: j.variables(grid, cell, kinds), width: float64(width)})
	}
	for _, at := range j.grids {
		for _, v := range j.views {
			g := v.Pattern.lattice.grids[at]
			for _, n := range slices.Concat(g.needs, g.spared) {
				if n.marked {
					continue // because of the views before, whose own small counts are goals
				}
				add(at, n.cell, v.Kinds[n.component], n.width)
			}
		}
		for _, kinds := range j.between() {
			g := j.l.grids[at]
			threshold := j.l.threshold(g, j.policy)
			for cell := range g.cells {
				n := int64(0)
				for _, kind := range kinds {
					n += g.parts[kind][cell]
				}
				if n > 0 && n < threshold {
					add(at, cell, kinds, threshold)
				}
			}
		}
	}
	for i := range all {
		all[i].has = make([]bool, j.top.cells*j.l.parts)
		for _, x := range all[i].variables {
			all[i].has[x] = true
			all[i].value += j.value(x)
		}
	}
	slices.SortStableFunc(all, func(a, b goal) int {
		return cmp.Or(a.grid-b.grid, a.cell-b.cell, slices.Compare(a.kinds, b.kinds), cmp.Compare(b.width, a.width))
	})
	return slices.CompactFunc(all, func(a, b goal) bool { return a.grid == b.grid && a.cell == b.cell && slices.Equal(a.kinds, b.kinds) })
}

// between are the kinds in the first component of one of the last two views and not in that of the other.
func (j *join) between() (differences [][]int) {
	n := len(j.views)
	if n < 2 || len(j.views[n-2].Kinds) < 2 || len(j.views[n-1].Kinds) < 2 {
		return nil
	}
	for _, pair := range [][2][]int{{j.first[n-2], j.first[n-1]}, {j.first[n-1], j.first[n-2]}} {
		var only []int
		for _, kind := range pair[0] {
			if !slices.Contains(pair[1], kind) {
				only = append(only, kind)
			}
		}
		if only != nil {
			differences = append(differences, only)
		}
	}
	return differences
}

// wide reports whether a goal's interval is wide enough, and notes the changes found for others too.
func (j *join) wide(g *goal, goals []goal) bool {
	if j.stale {
		j.build()
	}
	for way, sign := range []float64{1, -1} {
		missing := g.missing()
		if missing <= 0 {
			return true
		}
		if reached := j.extreme(g, sign, g.met[way]+missing, goals); reached > g.met[way] {
			g.met[way] = reached
		}
	}
	return g.missing() <= 0
}

func (g *goal) missing() float64 {
	if short := g.width - min(g.met[0], 1e15) - g.met[1]; short > 1e-6 {
		return short
	}
	return 0
}

// meet hides cells of the last view until a goal is met, zeros only where nothing else helps. Where nothing does, what
// widens it most is hidden.
func (j *join) meet(g *goal, goals []goal) bool {
	for _, zeros := range []bool{false, true} {
		for range 12 {
			if j.wide(g, goals) {
				return true
			}
			missing := g.missing()
			rise := missing - (g.value - g.met[1]) // what is left when it falls to zero
			var opened bool
			if rise > 0 {
				opened = j.open(g, 1, g.met[0]+rise, zeros)
			} else {
				opened = j.open(g, -1, g.met[1]+missing, zeros)
			}
			opened = opened || j.open(g, 1, g.met[0]+missing, zeros) || j.open(g, -1, min(g.value, g.met[1]+missing), zeros)
			if !opened {
				break
			}
		}
	}
	return j.wide(g, goals)
}

// open finds the change with the smallest price that moves a goal so far, the price of a cell being its size times its
// change, and hides the cells of the last view that would show it.
func (j *join) open(g *goal, sign, amount float64, zeros bool) bool {
	last := len(j.views) - 1
	lattice := j.views[last].Pattern.lattice
	largest := float64(max(lattice.grids[0].sums[0], 1))
	var closed, openable []*shownSum
	for _, s := range j.sums() {
		mayOpen := !slices.ContainsFunc(s.cells, func(c viewCell) bool {
			return c.view != last || c.grid != j.at && (!j.policy.Together || c.grid == 0) || !zeros && lattice.grids[c.grid].sums[c.cell] == 0
		})
		if mayOpen {
			openable = append(openable, s)
		} else {
			closed = append(closed, s)
		}
	}
	known := j.known(closed)
	bounds := j.bounds()
	slacks := len(known) + 2*len(openable)
	n := slacks + len(bounds) + 1
	s := system{variables: n}
	lower, upper, gain, room := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	row := func(variables []int, sign float64) (terms []term) {
		for _, x := range variables {
			if !known[x] {
				terms = append(terms, term{x, sign})
			}
		}
		return terms
	}
	for x := range known {
		if !known[x] {
			lower[x], upper[x], room[x] = -j.value(x), math.Inf(1), j.value(x)
		}
	}
	for _, c := range closed {
		if terms := row(c.variables, 1); terms != nil {
			s.rows = append(s.rows, terms)
		}
	}
	for i, o := range openable {
		more := len(known) + 2*i
		price := 0.0
		for _, c := range o.cells {
			if size := lattice.grids[c.grid].sums[c.cell]; size == 0 {
				price += 100
			} else {
				price += 0.05 + float64(size)/largest
			}
		}
		for d := range 2 {
			upper[more+d], gain[more+d] = math.Inf(1), -price
		}
		s.rows = append(s.rows, append(row(o.variables, 1), term{more, -1}, term{more + 1, 1}))
	}
	for i, b := range bounds {
		lower[slacks+i], upper[slacks+i] = b.low, b.high
		for _, x := range b.variables {
			lower[slacks+i], upper[slacks+i] = lower[slacks+i]-j.value(x), upper[slacks+i]-j.value(x)
		}
		s.rows = append(s.rows, append(row(b.variables, 1), term{slacks + i, -1}))
	}
	goalRow := row(g.variables, sign)
	if goalRow == nil {
		return false
	}
	upper[n-1], gain[n-1] = amount, 1e5
	s.rows = append(s.rows, append(goalRow, term{n - 1, -1}))
	s.reduce(room)
	change, _, _ := s.maximise(gain, lower, upper, math.Inf(1))
	opened := false
	for i, o := range openable {
		more := len(known) + 2*i
		if math.Abs(change[more]-change[more+1]) < 1e-7 {
			continue
		}
		for _, c := range o.cells {
			if grid := lattice.grids[c.grid]; grid.state[c.cell] == Shown {
				grid.state[c.cell], opened = Complementary, true
				grid.report.Zeros = grid.report.Zeros || grid.sums[c.cell] == 0
			}
		}
	}
	j.stale = j.stale || opened
	return opened
}
