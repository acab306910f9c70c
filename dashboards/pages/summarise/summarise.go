// Package summarise is the page to which a reader brings a table and sees every measure of inequality between its groups.
package summarise

import (
	_ "embed"
	"strings"

	"athar/dashboards/charts"
	"athar/dashboards/words"
	"athar/models"
)

// Template defines "page".
//
//go:embed summarise.tmpl
var Template string

// Column is a column that a table may have.
type Column struct{ Name, Text string }

// Page is the form, and what came of a table.
type Page struct {
	language models.Language

	Problem string // why what was brought cannot be used
	Limit   string
	Columns []Column
	Example string
	Outcome string   // as it was named
	Facts   []Choice // what may be said of the table beside it
	Result  *Result
}

// Choice is a fact of the whole table. Without options it is a number that is typed.
type Choice struct {
	Name, Label, Value string
	Options            []Option
}

// Option is one answer.
type Option struct {
	Value, Text string
	Selected    bool
}

// Result is what a table says.
type Result struct {
	Rows     string
	Level    string
	Warnings []string
	Figure   *charts.Figure
	Given    []Given
	Not      []Not
}

// Given is a measure that has a value.
type Given struct {
	Name, Title, Value, Interval, Unit, Reading string
	Between                                     string // the groups compared
	Warnings                                    []string
}

// Not are measures that the table does not allow for the same reason.
type Not struct{ Titles, Because string }

// columns are those of a table with one row a group, in the order in which they are told.
var columns = []string{"subgroup", "subgroup_order", "estimate", "se", "population", "setting_average", "favourable_indicator", "ordered_dimension", "indicator_scale", "reference_subgroup"}

// example is a table of invented groups.
const example = `subgroup,subgroup_order,estimate,se,population,favourable_indicator,ordered_dimension,indicator_scale
first fifth,1,41.0,1.6,950,1,1,100
second fifth,2,47.5,1.6,980,1,1,100
third fifth,3,52.0,1.6,1010,1,1,100
fourth fifth,4,55.5,1.5,1040,1,1,100
last fifth,5,63.0,1.5,1020,1,1,100
`

// NewPage is the page before anything is brought.
func NewPage(l models.Language, limit int64) Page {
	p := Page{language: l, Limit: words.Say(l, "summarise.limit", "mb", words.Whole(l, limit>>20)), Example: example}
	for _, name := range columns {
		p.Columns = append(p.Columns, Column{name, words.Say(l, "summarise.column."+name)})
	}
	p.Say(models.Bringing{})
	return p
}

// Say keeps in the form what was said beside the table.
func (p *Page) Say(beside models.Bringing) {
	p.Outcome, p.Facts = beside.Outcome, nil
	choice := func(name string, options ...string) {
		c := Choice{Name: name, Label: words.Say(p.language, "summarise.choose."+name), Value: beside.Facts[name]}
		for _, value := range options {
			c.Options = append(c.Options, Option{value, words.Say(p.language, "summarise.choose."+name+"."+value), value == c.Value})
		}
		p.Facts = append(p.Facts, c)
	}
	choice("indicator_scale")
	choice("ordered_dimension", "", "1", "0")
	choice("favourable_indicator", "", "1", "0")
}

// NewResult tells what a table says.
func NewResult(l models.Language, b models.Brought) *Result {
	r := &Result{Figure: charts.Bring(b, "groups", l), Level: words.RoundPercent(l, b.Level), Rows: words.Count(l, "rows", int64(b.Rows))}
	for _, w := range b.Warnings {
		r.Warnings = append(r.Warnings, w.In(l))
	}
	for _, m := range b.Measures {
		r.Given = append(r.Given, given(l, b.Unit, m))
	}
	for _, u := range models.ByReason(b.Skipped) {
		titles := make([]string, len(u.Measures))
		for i, m := range u.Measures {
			titles[i] = m.Title.In(l)
		}
		r.Not = append(r.Not, Not{strings.Join(titles, words.Say(l, "comma")), u.Because.In(l)})
	}
	return r
}

func given(l models.Language, unit models.Unit, m models.Summary) Given {
	known := models.InequalityMeasureNamed(m.Name)
	g := Given{Name: m.Name, Title: m.Title.In(l), Value: words.Significant(l, m.Value), Interval: "–", Reading: known.Reading.In(l), Unit: words.Say(l, "summarise.unit."+string(known.Scale))}
	if known.Scale == models.ScaleOfOutcome && unit == models.UnitPercent {
		g.Unit = words.Say(l, "summarise.unit.points")
	}
	if m.Low != nil && m.High != nil {
		g.Interval = words.Say(l, "inequality.range", "low", words.Significant(l, *m.Low), "high", words.Significant(l, *m.High))
	}
	switch from, to := words.Label(l, m.From), words.Label(l, m.To); {
	case m.From != "":
		g.Between = words.Say(l, "summarise.between", "from", from, "to", to)
	case m.To != "":
		g.Between = words.Say(l, "summarise.towards", "to", to)
	}
	for _, w := range m.Warnings {
		g.Warnings = append(g.Warnings, w.In(l))
	}
	return g
}
