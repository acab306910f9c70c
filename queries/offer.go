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
)

// opportunities lists those that filters keep; nil where there is no filter.
func (c *counting) opportunities(ctx context.Context, filters []models.Filter) (*string, error) {
	if len(filters) == 0 {
		return nil, nil
	}
	columns := make([]models.Dimension, len(filters))
	for i, f := range filters {
		columns[i] = must(c.workspace.Dimension(f.Dimension))
	}
	all, err := c.offer(ctx, columns)
	if err != nil {
		return nil, err
	}
	var kept []string
	for _, o := range all {
		in := true
		for i, f := range filters {
			in = in && slices.ContainsFunc(o.levels[i], func(l string) bool { return slices.Contains(f.Levels, l) })
		}
		if in {
			kept = append(kept, o.id)
		}
	}
	list := strings.Join(kept, separator)
	return &list, nil
}

// offered is one opportunity and its levels of some dimensions, several for
// those of which it can have many.
type offered struct {
	id     string
	levels [][]string
}

// offer reads every opportunity with its levels of dimensions.
func (c *counting) offer(ctx context.Context, columns []models.Dimension) ([]offered, error) {
	parts := []string{"opportunity_id"}
	for _, d := range columns {
		parts = append(parts, "CAST("+sqltext.Quote(d.Name)+" AS VARCHAR)")
	}
	rows, err := c.snapshot.Query(ctx, "SELECT "+strings.Join(parts, ", ")+" FROM opportunity_facts ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("read the opportunities: %w", err)
	}
	defer rows.Close()
	var all []offered
	for rows.Next() {
		values := make([]sql.NullString, len(parts))
		into := make([]any, len(parts))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		o := offered{id: values[0].String}
		for i, d := range columns {
			level := c.plain(d, values[i+1].String)
			if d.Many && level != "" {
				o.levels = append(o.levels, strings.Split(level, "|"))
			} else {
				o.levels = append(o.levels, []string{level})
			}
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// each visits the groups of facets of what is offered: their
// levels and the opportunities in them.
func (c *counting) each(ctx context.Context, facets []models.Dimension, visit func(levels []string, opportunities *string) error) error {
	columns := slices.Clone(facets)
	for _, f := range c.asked.only {
		columns = append(columns, must(c.workspace.Dimension(f.Dimension)))
	}
	all, err := c.offer(ctx, columns)
	if err != nil {
		return err
	}
	groups := map[string][]string{}
	for _, o := range all {
		in := true
		for i, f := range c.asked.only {
			in = in && slices.ContainsFunc(o.levels[len(facets)+i], func(l string) bool { return slices.Contains(f.Levels, l) })
		}
		if !in {
			continue
		}
		keys := []string{""}
		for i := range facets {
			var next []string
			for _, key := range keys {
				for _, level := range o.levels[i] {
					if i > 0 {
						next = append(next, key+separator+level)
					} else {
						next = append(next, level)
					}
				}
			}
			keys = next
		}
		for _, key := range keys {
			groups[key] = append(groups[key], o.id)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		list := strings.Join(groups[key], separator)
		if err := visit(strings.Split(key, separator), &list); err != nil {
			return err
		}
	}
	return nil
}
