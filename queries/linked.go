package queries

import (
	"context"
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// before counts the tables that are protected before the question's own, over
// the same groups: those of the measures that this one names, and of a question
// by year its terms. What may be said is then the same whoever asked before.
func (c *counting) before(ctx context.Context, facts *warehouse.Facts) ([]disclosure.Before, error) {
	var all []disclosure.Before
	count := func(a asked, periods map[string][]string) error {
		other := counting{asked: &a, workspace: c.workspace, snapshot: c.snapshot, today: c.today}
		if state, _, err := other.silent(ctx, facts); err != nil || state != "" {
			return err
		}
		t, err := other.table(ctx)
		if err != nil {
			return err
		}
		if t.Before, err = other.before(ctx, facts); err != nil {
			return err
		}
		all = append(all, disclosure.Before{Table: t, Periods: periods})
		return nil
	}
	for _, name := range c.asked.measure.Before {
		a := *c.asked
		var err error
		if a.measure, err = measures.Named(name); err != nil {
			return nil, err
		}
		if err := count(a, nil); err != nil {
			return nil, err
		}
	}
	year := slices.IndexFunc(c.asked.dimensions, func(d models.Dimension) bool { return d.Name == "year" })
	if year < 0 || c.asked.measure.Base == measures.People {
		return all, nil
	}
	a := *c.asked
	a.dimensions = slices.Clone(a.dimensions)
	a.dimensions[year], a.grain = must(c.workspace.Dimension("term")), "term"
	terms := map[string][]string{}
	for _, t := range c.workspace.Terms {
		terms[fmt.Sprint(t.Year)] = append(terms[fmt.Sprint(t.Year)], t.ID)
	}
	return all, count(a, terms)
}
