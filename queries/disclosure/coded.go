package disclosure

import (
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// codes reports whether hidden shares of sensitive outcomes may be said to be
// near an end of the scale. They are not in answers as of an earlier commit,
// which stand beside today's, and of years, which stand beside their terms.
func (c *cutter) codes() bool {
	return !c.request.Earlier && !slices.ContainsFunc(c.table.Before, func(b Before) bool { return b.Periods != nil })
}

// bound is what may be said of a hidden cell: nothing, or that its share is near
// an end of the scale. Of sums of hidden cells nothing is.
func (p *plan) bound(dimensions []models.Dimension, chosen choice) *models.Bound {
	if p.closed {
		return nil
	}
	cell := make(suppress.Cell, len(dimensions))
	for i, d := range dimensions {
		switch levels := chosen[d.Name]; {
		case levels == nil:
			cell[i] = suppress.All
		case len(levels) == 1:
			if cell[i] = slices.Index(p.levels[i], levels[0]); cell[i] < 0 {
				return nil
			}
		default:
			return nil
		}
	}
	switch said := p.pattern.Coded(cell); {
	case !said.Shown:
		return nil
	case said.Low == 0:
		return &models.Bound{AtMost: pointer(said.High / 100)}
	default:
		return &models.Bound{AtLeast: pointer(said.Low / 100)}
	}
}
