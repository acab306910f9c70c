package suppress

// A move is one fixed witness: a change of the hidden cells of a one-dimensional table, summing to zero, by which the
// need's cell rises (sign 1) or falls (-1).
type move struct {
	need  need
	sign  int64
	shift []int64 // by cell of the grid
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
	demands    []demand

	// shortest path, kept to spare allocations
	distance []int64
	through  []int // cell by which a node was reached
	from     []int
	heap     []visit
}

// demand is a need of the table itself, or a margin's witness which the table must carry.
type demand struct {
	need    need
	witness *move
	byRow   bool
	uses    map[int]bool
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
	return p
}

func (p *pair) protect() bool {
	for i := range p.demands {
		if !p.satisfy(&p.demands[i], nonzero) && !p.satisfy(&p.demands[i], zeros) {
			return false
		}
	}
	if !p.prune() {
		return false
	}
	for cell, open := range p.open {
		if open && p.g.state[cell] == Shown {
			p.g.state[cell] = Complementary
			p.g.report.Zeros = p.g.report.Zeros || p.g.sums[cell] == 0
		}
	}
	return true
}

// prune shows again each complementary cell which later choices made superfluous, the largest first.
func (p *pair) prune() bool {
	users := make([][]int, p.g.cells)
	note := func(i int) {
		for cell := range p.demands[i].uses {
			users[cell] = append(users[cell], i)
		}
	}
	for i := range p.demands {
		if !p.satisfy(&p.demands[i], none) {
			return false
		}
		note(i)
	}
	order := p.g.ascending()
	effort := 0
	for at := len(order) - 1; at >= 0; at-- {
		cell := order[at]
		if !p.open[cell] || p.g.state[cell] != Shown {
			continue
		}
		p.open[cell] = false
		kept, changed := true, []int(nil)
		for _, i := range users[cell] {
			if !p.demands[i].uses[cell] {
				continue
			}
			// A limit on work, not time: the result must not depend on the machine.
			if effort += p.r + p.c; effort > 400_000 {
				kept = false
				break
			}
			old := p.demands[i].uses
			if !p.satisfy(&p.demands[i], none) {
				p.demands[i].uses = old
				kept = false
				break
			}
			changed = append(changed, i)
		}
		if !kept {
			p.open[cell] = true
		}
		// Witnesses found on the way avoid the cell and are valid either way.
		for _, i := range changed {
			note(i)
		}
	}
	return true
}

// satisfy finds witnesses for a demand, opening cells as allowed, and notes the cells they use.
func (p *pair) satisfy(d *demand, allowed pass) bool {
	if d.witness != nil {
		f := append([]int64(nil), p.g.parts[d.witness.need.component]...)
		start := len(p.opened)
		if !p.carry(f, d.witness, d.byRow, allowed) {
			p.close(start)
			return false
		}
		d.uses = map[int]bool{}
		p.differences(d, f, d.witness.need.component)
		return true
	}
	value := p.g.parts[d.need.component][d.need.cell]
	fall := min(value, d.need.width)
	// Two plans: use the whole way down and rise for the rest; or rise the whole width, falling as far as comes free.
	type plan struct {
		rise, fall int64
	}
	plans := []plan{{d.need.width - fall, fall}, {d.need.width, 0}}
	bestCost, best := int64(-1), -1
	for i, plan := range plans {
		start := len(p.opened)
		cost, ok := p.carryOut(nil, d.need, plan.rise, plan.fall, allowed)
		p.close(start)
		if ok && (best < 0 || cost < bestCost) {
			bestCost, best = cost, i
		}
		if ok && cost == 0 {
			break
		}
	}
	if best < 0 {
		// A narrower fall and a longer rise between the two.
		for fall--; fall > 0; fall-- {
			start := len(p.opened)
			if _, ok := p.carryOut(nil, d.need, d.need.width-fall, fall, allowed); ok {
				p.close(start)
				plans, best = append(plans, plan{d.need.width - fall, fall}), len(plans)
				break
			}
			p.close(start)
		}
	}
	if best < 0 {
		return false
	}
	d.uses = map[int]bool{}
	_, ok := p.carryOut(d, d.need, plans[best].rise, plans[best].fall, allowed)
	return ok
}

