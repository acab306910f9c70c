package suppress

import "math"

// A plain table of one or two dimensions is a circulation: the grand total flows to the rows, through the cells to the
// columns, and back. A hidden cell is an arc whose flow may rise without limit and fall to zero, so the most it can rise
// is the maximum flow back around it. Whole numbers throughout.
type network struct {
	l     *lattice
	top   *grid
	row   *grid // first dimension's margin; nil when there is none
	col   *grid
	total *grid
	axes  []int // the dimensions that divide top

	nodes int
	arcs  []arc
	at    [][]int // arcs leaving a node; arc i^1 is its reverse
	place map[*grid][]int
}

type arc struct {
	to   int
	room int64
}

const unlimited = int64(1) << 44

// network returns nil where the table is not plain.
func (l *lattice) network(top *grid) *network {
	n := &network{l: l, top: top}
	for d, r := range top.resolution {
		if r == whole {
			continue
		}
		if r == levelled && l.axes[d].groups != nil {
			return nil
		}
		n.axes = append(n.axes, d)
	}
	if len(n.axes) > 2 {
		return nil
	}
	margin := func(keep int) *grid {
		r := make([]int, len(top.resolution))
		if keep >= 0 {
			r[keep] = top.resolution[keep]
		}
		return l.index[key(r)]
	}
	n.total = margin(-1)
	if len(n.axes) == 2 {
		n.row, n.col = margin(n.axes[0]), margin(n.axes[1])
	}
	n.place = map[*grid][]int{}
	for _, g := range []*grid{n.total, n.row, n.col, top} {
		if g != nil {
			n.place[g] = make([]int, g.cells)
			for i := range n.place[g] {
				n.place[g][i] = -1
			}
		}
	}
	n.nodes = 2
	add := func(g *grid, cell, from, to int) {
		if g.state[cell] == Shown {
			return
		}
		n.place[g][cell] = len(n.arcs)
		n.at[from] = append(n.at[from], len(n.arcs))
		n.at[to] = append(n.at[to], len(n.arcs)+1)
		n.arcs = append(n.arcs, arc{to: to}, arc{to: from})
	}
	switch len(n.axes) {
	case 0:
		n.at = make([][]int, 2)
	case 1:
		n.at = make([][]int, 2)
		for cell := range top.cells {
			add(top, cell, 0, 1)
		}
	case 2:
		rows, cols := n.row.cells, n.col.cells
		n.nodes += rows + cols
		n.at = make([][]int, n.nodes)
		for i := range rows {
			add(n.row, i, 0, 2+i)
			for j := range cols {
				add(top, i*cols+j, 2+i, 2+rows+j)
			}
		}
		for j := range cols {
			add(n.col, j, 2+rows+j, 1)
		}
	}
	if len(n.axes) > 0 {
		add(n.total, 0, 1, 0)
	}
	return n
}

// limits are the smallest and largest possible value of a hidden cell's component.
func (n *network) limits(component int, g *grid, cell int) (lower, upper float64) {
	value := g.parts[component][cell]
	if len(n.axes) == 0 {
		return 0, math.Inf(1) // a hidden total and nothing else
	}
	p := n.place[g][cell]
	from, to := n.arcs[p^1].to, n.arcs[p].to
	up := n.flow(component, to, from, p, unlimited)
	down := n.flow(component, from, to, p, value)
	upper = float64(value + up)
	if up >= unlimited {
		upper = math.Inf(1)
	}
	return float64(value - down), upper
}

// flow is the largest extra flow between two nodes without one arc, by Dinic's method, up to enough.
func (n *network) flow(component, source, sink, without int, enough int64) int64 {
	for g, places := range n.place {
		for cell, p := range places {
			if p >= 0 {
				n.arcs[p].room, n.arcs[p^1].room = unlimited, g.parts[component][cell]
			}
		}
	}
	n.arcs[without].room, n.arcs[without^1].room = 0, 0
	depth, next := make([]int, n.nodes), make([]int, n.nodes)
	var push func(node int, room int64) int64
	push = func(node int, room int64) int64 {
		if node == sink || room == 0 {
			return room
		}
		sent := int64(0)
		for ; next[node] < len(n.at[node]); next[node]++ {
			i := n.at[node][next[node]]
			if a := n.arcs[i]; a.room > 0 && depth[a.to] == depth[node]+1 {
				d := push(a.to, min(room-sent, a.room))
				n.arcs[i].room -= d
				n.arcs[i^1].room += d
				if sent += d; sent == room {
					return sent
				}
			}
		}
		return sent
	}
	total := int64(0)
	for total < enough {
		n.l.steps += int64(len(n.arcs)) // each round looks at every arc at most twice
		for i := range depth {
			depth[i], next[i] = -1, 0
		}
		depth[source] = 0
		for queue := []int{source}; len(queue) > 0; queue = queue[1:] {
			for _, i := range n.at[queue[0]] {
				if a := n.arcs[i]; a.room > 0 && depth[a.to] < 0 {
					depth[a.to] = depth[queue[0]] + 1
					queue = append(queue, a.to)
				}
			}
		}
		if depth[sink] < 0 {
			break
		}
		d := push(source, enough-total)
		if d == 0 {
			break
		}
		total += d
	}
	return total
}
