package queries

import (
	"context"
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
)

// people is how many people a row of the question's table is of; nil where it counts something else.
func (a *asked) people() func(disclosure.Row) int64 {
	switch {
	case a.measure.Base == measures.People: // in a period: those who are known in it
		return func(row disclosure.Row) int64 { return part(row, 0) + part(row, 1) + part(row, 2) }
	case a.measure.Base == measures.Population && a.measure.Shape == measures.Against:
		return func(row disclosure.Row) int64 { return part(row, 1) }
	case a.measure.Base == measures.Population:
		return units
	}
	return nil
}

// places counts the people of the places that divide the question's table, which counts something else: by dimension, period and
// place.
func (c *counting) places(ctx context.Context) (map[string]map[string]map[string]int64, error) {
	all := map[string]map[string]map[string]int64{}
	for _, place := range c.asked.dimensions {
		if !place.Area {
			continue
		}
		divided := slices.DeleteFunc(slices.Clone(c.asked.dimensions), func(d models.Dimension) bool { return d.Of != models.OfTime && d.Name != place.Name })
		key := fmt.Sprint("places", c.asked.all, c.asked.grain)
		for _, d := range divided {
			key += separator + d.Name
		}
		found, err := c.snapshot.Once(ctx, key, func() (any, error) { return c.peopleOf(ctx, divided) })
		if err != nil {
			return nil, err
		}
		all[place.Name] = found.(map[string]map[string]int64)
	}
	return all, nil
}

// peopleOf counts people by period and place.
func (c *counting) peopleOf(ctx context.Context, divided []models.Dimension) (map[string]map[string]int64, error) {
	of := *c.asked
	var err error
	if of.measure, err = measures.Named("people"); err != nil {
		return nil, err
	}
	of.dimensions = divided
	people := counting{asked: &of, workspace: c.workspace, snapshot: c.snapshot, today: c.today}
	t, err := people.people(ctx, disclosure.Table{})
	if err != nil {
		return nil, err
	}
	if len(t.Slices) == 0 { // everybody once
		t.Slices = []disclosure.Slice{{Levels: []string{""}, Rows: t.Rows}}
	}
	found := map[string]map[string]int64{}
	for _, period := range t.Slices {
		here := map[string]int64{}
		for _, row := range period.Rows {
			here[row.Levels[0]] += of.people()(row)
		}
		found[period.Levels[0]] = here
	}
	return found, nil
}
