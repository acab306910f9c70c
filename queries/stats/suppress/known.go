package suppress

import "slices"

// know takes the sums of cells for known, as another table would tell them: what that table hides is hidden here as well,
// and a component can rise only at the cost of its partner in the same cell. Sums that are few are hidden there: needs in
// such a cell may use that they are open.
func (l *lattice) know(t *Table, policy Policy) error {
	people, err := New(t.dimensions, 1)
	if err != nil {
		return err
	}
	for cell := range people.parts[0] {
		for _, part := range t.parts {
			people.parts[0][cell] += part[cell]
		}
	}
	var marked []Mark
	for _, mark := range policy.Forced {
		if mark.Itself {
			marked = append(marked, Mark{Cell: mark.Cell, Widths: []int64{slices.Max(append(mark.Widths[:len(mark.Widths):len(mark.Widths)], 0))}, Itself: true})
		}
	}
	alone, err := Protect(people, Policy{Forced: marked, Threshold: policy.Threshold, Dividing: policy.Dividing, Together: policy.Together})
	if err != nil {
		return err
	}
	l.steps += alone.lattice.steps
	for i, g := range l.grids {
		other := alone.lattice.grids[i]
		for cell, state := range other.state {
			if state != Shown {
				g.state[cell] = Primary
			}
		}
		g.report.Safe, g.report.Known = other.report.Safe, true
		threshold := l.threshold(g, policy)
		g.ceiling = make([][]int64, l.parts)
		for c, part := range g.parts {
			partner := g.parts[l.partner(c)]
			g.ceiling[c] = make([]int64, g.cells)
			for cell := range part {
				g.ceiling[c][cell] = part[cell] + partner[cell]
			}
		}
		g.few = make([]bool, g.cells)
		for cell, sum := range g.sums {
			g.few[cell] = sum > 0 && sum < threshold
		}
	}
	return nil
}

// partner is the component that moves against another: the largest of the rest.
func (l *lattice) partner(component int) int {
	best := -1
	for c, part := range l.grids[0].parts {
		if c != component && (best < 0 || part[0] > l.grids[0].parts[best][0]) {
			best = c
		}
	}
	return best
}

// ceilings says where the changes that meet a need are limited by known sums. A change within stricter ones is good for
// laxer ones too.
type ceilings int

const (
	everywhere ceilings = iota
	notWhereFew
	nowhere // what cannot be kept from those who know the sums is kept from those who do not
)

// room is how far a component of a cell can rise from a value.
func (g *grid) room(component, cell int, value int64, c ceilings) int64 {
	if g.ceiling == nil || c == nowhere || c == notWhereFew && g.few[cell] {
		return unlimited
	}
	return g.ceiling[component][cell] - value
}

// ceilingsOf are those of the needs of a cell: where how many there are is few, it is not known.
func (g *grid) ceilingsOf(cell int) ceilings {
	if g.few != nil && g.few[cell] {
		return notWhereFew
	}
	return everywhere
}

// wants is a need of a component.
func (g *grid) wants(cell, component int, width int64) need {
	return need{cell: cell, component: component, width: width, ceilings: g.ceilingsOf(cell)}
}

// unanimous hides the cells in which all of a few people have the same outcome, and asks that the attacker cannot tell.
func (l *lattice) unanimous(g *grid, policy Policy, threshold int64) {
	few := policy.Unanimous
	if few > 0 && l.sensitive(g, policy) {
		few = max(few, codedBelow)
	}
	if few == 0 || l.parts < 2 {
		return
	}
	least := l.told(g, true)
	for cell, sum := range g.sums {
		if sum == 0 || sum >= few {
			continue
		}
		absent := -1
		switch first := l.byPart[0]; g.parts[first][cell] {
		case 0:
			absent = first
		case sum:
			absent = l.partner(first)
		default:
			continue
		}
		if width := min(threshold, least(absent, cell)); width > 0 {
			g.state[cell] = Primary
			g.needs = append(g.needs, g.wants(cell, absent, width))
		}
	}
}
