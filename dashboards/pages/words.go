package pages

import (
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"athar/dashboards/charts"
	"athar/dashboards/words"
	"athar/models"
)

// MendKey is the key of what to do about a problem: its own advice, else that
// of what it did.
func MendKey(p models.Problem) string {
	for _, key := range []string{"mend." + p.Code, "mend." + string(p.Effect)} {
		if words.Has(key) {
			return key
		}
	}
	return "mend.warning"
}

// DimensionTitle is what a dimension is called.
func (v *View) DimensionTitle(name string) string {
	d, err := v.Engine.Workspace().Dimension(name)
	if err != nil {
		return words.Plain(name)
	}
	return v.In(d.Title)
}

// SourceTitle is what a source is called.
func (v *View) SourceTitle(id string) string {
	if t := v.chartView(Spec{}).Sources(id); !t.IsZero() {
		return v.In(t)
	}
	return words.Plain(id)
}

// WhereInWords says the reader's filters.
func (v *View) WhereInWords() string {
	if len(v.Only) == 0 {
		return ""
	}
	where := map[string][]string{}
	for _, f := range v.Only {
		where[f.Dimension] = f.Levels
	}
	return charts.WhereInWords(v.Language, where, v.chartView(Spec{}))
}

// Functions are what the pages' templates call beside those of charts.
var Functions = template.FuncMap{
	"join":  strings.Join,
	"args":  func(all ...any) []any { return all },
	"len64": func(levels []models.Level) int64 { return int64(len(levels)) },
}

// Exactly writes a number to four decimals at most.
func (v *View) Exactly(x float64) string {
	return strconv.FormatFloat(math.Round(x*1e4)/1e4, 'f', -1, 64)
}

// Day writes a calendar day.
func (v *View) Day(d models.Day) string { return words.Day(v.Language, d) }

// ShortDay writes the calendar day of a moment in little room.
func (v *View) ShortDay(t time.Time) string { return words.ShortDay(v.Language, models.Day{Time: t}) }

// Moment writes the day of a moment.
func (v *View) Moment(t time.Time) string { return words.Day(v.Language, models.Day{Time: t}) }

// Unit says what a measure's values count in.
func (v *View) Unit(u models.Unit) string { return v.Say("unit." + string(u)) }

// Subject says whose property a dimension is.
func (v *View) Subject(s models.Subject) string { return v.Say("subject." + string(s)) }

// Properties says what is particular about a dimension.
func (v *View) Properties(d models.Dimension) []string {
	var said []string
	for _, p := range []struct {
		is  bool
		key string
	}{{!d.BuiltIn, "property.declared"}, {d.Ordered, "property.ordered"}, {d.Sensitive, "property.sensitive"}, {d.Many, "property.many"}} {
		if p.is {
			said = append(said, v.Say(p.key))
		}
	}
	if _, set := v.Supply.Unusable[d.Name]; set {
		said = append(said, v.Say("property.unusable"))
	}
	return said
}
