package disclosure

import (
	"slices"

	"athar/models"
	"athar/queries/stats/suppress"
)

// leastOfPlace is the fewest learners of a place that is told on its own
// (statistics.md 15).
const leastOfPlace = 50

// ofPlaces reports whether it is known how many people live in the places that
// divide the table.
func (c *cutter) ofPlaces() bool { return c.table.People != nil || len(c.table.Places) > 0 }

// itself are the cells that are hidden for who is in them: those of small
// places, and of people a few who are all of one sensitive kind. Periods count
// apart: who lives in a place in two of them is one person.
func (c *cutter) itself(p *plan, key string, periods ...string) (marks []suppress.Mark) {
	if !c.ofPlaces() || c.open() {
		return nil
	}
	small, places, kinds := make([]map[string]bool, len(c.divided)), false, false
	for i, d := range c.divided {
		if d.Area {
			small[i] = c.smallPlaces(i, key, periods)
			places = places || len(small[i]) > 0
		}
		kinds = kinds || d.Sensitive && c.table.People != nil
	}
	if !places && !kinds {
		return nil
	}
	units, people := p.margins(), map[string]int64{}
	if kinds {
		p.eachMargin(func(name string, row Row) { people[name] += c.table.People(row) })
	}
	unanimous := suppress.LimitsFor(int64(c.request.Policy.Threshold)).Unanimous
	each(p.levels, func(cell suppress.Cell) {
		name := named(cell, p.levels)
		n := people[name]
		if sum(units[name]) > 0 && c.inSmallPlace(p, cell, small) || n > 0 && n < unanimous && c.allOfOneKind(p, cell, n, people) {
			marks = append(marks, suppress.Mark{Cell: slices.Clone(cell), Widths: p.wide(c.threshold(cell)), Itself: true})
		}
	})
	return marks
}

// smallPlaces are the levels of a dimension of places that have people, and too
// few in every period.
func (c *cutter) smallPlaces(dimension int, key string, periods []string) map[string]bool {
	most := map[string]int64{}
	for _, period := range periods {
		here := c.table.Places[c.divided[dimension].Name][period]
		if c.table.People != nil {
			here = map[string]int64{}
			for _, row := range c.periods(key, c.rowsOf(key))[period] {
				here[row.Levels[dimension]] += c.table.People(row)
			}
		}
		for level, n := range here {
			most[level] = max(most[level], n)
		}
	}
	small := map[string]bool{}
	for level, n := range most {
		if n > 0 && n < leastOfPlace && level != "" && level != models.Unrecognised {
			small[level] = true
		}
	}
	return small
}

func (c *cutter) inSmallPlace(p *plan, cell suppress.Cell, small []map[string]bool) bool {
	for i, at := range cell {
		if at != suppress.All && small[i][p.levels[i][at]] {
			return true
		}
	}
	return false
}

// allOfOneKind reports whether the people of a cell are all there are of its
// margin over a sensitive dimension, of which there are other levels.
func (c *cutter) allOfOneKind(p *plan, cell suppress.Cell, n int64, people map[string]int64) bool {
	for i, at := range cell {
		if at == suppress.All || !c.divided[i].Sensitive || len(p.levels[i]) < 2 || p.levels[i][at] == "" {
			continue
		}
		margin := slices.Clone(cell)
		margin[i] = suppress.All
		if people[named(margin, p.levels)] == n {
			return true
		}
	}
	return false
}
