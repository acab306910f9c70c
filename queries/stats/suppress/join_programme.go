package suppress

import (
	"fmt"
	"math"
	"slices"
)

// joinBlock holds variables that share equations among themselves only, and after them one for each bound.
type joinBlock struct {
	variables    []int
	system       system
	lower, upper []float64
}

// shownSum is a sum of variables that some views show.
type shownSum struct {
	variables []int
	cells     []viewCell // that show it
}

type viewCell struct{ view, grid, cell int }

// sums are what the views show of the table and its margins, each sum once.
func (j *join) sums() []*shownSum {
	var all []*shownSum
	byKey := map[string]*shownSum{}
	for v, view := range j.views {
		for _, at := range j.grids {
			for cell, state := range view.Pattern.lattice.grids[at].state {
				if state != Shown {
					continue
				}
				for _, kinds := range view.Kinds {
					variables := j.variables(at, cell, kinds)
					slices.Sort(variables)
					k := fmt.Sprint(variables)
					if byKey[k] == nil {
						byKey[k] = &shownSum{variables: variables}
						all = append(all, byKey[k])
					}
					byKey[k].cells = append(byKey[k].cells, viewCell{v, at, cell})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *shownSum) int { return len(a.variables) - len(b.variables) })
	return all
}

// known finds the variables that sums give away one by one.
func (j *join) known(sums []*shownSum) []bool {
	known := make([]bool, j.top.cells*j.l.parts)
	for found := true; found; {
		found = false
		for _, s := range sums {
			open, last := 0, 0
			for _, x := range s.variables {
				if !known[x] {
					open, last = open+1, x
				}
			}
			if open == 1 {
				known[last], found = true, true
			}
		}
	}
	return known
}

// build forms the blocks for what is hidden now.
func (j *join) build() {
	sums := j.sums()
	known := j.known(sums)
	var equations [][]int
	for _, s := range sums {
		open := slices.DeleteFunc(slices.Clone(s.variables), func(x int) bool { return known[x] })
		if len(open) == 0 {
			continue
		}
		equations = append(equations, open)
	}
	var bounds []bound
	for _, b := range j.bounds() {
		if open := slices.DeleteFunc(slices.Clone(b.variables), func(x int) bool { return known[x] }); !b.shown && len(open) > 0 {
			for _, x := range b.variables {
				b.low, b.high = b.low-j.value(x), b.high-j.value(x)
			}
			b.variables = open
			bounds, equations = append(bounds, b), append(equations, open)
		}
	}
	told := len(equations) - len(bounds)
	of, members := connected(len(known), func(x int) bool { return !known[x] }, equations)
	j.blocks, j.of, j.stale = make([]*joinBlock, len(members)), of, false
	local := make([]int, len(known))
	for at, variables := range members {
		b := &joinBlock{variables: variables}
		for i, x := range variables {
			local[x] = i
			b.lower, b.upper = append(b.lower, -j.value(x)), append(b.upper, math.Inf(1))
		}
		j.blocks[at] = b
	}
	for i, open := range equations {
		b := j.blocks[j.of[open[0]]]
		row := make([]term, len(open), len(open)+1)
		for i, x := range open {
			row[i] = term{local[x], 1}
		}
		if i >= told { // by how much the sum changes is a variable too
			row = append(row, term{len(b.lower), -1})
			b.lower, b.upper = append(b.lower, bounds[i-told].low), append(b.upper, bounds[i-told].high)
		}
		b.system.rows = append(b.system.rows, row)
	}
	for _, b := range j.blocks {
		b.system.variables = len(b.lower)
		room := make([]float64, len(b.lower))
		for i := range room {
			room[i] = -b.lower[i]
		}
		b.system.reduce(room)
	}
}

// extreme is the largest rise (sign 1) or fall (-1) of a goal's count, the search stopping at enough.
func (j *join) extreme(g *goal, sign, enough float64, goals []goal) (total float64) {
	inBlock := map[int]bool{}
	for _, x := range g.variables {
		at := j.of[x]
		if at < 0 || inBlock[at] {
			continue
		}
		inBlock[at] = true
		b := j.blocks[at]
		gain := make([]float64, len(b.lower))
		for i, y := range b.variables {
			if g.has[y] {
				gain[i] = sign
			}
		}
		change, best, ok := b.system.maximise(gain, b.lower, b.upper, enough-total)
		if !ok {
			continue // nothing that was found counts
		}
		if total += best; math.IsInf(total, 1) {
			return total
		}
		note(goals, b, change)
		if total >= enough {
			break
		}
	}
	return total
}

// note takes a change for what it does to the goals that are not met yet. Hiding more leaves it possible.
func note(goals []goal, b *joinBlock, change []float64) {
	var moved []int
	for i := range b.variables {
		if change[i] != 0 {
			moved = append(moved, i)
		}
	}
	for i := range goals {
		g := &goals[i]
		if g.missing() == 0 {
			continue
		}
		by := 0.0
		for _, at := range moved {
			if g.has[b.variables[at]] {
				by += change[at]
			}
		}
		g.met[0], g.met[1] = max(g.met[0], by), max(g.met[1], -by)
	}
}
