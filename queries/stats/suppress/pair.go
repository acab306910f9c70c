package suppress

import "slices"

// A move is one fixed witness: a change of the hidden cells of a one-dimensional table, summing to zero, by which the
// need's cell rises (sign 1) or falls (-1).
type move struct {
	need  need
	sign  int64
	shift []shift
}

type shift struct {
	cell   int
	amount int64
}

func (m *move) of(cell int) int64 {
	for _, s := range m.shift {
		if s.cell == cell {
			return s.amount
		}
	}
	return 0
}

// pair protects a table of two dimensions so that its pattern also holds beside other tables (package comment).
// A change of one component that respects the margins is a flow on the graph of rows and columns: a cell's rise is an arc
// from its row to its column, its fall an arc back, at most as much as the count. Shown cells may be opened, that is
// hidden, at a cost; the cheapest way is a shortest path.
type pair struct {
	g          *grid
	rows, cols *grid
	r, c       int
	open       []bool // hidden, or tentatively so
	opened     []int  // in order, for going back

	moving need // what is being satisfied
	steps  int64

	// the change being built: counts by component, and which cells were moved, for undoing
	counts  [][]int64
	touched []int
	// witnesses of each margin that move a given cell
	byCell  [2][][]*move
	demands []demand

	// shortest path, kept to spare allocations
	distance []int64
	through  []int // cell by which a node was reached
	from     []int
	heap     []visit
	done     []bool
}

// demand is a need of the table itself, or a margin's witness which the table must carry.
type demand struct {
	need    need
	witness *move
	byRow   bool
	lax     bool  // the sums are taken not to be known
	uses    []int // cells its witnesses move
}

type visit struct {
	distance int64
	node     int
}

// pass limits which shown cells may be opened.
type pass int

const (
	none pass = iota
	nonzero
	zeros // zeros as well, at a price above everything else
)

const zeroPrice = int64(1) << 40

func (l *lattice) pair(g *grid) *pair {
	n := l.network(g)
	p := &pair{g: g, rows: n.row, cols: n.col, r: n.row.cells, c: n.col.cells, open: make([]bool, g.cells)}
	for cell, state := range g.state {
		p.open[cell] = state != Shown
	}
	for i := range n.row.moves {
		p.demands = append(p.demands, demand{witness: &n.row.moves[i], byRow: true})
	}
	for i := range n.col.moves {
		p.demands = append(p.demands, demand{witness: &n.col.moves[i]})
	}
	for _, need := range g.needs {
		p.demands = append(p.demands, demand{need: need})
	}
	p.distance, p.through, p.from = make([]int64, p.r+p.c), make([]int, p.r+p.c), make([]int, p.r+p.c)
	p.done = make([]bool, p.r+p.c)
	for _, part := range g.parts {
		p.counts = append(p.counts, append([]int64(nil), part...))
	}
	for side, margin := range []*grid{n.row, n.col} {
		p.byCell[side] = make([][]*move, margin.cells)
		// A need's own witness comes first.
		for own := range 2 {
			for i := range margin.moves {
				m := &margin.moves[i]
				for _, s := range m.shift {
					if (m.need.cell == s.cell) == (own == 0) {
						p.byCell[side][s.cell] = append(p.byCell[side][s.cell], m)
					}
				}
			}
		}
	}
	return p
}

func (p *pair) protect(l *lattice) bool {
	for i := range p.demands {
		d := &p.demands[i]
		if p.satisfy(d, nonzero) {
			continue
		}
		// What cannot be kept from those who know the sums is kept from those who do not. A zero whose sum is known cannot
		// be anything else, so hiding it helps against the latter only.
		d.lax = p.g.ceiling != nil
		if !(d.lax && p.satisfy(d, nonzero)) && !p.satisfy(d, zeros) {
			return false
		}
		p.g.report.Known = p.g.report.Known && !d.lax
	}
	p.prune()
	l.steps += p.steps
	for cell, open := range p.open {
		if open && p.g.state[cell] == Shown {
			p.g.state[cell] = Complementary
			p.g.report.Zeros = p.g.report.Zeros || p.g.sums[cell] == 0
		}
	}
	return true
}

