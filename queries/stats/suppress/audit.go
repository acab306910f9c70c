package suppress

import (
	"math"
	"sort"
)

// Range is what an attacker can conclude about one count.
type Range struct {
	Value        int64
	Lower, Upper float64 // Upper may be infinite, when the grand total is hidden
}

// Width of the interval.
func (r Range) Width() float64 { return r.Upper - r.Lower }

// Finding is the audit of one hidden cell.
type Finding struct {
	Cell       Cell
	State      State
	Components []Range
	Sum        Range // components move independently, so their sum has the summed limits
}

// Audited is the audit of a lattice.
type Audited struct {
	Findings []Finding
	Exact    bool // false on numerical trouble: the intervals are then at least as wide as given, and nothing counts as safe
	pattern  *Pattern
}

// Safe reports whether no shown cell is small and every small component of a hidden one lies in an interval at least as
// wide as the threshold.
func (a Audited) Safe(threshold int64) bool {
	for _, g := range a.pattern.lattice.grids {
		for cell, state := range g.state {
			if state == Shown && g.small(cell, threshold) {
				return false
			}
		}
	}
	for _, f := range a.Findings {
		for _, r := range append([]Range{f.Sum}, f.Components...) {
			if r.Value > 0 && r.Value < threshold && r.Width() < float64(threshold)-1e-6 {
				return false
			}
		}
	}
	return a.Exact
}

func (g *grid) small(cell int, threshold int64) bool {
	if v := g.sums[cell]; v > 0 && v < threshold {
		return true
	}
	for _, part := range g.parts {
		if v := part[cell]; v > 0 && v < threshold {
			return true
		}
	}
	return false
}

// Audit works out what an attacker who sees all shown cells of the lattice at once can conclude about each hidden cell,
// by linear programming over the inner cells, a margin's cell being the sum of its own; for plain tables of one or two dimensions by maximum flow in whole numbers.
func Audit(p *Pattern) Audited {
	l := p.lattice
	a := Audited{Exact: true, pattern: p}
	if l.separate { // no equations to audit
		a.Exact = false
		return a
	}
	ranges, exact := l.ranges(l.inner)
	a.Exact = exact
	for _, g := range l.grids {
		for cell, state := range g.state {
			if state == Shown {
				continue
			}
			f := Finding{Cell: l.name(g, cell), State: state, Sum: Range{Value: g.sums[cell]}}
			for _, c := range l.byPart {
				r := ranges[g][c][cell]
				f.Components = append(f.Components, r)
				f.Sum.Lower += r.Lower
				f.Sum.Upper += r.Upper
			}
			a.Findings = append(a.Findings, f)
		}
	}
	return a
}

// ranges audits the hidden cells of a grid and of all its margins, given what is shown of them.
func (l *lattice) ranges(top *grid) (map[*grid][]map[int]Range, bool) {
	out := map[*grid][]map[int]Range{}
	exact := true
	grids := append(l.below(top), top)
	for _, g := range grids {
		out[g] = make([]map[int]Range, l.parts)
	}
	network := l.network(top)
	var w *workspace
	if network == nil {
		w = l.workspace(top)
	}
	for c := range l.parts {
		for _, g := range grids {
			out[g][c] = map[int]Range{}
			for cell, state := range g.state {
				if state == Shown {
					continue
				}
				value := g.parts[c][cell]
				var lower, upper float64
				if network != nil {
					lower, upper = network.limits(c, g, cell)
				} else {

					n := need{cell: cell, component: c, ceilings: nowhere}
					up, ok1 := w.extreme(g, n, 1, math.Inf(1))
					down, ok2 := w.extreme(g, n, -1, math.Inf(1))
					exact = exact && ok1 && ok2
					lower, upper = tidy(float64(value)-down), tidy(float64(value)+up)
				}
				out[g][c][cell] = Range{Value: value, Lower: lower, Upper: upper}
			}
		}
	}
	return out, exact
}

// tidy removes rounding noise around whole numbers.
func tidy(v float64) float64 {
	if r := math.Round(v); math.Abs(v-r) < 1e-6 {
		return r
	}
	return v
}

// workspace holds the linear programmes of one grid: its hidden cells fall into blocks that share no equation.
type workspace struct {
	l       *lattice
	top     *grid
	margins []*grid
	members map[*grid][][]int // cells of top under each cell of a margin
	blockOf []int             // by cell of top, -1 where shown
	blocks  []*block
	// best moves met so far, by grid, component and cell: up and down
	met map[*grid][][][2]float64

	stale         bool    // hidden cells changed since the blocks were formed
	budget, spent float64 // work allowed and done; the allowance is no clock, so that answers do not depend on the machine
}

type block struct {
	cells  []int
	local  map[int]int
	system system
	upper  [3][][]float64 // by ceilings and component: how far each cell can rise
}

