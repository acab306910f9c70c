package queries

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"athar/models"
	"athar/queries/internal/warehouse"
)

// tallied reports whether the warehouse's tallies of what is on offer count what
// is asked: those have no groups of people.
func (c *counting) tallied() bool {
	return c.asked.measure.Tallied && !slices.ContainsFunc(slices.Concat(c.asked.dimensions, c.asked.facets), func(d models.Dimension) bool {
		return d.Of != models.OfOpportunity && d.Of != models.OfProvider && d.Of != models.OfTime
	})
}

// text is the SQL that counts in all opportunities or in some.
func (c *counting) text(some bool) string {
	if c.tallied() {
		return c.asked.measure.Part("tallied")
	}
	return c.asked.measure.Counting(some)
}

// inEach visits the groups of the question's facets, all of what is offered,
// with what was counted in each: in one statement where a tally has them.
func (c *counting) inEach(ctx context.Context, visit func(levels []string, some []counted) error) error {
	facets := c.asked.facets
	if !c.tallied() || len(facets) != 1 || !warehouse.Reaches(facets[0]) {
		return c.each(ctx, facets, func(levels []string, opportunities *string) error {
			some, err := c.run(ctx, c.text(true), c.asked.dimensions, opportunities)
			if err != nil {
				return err
			}
			return visit(levels, some)
		})
	}
	levels, counts, err := c.byLevel(ctx, facets[0].Name)
	if err != nil {
		return err
	}
	for _, level := range levels {
		if err := visit([]string{level}, counts[level]); err != nil {
			return err
		}
	}
	return nil
}

// byLevel are the levels of a facet that are on offer, and what a tally counts
// in each.
func (c *counting) byLevel(ctx context.Context, facet string) (levels []string, counts map[string][]counted, err error) {
	only, err := c.opportunities(ctx, c.asked.only)
	if err != nil {
		return nil, nil, err
	}
	var listed any
	if only != nil {
		listed = *only
	}
	levels, err = c.column(ctx, `SELECT DISTINCT level FROM offers WHERE facet = $facet
		AND ($opportunities IS NULL OR opportunity_id IN (SELECT unnest(string_split($opportunities, chr(31))))) ORDER BY 1`,
		sql.Named("facet", facet), sql.Named("opportunities", listed))
	if err != nil {
		return nil, nil, fmt.Errorf("read what is on offer: %w", err)
	}
	n, of := len(c.asked.dimensions), *c
	of.facet = facet
	rows, err := of.run(ctx, c.text(true), append(slices.Clone(c.asked.dimensions), models.Dimension{Name: "_level", BuiltIn: true}), only)
	counts = map[string][]counted{}
	for _, row := range rows {
		counts[row.levels[n]] = append(counts[row.levels[n]], counted{row.levels[:n], row.numbers})
	}
	return levels, counts, err
}
