package suppress

import (
	"slices"
	"sort"
)

// resolution of a dimension within one table of the lattice.
const (
	whole = iota
	grouped
	levelled
)

// axis is a dimension in canonical order: levels and groups by name, so that no choice depends on the caller's order.
type axis struct {
	name       string
	groups     []string
	groupOf    []int // by canonical level
	toCaller   []int
	fromCaller []int
	caller     int // place of the dimension in the caller's table
}

func (a *axis) size(resolution int) int {
	switch resolution {
	case whole:
		return 1
	case grouped:
		return len(a.groups)
	}
	return len(a.toCaller)
}

// coarsen gives the coordinate at a coarser (or the same) resolution.
func (a *axis) coarsen(coordinate, from, to int) int {
	switch {
	case from == to:
		return coordinate
	case to == whole:
		return 0
	}
	return a.groupOf[coordinate]
}

// grid is one table of the lattice.
type grid struct {
	resolution []int
	sizes      []int
	cells      int
	parts      [][]int64
	sums       []int64
	state      []State
	needs      []need
	spared     []need    // what hiding alone meets, where nobody knows more than this table
	moves      []move    // witnesses of a one-dimensional grid
	ceiling    [][]int64 // how high each component of a cell can be; nil: nothing is known of it
	few        []bool    // with ceilings: the cell's sum is few, and not known
	given      []bool    // of a separate table: the margin was set
	open       []float64 // of a coded table: how much is left open at the ends of the scale, in per cent; 0 where nothing is said
	report     Report
}

// need is a component of a primary cell and the width its interval must have.
type need struct {
	cell, component int
	width           int64
	ceilings        ceilings
	marked          bool // not small: asked for by the caller
}

type lattice struct {
	axes    []axis
	byPlace []int // axis of each of the caller's dimensions
	grids   []*grid
	index   map[string]*grid
	inner   *grid
	parts   int
	byPart  []int // place of each of the caller's components: ordered by what they count, so that successes and failures can change places

	separate bool
	steps    int64 // arcs looked at by searches and flows, the work of plain tables
}

func newLattice(t *Table) *lattice {
	l := &lattice{parts: len(t.parts), index: map[string]*grid{}, byPlace: make([]int, len(t.dimensions))}
	order := make([]int, len(t.dimensions))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return t.dimensions[order[i]].Name < t.dimensions[order[j]].Name })
	for at, d := range order {
		l.byPlace[d] = at
		dimension := t.dimensions[d]
		a := axis{name: dimension.Name, caller: d, toCaller: make([]int, len(dimension.Levels)), fromCaller: make([]int, len(dimension.Levels))}
		for i := range a.toCaller {
			a.toCaller[i] = i
		}
		sort.Slice(a.toCaller, func(i, j int) bool { return dimension.Levels[a.toCaller[i]] < dimension.Levels[a.toCaller[j]] })
		for canonical, place := range a.toCaller {
			a.fromCaller[place] = canonical
		}
		if dimension.Parents != nil {
			a.groups = dimension.Groups()
			a.groupOf = make([]int, len(a.toCaller))
			for canonical, place := range a.toCaller {
				a.groupOf[canonical], _ = slices.BinarySearch(a.groups, dimension.Parents[place])
			}
		}
		l.axes = append(l.axes, a)
	}
	// Every combination of resolutions, coarse ones first.
	resolutions := [][]int{{}}
	for i := range l.axes {
		var next [][]int
		for _, r := range resolutions {
			next = append(next, append(slices.Clone(r), whole))
			if l.axes[i].groups != nil {
				next = append(next, append(slices.Clone(r), grouped))
			}
			next = append(next, append(slices.Clone(r), levelled))
		}
		resolutions = next
	}
	sort.SliceStable(resolutions, func(i, j int) bool { return rank(resolutions[i]) < rank(resolutions[j]) })
	for _, r := range resolutions {
		g := &grid{resolution: r, cells: 1}
		for d, at := range r {
			g.sizes = append(g.sizes, l.axes[d].size(at))
			g.cells *= l.axes[d].size(at)
			if at != whole {
				g.report.Dimensions = append(g.report.Dimensions, l.axes[d].name)
			}
		}
		g.report.Safe, g.report.Linked = true, true
		g.state = make([]State, g.cells)
		g.sums = make([]int64, g.cells)
		g.parts = make([][]int64, l.parts)
		for c := range g.parts {
			g.parts[c] = make([]int64, g.cells)
		}
		l.grids = append(l.grids, g)
		l.index[key(r)] = g
	}
	l.inner = l.grids[len(l.grids)-1]
	for cell := range l.inner.cells {
		at := l.inner.coordinates(cell)
		place := 0
		for d := range t.dimensions {
			a := &l.axes[l.byPlace[d]]
			place = place*len(a.toCaller) + a.toCaller[at[l.byPlace[d]]]
		}
		for c := range t.parts {
			l.inner.parts[c][cell] = t.parts[c][place]
			l.inner.sums[cell] += t.parts[c][place]
		}
	}
	l.orderParts()
	if t.separate {
		l.separate = true
		for _, g := range l.grids {
			g.given = make([]bool, g.cells)
		}
		for cell := range l.inner.given {
			l.inner.given[cell] = true
		}
		for _, m := range t.margins {
			g, at, _ := l.locate(m.cell)
			g.given[at] = true
			g.sums[at] = 0
			for c, v := range m.parts {
				g.parts[l.byPart[c]][at] = v
				g.sums[at] += v
			}
		}
		return l
	}
	for _, g := range l.grids[:len(l.grids)-1] {
		for cell, margin := range l.project(l.inner, g) {
			for c := range g.parts {
				g.parts[c][margin] += l.inner.parts[c][cell]
			}
			g.sums[margin] += l.inner.sums[cell]
		}
	}
	return l
}

