package queries

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// counting runs a measure's SQL on one snapshot of a warehouse.
type counting struct {
	asked     *asked
	workspace *models.Workspace
	snapshot  *warehouse.Snapshot
	today     models.Day
	facet     string // of what is on offer, whose levels a tally is asked for one by one; "": all there is
}

// counted is one row of a measure's SQL: the levels of the grouping columns
// and the numbers by their names.
type counted struct {
	levels  []string
	numbers map[string]float64
}

// separator stands between values of a bound list; no id has it in it.
const separator = "\x1f"

// run runs SQL grouped by columns, restricted to some opportunities (nil: all).
// What is one of two constants is not bound but written, so that the other half
// is not even planned.
func (c *counting) run(ctx context.Context, text string, columns []models.Dimension, opportunities *string) ([]counted, error) {
	query := strings.ReplaceAll(c.asked.measure.Group(text, columns), "$grain", sqltext.Literal(c.asked.grainOf()))
	if opportunities == nil {
		query = restricted.ReplaceAllString(query, "true")
	}
	var args []any
	bind := func(name string, value any) {
		if strings.Contains(query, "$"+name) {
			args = append(args, sql.Named(name, value))
		}
	}
	var listed any
	if opportunities != nil {
		listed = *opportunities
	}
	bind("opportunities", listed)
	bind("today", c.today.Time)
	bind("terms", c.asked.boundTerms())
	bind("facet", c.facet)
	return c.read(ctx, query, columns, args...)
}