func (l *lattice) workspace(top *grid) *workspace {
	w := &workspace{l: l, top: top, margins: l.below(top), members: map[*grid][][]int{}}
	for _, g := range w.margins {
		lists := make([][]int, g.cells)
		for cell, margin := range l.project(top, g) {
			lists[margin] = append(lists[margin], cell)
		}
		w.members[g] = lists
	}
	own := make([][]int, top.cells)
	for cell := range own {
		own[cell] = []int{cell}
	}
	w.members[top] = own
	w.met = map[*grid][][][2]float64{}
	for _, g := range append([]*grid{top}, w.margins...) {
		w.met[g] = make([][][2]float64, l.parts)
		for c := range w.met[g] {
			w.met[g][c] = make([][2]float64, g.cells)
		}
	}
	w.stale, w.budget = true, math.Inf(1)
	return w
}

// build forms the blocks for the present hidden cells.
func (w *workspace) build() {
	var equations [][]int
	for _, g := range w.margins {
		for margin, cells := range w.members[g] {
			if g.state[margin] != Shown {
				continue
			}
			var hidden []int
			for _, cell := range cells {
				if w.top.state[cell] != Shown {
					hidden = append(hidden, cell)
				}
			}
			if len(hidden) > 0 {
				equations = append(equations, hidden)
			}
		}
	}
	w.stale = false
	of, members := connected(w.top.cells, func(cell int) bool { return w.top.state[cell] != Shown }, equations)
	w.blockOf, w.blocks = of, make([]*block, len(members))
	for at, cells := range members {
		b := &block{cells: cells, local: make(map[int]int, len(cells))}
		for i, cell := range cells {
			b.local[cell] = i
		}
		w.blocks[at] = b
	}
	// Small equations first: they pin single cells down and keep the reduction sparse.
	sort.SliceStable(equations, func(i, j int) bool { return len(equations[i]) < len(equations[j]) })
	for _, cells := range equations {
		b := w.blocks[w.blockOf[cells[0]]]
		row := make([]term, len(cells))
		for i, cell := range cells {
			row[i] = term{b.local[cell], 1}
		}
		b.system.rows = append(b.system.rows, row)
	}
	for _, b := range w.blocks {
		b.system.variables = len(b.cells)
		room := make([]float64, len(b.cells))
		for limits := range b.upper {
			b.upper[limits] = make([][]float64, w.l.parts)
			for c := range b.upper[limits] {
				b.upper[limits][c] = make([]float64, len(b.cells))
				for i, cell := range b.cells {
					b.upper[limits][c][i] = w.rise(c, cell, ceilings(limits))
				}
			}
		}
		for i, cell := range b.cells {
			room[i] = float64(w.top.sums[cell])
		}
		b.system.reduce(room)
		w.spent += b.system.effort
	}
}

// rise is how far a component of a cell can rise by itself.
func (w *workspace) rise(component, cell int, limits ceilings) float64 {
	if room := w.top.room(component, cell, w.top.parts[component][cell], limits); room < unlimited/2 {
		return float64(room)
	}
	return math.Inf(1)
}

// extreme is the largest possible rise (sign 1) or fall (sign -1) of a cell's component; the search may stop at enough.
func (w *workspace) extreme(g *grid, n need, sign, enough float64) (float64, bool) {
	if w.spent > w.budget {
		return 0, false
	}
	if w.stale {
		w.build()
	}
	inBlock := map[int][]int{}
	var order []int
	for _, inner := range w.members[g][n.cell] {
		if b := w.blockOf[inner]; b >= 0 {
			if inBlock[b] == nil {
				order = append(order, b)
			}
			inBlock[b] = append(inBlock[b], inner)
		}
	}
	total := 0.0
	for _, at := range order {
		b := w.blocks[at]
		gain, lower := make([]float64, len(b.cells)), make([]float64, len(b.cells))
		for _, inner := range inBlock[at] {
			gain[b.local[inner]] = sign
		}
		for i, inner := range b.cells {
			lower[i] = -float64(w.top.parts[n.component][inner])
		}
		change, best, ok := b.system.maximise(gain, lower, b.upper[n.ceilings][n.component], enough-total)
		w.spent += b.system.effort
		if !ok {
			return total, false
		}
		if math.IsInf(best, 1) {
			return best, true
		}
		total += best
		w.remember(n, b, change)
		if total >= enough {
			break
		}
	}
	return total, true
}

// remember notes how far a feasible change moves each hidden cell: most needs are met by moves found for others. A change
// within lax ceilings meets no need that has stricter ones.
func (w *workspace) remember(met need, b *block, change []float64) {
	for _, g := range append([]*grid{w.top}, w.margins...) {
		for _, n := range g.needs {
			if n.component != met.component || n.ceilings < met.ceilings {
				continue
			}
			sum := 0.0
			for _, inner := range w.members[g][n.cell] {
				if i, ok := b.local[inner]; ok {
					sum += change[i]
				}
			}
			most := &w.met[g][n.component][n.cell]
			most[0], most[1] = max(most[0], sum), max(most[1], -sum)
		}
	}
}