// carryOut finds the rise and the fall of a need, each with the cheapest choice of margin witnesses.
func (p *pair) carryOut(d *demand, n need, rise, fall int64, allowed pass) (cost int64, ok bool) {
	for _, way := range []struct{ sign, amount int64 }{{1, rise}, {-1, fall}} {
		if way.amount == 0 {
			continue
		}
		c, ok := p.reach(d, n, way.sign, way.amount, allowed)
		if !ok {
			return 0, false
		}
		cost += c
	}
	return cost, true
}

// reach moves a cell by an amount, with the margins still or moving by fixed witnesses.
func (p *pair) reach(d *demand, n need, sign, amount int64, allowed pass) (int64, bool) {
	rows := touching(p.rows, n.component, n.cell/p.c, sign)
	cols := touching(p.cols, n.component, n.cell%p.c, sign)
	bestCost := int64(-1)
	var bestRow, bestCol *move
	try := func(row, col *move) bool {
		start := len(p.opened)
		_, ok := p.attempt(n, sign, amount, row, col, allowed)
		cost := p.price(start)
		p.close(start)
		if ok && (bestCost < 0 || cost < bestCost) {
			bestCost, bestRow, bestCol = cost, row, col
		}
		return ok && cost == 0
	}
	for i, row := range rows {
		stop := false
		for j, col := range cols {
			if bestCost >= 0 && i+j > 2 {
				break // more distant witnesses only where the near ones fail
			}
			if stop = try(row, col); stop {
				break
			}
		}
		if stop {
			break
		}
	}
	if bestCost < 0 {
		return 0, false
	}
	f, ok := p.attempt(n, sign, amount, bestRow, bestCol, allowed)
	if ok && d != nil {
		p.differences(d, f, n.component)
	}
	return bestCost, ok
}

// touching lists no witness at all, then those which move a margin cell the way the need wants, its own first.
func touching(g *grid, component, cell int, sign int64) []*move {
	out := []*move{nil}
	for own := range 2 {
		for i := range g.moves {
			m := &g.moves[i]
			if m.need.component == component && m.shift[cell]*sign > 0 && (m.need.cell == cell) == (own == 0) && len(out) < 6 {
				out = append(out, m)
			}
		}
	}
	return out
}

// attempt moves the margins, then turns the rest of the need around cycles.
func (p *pair) attempt(n need, sign, amount int64, row, col *move, allowed pass) ([]int64, bool) {
	f := append([]int64(nil), p.g.parts[n.component]...)
	value := f[n.cell]
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
	for {
		left := amount - sign*(f[n.cell]-value)
		if left <= 0 {
			return f, true
		}
		sent := p.send(f, []int{source}, func(node int) bool { return node == sink }, left, n.cell, allowed)
		if sent == 0 {
			return nil, false
		}
		f[n.cell] += sign * sent
	}
}

// carry routes a margin's witness through the table, the other margin unmoved.
func (p *pair) carry(f []int64, m *move, byRow bool, allowed pass) bool {
	left := make([]int64, p.r+p.c) // positive: must still send
	for i, shift := range m.shift {
		if byRow {
			left[i] = shift
		} else {
			left[p.r+i] = -shift
		}
	}
	for {
		var sources []int
		most := int64(0)
		for node, amount := range left {
			if amount > 0 {
				sources = append(sources, node)
				most = max(most, amount)
			}
		}
		if sources == nil {
			return true
		}
		var begin, end int
		sent := p.sendBetween(f, sources, func(node int) bool { return left[node] < 0 }, most, -1, allowed, &begin, &end,
			func(begin, end int) int64 { return min(left[begin], -left[end]) })
		if sent == 0 {
			return false
		}
		left[begin] -= sent
		left[end] += sent
	}
}

func (p *pair) send(f []int64, sources []int, sink func(int) bool, want int64, without int, allowed pass) int64 {
	var begin, end int
	return p.sendBetween(f, sources, sink, want, without, allowed, &begin, &end, func(int, int) int64 { return want })
}

