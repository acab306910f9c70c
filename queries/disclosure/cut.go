package disclosure

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"athar/models"
)

// cutter cuts cells from the protected tables of a question. Each period of
// account is a table of its own, and so are all of them together (pooled); a
// sum over some of them is said only where each of them may be.
type cutter struct {
	table    Table
	request  Request
	period   int                // the place of the dimension of time, -1 without one
	divided  []models.Dimension // the others
	plans    map[string]*plan   // by slice and period
	byPeriod map[string]map[string][]Row
	before   []*cutter // of the tables that are protected first
}

func newCutter(t Table, r Request) *cutter {
	c := &cutter{table: t, request: r, plans: map[string]*plan{}, byPeriod: map[string]map[string][]Row{}}
	c.period = slices.IndexFunc(t.Dimensions, func(d models.Dimension) bool { return d.Of == models.OfTime })
	c.divided = slices.Clone(t.Dimensions)
	if c.period >= 0 {
		c.divided = slices.Delete(c.divided, c.period, c.period+1)
	}
	for _, b := range t.Before {
		other := Request{Policy: r.Policy}
		if b.Periods != nil { // the same measure
			other.Least, other.LeastOfFirst = r.Least, r.LeastOfFirst
		}
		c.before = append(c.before, newCutter(b.Table, other))
	}
	return c
}

// named are the dimensions that the question names; a table planned as a whole
// may have others.
func (c *cutter) named() []models.Dimension {
	named := slices.Clone(c.table.Facets)
	for _, d := range c.table.Dimensions {
		_, filtered := c.request.Keep[d.Name]
		if filtered || !c.table.Whole || slices.Contains(c.request.By, d.Name) {
			named = append(named, d)
		}
	}
	return named
}

// periods splits the rows of a table by their period, which leaves the rows.
func (c *cutter) periods(key string, rows []Row) map[string][]Row {
	if found := c.byPeriod[key]; found != nil {
		return found
	}
	split := map[string][]Row{}
	for _, row := range rows {
		at := ""
		if c.period >= 0 {
			at = row.Levels[c.period]
			row.Levels = slices.Delete(slices.Clone(row.Levels), c.period, c.period+1)
		}
		split[at] = append(split[at], row)
	}
	c.byPeriod[key] = split
	return split
}

// choice is the levels chosen of each dimension by name; nil takes all.
type choice map[string][]string

// groups are the groups of the answer: every combination of the levels of its
// dimensions that are kept.
func (c *cutter) groups() ([]models.Group, error) {
	groups := []models.Group{nil}
	if len(c.request.By) == 0 {
		return nil, nil
	}
	for _, name := range c.request.By {
		dimension, levels, err := c.levels(name)
		if err != nil {
			return nil, err
		}
		var next []models.Group
		for _, g := range groups {
			for _, level := range levels {
				next = append(next, append(slices.Clone(g), groupLevel(dimension, level)))
			}
		}
		groups = next
	}
	return groups, nil
}

// levels are the levels of a dimension that the answer shows, in its order.
func (c *cutter) levels(name string) (models.Dimension, []string, error) {
	seen := map[string]bool{}
	var dimension models.Dimension
	at := slices.IndexFunc(c.table.Dimensions, func(d models.Dimension) bool { return d.Name == name })
	facet := slices.IndexFunc(c.table.Facets, func(d models.Dimension) bool { return d.Name == name })
	switch {
	case at >= 0:
		dimension = c.table.Dimensions[at]
		all := slices.Clone(c.table.Rows)
		for _, s := range c.table.Slices {
			all = append(all, s.Rows...)
		}
		for _, row := range all {
			seen[row.Levels[at]] = true
		}
	case facet >= 0:
		dimension = c.table.Facets[facet]
		for _, s := range c.table.Slices {
			seen[s.Levels[facet]] = true
		}
	default:
		return dimension, nil, fmt.Errorf("the table is not divided by %s", name)
	}
	if !dimension.BuiltIn {
		for _, l := range dimension.Levels {
			seen[l.ID] = true
		}
	}
	levels := slices.Collect(maps.Keys(seen))
	if keep, filtered := c.request.Keep[name]; filtered {
		levels = slices.DeleteFunc(levels, func(l string) bool { return !slices.Contains(keep, l) })
	}
	SortLevels(dimension, levels)
	return dimension, levels, nil
}

// cell cuts one cell: the group's levels, the kept levels of what is filtered,
// and everything else whole.
func (c *cutter) cell(group models.Group) (models.Cell, Row, error) {
	chosen := choice{}
	for name, levels := range c.request.Keep {
		chosen[name] = levels
	}
	for _, g := range group {
		level := ""
		if g.Level != nil {
			level = *g.Level
		}
		chosen[g.Dimension] = []string{level}
	}
	rows, ok := c.rows(chosen)
	if !ok {
		return models.Cell{Group: group, State: models.NotApplicable, Reason: &models.Text{
			En: "Its groups overlap, so they have no total.", Ar: "الفئات متداخلة، فلا مجموع لها."}}, Row{}, nil
	}
	cell, row, err := c.sum(rows, chosen)
	if err != nil {
		return models.Cell{}, Row{}, err
	}
	cell.Group = group
	if c.request.Policy.Rounding > 1 && cell.State.HasNumbers() {
		round(&cell, int64(c.request.Policy.Rounding))
	}
	return cell, row, nil
}

