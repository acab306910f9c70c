package suppress

// Report is what was done to one table of the lattice.
type Report struct {
	Dimensions    []string // none for the grand total; ordered by name
	Primary       int
	Complementary int
	Whole         bool // nothing smaller protected it: every cell that is not zero is hidden
	Zeros         bool // zero cells had to be hidden too
	Safe          bool // the promise holds for this table with all its margins
	Linked        bool // it holds together with other tables too, see the package comment
	Known         bool // it holds for those too who know each cell's sum (Policy.SumsKnown)
}

// Pattern says which cells of a lattice are hidden.
type Pattern struct{ lattice *lattice }

// Open returns the pattern which hides nothing, for Hide and Audit.
func Open(t *Table) *Pattern { return &Pattern{lattice: newLattice(t)} }

// Hide marks a cell as hidden, and reports whether there is such a cell.
func (p *Pattern) Hide(cell Cell, why State) bool {
	g, at, ok := p.lattice.locate(cell)
	if ok {
		g.state[at] = why
	}
	return ok
}

// State of a cell. A cell that does not exist counts as Primary, so that a slip hides rather than shows.
func (p *Pattern) State(cell Cell) State {
	g, at, ok := p.lattice.locate(cell)
	if !ok {
		return Primary
	}
	return g.state[at]
}

// Coded is what may be said of the share of the first component in a hidden cell: that it is near an end of the scale. It
// says nothing of others.
func (p *Pattern) Coded(cell Cell) Display {
	g, at, ok := p.lattice.locate(cell)
	if !ok || g.state[at] == Shown || g.open == nil || g.open[at] == 0 {
		return Display{}
	}
	switch low, high := p.lattice.end(g, at); {
	case low == 0:
		return Display{Shown: true, High: g.open[at]}
	case high == g.sums[at]:
		return Display{Shown: true, Low: 100 - g.open[at], High: 100}
	}
	return Display{}
}

// Codes reports whether anything is said of a hidden cell.
func (p *Pattern) Codes() bool {
	for _, g := range p.lattice.grids {
		if g.open != nil {
			return true
		}
	}
	return false
}

// Reports lists the tables of the lattice, the grand total first.
func (p *Pattern) Reports() (reports []Report) {
	for _, g := range p.lattice.grids {
		r := g.report
		r.Primary, r.Complementary = 0, 0
		for _, s := range g.state {
			switch s {
			case Primary:
				r.Primary++
			case Complementary:
				r.Complementary++
			}
		}
		reports = append(reports, r)
	}
	return reports
}

// Safe reports whether the promise holds for every table of the lattice.
func (p *Pattern) Safe() bool {
	for _, g := range p.lattice.grids {
		if !g.report.Safe {
			return false
		}
	}
	return true
}

// Known reports whether the promise is kept, wherever Policy.SumsKnown asked for it, from those who know each cell's sum.
func (p *Pattern) Known() bool {
	for _, g := range p.lattice.grids {
		if g.ceiling != nil && !g.report.Known {
			return false
		}
	}
	return true
}

// Each visits every cell of the lattice, the grand total first.
func (p *Pattern) Each(visit func(cell Cell, state State)) {
	for _, g := range p.lattice.grids {
		for at, state := range g.state {
			visit(p.lattice.name(g, at), state)
		}
	}
}

// Selection picks levels of each dimension, by place; a nil entry takes the whole dimension.
type Selection [][]int

// Shown sums the selected cells and says whether the sum may be published: only if it is a shown cell, or a sum of shown
// cells, of the lattice, so that it tells nothing new. A selection of every level of a dimension, or of a group, may use
// the margin instead. The components are nil when the sum is hidden or the selection makes no sense.
func (p *Pattern) Shown(selection Selection) (components []int64, shown bool) {
	l := p.lattice
	if len(selection) != len(l.axes) {
		return nil, false
	}
	// For each dimension, the ways to write the selection: as levels, as groups, as the whole.
	ways := make([][][]int, len(selection))
	for d, levels := range selection {
		a := &l.axes[l.byPlace[d]]
		if levels == nil {
			ways[d] = [][]int{{All}}
			continue
		}
		chosen := map[int]bool{}
		perGroup := make([]int, len(a.groups))
		for _, level := range levels {
			if level < 0 || level >= len(a.fromCaller) || chosen[level] {
				return nil, false
			}
			chosen[level] = true
			if a.groups != nil {
				perGroup[a.groupOf[a.fromCaller[level]]]++
			}
		}
		if len(chosen) == 0 {
			return nil, false
		}
		ways[d] = append(ways[d], levels)
		if len(chosen) == len(a.fromCaller) {
			ways[d] = append(ways[d], []int{All})
		}
		if a.groups != nil {
			sizes := make([]int, len(a.groups))
			for _, g := range a.groupOf {
				sizes[g]++
			}
			var groups []int
			for g, n := range perGroup {
				if n == sizes[g] {
					groups = append(groups, Group(g))
				} else if n > 0 {
					groups = nil
					break
				}
			}
			if groups != nil {
				ways[d] = append(ways[d], groups)
			}
		}
	}
	var try func(d int, chosen [][]int) bool
	try = func(d int, chosen [][]int) bool {
		if d < len(ways) {
			for _, way := range ways[d] {
				if try(d+1, append(chosen, way)) {
					return true
				}
			}
			return false
		}
		sums := make([]int64, l.parts)
		if l.separate { // rows of a separate table have no sum
			for _, way := range chosen {
				if len(way) > 1 {
					return false
				}
			}
		}
		if !p.add(chosen, make(Cell, 0, len(chosen)), sums) {
			return false
		}
		components = sums
		return true
	}
	if !try(0, nil) {
		return nil, false
	}
	return components, true
}

// add sums a product of coordinates, and fails at the first hidden cell.
func (p *Pattern) add(chosen [][]int, cell Cell, sums []int64) bool {
	if len(cell) == len(chosen) {
		g, at, ok := p.lattice.locate(cell)
		if !ok || g.state[at] != Shown {
			return false
		}
		for c, part := range p.lattice.byPart {
			sums[c] += g.parts[part][at]
		}
		return true
	}
	for _, at := range chosen[len(cell)] {
		if !p.add(chosen, append(cell, at), sums) {
			return false
		}
	}
	return true
}
