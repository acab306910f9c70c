// Package suppress is disclosure control: it decides which cells of a table of counts must stay blank, and proves it.
// Beside it stand the rules for single numbers (Contributions, Limits, Differencing).
//
// # Words
//
// A table has one to four dimensions; its inner cells and every margin, up to the grand total, form its lattice. Each
// choice of dimensions is one table of the lattice: {}, {gender}, {term}, {gender, term}. A dimension whose levels belong
// to groups (schools in regions) has three resolutions (all, group, level), and region subtotals are tables of the
// lattice like any other. A cell holds one or more components, counts that are published or hidden together: for a share
// the successes and the failures, whose sum is the denominator; for a count just the one.
//
// A cell is primary when a component, or their sum, is 1 to threshold-1. Complementary cells are hidden only so that
// primary ones cannot be worked out. A true zero is shown.
//
// # The promise
//
// An attacker who sees every shown cell of a lattice, and knows that counts are not negative, can still place each
// component that made a cell primary only within an interval at least as wide as the threshold. Report.Safe says for
// each table whether this holds for its lattice (the table and all its margins together).
//
// # Many questions
//
// The pattern of a table depends on the table and its margins alone, lower tables first, and a lower table's pattern is
// never changed by a higher one. So {A}, {B} and {A,B} can be asked in any order and agree.
//
// {A,B} and {A,C} are not margins of one another, yet share A. If the moves that keep an attacker unsure in {A,B} pushed
// the hidden cells of A one way, and {A,C} allowed only the other way, both together would give the cell away although
// each is safe. Therefore each need in A has two fixed witnesses, a move up and a move down: changes of the hidden cells
// of A which sum to zero. Each table {A,Z} must be able to carry both witnesses while Z stays as it is (extension). A
// need inside {A,B} is met by moves whose margins are zero or fixed witnesses of A and of B. Then in any collection of tables of one
// or two dimensions where the pairs form no ring, each need has a move seen identically by all tables that share a
// dimension: {A,B} makes it, {A,C} carries its part on A with C unmoved, and so on outward. Tables which agree on what
// they share and are joined without a ring are margins of one non-negative table (multiply them and divide by the shared
// margins), so the attacker cannot rule the move out. This is Report.Linked. Components move independently.
//
// With a ring ({A,B}, {B,C}, {A,C}), or above two dimensions, no such product exists, and knowledge of one pair can
// narrow another however each is protected: the rows of {school, region} say where each school lies. The lattice of
// {A,B,C} is then audited exactly, all its margins included, and Report.Safe tells the truth about it; where it is false
// the table and one of its pairs should not be published. Policy.Together instead hides more margins until all is safe,
// for a set of dimensions from which every answer is read. Levels that nest belong in Dimension.Parents, where they are
// part of every audit.
//
// # Sums that are known
//
// How many people there are of each kind is told by other tables, or known anyway. With Policy.SumsKnown a table of shares
// is therefore protected from an attacker who knows each cell's sum wherever a table of the sums alone would show it: a
// success more is then a failure fewer in the same cell, so that a move may not raise a component above the sum
// (grid.ceiling). A group that is itself few is hidden in the table of the sums too, and a need in it may use that. Where
// counts are so few that margins and sums together leave no room, the promise is kept from those who see the shares alone,
// and Report.Known is false.
//
// What is not covered: tables of the same people with other filters or another threshold, and earlier answers unless
// their cells are marked (Policy.Forced). Counts are taken as real numbers, so an interval of width 5 may hold fewer
// than six whole ones that fit together, above two dimensions.
package suppress

import (
	"fmt"
	"slices"
	"sort"
)

// All in a Cell stands for the whole dimension: the cell is a margin.
const All = -1

// Group in a Cell stands for all levels of the group with this place in Dimension.Groups.
func Group(place int) int { return -2 - place }

// Cell names one cell of a lattice: for each dimension, in the table's order, a level's place, All, or Group(place).
type Cell []int

// Dimension is one way a table is divided. Level names are unique; the level "not given" is a level like any other.
type Dimension struct {
	Name    string
	Levels  []string
	Parents []string // for nested levels: the group of each level, published as a subtotal; nil if there are none
}

// Groups lists the distinct parents by name.
func (d Dimension) Groups() []string {
	groups := slices.Clone(d.Parents)
	slices.Sort(groups)
	return slices.Compact(groups)
}

