package queries

import (
	"context"
	"maps"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
)

// people counts everybody once, and where a period is asked for, those known in
// it. A period's people are protected together with those who are known in
// others only, in the same year or not: what is left when one table of people
// is taken off another is a count too.
func (c *counting) people(ctx context.Context, t disclosure.Table) (disclosure.Table, error) {
	whole := *c.asked
	whole.all, whole.facets = true, nil
	var period []models.Dimension
	whole.dimensions = slices.DeleteFunc(slices.Clone(c.asked.dimensions), func(d models.Dimension) bool {
		if d.Of == models.OfTime {
			period = append(period, d)
		}
		return d.Of == models.OfTime
	})
	if len(period) == 0 && !c.asked.all {
		period = append(period, must(c.workspace.Dimension("term")))
	}
	t.Dimensions, t.Facets = whole.dimensions, period
	everybody := counting{asked: &whole, workspace: c.workspace, snapshot: c.snapshot, today: c.today}
	once, periods := whole.measure.SQL(), whole.measure.Part("in_periods")
	if everybody.inCubes() {
		once, periods = whole.measure.Part("tallied"), whole.measure.Part("in_periods_tallied")
	}
	rows, err := everybody.run(ctx, once, whole.dimensions, nil)
	if err != nil {
		return t, err
	}
	for _, row := range rows {
		t.Rows = append(t.Rows, whole.row(row.levels, row, 0))
	}
	if len(period) == 0 {
		return t, nil
	}
	whole.facets = period // so that the SQL counts by period
	n := len(whole.dimensions)
	if rows, err = everybody.run(ctx, periods, append(slices.Clone(whole.dimensions), period...), nil); err != nil {
		return t, err
	}
	byPeriod := map[string][]disclosure.Row{}
	for _, row := range rows {
		parts := make([]int64, 5)
		for i, name := range []string{"here", "again", "only", "beside", "absent"} {
			parts[i] = int64(row.numbers[name])
		}
		byPeriod[row.levels[n]] = append(byPeriod[row.levels[n]], disclosure.Row{Levels: row.levels[:n], Parts: parts})
	}
	for _, at := range slices.Sorted(maps.Keys(byPeriod)) {
		t.Slices = append(t.Slices, disclosure.Slice{Levels: []string{at}, Rows: byPeriod[at]})
	}
	return t, nil
}
