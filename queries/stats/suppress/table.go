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
// # Measures of the same people
//
// Who attended and who enrolled are two tables of the same people, and how many there are is a third. Join takes the people
// apart into kinds (attended, enrolled only, neither), of which each table shows sums, and audits all the tables as one linear
// programme; where they give a small count away together, it hides more of the last. It is exact, for tables of up to some
// hundreds of cells and kinds. With Policy.Together it plans a table and all its margins, rings among them, as one.
//
// What is not covered: tables of the same people with other filters or another threshold, and earlier answers unless
// their cells are marked (Policy.Forced). Counts are taken as real numbers, so an interval of width 5 may hold fewer
// than six whole ones that fit together, above two dimensions.
package suppress

import (
	"fmt"
	"slices"
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