// read runs a statement of which the first columns are levels, and the others numbers.
func (c *counting) read(ctx context.Context, query string, columns []models.Dimension, args ...any) ([]counted, error) {
	rows, err := c.snapshot.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", c.asked.measure.Name, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	skip := max(len(columns), 1) // without groups there is the column everybody
	var all []counted
	seen := make([]map[string]bool, len(columns)) // levels, where none are declared
	for i, d := range columns {
		if len(d.Levels) == 0 && !d.BuiltIn {
			seen[i] = map[string]bool{}
		}
	}
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			if i < skip {
				values[i] = new(sql.NullString)
			} else {
				values[i] = new(sql.NullFloat64)
			}
		}
		if err := rows.Scan(values...); err != nil {
			return nil, fmt.Errorf("count %s: %w", c.asked.measure.Name, err)
		}
		row := counted{levels: make([]string, len(columns)), numbers: map[string]float64{}}
		for i, d := range columns {
			row.levels[i] = c.plain(d, values[i].(*sql.NullString).String)
			if seen[i] != nil {
				if seen[i][row.levels[i]] = true; len(seen[i]) > mostUndeclared {
					return nil, tooManyLevels(d)
				}
			}
		}
		for i := skip; i < len(names); i++ {
			row.numbers[names[i]] = values[i].(*sql.NullFloat64).Float64
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// mostUndeclared bounds the groups of a dimension whose levels nobody declared:
// where there are more, it holds names or free text and not groups.
const mostUndeclared = 1_000

func tooManyLevels(d models.Dimension) error {
	return &models.Error{Kind: models.Invalid,
		Message: fmt.Sprintf("The dimension %s has more than %d different values in the data, so they are not groups; declare its levels in athar.yaml, and all others are counted as not recognised.", d.Name, mostUndeclared),
		Ar:      fmt.Sprintf("للبُعد %s أكثر من %d قيمة مختلفة في البيانات، فهي ليست مجموعات؛ أعلن مستوياته في athar.yaml فتُعدّ البقية «غير معروفة».", d.Name, mostUndeclared)}
}

// grainOf is what one unit of a rate over the population is: a person in a
// term or in a year; "" where people are counted once over all.
func (a *asked) grainOf() string {
	if a.measure.Base == measures.People && !a.divides("term") && !a.divides("year") {
		return ""
	}
	return a.grain
}

// boundTerms are the terms asked for, where the measure itself needs them.
func (a *asked) boundTerms() any {
	if a.all {
		return nil
	}
	ids := make([]string, len(a.terms))
	for i, t := range a.terms {
		ids[i] = t.ID
	}
	return strings.Join(ids, separator)
}

// plain is a level as people know it: ids of registers without the register
// where the workspace has only one.
func (c *counting) plain(d models.Dimension, level string) string {
	if _, _, declared := d.Level(level); !d.BuiltIn && len(d.Levels) > 0 && level != "" && !declared {
		return models.Unrecognised
	}
	if !identified[d.Name] || !d.BuiltIn {
		return level
	}
	registers := map[string]bool{}
	for _, p := range c.workspace.Packages {
		registers[p.IDs] = true
	}
	if register, id, ok := strings.Cut(level, ":"); ok && len(registers) <= 1 {
		_ = register
		return id
	}
	return level
}

// identified are the built-in dimensions whose levels are ids of a register.
var identified = map[string]bool{"school": true, "provider": true, "opportunity": true, "instrument": true, "scale": true}

// table counts the whole base table of a question, and how many people live in
// its places.
func (c *counting) table(ctx context.Context) (disclosure.Table, error) {
	t, err := c.base(ctx)
	if err == nil && t.People == nil && !c.asked.measure.Impersonal {
		t.Places, err = c.places(ctx)
	}
	return t, err
}

func (c *counting) base(ctx context.Context) (disclosure.Table, error) {
	a := c.asked
	t := disclosure.Table{Dimensions: a.dimensions, Facets: a.facets, Shares: a.measure.Shape == measures.Share || a.measure.Shape == measures.Steps, Whole: a.whole, People: a.people()}
	if ok, err := c.reach(ctx, &t); ok || err != nil {
		return t, err
	}
	only, err := c.opportunities(ctx, a.only)
	if err != nil {
		return t, err
	}
	if a.measure.Shape == measures.Steps {
		return c.steps(ctx, t, only)
	}
	if a.measure.Sliced() {
		return c.sliced(ctx, t, only)
	}
	if a.measure.Base == measures.People {
		return c.people(ctx, t)
	}
	if t.Rows, err = c.rows(ctx, only); err != nil || len(a.facets) == 0 {
		return t, err
	}
	return t, c.inEach(ctx, func(levels []string, some []counted) error {
		rows, err := c.complete(ctx, some, true)
		t.Slices = append(t.Slices, disclosure.Slice{Levels: levels, Rows: rows})
		return err
	})
}

// rows counts the question's table over some opportunities.
func (c *counting) rows(ctx context.Context, opportunities *string) ([]disclosure.Row, error) {
	some, err := c.run(ctx, c.text(opportunities != nil), c.asked.dimensions, opportunities)
	if err != nil {
		return nil, err
	}
	return c.complete(ctx, some, opportunities != nil)
}

// complete makes rows of what was counted: where that is only those who did
// something, beside everybody.
func (c *counting) complete(ctx context.Context, some []counted, narrowed bool) ([]disclosure.Row, error) {
	a := c.asked
	if a.measure.Of == "" || a.measure.Apart && !narrowed {
		rows := make([]disclosure.Row, len(some))
		for i, row := range some {
			rows[i] = a.row(row.levels, row, row.numbers["trials"])
		}
		return rows, nil
	}
	everybody, err := c.everybody(ctx)
	if err != nil {
		return nil, err
	}
	return a.combine(everybody, some), nil
}

// combine puts what some did beside how many there are.
func (a *asked) combine(everybody, some []counted) []disclosure.Row {
	did := map[string][]counted{}
	for _, row := range some {
		key := strings.Join(row.levels, separator)
		did[key] = append(did[key], row)
	}
	rows := make([]disclosure.Row, len(everybody))
	for i, all := range everybody {
		found := did[strings.Join(all.levels, separator)]
		trials := all.numbers["trials"]
		if a.measure.Shape == measures.Spread {
			row := disclosure.Row{Levels: all.levels, Spread: map[float64]int64{}}
			idle := int64(trials)
			for _, f := range found {
				row.Spread[f.numbers["amount"]] += int64(f.numbers["people"])
				idle -= int64(f.numbers["people"])
			}
			row.Spread[0] += idle
			row.Parts = []int64{int64(trials) - idle, idle}
			rows[i] = row
			continue
		}
		one := counted{numbers: map[string]float64{}}
		if len(found) > 0 {
			one = found[0]
		}
		one.numbers["n"] = trials
		rows[i] = a.row(all.levels, one, trials)
	}
	return rows
}

// row is a row of the base table in the measure's shape.
func (a *asked) row(levels []string, c counted, trials float64) disclosure.Row {
	row := disclosure.Row{Levels: levels}
	switch a.measure.Shape {
	case measures.Share:
		x, n := int64(c.numbers["successes"]), int64(trials)
		row.Parts = []int64{x, n - x}
		if a.measure.ComplementOf != "" {
			row.Parts = []int64{n - x, x}
		}
	case measures.Mean:
		n := int64(c.numbers["n"])
		row.Parts, row.Sums = []int64{n}, []float64{c.numbers["total"], c.numbers["squares"]}
		row.Largest = [2]float64{c.numbers["largest"], c.numbers["second"]}
		if a.measure.Base == measures.Population {
			// A mean with zeros in it tells how many are not zero.
			some := int64(c.numbers["people"])
			row.Parts = []int64{some, n - some}
		}
	case measures.Weight:
		row.Parts = []int64{int64(c.numbers["n"])}
		row.Sums = []float64{c.numbers["w"], c.numbers["w2"], c.numbers["wx"], c.numbers["w2x"], c.numbers["w2x2"]}
	case measures.Ratio:
		row.Parts, row.Sums = []int64{int64(c.numbers["n"]), int64(c.numbers["rest"])}, []float64{c.numbers["over"], c.numbers["under"]}
		if !a.divides("school") { // what one school spends is what its owner asks for there
			row.Largest = [2]float64{c.numbers["largest"], c.numbers["second"]}
		}
	case measures.Against:
		row.Parts, row.Sums = []int64{int64(c.numbers["n"]), int64(c.numbers["rest"])}, []float64{c.numbers["other"]}
	case measures.Change:
		row.Parts = []int64{int64(c.numbers["n"]), int64(c.numbers["before"]), int64(c.numbers["after"])}
		row.Sums = []float64{c.numbers["x"], c.numbers["y"], c.numbers["xx"], c.numbers["yy"], c.numbers["xy"]}
	default:
		row.Parts = []int64{int64(c.numbers["n"])}
	}
	return row
}

// split parts the facets into those of what is offered, counted by their opportunities, and those that the measure's SQL groups by.
func (a *asked) split() (offered, grouped []models.Dimension) {
	for _, d := range a.facets {
		if d.Of == models.OfOpportunity || d.Of == models.OfProvider {
			offered = append(offered, d)
		} else {
			grouped = append(grouped, d)
		}
	}
	return offered, grouped
}

// sliced counts a measure whose facets are views of the same units: one slice for each item, scale, wave and so on that the question names.
func (c *counting) sliced(ctx context.Context, t disclosure.Table, only *string) (disclosure.Table, error) {
	offered, grouped := c.asked.split()
	found := map[string]*disclosure.Slice{}
	count := func(levels []string, opportunities *string) error {
		rows, err := c.grouped(ctx, grouped, opportunities)
		if err != nil {
			return err
		}
		for _, one := range rows {
			s := disclosure.Slice{Rows: one.Rows}
			of, by := levels, one.Levels
			for _, d := range c.asked.facets {
				if len(offered) > 0 && slices.ContainsFunc(offered, func(o models.Dimension) bool { return o.Name == d.Name }) {
					s.Levels, of = append(s.Levels, of[0]), of[1:]
				} else {
					s.Levels, by = append(s.Levels, by[0]), by[1:]
				}
			}
			found[strings.Join(s.Levels, separator)] = &s
		}
		return nil
	}
	var err error
	if len(offered) > 0 {
		err = c.each(ctx, offered, count)
	} else {
		err = count(nil, only)
	}
	if err != nil {
		return t, err
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if len(c.asked.facets) == 0 {
			t.Rows = found[key].Rows
		} else {
			t.Slices = append(t.Slices, *found[key])
		}
	}
	return t, nil
}

// grouped counts a sliced measure over some opportunities: a slice for each group of the facets it groups by.
func (c *counting) grouped(ctx context.Context, facets []models.Dimension, opportunities *string) ([]disclosure.Slice, error) {
	a, n := c.asked, len(c.asked.dimensions)
	some, err := c.run(ctx, a.measure.SQL(), append(slices.Clone(a.dimensions), facets...), opportunities)
	if err != nil {
		return nil, err
	}
	// Every option of an item is of the same respondents, so what a share is of is counted without the choice.
	choice := slices.IndexFunc(facets, func(d models.Dimension) bool { return d.Name == a.measure.Choice })
	var everybody []counted
	if a.measure.Of != "" {
		if everybody, err = c.run(ctx, a.measure.Denominator(), append(slices.Clone(a.dimensions), slices.Delete(slices.Clone(facets), choice, choice+1)...), opportunities); err != nil {
			return nil, err
		}
	}
	var keys []string
	bySlice := map[string][]counted{}
	for _, row := range some {
		key := strings.Join(row.levels[n:], separator)
		if bySlice[key] == nil {
			keys = append(keys, key)
		}
		bySlice[key] = append(bySlice[key], counted{row.levels[:n], row.numbers})
	}
	var found []disclosure.Slice
	for _, key := range keys {
		s := disclosure.Slice{}
		if len(facets) > 0 {
			s.Levels = strings.Split(key, separator)
		}
		if a.measure.Of == "" {
			for _, row := range bySlice[key] {
				s.Rows = append(s.Rows, a.row(row.levels, row, row.numbers["trials"]))
			}
		} else {
			rest := slices.Delete(slices.Clone(s.Levels), choice, choice+1)
			var all []counted
			for _, row := range everybody {
				if slices.Equal(row.levels[n:], rest) {
					all = append(all, counted{row.levels[:n], row.numbers})
				}
			}
			s.Rows = a.combine(all, bySlice[key])
		}
		found = append(found, s)
	}
	return found, nil
}