// sum adds up a cell over the periods chosen.
func (c *cutter) sum(rows keyed, chosen choice) (models.Cell, Row, error) {
	var sum Row
	split := c.periods(rows.key, rows.rows)
	periods := slices.DeleteFunc(slices.Sorted(maps.Keys(split)), func(period string) bool {
		return c.period >= 0 && chosen[c.table.Dimensions[c.period].Name] != nil && !slices.Contains(chosen[c.table.Dimensions[c.period].Name], period)
	})
	for _, period := range periods {
		plan, err := c.plan(rows.key, period, split[period])
		if err != nil {
			return models.Cell{}, Row{}, err
		}
		row, shown := plan.cut(c.divided, chosen)
		if !shown && len(periods) == 1 {
			return models.Cell{State: models.Hidden, Bound: plan.bound(c.divided, chosen)}, Row{}, nil
		}
		if !shown {
			return c.overAll(rows, chosen)
		}
		sum = added(sum, row)
	}
	return c.request.Estimate(sum), sum, nil
}

// added is the sum of two rows; levels are left out.
func added(a, b Row) Row {
	sum := Row{Parts: slices.Clone(a.Parts), Sums: slices.Clone(a.Sums), Spread: maps.Clone(a.Spread)}
	for i, n := range b.Parts {
		if i < len(sum.Parts) {
			sum.Parts[i] += n
		} else {
			sum.Parts = append(sum.Parts, n)
		}
	}
	for i, x := range b.Sums {
		if i < len(sum.Sums) {
			sum.Sums[i] += x
		} else {
			sum.Sums = append(sum.Sums, x)
		}
	}
	for amount, n := range b.Spread {
		if sum.Spread == nil {
			sum.Spread = map[float64]int64{}
		}
		sum.Spread[amount] += n
	}
	return sum
}

// keyed is a table of the question by the slice it is.
type keyed struct {
	key  string
	rows []Row
}

// rows finds the table that a choice is cut from: the whole, or the one slice
// that it names.
func (c *cutter) rows(chosen choice) (keyed, bool) {
	if len(c.table.Facets) == 0 {
		return keyed{"", c.table.Rows}, true
	}
	named := slices.ContainsFunc(c.table.Facets, func(d models.Dimension) bool { return chosen[d.Name] != nil })
	if !named && c.table.Rows != nil {
		return keyed{"", c.table.Rows}, true
	}
	var found []Slice
	for _, s := range c.table.Slices {
		in := true
		for i, d := range c.table.Facets {
			in = in && (chosen[d.Name] == nil || slices.Contains(chosen[d.Name], s.Levels[i]))
		}
		if in {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return keyed{"none", nil}, true
	case 1:
		return keyed{fmt.Sprintf("%q", found[0].Levels), found[0].Rows}, true
	}
	return keyed{}, false
}

// plan protects the table of a slice and period, once.
func (c *cutter) plan(key, period string, rows []Row) (*plan, error) {
	name := key + "\x1f" + period
	if p := c.plans[name]; p != nil {
		return p, nil
	}
	p, err := protect(c.divided, rows, c.limits(), c.marks(key, period))
	if err != nil {
		return nil, fmt.Errorf("protect the table: %w", err)
	}
	before, err := c.besides(key, period)
	if err != nil {
		return nil, err
	}
	if err := c.join(p, before, c.codes()); err != nil {
		return nil, fmt.Errorf("join the table: %w", err)
	}
	c.plans[name] = p
	return p, nil
}

// narrowed reports whether a table that the answer is cut from is too sparse to
// be kept from those who know how many people there are.
func (c *cutter) narrowed() bool {
	for _, p := range c.plans {
		if p != nil && !p.closed && p.narrowed {
			return true
		}
	}
	return false
}

// round rounds the counts shown, and shares to whole per cent, or they would
// tell the counts; their intervals are widened to whole per cent. Means stay as
// they were found.
func round(cell *models.Cell, to int64) {
	if cell.Numerator != nil && cell.Denominator != nil && cell.Value != nil {
		cell.Value = pointer(math.Round(100**cell.Value) / 100)
		if cell.Low != nil && cell.High != nil {
			cell.Low, cell.High = pointer(math.Floor(100**cell.Low)/100), pointer(math.Ceil(100**cell.High)/100)
		}
	}
	for _, n := range []*int64{cell.Numerator, cell.Denominator} {
		if n != nil {
			*n = (*n + to/2) / to * to
		}
	}
	if cell.Numerator == nil && cell.Denominator == nil && cell.Value != nil { // a count
		cell.Value = pointer(float64((int64(*cell.Value) + to/2) / to * to))
	}
}

func pointer(x float64) *float64 { return &x }
