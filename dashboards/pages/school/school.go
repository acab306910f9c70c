// Package school is the page for schools: who takes part, by grade, phase and
// sector. No school is named, and none is put in an order.
package school

import (
	"context"
	_ "embed"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
)

//go:embed school.tmpl
var template string

// Page is the schools' page.
var Page = &pages.Page{
	Name:     "school",
	Controls: []pages.Control{pages.ByMeasure, pages.ByTerm, pages.ByFilter},
	Template: template,
	Plan:     plan,
}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	can, _, err := v.Applicable(ctx, "participation_rate", "completion_rate", "award_rate", "minutes_mean", "breadth_mean", "journeys")
	if err != nil {
		return pages.Plan{}, err
	}
	p := pages.Plan{Measures: can, Groups: v.Usable(ctx, append([]string{"grade", "phase", "school_type", "municipality"}, v.DeclaredGroups()...)...), Notices: []string{v.Say("school.unnamed")}}
	p.Defaults.Measure = pages.First(can, "participation_rate", "completion_rate", "award_rate", "journeys")
	measure := pages.Or(v.Choices.Measure, p.Defaults.Measure)
	if measure == "" {
		p.Notices = append(p.Notices, v.Say("no_rates"))
		return p, nil
	}
	by := v.Usable(ctx, "grade", "phase", "school_type")
	section := pages.Section{Heading: v.Say("school.engagement"), Text: v.Say("school.engagement.text")}
	if len(by) == 0 { // nothing is known of schools: what is known of learners
		section.Text = v.Say("school.nothing")
		by = v.Usable(ctx, v.DeclaredGroups()...)
		by = by[:min(2, len(by))]
	}
	for _, name := range by {
		section.Specs = append(section.Specs, pages.Spec{ID: "by-" + name, Question: v.Question(measure, name)})
	}
	if len(section.Specs) == 0 {
		section.Specs = []pages.Spec{{ID: "all", Question: v.Question(measure), Form: charts.Dots}}
	}
	section.Specs[0].Main = true
	p.Sections = append(p.Sections, section)
	counted, err := v.WithoutNames(ctx, v.Usable(ctx, "phase", "school_type", "municipality"))
	if err != nil {
		return p, err
	}
	p.Sections = append(p.Sections, counted...)
	if v.Measure("journey") != nil {
		p.Sections = append(p.Sections, pages.Section{Heading: v.Say("journey.heading"), Text: v.Say("journey.text"),
			Specs: []pages.Spec{{ID: "journey", Question: v.Question("journey"), Form: charts.Steps}}})
	}
	return p, nil
}
