package disclosure

import (
	"maps"
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// overAll is a cell over all periods together where some of them may not be
// said. Small groups are told over several terms for that very reason, so the
// pooled table has a pattern of its own. It counts only if whoever sees it
// beside the tables of the single periods still cannot work out what any of
// them hides; otherwise what is hidden in a period is hidden in the sum.
func (c *cutter) overAll(rows keyed, chosen choice) (models.Cell, Row, error) {
	hidden := models.Cell{State: models.Hidden}
	if c.period < 0 || chosen[c.table.Dimensions[c.period].Name] != nil || len(c.table.Facets) > 0 || c.request.Earlier {
		return hidden, Row{}, nil
	}
	pooled, err := c.pooled(rows)
	if pooled == nil || err != nil {
		return hidden, Row{}, err
	}
	row, shown := pooled.cut(c.divided, chosen)
	if !shown {
		return hidden, Row{}, nil
	}
	return c.request.Estimate(row), row, nil
}

// pooledName is the plan's name; no period is called so.
const pooledName = "\x1fpooled"

// pooled protects the table over all periods; nil where it may not stand
// beside theirs.
func (c *cutter) pooled(rows keyed) (*plan, error) {
	if p, known := c.plans[rows.key+pooledName]; known {
		return p, nil
	}
	c.plans[rows.key+pooledName] = nil
	split := c.periods(rows.key, rows.rows)
	p, err := protect(c.divided, c.withoutPeriods(rows.key), c.limits(), func(p *plan) ([]suppress.Mark, error) {
		p.itself = c.itself(p, rows.key, slices.Collect(maps.Keys(split))...)
		marks, err := c.linkedOverAll(rows.key, p)
		return slices.Concat(marks, c.dominated(p), p.itself), err
	})
	if err != nil || p.closed || len(split) < 2 || len(c.divided) > 3 {
		return nil, err
	}
	var before *plan
	for i, b := range c.table.Before {
		if other := c.before[i]; b.Periods == nil && before == nil {
			if before, err = other.pooled(keyed{rows.key, other.rowsOf(rows.key)}); err != nil {
				return nil, err
			}
		}
	}
	if err := c.join(p, before, false); err != nil {
		return nil, err
	}
	safe, err := c.safeBeside(rows.key, split, p)
	if err != nil || !safe {
		return nil, err
	}
	c.plans[rows.key+pooledName] = p
	return p, nil
}

// withoutPeriods are the rows of a table without their periods.
func (c *cutter) withoutPeriods(key string) (all []Row) {
	split := c.periods(key, c.rowsOf(key))
	for _, period := range slices.Sorted(maps.Keys(split)) {
		all = append(all, split[period]...)
	}
	return all
}

// safeBeside audits the pooled pattern and those of the periods as the one
// table they are, the period being a dimension of it.
func (c *cutter) safeBeside(key string, split map[string][]Row, pooled *plan) (bool, error) {
	periods := slices.Sorted(maps.Keys(split))
	whole := &plan{parts: pooled.parts, levels: append(slices.Clone(pooled.levels), periods)}
	shape := make([]suppress.Dimension, len(whole.levels))
	for i, levels := range whole.levels {
		shape[i] = suppress.Dimension{Name: "period", Levels: levels}
		if i < len(c.divided) {
			shape[i].Name = c.divided[i].Name
		}
	}
	var rows []Row
	plans := make([]*plan, len(periods))
	for i, period := range periods {
		for _, row := range split[period] {
			row.Levels = append(slices.Clone(row.Levels), period)
			rows = append(rows, row)
		}
		var err error
		if plans[i], err = c.plan(key, period, split[period]); err != nil || plans[i].closed || plans[i].pattern.Codes() {
			return false, err // what is said of the ends of a period's scale is not audited beside a sum
		}
	}
	table, err := whole.fill(shape, rows)
	if err != nil {
		return false, err
	}
	pattern := suppress.Open(table)
	each(whole.levels, func(cell suppress.Cell) {
		last := len(cell) - 1
		of := pooled
		if cell[last] != suppress.All {
			of = plans[cell[last]]
		}
		if state := of.stateOf(cell[:last], pooled.levels); state != suppress.Shown {
			pattern.Hide(slices.Clone(cell), state)
		}
	})
	threshold := c.request.Policy.For(c.divided...)
	return suppress.Audit(pattern).Safe(int64(threshold)), nil
}

// stateOf is the state of a cell given by places in other lists of levels.
// Where a level does not occur nobody is hidden.
func (p *plan) stateOf(cell suppress.Cell, levels [][]string) suppress.State {
	own := make(suppress.Cell, len(cell))
	for i, at := range cell {
		own[i] = at
		if at != suppress.All {
			if own[i] = slices.Index(p.levels[i], levels[i][at]); own[i] < 0 {
				return suppress.Shown
			}
		}
	}
	return p.pattern.State(own)
}
