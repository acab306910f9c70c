package suppress

// room is how far what is being moved can rise in a cell.
func (p *pair) room(cell int, value int64) int64 {
	return p.g.room(p.moving.component, cell, value, p.moving.ceilings)
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

// shortest is Dijkstra's method over the open cells and those that may be opened; falls and rises must have room for the width.
// Equal distances are settled by the order of names.
func (p *pair) shortest(f []int64, sources []int, sink func(int) bool, width int64, without int, allowed pass) (int, int64) {
	for i := range p.distance {
		p.distance[i], p.from[i], p.through[i] = -1, -1, -1
	}
	done := p.done
	clear(done)
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
		p.steps += int64(p.r + p.c)
		if sink(v.node) {
			return v.node, v.distance
		}
		if v.node < p.r {
			for j, cell := p.r, v.node*p.c; j < p.r+p.c; j, cell = j+1, cell+1 {
				if (p.open[cell] || allowed != none) && p.room(cell, f[cell]) >= width {
					p.relax(v, j, cell, without, allowed)
				}
			}
		} else {
			for i, cell := 0, v.node-p.r; i < p.r; i, cell = i+1, cell+p.c {
				if f[cell] >= width && (p.open[cell] || allowed != none) {
					p.relax(v, i, cell, without, allowed)
				}
			}
		}
	}
	return -1, 0
}

func (p *pair) relax(v visit, node, cell, without int, allowed pass) {
	if p.done[node] || cell == without || (allowed == nonzero && !p.open[cell] && p.g.sums[cell] == 0) {
		return
	}
	if d := v.distance + p.cost(cell); p.distance[node] < 0 || d < p.distance[node] {
		p.distance[node], p.from[node], p.through[node] = d, v.node, cell
		p.push(visit{d, node})
	}
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
