package pages

import (
	"context"
	"fmt"
	"slices"

	"athar/dashboards/words"
	"athar/models"
)

// Option is one entry of a select.
type Option struct {
	Value, Text string
	Selected    bool
}

// Field is one control of the form.
type Field struct {
	Key, Label string
	Options    []Option
	Wide       bool
}

// Form is the form of a page: GET, with a button.
type Form struct {
	Action    string
	Fields    []Field
	Filters   []Field
	Kept      []Option // what the form keeps without showing it
	Sensitive *Option  // offered where any dimension is sensitive
	Active    bool     // any filter is set
}

// NewForm makes the form for a plan.
func (v *View) NewForm(ctx context.Context, plan Plan) Form {
	w := v.Engine.Workspace()
	form := Form{Action: "/" + string(v.Language) + "/" + v.Page.Name, Active: len(v.Only) > 0}
	has := func(c Control) bool { return slices.Contains(v.Page.Controls, c) }
	title := func(name string) string {
		d, err := w.Dimension(name)
		if err != nil {
			return name
		}
		text := v.In(d.Title)
		if d.Sensitive {
			text += " – " + v.Say("form.sensitive.mark")
		}
		return text
	}
	if has(ByMeasure) && len(plan.Measures) > 1 {
		field := Field{Key: "measure", Label: v.Say("form.measure"), Wide: true}
		for _, name := range plan.Measures {
			if m := v.Measure(name); m != nil {
				field.Options = append(field.Options, Option{name, v.In(m.Title), name == Or(v.Choices.Measure, plan.Defaults.Measure)})
			}
		}
		form.Fields = append(form.Fields, field)
	}
	if has(ByGroup) && len(plan.Groups) > 0 {
		field := Field{Key: "by", Label: v.Say("form.by")}
		if plan.Defaults.By == "" {
			field.Options = append(field.Options, Option{"", Or(plan.Own, v.Say("form.all")), v.By == ""})
		}
		for _, name := range plan.Groups {
			field.Options = append(field.Options, Option{name, title(name), name == Or(v.By, plan.Defaults.By)})
		}
		form.Fields = append(form.Fields, field)
		if has(BySecond) {
			second := Field{Key: "and", Label: v.Say("form.and"), Options: []Option{{"", v.Say("form.none"), v.And == ""}}}
			for _, name := range plan.Groups {
				if by := Or(v.By, plan.Defaults.By); by == "" || Crosses(w, by, name) {
					second.Options = append(second.Options, Option{name, title(name), name == v.And})
				}
			}
			if len(second.Options) > 1 {
				form.Fields = append(form.Fields, second)
			}
		}
	}
	if has(ByTerm) && len(w.Terms) > 1 {
		latest := v.Engine.DefaultTerm()
		field := Field{Key: "term", Label: v.Say("form.term"), Options: []Option{
			{"", v.Say("form.term.latest", "term", words.Label(v.Language, v.In(latest.Title))), v.Term == ""},
			{models.AllTerms, v.Say("form.term.all"), v.Term == models.AllTerms}}}
		for _, t := range w.Terms {
			field.Options = append(field.Options, Option{t.ID, v.In(t.Title), v.Term == t.ID})
		}
		form.Fields = append(form.Fields, field)
	}
	if has(ByFilter) {
		v.filters(ctx, plan, &form)
	}
	if slices.ContainsFunc(w.Dimensions, func(d models.Dimension) bool { return d.Sensitive }) {
		form.Sensitive = &Option{"1", v.Say("form.sensitive"), v.Sensitive}
	}
	if v.AsOf > 0 {
		form.Kept = append(form.Kept, Option{Value: fmt.Sprint(v.AsOf), Text: "asof"})
	}
	return form
}

// maxFilterLevels is how many levels a filter may offer in a form.
const maxFilterLevels = 60

func (v *View) filters(ctx context.Context, plan Plan, form *Form) {
	w := v.Engine.Workspace()
	for _, name := range plan.Groups {
		d, err := w.Dimension(name)
		if err != nil || d.Of == models.OfTime {
			continue
		}
		var chosen []string
		for _, f := range v.Only {
			if f.Dimension == name {
				chosen = f.Levels
			}
		}
		levels := v.Levels(ctx, d)
		if len(levels) == 0 || len(levels) > maxFilterLevels || len(chosen) > 1 {
			for _, level := range chosen {
				form.Kept = append(form.Kept, Option{Value: Or(level, NotGiven), Text: onlyPrefix + name})
			}
			continue
		}
		field := Field{Key: onlyPrefix + name, Label: v.In(d.Title), Options: []Option{{"", v.Say("form.all"), len(chosen) == 0}}}
		for _, level := range levels {
			text := words.Name(v.Language, Or(level.Title.In(v.Language), level.ID))
			field.Options = append(field.Options, Option{level.ID, text, slices.Contains(chosen, level.ID)})
		}
		field.Options = append(field.Options, Option{NotGiven, models.NotGiven.In(v.Language), slices.Contains(chosen, "")})
		form.Filters = append(form.Filters, field)
	}
}