// Table holds the inner cells of an additive table: each margin is the sum of its cells.
type Table struct {
	dimensions []Dimension
	parts      [][]int64 // component, then inner cell, the last dimension running fastest
	separate   bool
	margins    []margin
}

type margin struct {
	cell  Cell
	parts []int64
}

// Separate declares that margins are not sums of cells, because a person can count in several of them (categories of
// programmes). Each cell is then judged alone. Margins are given with SetMargin; one that is not given is hidden.
func (t *Table) Separate() { t.separate = true }

// SetMargin fills a margin of a Separate table.
func (t *Table) SetMargin(cell Cell, components ...int64) error {
	if !t.separate {
		return fmt.Errorf("the margins of an additive table are its sums")
	}
	if len(cell) != len(t.dimensions) || len(components) != len(t.parts) {
		return fmt.Errorf("a margin of this table has %d coordinates and %d components", len(t.dimensions), len(t.parts))
	}
	for d, at := range cell {
		if at >= len(t.dimensions[d].Levels) || (at < All && -2-at >= len(t.dimensions[d].Groups())) {
			return fmt.Errorf("dimension %q has no level number %d", t.dimensions[d].Name, at)
		}
	}
	t.margins = append(t.margins, margin{slices.Clone(cell), slices.Clone(components)})
	return nil
}

// New returns a table of zeros.
func New(dimensions []Dimension, components int) (*Table, error) {
	if len(dimensions) > 4 {
		return nil, fmt.Errorf("a table has at most 4 dimensions, not %d", len(dimensions))
	}
	if components < 1 {
		return nil, fmt.Errorf("a cell has at least one component")
	}
	cells := 1
	named := map[string]bool{}
	for _, d := range dimensions {
		if named[d.Name] {
			return nil, fmt.Errorf("two dimensions are called %q", d.Name)
		}
		named[d.Name] = true
		if len(d.Levels) == 0 {
			return nil, fmt.Errorf("dimension %q has no levels", d.Name)
		}
		if d.Parents != nil && len(d.Parents) != len(d.Levels) {
			return nil, fmt.Errorf("dimension %q names %d parents for %d levels", d.Name, len(d.Parents), len(d.Levels))
		}
		levels := map[string]bool{}
		for _, level := range d.Levels {
			if levels[level] {
				return nil, fmt.Errorf("dimension %q has level %q twice", d.Name, level)
			}
			levels[level] = true
		}
		cells *= len(d.Levels)
	}
	t := &Table{dimensions: slices.Clone(dimensions), parts: make([][]int64, components)}
	for c := range t.parts {
		t.parts[c] = make([]int64, cells)
	}
	return t, nil
}

// Set fills one inner cell, given as the place of a level in each dimension.
func (t *Table) Set(cell Cell, components ...int64) error {
	if len(components) != len(t.parts) {
		return fmt.Errorf("a cell of this table has %d components, not %d", len(t.parts), len(components))
	}
	if len(cell) != len(t.dimensions) {
		return fmt.Errorf("a cell of this table has %d coordinates, not %d", len(t.dimensions), len(cell))
	}
	at := 0
	for d, level := range cell {
		if level < 0 || level >= len(t.dimensions[d].Levels) {
			return fmt.Errorf("dimension %q has no level number %d", t.dimensions[d].Name, level)
		}
		at = at*len(t.dimensions[d].Levels) + level
	}
	for c, value := range components {
		if value < 0 {
			return fmt.Errorf("a count cannot be negative")
		}
		t.parts[c][at] = value
	}
	return nil
}

// State says why a cell is blank, if it is.
type State uint8

const (
	Shown         State = iota
	Primary             // small itself, or marked by the caller
	Complementary       // hidden so that a primary cell cannot be worked out
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
	moves      []move    // witnesses of a one-dimensional grid
	ceiling    [][]int64 // how high each component of a cell can be; nil: nothing is known of it
	few        []bool    // with ceilings: the cell's sum is few, and not known
	given      []bool    // of a separate table: the margin was set
	report     Report
}

// need is a component of a primary cell and the width its interval must have.
type need struct {
	cell, component int
	width           int64
	ceilings        ceilings
}

type lattice struct {
	axes    []axis
	byPlace []int // axis of each of the caller's dimensions
	grids   []*grid
	index   map[string]*grid
	inner   *grid
	parts   int

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
				g.parts[c][at] = v
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
