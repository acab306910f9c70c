package queries

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// reaches reports whether the warehouse's table reach tells apart what divides
// the table.
func (c *counting) reaches() bool {
	return c.asked.measure.Base == measures.Population && c.inCubes()
}

// inCubes reports whether the warehouse's cubes have a column of everything that
// divides the table. A person of a year is one of a term where no year has two.
func (c *counting) inCubes() bool {
	a := c.asked
	if slices.ContainsFunc(a.dimensions, func(d models.Dimension) bool { return d.Of != models.OfTime && !warehouse.Reaches(d) }) {
		return false
	}
	years := map[int]bool{}
	for _, t := range c.workspace.Terms {
		years[t.Year] = true
	}
	return a.grain == "term" || len(years) > 0 && len(years) == len(c.workspace.Terms)
}

// oneOffer is what reach calls that which counts: all there is on offer, or one
// level of one facet of it. ok is false where reach does not tell it apart.
func (c *counting) oneOffer() (offer string, ok bool) {
	switch only := c.asked.only; {
	case len(only) == 0:
		return "", true
	case len(only) == 1 && len(only[0].Levels) == 1 && warehouse.Reaches(must(c.workspace.Dimension(only[0].Dimension))):
		return warehouse.Offer(only[0].Dimension, only[0].Levels[0]), true
	}
	return "", false
}

// reach counts the question's table by adding up the warehouse's table reach.
// ok is false where that does not say what is asked.
func (c *counting) reach(ctx context.Context, t *disclosure.Table) (ok bool, err error) {
	a := c.asked
	if a.measure.Reached == "" || !c.reaches() {
		return false, nil
	}
	offer, ok := c.oneOffer()
	if len(a.facets) > 0 {
		ok = ok && offer == "" && len(a.facets) == 1 && warehouse.Reaches(a.facets[0])
	}
	if !ok {
		return false, nil
	}
	if t.Rows, err = c.reached(ctx, offer); err != nil || len(a.facets) == 0 {
		return true, err
	}
	facet := warehouse.Offer(a.facets[0].Name, "")
	offers, err := c.column(ctx, "SELECT _offer FROM offer_levels WHERE starts_with(_offer, $facet) ORDER BY 1", sql.Named("facet", facet))
	if err != nil {
		return true, fmt.Errorf("read what is on offer: %w", err)
	}
	for _, offer := range offers {
		rows, err := c.reached(ctx, offer)
		if err != nil {
			return true, err
		}
		t.Slices = append(t.Slices, disclosure.Slice{Levels: []string{strings.TrimPrefix(offer, facet)}, Rows: rows})
	}
	return true, nil
}

// reached are the rows of the question's table for one offer.
func (c *counting) reached(ctx context.Context, offer string) ([]disclosure.Row, error) {
	everybody, err := c.reachOf(ctx, "")
	if err != nil {
		return nil, err
	}
	some, err := c.reachOf(ctx, offer)
	if err != nil {
		return nil, err
	}
	took := map[string]float64{}
	for _, row := range some {
		took[strings.Join(row.levels, separator)] = row.numbers[c.asked.measure.Reached]
	}
	var rows []disclosure.Row
	for _, all := range everybody {
		if trials := all.numbers["trials"]; trials > 0 {
			successes := took[strings.Join(all.levels, separator)]
			rows = append(rows, c.asked.row(all.levels, counted{numbers: map[string]float64{"successes": successes}}, trials))
		}
	}
	return rows, nil
}

// reachOf is what reach has of one offer by the question's groups, whatever of
// it is asked for: terms and measures share it.
func (c *counting) reachOf(ctx context.Context, offer string) ([]counted, error) {
	query := c.asked.measure.Group(measures.Reach(), c.asked.dimensions)
	found, err := c.snapshot.Once(ctx, query+separator+offer, func() (any, error) {
		return c.read(ctx, query, c.asked.dimensions, sql.Named("offer", offer))
	})
	rows, _ := found.([]counted)
	return rows, err
}

// everybody counts the population that a measure is of.
func (c *counting) everybody(ctx context.Context) ([]counted, error) {
	if c.reaches() {
		return c.reachOf(ctx, "")
	}
	return c.run(ctx, c.asked.measure.Denominator(), c.asked.dimensions, nil)
}

// column reads a query's one column of texts.
func (c *counting) column(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := c.snapshot.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
