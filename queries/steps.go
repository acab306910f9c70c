package queries

import (
	"context"
	"slices"

	"athar/models"
	"athar/queries/disclosure"
)

// stageFacet is the dimension of the journey's answer: one group a stage.
var stageFacet = models.Dimension{Name: "stage", Of: models.OfTime, Title: models.Text{En: "Stage", Ar: "المرحلة"}, BuiltIn: true, Ordered: true, Levels: stageLevels()}

func stageLevels() []models.Level {
	var levels []models.Level
	for _, s := range models.Stages {
		if s.Path {
			levels = append(levels, models.Level{ID: s.Name, Title: s.Title})
		}
	}
	return levels
}

// steps counts journeys at each stage. Stages nest, so each is protected with
// the one before it: who was lost between two stages is a count too.
func (c *counting) steps(ctx context.Context, t disclosure.Table, only *string) (disclosure.Table, error) {
	t.Facets, t.Nested = append(slices.Clone(t.Facets), stageFacet), stageFacet.Name
	add := func(levels []string, rows []counted) error {
		previous := ""
		for _, stage := range stageFacet.Levels {
			s := disclosure.Slice{Levels: append(slices.Clone(levels), stage.ID)}
			known := false
			for _, row := range rows {
				n, x := int64(row.numbers["n_"+stage.ID]), int64(row.numbers[stage.ID])
				before := n
				if previous != "" && int64(row.numbers["n_"+previous]) == n {
					before = max(x, int64(row.numbers[previous]))
				}
				known = known || n > 0
				s.Rows = append(s.Rows, disclosure.Row{Levels: row.levels, Parts: []int64{x, before - x, n - before}})
			}
			if known {
				t.Slices = append(t.Slices, s)
				previous = stage.ID
			}
		}
		return nil
	}
	if len(c.asked.facets) > 0 {
		return t, c.inEach(ctx, add)
	}
	rows, err := c.run(ctx, c.text(only != nil), c.asked.dimensions, only)
	if err != nil {
		return t, err
	}
	return t, add(nil, rows)
}
