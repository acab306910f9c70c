package suppress

import (
	"math"
	"sort"
)

// manyCells is where boxes are tried before linear programmes.
const manyCells = 300

// workAllowed limits one table's programmes, in multiplications: about a second.
const workAllowed = 5e8

// general protects a table by linear programming over all its cells, its margins included: for three and more dimensions,
// and for nested levels. Each need of the table and of its margins is audited; where the interval is too narrow, the
// cheapest further change that would widen it names the cells to hide.
func (l *lattice) general(g *grid) {
	w := l.workspace(g)
	w.budget = workAllowed
	simple := w.boxes()
	type target struct {
		g *grid
		n need
	}
	var targets []target
	for _, other := range append(l.below(g), g) {
		for _, n := range other.needs {
			targets = append(targets, target{other, n})
		}
	}
	if len(targets) == 0 {
		g.report.Linked = true // nothing to give away
		return
	}
	// short is how much width is missing, after the rise and fall met so far.
	short := func(t target) float64 {
		met := w.met[t.g][t.n.component][t.n.cell]
		return float64(t.n.width) - min(met[0], 1e15) - met[1]
	}
	wide := func(t target) bool {
		if short(t) <= 1e-6 {
			return true
		}
		if _, ok := simple.find(t.g, t.n, false); ok {
			w.met[t.g][t.n.component][t.n.cell] = [2]float64{float64(t.n.width), 0}
			return true
		}
		met := &w.met[t.g][t.n.component][t.n.cell]
		up, _ := w.extreme(t.g, t.n, 1, float64(t.n.width)-met[1])
		met[0] = max(met[0], up)
		if short(t) <= 1e-6 {
			return true
		}
		down, _ := w.extreme(t.g, t.n, -1, float64(t.n.width)-met[0])
		met[1] = max(met[1], down)
		return short(t) <= 1e-6
	}
	hide := func(cells []int) {
		for _, cell := range cells {
			if g.state[cell] == Shown {
				g.state[cell] = Complementary
				g.report.Zeros = g.report.Zeros || g.sums[cell] == 0
			}
		}
		w.stale = true
	}
	open := func(t target, zeros bool) bool {
		// Programmes over many cells are slow; a box may hide a cell more than needed but is found at once.
		if g.cells > manyCells && short(t) > 1e-6 {
			if corners, ok := simple.find(t.g, t.n, true); ok {
				hide(corners)
			}
		}
		for range 12 {
			if wide(t) {
				return true
			}
			value := float64(t.g.parts[t.n.component][t.n.cell])
			met := w.met[t.g][t.n.component][t.n.cell]
			missing := short(t)
			fall := value - met[1]
			var cells []int
			if rise := missing - fall; rise > 0 {
				cells = w.cheapest(t.g, t.n, 1, met[0]+rise, zeros)
			} else {
				cells = w.cheapest(t.g, t.n, -1, met[1]+missing, zeros)
			}
			if len(cells) == 0 {
				cells = w.cheapest(t.g, t.n, 1, met[0]+missing, zeros)
			}
			if len(cells) == 0 {
				cells = w.cheapest(t.g, t.n, -1, min(value, met[1]+missing), zeros)
			}
			if len(cells) == 0 {
				return false
			}
			hide(cells)
		}
		return wide(t)
	}
	var failing []int
	for i, t := range targets {
		if !open(t, false) {
			failing = append(failing, i)
			if w.spent > w.budget {
				break
			}
		}
	}
	done := true
	for _, at := range failing {
		if g.ceiling != nil {
			g.report.Known = false
			targets[at].n.ceilings = nowhere
		}
		if done = w.spent <= w.budget && (g.ceiling != nil && open(targets[at], false) || open(targets[at], true)); !done {
			break
		}
	}
	if done {
		l.prune(g, w, func() bool {
			for _, t := range targets {
				if !wide(t) {
					return false
				}
			}
			return true
		}, len(targets))
		return
	}
	for i := range targets { // the last resort keeps what it can from those who do not know the sums
		targets[i].n.ceilings = nowhere
	}
	for _, zeros := range []bool{false, true} {
		g.report.Whole, g.report.Zeros = true, zeros
		g.hideAll(zeros)
		w.stale, w.spent, w.budget = true, 0, 8*workAllowed
		safe := true
		for _, t := range targets {
			safe = safe && wide(t)
		}
		if safe {
			return
		}
	}
	g.report.Safe = false
}