// orderParts puts the components in an order of their own.
func (l *lattice) orderParts() {
	order := make([]int, l.parts)
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int { return slices.Compare(l.inner.parts[a], l.inner.parts[b]) })
	parts := slices.Clone(l.inner.parts)
	l.byPart = make([]int, l.parts)
	for at, c := range order {
		l.inner.parts[at], l.byPart[c] = parts[c], at
	}
}

// order is that of a table's components by what they count in it: the same whichever larger table it is a margin of, where
// the innermost counts, and with them the order of the lattice's components, are others.
func (g *grid) order() []int {
	order := make([]int, len(g.parts))
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int { return slices.Compare(g.parts[a], g.parts[b]) })
	return order
}

func rank(resolution []int) (sum int) {
	for _, r := range resolution {
		sum += r
	}
	return sum
}

func key(resolution []int) string {
	b := make([]byte, len(resolution))
	for i, r := range resolution {
		b[i] = byte('0' + r)
	}
	return string(b)
}

func (g *grid) coordinates(cell int) []int {
	at := make([]int, len(g.sizes))
	for d := len(g.sizes) - 1; d >= 0; d-- {
		at[d] = cell % g.sizes[d]
		cell /= g.sizes[d]
	}
	return at
}

func (g *grid) cell(coordinates []int) int {
	cell := 0
	for d, at := range coordinates {
		cell = cell*g.sizes[d] + at
	}
	return cell
}

// project gives, for each cell of a grid, the margin of a coarser grid it belongs to.
func (l *lattice) project(from, to *grid) []int {
	margins := make([]int, from.cells)
	coordinates := make([]int, len(from.sizes))
	for cell := range margins {
		rest := cell
		for d := len(from.sizes) - 1; d >= 0; d-- {
			coordinates[d] = l.axes[d].coarsen(rest%from.sizes[d], from.resolution[d], to.resolution[d])
			rest /= from.sizes[d]
		}
		margins[cell] = to.cell(coordinates)
	}
	return margins
}

// below lists the proper margins of a grid.
func (l *lattice) below(g *grid) (margins []*grid) {
	for _, other := range l.grids {
		lower := other != g
		for d := range g.resolution {
			lower = lower && other.resolution[d] <= g.resolution[d]
		}
		if lower {
			margins = append(margins, other)
		}
	}
	return margins
}

// locate finds the grid and place of the caller's cell.
func (l *lattice) locate(cell Cell) (*grid, int, bool) {
	if len(cell) != len(l.axes) {
		return nil, 0, false
	}
	resolution, coordinates := make([]int, len(cell)), make([]int, len(cell))
	for d, at := range cell {
		a := &l.axes[l.byPlace[d]]
		r, coordinate := levelled, 0
		switch {
		case at == All:
			r = whole
		case at < All:
			r, coordinate = grouped, -2-at
			if coordinate >= len(a.groups) {
				return nil, 0, false
			}
		case at >= len(a.fromCaller):
			return nil, 0, false
		default:
			coordinate = a.fromCaller[at]
		}
		resolution[l.byPlace[d]], coordinates[l.byPlace[d]] = r, coordinate
	}
	g := l.index[key(resolution)]
	return g, g.cell(coordinates), true
}

// name is the caller's address of a cell.
func (l *lattice) name(g *grid, cell int) Cell {
	out := make(Cell, len(l.axes))
	for d, at := range g.coordinates(cell) {
		a := &l.axes[d]
		switch g.resolution[d] {
		case whole:
			out[a.caller] = All
		case grouped:
			out[a.caller] = Group(at)
		default:
			out[a.caller] = a.toCaller[at]
		}
	}
	return out
}