// prune shows again each complementary cell which later choices made superfluous, the largest first. Witnesses already
// found stay good while their cells are hidden, so only those that use a cell are sought anew.
func (p *pair) prune() {
	users := make([][]int, p.g.cells)
	for i := range p.demands {
		for _, cell := range p.demands[i].uses {
			users[cell] = append(users[cell], i)
		}
	}
	order := p.g.ascending()
	effort := 0
	for at := len(order) - 1; at >= 0; at-- {
		cell := order[at]
		if !p.open[cell] || p.g.state[cell] != Shown {
			continue
		}
		p.open[cell] = false
		for _, i := range users[cell] {
			d := &p.demands[i]
			if !slices.Contains(d.uses, cell) {
				continue
			}
			// A limit on work, not time: the result must not depend on the machine.
			if effort += p.r + p.c; effort > 100_000 || !p.satisfy(d, none) {
				p.open[cell] = true
				break
			}
			for _, other := range d.uses {
				users[other] = append(users[other], i)
			}
		}
	}
}

// satisfy finds witnesses for a demand, opening cells as allowed, and notes the cells they move.
func (p *pair) satisfy(d *demand, allowed pass) bool {
	start := len(p.opened)
	p.moving = d.need
	if d.witness != nil {
		p.moving = d.witness.need
	}
	if d.lax {
		p.moving.ceilings = nowhere
	}
	if d.witness != nil {
		ok := p.carry(p.counts[d.witness.need.component], d.witness, d.byRow, allowed)
		if ok {
			d.uses = append([]int(nil), p.touched...)
		} else {
			p.close(start)
		}
		p.undo(d.witness.need.component)
		return ok
	}
	// Two plans: use the whole way down and rise for the rest; or rise the whole width.
	value, width := p.g.parts[d.need.component][d.need.cell], d.need.width
	falls := []int64{min(value, width), 0}
	bestCost, best := int64(-1), int64(-1)
	for len(falls) > 0 {
		fall := falls[0]
		falls = falls[1:]
		uses, ok := p.both(d.need, width-fall, fall, allowed)
		cost := p.price(start)
		if ok && cost == 0 {
			d.uses = uses
			return true
		}
		p.close(start)
		if ok && (best < 0 || cost < bestCost) {
			bestCost, best = cost, fall
		}
		if len(falls) == 0 && best < 0 && fall == 0 {
			// Something between.
			for f := min(value, width) - 1; f > 0; f-- {
				falls = append(falls, f)
			}
		}
	}
	if best < 0 {
		return false
	}
	uses, ok := p.both(d.need, width-best, best, allowed)
	d.uses = uses
	return ok
}

// both finds the rise and the fall of a need, each with the cheapest choice of margin witnesses.
func (p *pair) both(n need, rise, fall int64, allowed pass) (uses []int, ok bool) {
	for _, way := range []shift{{1, rise}, {-1, fall}} {
		if way.amount == 0 {
			continue
		}
		if way.cell > 0 && way.amount > p.room(n.cell, p.g.parts[n.component][n.cell]) {
			return nil, false
		}
		moved, ok := p.reach(n, int64(way.cell), way.amount, allowed)
		if !ok {
			return nil, false
		}
		uses = append(uses, moved...)
	}
	return uses, true
}

// reach moves a cell by an amount, with the margins still or moving by fixed witnesses.
func (p *pair) reach(n need, sign, amount int64, allowed pass) (uses []int, ok bool) {
	rows := p.touching(0, n.component, n.cell/p.c, sign)
	cols := p.touching(1, n.component, n.cell%p.c, sign)
	start := len(p.opened)
	bestCost := int64(-1)
	var bestRow, bestCol *move
	for i, row := range rows {
		for j, col := range cols {
			if bestCost >= 0 && i+j > 2 {
				break // more distant witnesses only where the near ones fail
			}
			uses, ok := p.attempt(n, sign, amount, row, col, allowed)
			cost := p.price(start)
			if ok && cost == 0 {
				return uses, true
			}
			p.close(start)
			if ok && (bestCost < 0 || cost < bestCost) {
				bestCost, bestRow, bestCol = cost, row, col
			}
		}
	}
	if bestCost < 0 {
		return nil, false
	}
	return p.attempt(n, sign, amount, bestRow, bestCol, allowed)
}

