package disclosure

import (
	"encoding/json"
	"fmt"
	"math"

	"athar/models"
)

// Changes is what differs between released answers: nothing else gets into it.
// Its zero value says that nothing was looked at.
type Changes struct{ changes models.Changes }

// Told is what may be said.
func (c Changes) Told() models.Changes { return c.changes }

// MarshalJSON writes what may be said.
func (c Changes) MarshalJSON() ([]byte, error) {
	told := c.changes
	if told.Figures == nil {
		told.Figures = []models.FigureChange{}
	}
	if told.Gone == nil {
		told.Gone = []models.Reporter{}
	}
	if told.Come == nil {
		told.Come = []models.Reporter{}
	}
	return json.Marshal(told)
}

// Report names the schools and providers that would drop out and those that
// would be new.
func (c *Changes) Report(gone, come []models.Reporter) { c.changes.Gone, c.changes.Come = gone, come }

// Compare adds the cells in which two answers to one question differ. total
// says whether the totals are compared too.
func (c *Changes) Compare(before, after Released, total bool) {
	c.changes.Looked++
	b, a := before.answer, after.answer
	change := models.FigureChange{Measure: a.Measure, Title: a.Title, Unit: a.Unit, By: a.By, Dimensions: a.Dimensions}
	if b.Total.State == "" { // it could not be asked before
		b.Total.State = models.NoData
	}
	if total && differ(b.Total, a.Total) {
		change.Cells = append(change.Cells, models.CellChange{Before: b.Total, After: a.Total})
	}
	known := map[string]models.Cell{}
	for _, cell := range b.Cells {
		known[groupKey(cell.Group)] = cell
	}
	for _, cell := range a.Cells {
		was, there := known[groupKey(cell.Group)]
		if !there {
			was = models.Cell{Group: cell.Group, State: models.NoData}
		}
		delete(known, groupKey(cell.Group))
		if differ(was, cell) {
			change.Cells = append(change.Cells, models.CellChange{Group: cell.Group, Before: was, After: cell})
		}
	}
	for _, cell := range b.Cells {
		is := models.Cell{Group: cell.Group, State: models.NoData}
		if _, left := known[groupKey(cell.Group)]; left && differ(cell, is) {
			change.Cells = append(change.Cells, models.CellChange{Group: cell.Group, Before: cell, After: is})
		}
	}
	if len(change.Cells) > 0 {
		c.changes.Figures = append(c.changes.Figures, change)
	}
}

func groupKey(g models.Group) string {
	key := ""
	for _, l := range g {
		level := "null"
		if l.Level != nil {
			level = fmt.Sprintf("%q", *l.Level)
		}
		key += l.Dimension + "=" + level + "\n"
	}
	return key
}

// differ reports whether two cells say different things to a reader. Means are
// summed in no fixed order, so their last digits are not compared.
func differ(a, b models.Cell) bool {
	whole := func(x, y *int64) bool { return (x == nil) != (y == nil) || x != nil && *x != *y }
	real := func(x, y *float64) bool {
		return (x == nil) != (y == nil) || x != nil && math.Abs(*x-*y) > 1e-9*math.Max(1, math.Abs(*x))
	}
	end := func(of *models.Bound) models.Bound {
		if of == nil {
			return models.Bound{}
		}
		return *of
	}
	return a.State != b.State || real(end(a.Bound).AtMost, end(b.Bound).AtMost) || real(end(a.Bound).AtLeast, end(b.Bound).AtLeast) || whole(a.Numerator, b.Numerator) || whole(a.Denominator, b.Denominator) || real(a.Value, b.Value)
}