// sendBetween finds a way, opens it and sends as much as it holds. It takes what is free first; else a way wide enough
// for all that is wanted, or half of it, and so on, so that one cycle through larger counts is preferred to many small.
func (p *pair) sendBetween(f []int64, sources []int, sink func(int) bool, want int64, without int, allowed pass, begin, end *int, limit func(int, int) int64) int64 {
	to, cost := p.shortest(f, sources, sink, 1, without, allowed)
	if to < 0 {
		return 0
	}
	if cost > 0 {
		for width := want; width > 1; width = (width + 1) / 2 {
			if wide, _ := p.shortest(f, sources, sink, width, without, allowed); wide >= 0 {
				to = wide
				break
			}
			if width == 2 {
				to, _ = p.shortest(f, sources, sink, 1, without, allowed)
				break
			}
		}
	}
	amount := want
	node := to
	for p.from[node] >= 0 {
		if node < p.r { // reached from a column: the cell falls
			amount = min(amount, f[p.through[node]])
		}
		node = p.from[node]
	}
	*begin, *end = node, to
	amount = min(amount, limit(node, to))
	for node = to; p.from[node] >= 0; node = p.from[node] {
		cell := p.through[node]
		if node < p.r {
			f[cell] -= amount
		} else {
			f[cell] += amount
		}
		if !p.open[cell] {
			p.open[cell] = true
			p.opened = append(p.opened, cell)
		}
	}
	return amount
}

func (p *pair) cost(cell int) int64 {
	switch {
	case p.open[cell]:
		return 0
	case p.g.sums[cell] == 0:
		return zeroPrice
	}
	return 2 + p.g.sums[cell]
}

func (p *pair) price(start int) (sum int64) {
	for _, cell := range p.opened[start:] {
		if p.g.sums[cell] == 0 {
			sum += zeroPrice
		} else {
			sum += 2 + p.g.sums[cell]
		}
	}
	return sum
}

func (p *pair) close(start int) {
	for _, cell := range p.opened[start:] {
		p.open[cell] = false
	}
	p.opened = p.opened[:start]
}

func (p *pair) differences(d *demand, f []int64, component int) {
	for cell, v := range p.g.parts[component] {
		if f[cell] != v {
			d.uses[cell] = true
		}
	}
}

// shortest is Dijkstra's method over the open cells and those that may be opened; falls must leave room for the width.
// Equal distances are settled by the order of names.
func (p *pair) shortest(f []int64, sources []int, sink func(int) bool, width int64, without int, allowed pass) (int, int64) {
	for i := range p.distance {
		p.distance[i], p.from[i], p.through[i] = -1, -1, -1
	}
	done := make([]bool, p.r+p.c)
	p.heap = p.heap[:0]
	for _, s := range sources {
		p.distance[s] = 0
		p.push(visit{0, s})
	}
	for len(p.heap) > 0 {
		v := p.pop()
		if done[v.node] {
			continue
		}
		done[v.node] = true
		if sink(v.node) {
			return v.node, v.distance
		}
		relax := func(node, cell int) {
			if done[node] || cell == without {
				return
			}
			if !p.open[cell] && (allowed == none || (allowed == nonzero && p.g.sums[cell] == 0)) {
				return
			}
			if d := v.distance + p.cost(cell); p.distance[node] < 0 || d < p.distance[node] {
				p.distance[node], p.from[node], p.through[node] = d, v.node, cell
				p.push(visit{d, node})
			}
		}
		if v.node < p.r {
			for j := range p.c {
				relax(p.r+j, v.node*p.c+j)
			}
		} else {
			for i, cell := 0, v.node-p.r; i < p.r; i, cell = i+1, cell+p.c {
				if f[cell] >= width {
					relax(i, cell)
				}
			}
		}
	}
	return -1, 0
}

func (v visit) before(o visit) bool {
	return v.distance < o.distance || (v.distance == o.distance && v.node < o.node)
}

func (p *pair) push(v visit) {
	h := append(p.heap, v)
	for i := len(h) - 1; i > 0 && h[i].before(h[(i-1)/2]); i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
	p.heap = h
}

func (p *pair) pop() visit {
	h := p.heap
	top := h[0]
	h[0] = h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(h) && h[child].before(h[least]) {
				least = child
			}
		}
		if least == i {
			break
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
	p.heap = h
	return top
}
