package disclosure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"athar/models"
	"athar/queries/disclosure/internal/suppress"
)

// Row is one combination of levels in the base table of a question.
type Row struct {
	Levels []string // one a dimension of the table; "" is "not given"
	// Parts are the counts that are published or hidden together: successes
	// and failures of a share, units of a count or a mean.
	Parts []int64
	// Sums add up as the parts do and are used only where the parts are shown:
	// sum and sum of squares of a mean.
	Sums []float64
	// Spread is how many units have which amount, for measures of distribution.
	Spread map[float64]int64
}

// Table is what a measure counted for a question, before any protection, over
// the groupings, the filters and the terms of the question alike: a filtered
// answer is cut from the protected table, so that no two questions can be
// played against each other. Nothing in a Table may be shown.
type Table struct {
	// Dimensions divide the rows: each unit stands in one row.
	Dimensions []models.Dimension
	Rows       []Row
	// Slices are further tables of the same shape, each protected by itself,
	// where groups overlap (one fact in several categories) or are facets of
	// the same people (the items of a survey). Levels name the slice in the
	// order of Facets.
	Facets []models.Dimension
	Slices []Slice
	// Nested is the facet, if any, whose slices count the same units again and
	// again, each among those of the slices before: the stages of a journey.
	// Then what is lost between any two slices is a count too.
	Nested string
}

// Slice is the table of one group of the facets.
type Slice struct {
	Levels []string
	Rows   []Row
}

// Request is what to cut from the table and how to say it.
type Request struct {
	Answer models.Answer // everything but cells, total, inequality and protection
	By     []string      // the dimensions or facets that group the cells, in order
	// Keep holds, for dimensions and facets that are filtered, the levels kept.
	Keep map[string][]string
	// Estimate rebuilds a cell's numbers from protected counts only.
	Estimate func(Row) models.Cell
	// Inequality summarises the groups; it is asked only when no cell is hidden.
	// rows are the shown cells' counts, in the cells' order.
	Inequality func(cells []models.Cell, rows []Row) *models.Inequality
	Policy     models.Policy
	// Earlier marks an answer as of an earlier commit: Today is then the same
	// question's table now, and what differs from it by a few is hidden too.
	Earlier bool
	Today   *Table
}

// Protect hides what must be hidden in the whole table, cuts the answer from
// what is left, and rebuilds every number from that alone.
func Protect(t Table, r Request) (Released, error) {
	c := newCutter(t, r)
	answer := r.Answer
	answer.Protection = models.Protection{Threshold: r.Policy.For(append(slices.Clone(t.Dimensions), t.Facets...)...), Rounding: r.Policy.Rounding}
	groups, err := c.groups()
	if err != nil {
		return Released{}, err
	}
	var rows []Row
	answer.Cells = make([]models.Cell, 0, len(groups))
	for _, g := range groups {
		cell, row, err := c.cell(g)
		if err != nil {
			return Released{}, err
		}
		if cell.State == models.Hidden {
			answer.Protection.Hidden++
		}
		answer.Cells = append(answer.Cells, cell)
		rows = append(rows, row)
	}
	if answer.Total, _, err = c.cell(nil); err != nil {
		return Released{}, err
	}
	if answer.Total.State == models.Hidden {
		answer.Protection.Hidden++
	}
	if r.Inequality != nil && len(r.By) == 1 {
		answer.Inequality = inequality(r, answer, rows)
	}
	return Released{answer}, nil
}

// inequality asks for the summary, or says that it may not be made.
func inequality(r Request, answer models.Answer, rows []Row) *models.Inequality {
	if slices.ContainsFunc(answer.Cells, func(c models.Cell) bool { return c.State == models.Hidden }) || answer.Total.State == models.Hidden {
		return &models.Inequality{Dimension: r.By[0], State: models.NotApplicable, Measures: []models.Summary{}, Skipped: []models.Skipped{},
			Reason: &models.Text{En: "A group is suppressed to protect privacy, and a summary of the others would give it away.",
				Ar: "إحدى الفئات محجوبة حفاظًا على الخصوصية، وتلخيص الفئات الأخرى يكشفها."}}
	}
	return r.Inequality(answer.Cells, rows)
}