// prune shows complementary cells again, the largest first, while everything stays wide. Only for small tables.
func (l *lattice) prune(g *grid, w *workspace, wide func() bool, targets int) {
	var complementary []int
	for _, cell := range g.ascending() {
		if g.state[cell] == Complementary {
			complementary = append(complementary, cell)
		}
	}
	if len(complementary)*targets*g.cells > 200_000 {
		return
	}
	sort.SliceStable(complementary, func(i, j int) bool {
		a, b := g.sums[complementary[i]], g.sums[complementary[j]]
		return (a == 0 && b > 0) || (b > 0 && a > b)
	})
	for _, cell := range complementary {
		g.state[cell] = Shown
		w.forget()
		if !wide() {
			g.state[cell] = Complementary
		}
	}
	w.forget()
}

// forget drops the moves met, which may use cells no longer hidden.
func (w *workspace) forget() {
	for _, parts := range w.met {
		for c := range parts {
			clear(parts[c])
		}
	}
	w.stale = true
}

// cheapest names the shown cells to hide so that a need's cell can move by an amount: the change with the smallest
// total price, the price of a cell being its size times its change.
func (w *workspace) cheapest(g *grid, n need, sign, amount float64, zeros bool) []int {
	if w.spent > w.budget {
		return nil
	}
	part := w.top.parts[n.component]
	largest := int64(1)
	for _, v := range w.top.sums {
		largest = max(largest, v)
	}
	type variable struct {
		cell int
		sign float64
	}
	var variables []variable
	var lower, upper, gain, room []float64
	byCell := make([][]int, w.top.cells)
	for cell, state := range w.top.state {
		value := float64(part[cell])
		size := w.top.sums[cell]
		price := 0.05 + float64(size)/float64(largest)
		if size == 0 {
			price = 100
		}
		if state == Shown && size == 0 && !zeros {
			continue
		}
		byCell[cell] = append(byCell[cell], len(variables))
		variables = append(variables, variable{cell, 1})
		upper, room = append(upper, w.rise(n.component, cell, n.ceilings)), append(room, value)
		if state != Shown {
			lower, gain = append(lower, -value), append(gain, 0)
			continue
		}
		lower, gain = append(lower, 0), append(gain, -price)
		byCell[cell] = append(byCell[cell], len(variables))
		variables = append(variables, variable{cell, -1})
		lower, upper, gain, room = append(lower, 0), append(upper, value), append(gain, -price), append(room, 0)
	}
	reached := len(variables)
	lower, upper, gain, room = append(lower, 0), append(upper, amount), append(gain, 1e5), append(room, 0)
	s := system{variables: reached + 1, allowed: workAllowed / 4}
	equation := func(cells []int) (row []term) {
		for _, cell := range cells {
			for _, v := range byCell[cell] {
				row = append(row, term{v, variables[v].sign})
			}
		}
		return row
	}
	for _, margin := range w.margins {
		for at, cells := range w.members[margin] {
			if margin.state[at] == Shown {
				if row := equation(cells); row != nil {
					s.rows = append(s.rows, row)
				}
			}
		}
	}
	sort.SliceStable(s.rows, func(i, j int) bool { return len(s.rows[i]) < len(s.rows[j]) })
	goal := equation(w.members[g][n.cell])
	for i := range goal {
		goal[i].coefficient *= sign
	}
	s.rows = append(s.rows, append(goal, term{reached, -1}))
	s.reduce(room)
	change, _, _ := s.maximise(gain, lower, upper, math.Inf(1))
	w.spent += s.effort
	var cells []int
	for i, v := range variables {
		if math.Abs(change[i]) > 1e-7 && w.top.state[v.cell] == Shown && (len(cells) == 0 || cells[len(cells)-1] != v.cell) {
			cells = append(cells, v.cell)
		}
	}
	return cells
}
