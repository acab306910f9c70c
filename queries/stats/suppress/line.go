package suppress

import "sort"

// line protects a table of one dimension. Its hidden cells sum to a known number; the total counts as known even when it is
// hidden. A hidden count can rise by what the other hidden cells hold and fall to zero, as far as their ceilings let them
// move against it. line also fixes the witnesses, which take from, and give to, the largest other hidden cells.
func (g *grid) line() bool {
	if len(g.needs) == 0 {
		return true
	}
	hidden := 0
	held, room := make([]int64, len(g.parts)), make([]int64, len(g.parts))
	hide := func(cell int) {
		hidden++
		for c, part := range g.parts {
			held[c] += part[cell]
			room[c] += g.room(c, cell, part[cell], everywhere)
		}
	}
	for cell, state := range g.state {
		if state != Shown {
			hide(cell)
		}
	}
	// lacking is how much width the worst need of each component misses, if one more cell were hidden.
	lacking := func(with int) (short int64) {
		worst := make([]int64, len(g.parts))
		for _, n := range g.needs {
			part := g.parts[n.component]
			own := g.room(n.component, n.cell, part[n.cell], n.ceilings)
			others, space := held[n.component]-part[n.cell], room[n.component]-g.room(n.component, n.cell, part[n.cell], everywhere)
			if with >= 0 {
				others += part[with]
				space += g.room(n.component, with, part[with], everywhere)
			}
			worst[n.component] = max(worst[n.component], n.width-min(own, others)-min(part[n.cell], space))
		}
		for _, w := range worst {
			short += w
		}
		return short
	}
	order := g.ascending()
	for hidden < 2 || lacking(-1) > 0 {
		best, short := -1, int64(0)
		for _, cell := range order {
			if g.state[cell] != Shown || (g.sums[cell] == 0 && (best >= 0 || hidden >= 2)) {
				continue
			}
			if s := lacking(cell); best < 0 || s < short {
				best, short = cell, s
			}
		}
		if best < 0 {
			return false
		}
		g.state[best] = Complementary
		g.report.Zeros = g.report.Zeros || g.sums[best] == 0
		hide(best)
	}
	g.witness(order)
	return true
}

// witness fixes a fall and a rise for each need: as far down as its width asks, and up for the rest.
func (g *grid) witness(order []int) {
	givers, takers := make([][]int, len(g.parts)), make([][]int, len(g.parts)) // hidden cells, the largest and the roomiest first
	for c, part := range g.parts {
		for i := len(order) - 1; i >= 0; i-- {
			if g.state[order[i]] != Shown {
				givers[c] = append(givers[c], order[i])
			}
		}
		sort.SliceStable(givers[c], func(i, j int) bool { return part[givers[c][i]] > part[givers[c][j]] })
		takers[c] = append(takers[c], givers[c]...)
		space := func(i int) int64 { return g.room(c, takers[c][i], part[takers[c][i]], everywhere) }
		sort.SliceStable(takers[c], func(i, j int) bool { return space(i) > space(j) })
	}
	for _, n := range g.needs {
		part := g.parts[n.component]
		fall := move{need: n, sign: -1}
		down := int64(0)
		for _, other := range takers[n.component] {
			if other == n.cell {
				continue
			}
			give := min(min(part[n.cell], n.width)-down, g.room(n.component, other, part[other], everywhere))
			if give <= 0 {
				break
			}
			fall.shift = append(fall.shift, shift{other, give})
			down += give
		}
		if down > 0 {
			fall.shift = append([]shift{{n.cell, -down}}, fall.shift...)
			g.moves = append(g.moves, fall)
		}
		up := n.width - down
		if up <= 0 {
			continue
		}
		rise := move{need: n, sign: 1, shift: []shift{{n.cell, up}}}
		for _, other := range givers[n.component] {
			if other == n.cell {
				continue
			}
			take := min(up, part[other])
			if take == 0 {
				break
			}
			rise.shift = append(rise.shift, shift{other, -take})
			up -= take
		}
		g.moves = append(g.moves, rise)
	}
}
