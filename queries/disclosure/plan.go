package disclosure

import (
	"fmt"
	"maps"
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// plan is one protected table.
type plan struct {
	levels  [][]string // of each dimension
	pattern *suppress.Pattern
	rows    []Row
	parts   int
	closed  bool // not safe: nothing of it may be said
	// itself are the cells that are marked for who is in them.
	itself []suppress.Mark
	// narrowed: those who know how many people there are can place what is
	// hidden more nearly than the threshold.
	narrowed bool
}

// limits are below what a table hides.
type limits struct {
	threshold int
	dividing  map[string]int64 // higher ones, of tables that a dimension divides
	unanimous int64
	coded     map[string]bool // dimensions whose outcomes are sensitive
	least     int64           // the fewest of whom a mean is said
	ofFirst   bool            // these are of the first part alone
	whole     bool            // the table and its margins are planned as one
}

// limits are those of a table, whose facets divide it by what is their own:
// what is sensitive among them holds for the whole.
func (c *cutter) limits() limits {
	l := limits{threshold: c.request.Policy.For(c.table.Facets...), dividing: map[string]int64{}, whole: c.table.Whole}
	for _, d := range c.divided {
		l.dividing[d.Name] = int64(c.request.Policy.For(d))
	}
	if l.threshold == 0 {
		return l // the data are public: nothing is hidden
	}
	l.least, l.ofFirst = int64(c.request.Least), c.request.LeastOfFirst
	if c.table.Shares {
		l.unanimous = suppress.LimitsFor(int64(l.threshold)).Unanimous
		l.coded = map[string]bool{}
		for _, d := range c.divided {
			if d.Sensitive {
				l.coded[d.Name] = true
			}
		}
	}
	return l
}

// protect finds the pattern of a table.
func protect(dimensions []models.Dimension, rows []Row, l limits, marks func(*plan) ([]suppress.Mark, error)) (*plan, error) {
	p := &plan{rows: rows, parts: 1, levels: make([][]string, len(dimensions))}
	for _, row := range rows {
		p.parts = len(row.Parts)
	}
	shape := make([]suppress.Dimension, len(dimensions))
	for i, d := range dimensions {
		seen := map[string]bool{}
		for _, row := range rows {
			seen[row.Levels[i]] = true
		}
		if len(seen) == 0 {
			seen[""] = true
		}
		p.levels[i] = slices.Sorted(maps.Keys(seen))
		shape[i] = suppress.Dimension{Name: d.Name, Levels: p.levels[i]}
	}
	table, err := p.fill(shape, rows)
	if err != nil {
		return nil, err
	}
	marked, err := marks(p)
	if err != nil {
		return nil, err
	}
	p.pattern, err = suppress.Protect(table, suppress.Policy{Threshold: int64(l.threshold), Dividing: l.dividing, Forced: marked,
		Least: l.least, LeastOfFirst: l.ofFirst, Unanimous: l.unanimous, Coded: l.coded, SumsKnown: true, Together: l.whole})
	if err != nil {
		return nil, err
	}
	p.closed, p.narrowed = !p.pattern.Safe(), !p.pattern.Known()
	return p, nil
}

func (p *plan) fill(shape []suppress.Dimension, rows []Row) (*suppress.Table, error) {
	table, err := suppress.New(shape, p.parts)
	if err != nil {
		return nil, err
	}
	sums := map[string][]int64{}
	at := map[string]suppress.Cell{}
	for _, row := range rows {
		cell := make(suppress.Cell, len(shape))
		for i, level := range row.Levels {
			cell[i] = slices.Index(p.levels[i], level)
			if cell[i] < 0 {
				return nil, fmt.Errorf("a row has a level its table does not")
			}
		}
		key := fmt.Sprint(cell)
		if sums[key] == nil {
			sums[key], at[key] = make([]int64, p.parts), cell
		}
		for i, n := range row.Parts {
			sums[key][i] += n
		}
	}
	for key, parts := range sums {
		if err := table.Set(at[key], parts...); err != nil {
			return nil, err
		}
	}
	return table, nil
}

// cut is the counts of one cell of a protected table, if they may be said.
func (p *plan) cut(dimensions []models.Dimension, chosen choice) (Row, bool) {
	selection := make(suppress.Selection, len(dimensions))
	for i, d := range dimensions {
		if chosen[d.Name] == nil {
			continue
		}
		selection[i] = []int{}
		for _, level := range chosen[d.Name] {
			if at := slices.Index(p.levels[i], level); at >= 0 {
				selection[i] = append(selection[i], at)
			}
		}
		if len(selection[i]) == 0 {
			return Row{Parts: make([]int64, p.parts)}, true // nobody is there
		}
	}
	parts, shown := p.pattern.Shown(selection)
	if !shown || p.closed {
		return Row{}, false
	}
	row := p.sum(dimensions, chosen)
	row.Parts = parts
	return row, true
}

// sum adds up what goes with the parts of the rows chosen.
func (p *plan) sum(dimensions []models.Dimension, chosen choice) Row {
	var sum Row
	for _, row := range p.rows {
		in := true
		for i, d := range dimensions {
			in = in && (chosen[d.Name] == nil || slices.Contains(chosen[d.Name], row.Levels[i]))
		}
		if !in {
			continue
		}
		if sum.Sums == nil {
			sum.Sums = make([]float64, len(row.Sums))
		}
		for i, x := range row.Sums {
			sum.Sums[i] += x
		}
		for amount, n := range row.Spread {
			if sum.Spread == nil {
				sum.Spread = map[float64]int64{}
			}
			sum.Spread[amount] += n
		}
	}
	return sum
}
