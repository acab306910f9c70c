package suppress

import "math"

// A box is the simplest change of a table: two values in each of some dimensions, the corners rising and falling in
// turn. Margins that miss one of these dimensions stay as they are; the others must be hidden at the corners. Boxes meet
// most needs of large tables without a linear programme; what they cannot meet, general asks it for.
type boxes struct {
	w       *workspace
	project map[*grid][]int
	inner   []int // dimensions that divide the table
}

func (w *workspace) boxes() *boxes {
	b := &boxes{w: w, project: map[*grid][]int{}}
	for _, g := range w.margins {
		b.project[g] = w.l.project(w.top, g)
	}
	for d, r := range w.top.resolution {
		if r != whole {
			b.inner = append(b.inner, d)
		}
	}
	return b
}

// find seeks boxes through a need's cell whose rise and fall together reach the width, cheap ones first. Boxes that share
// no corner but the need's own can be moved at once, so their widths add up. It returns the shown corners to hide.
func (b *boxes) find(g *grid, n need, mayOpen bool) (hide []int, ok bool) {
	taken := map[int]bool{}
	fallen := map[int]int64{} // by member: the fall used up
	left := n.width
	for range 8 {
		box, found := b.best(g, n, left, mayOpen, taken, fallen)
		if !found {
			return nil, false
		}
		for i, corner := range box.corners {
			if b.w.top.state[corner] == Shown {
				hide = append(hide, corner)
			}
			if i > 0 {
				taken[corner] = true
			}
		}
		fallen[box.corners[0]] += box.fall
		if left -= box.rise + box.fall; left <= 0 {
			return hide, true
		}
	}
	return nil, false
}

// box lists its corners, a member of the need's cell first.
type box struct {
	corners    []int
	rise, fall int64
	score      float64 // price for a unit of width
}

func (b *boxes) best(g *grid, n need, left int64, mayOpen bool, taken map[int]bool, fallen map[int]int64) (best box, found bool) {
	top := b.w.top
	part := top.parts[n.component]
	best.score = math.Inf(1)
	cells := make([]int, 0, 16)
	for choice := 1; choice < 1<<len(b.inner); choice++ {
		var moving []int
		inside := true
		for i, d := range b.inner {
			if choice>>i&1 == 1 {
				moving = append(moving, d)
				// Another value must leave the need's cell, or its changes cancel out.
				inside = inside && g.resolution[d] == top.resolution[d]
			}
		}
		if !inside {
			continue
		}
		// Margins that see the box: those divided by every moving dimension.
		var seeing []*grid
		for _, m := range b.w.margins {
			sees := true
			for _, d := range moving {
				sees = sees && m.resolution[d] != whole
			}
			if sees {
				seeing = append(seeing, m)
			}
		}
		opposite := make([]int, len(moving))
		for _, member := range b.w.members[g][n.cell] {
			at := top.coordinates(member)
			clear(opposite)
			for {
				distinct := true
				for i, d := range moving {
					distinct = distinct && opposite[i] != at[d]
				}
				if distinct {
					rise, fall, cost := int64(math.MaxInt64), part[member]-fallen[member], 0.0
					cells = cells[:0]
					feasible := true
					for mask := 0; mask < 1<<len(moving) && feasible; mask++ {
						corner := member
						rises := true
						for i, d := range moving {
							if mask>>i&1 == 1 {
								corner += (opposite[i] - at[d]) * b.stride(d)
								rises = !rises
							}
						}
						if feasible = !taken[corner]; !feasible {
							break
						}
						if top.state[corner] == Shown {
							if feasible = mayOpen && top.sums[corner] > 0; !feasible {
								break
							}
							cost += 2 + float64(top.sums[corner])
						}
						if space := top.room(n.component, corner, part[corner], n.ceilings); !rises {
							rise, fall = min(rise, part[corner]), min(fall, space)
						} else {
							rise = min(rise, space)
							if mask > 0 {
								fall = min(fall, part[corner])
							}
						}
						for _, m := range seeing {
							if m.state[b.project[m][corner]] == Shown && !b.within(m, moving, at, opposite) {
								feasible = false
								break
							}
						}
						cells = append(cells, corner)
					}
					fall = min(fall, left)
					rise = min(rise, left-fall)
					if width := rise + fall; feasible && width > 0 {
						// At equal price the wider box, so that few are needed.
						score := (cost + 0.01) / float64(width)
						if score < best.score {
							best.corners = append(best.corners[:0], cells...)
							best.rise, best.fall, best.score, found = rise, fall, score, true
							if cost == 0 && width == left {
								return best, true
							}
						}
					}
				}
				i := len(moving) - 1
				for ; i >= 0; i-- {
					if opposite[i]++; opposite[i] < top.sizes[moving[i]] {
						break
					}
					opposite[i] = 0
				}
				if i < 0 {
					break
				}
			}
		}
	}
	return best, found
}

func (b *boxes) stride(d int) int {
	s := 1
	for i := d + 1; i < len(b.w.top.sizes); i++ {
		s *= b.w.top.sizes[i]
	}
	return s
}

// within reports whether both values of a moving dimension lie in one group of the margin, so that it sees no change.
func (b *boxes) within(m *grid, moving, at, opposite []int) bool {
	for i, d := range moving {
		if m.resolution[d] == grouped && b.w.top.resolution[d] == levelled {
			groupOf := b.w.l.axes[d].groupOf
			if groupOf[at[d]] == groupOf[opposite[i]] {
				return true
			}
		}
	}
	return false
}