// cutter cuts cells from the protected tables of a question. Each period of
// account is a table of its own, and a sum over periods is said only where each
// of them may be: so it tells nothing that the periods do not, and tables stay
// small enough to be protected well.
type cutter struct {
	table    Table
	request  Request
	period   int                // the place of the dimension of time, -1 without one
	divided  []models.Dimension // the others
	plans    map[string]*plan   // by slice and period
	byPeriod map[string]map[string][]Row
}

func newCutter(t Table, r Request) *cutter {
	c := &cutter{table: t, request: r, plans: map[string]*plan{}, byPeriod: map[string]map[string][]Row{}}
	c.period = slices.IndexFunc(t.Dimensions, func(d models.Dimension) bool { return d.Of == models.OfTime })
	c.divided = slices.Clone(t.Dimensions)
	if c.period >= 0 {
		c.divided = slices.Delete(c.divided, c.period, c.period+1)
	}
	return c
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

// plan is one protected table.
type plan struct {
	levels  [][]string // of each dimension
	pattern *suppress.Pattern
	rows    []Row
	parts   int
	closed  bool // not safe: nothing of it may be said
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

// SortLevels puts levels in a dimension's order: declared ones as declared,
// others by name, with numbers as numbers; then what is not recognised, and
// last "not given".
func SortLevels(d models.Dimension, levels []string) {
	rank := func(level string) int {
		switch level {
		case "":
			return 1 << 30
		case models.Unrecognised:
			return 1<<30 - 1
		}
		if _, at, ok := d.Level(level); ok {
			return at
		}
		return 1 << 29
	}
	slices.SortFunc(levels, func(a, b string) int { return cmp.Or(rank(a)-rank(b), natural(a, b)) })
}

// natural compares texts with runs of digits as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := trimZeros(a[:na]), trimZeros(b[:nb])
			if order := cmp.Or(len(x)-len(y), cmp.Compare(x, y)); order != 0 {
				return order
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

func groupLevel(d models.Dimension, level string) models.GroupLevel {
	g := models.GroupLevel{Dimension: d.Name}
	switch level {
	case "":
		g.Title = models.NotGiven
		return g
	case models.Unrecognised:
		g.Title = models.NotRecognised
	default:
		g.Title = models.Text{En: level}
		if l, _, ok := d.Level(level); ok {
			g.Title = l.Title
		}
	}
	g.Level = &level
	return g
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
	for _, period := range slices.Sorted(maps.Keys(split)) {
		if c.period >= 0 {
			if kept := chosen[c.table.Dimensions[c.period].Name]; kept != nil && !slices.Contains(kept, period) {
				continue
			}
		}
		plan, err := c.plan(rows.key, period, split[period])
		if err != nil {
			return models.Cell{}, Row{}, err
		}
		row, shown := plan.cut(c.divided, chosen)
		if !shown {
			return models.Cell{State: models.Hidden}, Row{}, nil
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
	// Facets divide by what is their own; what is sensitive among them holds for the whole slice.
	p, err := protect(c.divided, rows, c.request.Policy, c.request.Policy.For(c.table.Facets...), c.marks(key, period, rows))
	if err != nil {
		return nil, fmt.Errorf("protect the table: %w", err)
	}
	c.plans[name] = p
	return p, nil
}

// protect finds the pattern of a table.
func protect(dimensions []models.Dimension, rows []Row, policy models.Policy, threshold int, marks func(*plan, *suppress.Table) ([]suppress.Mark, error)) (*plan, error) {
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
	marked, err := marks(p, table)
	if err != nil {
		return nil, err
	}
	dividing := map[string]int64{}
	for _, d := range dimensions {
		dividing[d.Name] = int64(policy.For(d))
	}
	p.pattern, err = suppress.Protect(table, suppress.Policy{Threshold: int64(threshold), Dividing: dividing, Forced: marked})
	if err != nil {
		return nil, err
	}
	p.closed = !p.pattern.Safe()
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

// round rounds the counts shown; shares and means stay as they were found.
func round(cell *models.Cell, to int64) {
	for _, n := range []*int64{cell.Numerator, cell.Denominator} {
		if n != nil {
			*n = (*n + to/2) / to * to
		}
	}
	if cell.Numerator == nil && cell.Denominator == nil && cell.Value != nil { // a count
		v := float64((int64(*cell.Value) + to/2) / to * to)
		cell.Value = &v
	}
}