// touching lists no witness at all, then those which move a margin cell the way the need wants, its own first.
func (p *pair) touching(side, component, cell int, sign int64) []*move {
	out := []*move{nil}
	for _, m := range p.byCell[side][cell] {
		if m.need.component == component && m.of(cell)*sign > 0 {
			if out = append(out, m); len(out) == 6 {
				break
			}
		}
	}
	return out
}

// attempt moves the margins, then turns the rest of the need around cycles.
func (p *pair) attempt(n need, sign, amount int64, row, col *move, allowed pass) (uses []int, ok bool) {
	f := p.counts[n.component]
	value := f[n.cell]
	defer p.undo(n.component)
	if row != nil && !p.carry(f, row, true, allowed) {
		return nil, false
	}
	if col != nil && !p.carry(f, col, false, allowed) {
		return nil, false
	}
	source, sink := p.r+n.cell%p.c, n.cell/p.c
	if sign < 0 {
		source, sink = sink, source
	}
	p.touched = append(p.touched, n.cell)
	for {
		left := amount - sign*(f[n.cell]-value)
		if left <= 0 {
			return append([]int(nil), p.touched...), true
		}
		sent, _, _ := p.send(f, []int{source}, func(node int) bool { return node == sink }, left, n.cell, allowed, nil)
		if sent == 0 {
			return nil, false
		}
		f[n.cell] += sign * sent
	}
}

// undo puts the counts back.
func (p *pair) undo(component int) {
	for _, cell := range p.touched {
		p.counts[component][cell] = p.g.parts[component][cell]
	}
	p.touched = p.touched[:0]
}

// carry routes a margin's witness through the table, the other margin unmoved.
func (p *pair) carry(f []int64, m *move, byRow bool, allowed pass) bool {
	left := map[int]int64{} // positive: must still send
	var sources []int
	for _, s := range m.shift {
		node, amount := s.cell, s.amount
		if !byRow {
			node, amount = p.r+s.cell, -s.amount
		}
		if left[node] = amount; amount > 0 {
			sources = append(sources, node)
		}
	}
	for len(sources) > 0 {
		most := int64(0)
		for _, s := range sources {
			most = max(most, left[s])
		}
		sent, begin, end := p.send(f, sources, func(node int) bool { return left[node] < 0 }, most, -1, allowed, left)
		if sent == 0 {
			return false
		}
		left[begin] -= sent
		left[end] += sent
		sources = slices.DeleteFunc(sources, func(s int) bool { return left[s] == 0 })
	}
	return true
}

// send finds a way, opens it and sends as much as it holds. It takes what is free first; else a way wide enough for all
// that is wanted, or half of it, and so on, so that one cycle through larger counts is preferred to many small.
func (p *pair) send(f []int64, sources []int, sink func(int) bool, want int64, without int, allowed pass, left map[int]int64) (amount int64, begin, end int) {
	to, _ := p.shortest(f, sources, sink, want, without, none)
	if to < 0 && want > 1 {
		to, _ = p.shortest(f, sources, sink, 1, without, none)
	}
	for width := want; to < 0 && allowed != none; width = (width + 1) / 2 {
		if to, _ = p.shortest(f, sources, sink, width, without, allowed); width == 1 {
			break
		}
	}
	if to < 0 {
		return 0, 0, 0
	}
	amount = want
	node := to
	for p.from[node] >= 0 {
		if cell := p.through[node]; node < p.r { // reached from a column: the cell falls
			amount = min(amount, f[cell])
		} else {
			amount = min(amount, p.room(cell, f[cell]))
		}
		node = p.from[node]
	}
	if left != nil {
		amount = min(amount, left[node], -left[to])
	}
	begin = node
	for node = to; p.from[node] >= 0; node = p.from[node] {
		cell := p.through[node]
		if node < p.r {
			f[cell] -= amount
		} else {
			f[cell] += amount
		}
		p.touched = append(p.touched, cell)
		if !p.open[cell] {
			p.open[cell] = true
			p.opened = append(p.opened, cell)
		}
	}
	return amount, begin, to
}
