package suppress

import (
	"container/heap"
	"fmt"
	"sort"
)

// Cheapest finds, for a small table of one component, the safe pattern that hides the least: inner cells only, the sum of
// their counts as small as can be, zeros and margins shown. Sets of cells are tried in the order of their sums until one
// passes the audit, or most have been looked at; found is false where none did. The number of sets grows with two to the
// power of the cells, so this is a yardstick for Protect and no way to protect a page.
//
// Errors: a table of several components, one whose margins are not sums, or a threshold below 1.
func Cheapest(t *Table, threshold int64, most int) (p *Pattern, hidden int64, found bool, err error) {
	if len(t.parts) != 1 || t.separate || threshold < 1 {
		return nil, 0, false, fmt.Errorf("the cheapest pattern is sought for additive tables of one count, with a threshold of at least 1")
	}
	p = Open(t)
	l, inner := p.lattice, p.lattice.inner
	var optional []int
	for _, cell := range l.inTheOrderGiven() {
		switch n := inner.sums[cell]; {
		case n >= threshold:
			optional = append(optional, cell)
		case n > 0:
			inner.state[cell] = Primary
			inner.needs = append(inner.needs, need{cell: cell, width: threshold})
			hidden += n
		}
	}
	sort.SliceStable(optional, func(i, j int) bool { return inner.sums[optional[i]] < inner.sums[optional[j]] })
	size := func(chosen int) int64 { return inner.sums[optional[chosen]] }

	queue, sums := &bySum{{}}, l.shownSums()
	for made := 1; queue.Len() > 0 && most > 0; most-- {
		tried := heap.Pop(queue).(set)
		for _, chosen := range tried.cells {
			inner.state[optional[chosen]] = Complementary
		}
		if !alone(inner.state, sums) && l.open(inner) {
			return p, hidden + tried.sum, true, nil
		}
		for _, chosen := range tried.cells {
			inner.state[optional[chosen]] = Shown
		}
		// Each set has one parent: itself without its last cell, or with the cell before that in its place.
		next := tried.next()
		if next == len(optional) {
			continue
		}
		heap.Push(queue, set{sum: tried.sum + size(next), made: made, cells: append(tried.cells[:len(tried.cells):len(tried.cells)], next)})
		made++
		if last := len(tried.cells) - 1; last >= 0 {
			moved := append(append([]int(nil), tried.cells[:last]...), next)
			heap.Push(queue, set{sum: tried.sum - size(next-1) + size(next), made: made, cells: moved})
			made++
		}
	}
	return nil, 0, false, nil
}

// inTheOrderGiven lists the inner cells as the caller's dimensions have them, the first dimension running fastest.
func (l *lattice) inTheOrderGiven() []int {
	cells := make([]int, l.inner.cells)
	place := make([]int, l.inner.cells)
	for cell := range cells {
		cells[cell] = cell
		name := l.name(l.inner, cell)
		for d := len(name) - 1; d >= 0; d-- {
			place[cell] = place[cell]*len(l.axes[l.byPlace[d]].toCaller) + name[d]
		}
	}
	sort.Slice(cells, func(i, j int) bool { return place[cells[i]] < place[cells[j]] })
	return cells
}

// shownSums lists the inner cells of each margin.
func (l *lattice) shownSums() (sums [][]int) {
	for _, margin := range l.below(l.inner) {
		of := make([][]int, margin.cells)
		for cell, at := range l.project(l.inner, margin) {
			of[at] = append(of[at], cell)
		}
		sums = append(sums, of...)
	}
	return sums
}

// alone reports whether some sum has one hidden cell, which it gives away.
func alone(state []State, sums [][]int) bool {
	for _, cells := range sums {
		hidden := 0
		for _, cell := range cells {
			if state[cell] != Shown {
				hidden++
			}
		}
		if hidden == 1 {
			return true
		}
	}
	return false
}

// open audits the needs of a table.
func (l *lattice) open(g *grid) bool {
	ranges, exact := l.ranges(g)
	for _, n := range g.needs {
		if ranges[g][n.component][n.cell].Width() < float64(n.width)-1e-6 {
			return false
		}
	}
	return exact
}

// set is some optional cells by their places, ascending.
type set struct {
	sum   int64
	made  int // equal sums are tried in the order in which they were made
	cells []int
}

// next is the place after the last cell.
func (s set) next() int {
	if len(s.cells) == 0 {
		return 0
	}
	return s.cells[len(s.cells)-1] + 1
}

type bySum []set

func (q bySum) Len() int { return len(q) }
func (q bySum) Less(i, j int) bool {
	return q[i].sum < q[j].sum || q[i].sum == q[j].sum && q[i].made < q[j].made
}
func (q bySum) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *bySum) Push(x any)   { *q = append(*q, x.(set)) }
func (q *bySum) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
