package suppress

import "slices"

// end is between what the first component of a cell of a coded table is known to lie, both included: near one end of the
// scale, or, where nothing is said, near neither.
func (l *lattice) end(g *grid, cell int) (low, high int64) {
	n, x := g.sums[cell], g.parts[l.byPart[0]][cell]
	most := int64(g.open[cell]) * n / 100
	switch {
	case x <= most:
		return 0, most
	case n-x <= most:
		return n - most, n
	}
	return most + 1, n - most - 1
}

// bound is an interval in which the views say that a sum of variables lies.
type bound struct {
	variables []int
	low, high float64
	shown     bool // the sum itself is
}

// bounds are what coded tables say. Of every cell that could be coded something is known: those that are not are near
// neither end.
func (j *join) bounds() (all []bound) {
	for v, view := range j.views {
		for _, at := range j.grids {
			g := view.Pattern.lattice.grids[at]
			for cell, open := range g.open {
				if open == 0 {
					continue
				}
				low, high := view.Pattern.lattice.end(g, cell)
				all = append(all, bound{j.variables(at, cell, j.first[v]), float64(low), float64(high), g.state[cell] == Shown})
			}
		}
	}
	return all
}

// code lets the last view say of its hidden cells that they are near an end of the scale, in the tables of which that is
// asked: where the people are told, and where more than the threshold are left open. It reports whether that says anything.
func (j *join) code() (says bool) {
	people, last := j.views[0].Pattern.lattice, j.views[len(j.views)-1].Pattern.lattice
	for _, at := range j.grids {
		g := last.grids[at]
		if at != j.at && !j.policy.Together || !last.sensitive(g, j.policy) {
			continue
		}
		threshold := last.threshold(g, j.policy)
		g.open = make([]float64, g.cells)
		for cell, n := range g.sums {
			if people.grids[at].state[cell] != Shown {
				continue
			}
			if g.open[cell] = openEnd(n, threshold); g.open[cell] == 0 || g.state[cell] == Shown {
				continue
			}
			low, high := last.end(g, cell)
			says = says || low == 0 || high == n
		}
	}
	return says
}

// uncode takes back what code let be said, and what was hidden for it.
func (j *join) uncode(states map[int][]State) {
	last := j.views[len(j.views)-1].Pattern.lattice
	for _, at := range j.grids {
		if g := last.grids[at]; at == j.at || j.policy.Together {
			g.open = nil
			copy(g.state, states[at])
		}
	}
	j.stale = true
}

// states are those of the last view's cells.
func (j *join) states() map[int][]State {
	all := map[int][]State{}
	for _, at := range j.grids {
		all[at] = slices.Clone(j.views[len(j.views)-1].Pattern.lattice.grids[at].state)
	}
	return all
}
