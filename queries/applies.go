package queries

import (
	"context"
	"slices"

	"athar/models"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// Applies is the state that the total of an answer has, or shown where it may
// turn out to be hidden or unreliable: whether a question can be answered at all,
// found out by counting no more than that takes. A mean over the population
// has a value wherever there is anybody.
func (e *Engine) Applies(ctx context.Context, q models.Question) (models.State, error) {
	a, err := understand(q, e.Workspace(), e.DefaultTerm())
	if err != nil {
		return "", err
	}
	if a.measure.Shape != measures.Mean || a.measure.Of == "" || q.AsOf > 0 {
		released, err := e.Answer(ctx, q)
		return released.Brief().Total.State, err
	}
	state := models.NoData
	err = e.warehouse.Read(ctx, func(s *warehouse.Snapshot) error {
		c := counting{asked: a, workspace: e.Workspace(), snapshot: s, today: e.today()}
		facts, err := s.Facts(ctx)
		if err != nil {
			return err
		}
		silent, _, err := c.silent(ctx, facts)
		if err != nil || silent != "" {
			state = silent
			return err
		}
		rows, err := c.everybody(ctx)
		if slices.ContainsFunc(rows, func(r counted) bool { return r.numbers["trials"] > 0 && a.keeps(r.levels) }) {
			state = models.Shown
		}
		return err
	})
	return state, err
}

// keeps reports whether the question's answer is cut from a row of these levels
// of its dimensions.
func (a *asked) keeps(levels []string) bool {
	for i, d := range a.dimensions {
		if kept, filtered := a.keep[d.Name]; filtered && !slices.Contains(kept, levels[i]) {
			return false
		}
	}
	return true
}
