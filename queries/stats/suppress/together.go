package suppress

import "sort"

// together makes a lattice safe whose higher tables cannot be made so by themselves: where three pairs of dimensions form a ring, the
// shown pairs alone can narrow a cell. It hides further margins, one whole table if one is enough, the one with the
// fewest cells to lose; else table after table, the finest first. With only the total left every small count is safe.
func (l *lattice) together() {
	for _, g := range l.grids {
		if g.report.Safe {
			continue
		}
		margins := l.below(g)[1:] // not the total
		sort.SliceStable(margins, func(i, j int) bool { return margins[i].losing() < margins[j].losing() })
		for _, m := range margins {
			before := append([]State(nil), m.state...)
			m.hideAll(true)
			if l.wide(g) {
				g.report.Safe, m.report.Whole, m.report.Zeros = true, true, true
				break
			}
			copy(m.state, before)
		}
		for i := len(margins) - 1; i >= 0 && !g.report.Safe; i-- {
			m := margins[i]
			m.hideAll(true)
			m.report.Whole, m.report.Zeros = true, true
			g.report.Safe = l.wide(g)
		}
	}
}

// losing counts the cells that hiding a whole table would cost.
func (g *grid) losing() (n int) {
	for cell, state := range g.state {
		if state == Shown && g.sums[cell] > 0 {
			n++
		}
	}
	return n
}

// wide audits every need of a table and its margins.
func (l *lattice) wide(g *grid) bool {
	w := l.workspace(g)
	w.budget = 8 * workAllowed
	for _, other := range append(l.below(g), g) {
		for _, n := range other.needs {
			up, ok := w.extreme(other, n, 1, float64(n.width))
			if !ok {
				return false
			}
			down, ok := w.extreme(other, n, -1, float64(n.width)-up)
			if !ok || up+down < float64(n.width)-1e-6 {
				return false
			}
		}
	}
	return true
}
