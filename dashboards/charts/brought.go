package charts

import (
	"athar/dashboards/words"
	"athar/models"
)

// Bring draws the groups of a table that somebody brought: all of them on one joined line, and below it each with its
// interval. Percentages are drawn as the shares they are.
func Bring(brought models.Brought, id string, l models.Language) *Figure {
	unit, scale := brought.Unit, 1.0
	if unit == models.UnitPercent {
		unit, scale = models.UnitShare, 0.01
	}
	a := models.Answer{Unit: unit, By: []string{"group"}, Total: scaled(brought.Average, scale), Level: brought.Level}
	for _, c := range brought.Groups {
		a.Cells = append(a.Cells, scaled(c, scale))
	}
	b := builder{answer: a, l: l, view: View{ID: id, Language: l, Form: Dots, Titles: func(string) models.Text {
		return models.Text{En: words.Say(models.English, "table.group"), Ar: words.Say(models.Arabic, "table.group")}
	}}}
	b.f = &Figure{ID: id, Language: l, Form: Dots, Unit: unit, Level: words.RoundPercent(l, levelOr(a.Level)), answer: a,
		Title: b.say("summarise.groups"), Total: Row{Label: b.say("all"), Marks: []Mark{b.mark(a.Total)}}}
	b.rows()
	b.f.Axis = b.axis()
	b.f.Together = b.together()
	return b.f
}

// scaled is a cell in another unit.
func scaled(c models.Cell, scale float64) models.Cell {
	for _, x := range []**float64{&c.Value, &c.Low, &c.High} {
		if *x != nil {
			*x = ptr(scale * **x)
		}
	}
	return c
}

// together is the line on which all groups stand, said by its ends; nil where there are no two of them.
func (b *builder) together() *Row {
	row := Row{Label: b.say("summarise.together")}
	var low, high *Mark
	for _, r := range b.f.Rows {
		m := r.Marks[0]
		if !m.HasNumber() {
			continue
		}
		if low == nil || *m.Value < *low.Value {
			low = &m
		}
		if high == nil || *m.Value > *high.Value {
			high = &m
		}
		row.Marks = append(row.Marks, m)
	}
	if len(row.Marks) < 2 {
		return nil
	}
	row.Said = b.say("inequality.range", "low", low.Written, "high", high.Written)
	return &row
}
