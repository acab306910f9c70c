// Package provider is the page for those who offer learning: what their sector,
// their field and the formality of the offer go together with.
package provider

import (
	"context"
	_ "embed"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
)

//go:embed provider.tmpl
var template string

// Page is the providers' page.
var Page = &pages.Page{
	Name:     "provider",
	Controls: []pages.Control{pages.ByMeasure, pages.ByTerm, pages.ByFilter},
	Template: template,
	Plan:     plan,
}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	can, _, err := v.Applicable(ctx, "completion_rate", "award_rate", "journeys")
	if err != nil {
		return pages.Plan{}, err
	}
	by := v.Usable(ctx, "category", "sector", "formality", "setting", "opportunity_type")
	p := pages.Plan{Measures: can, Groups: by, Notices: []string{v.Say("provider.unnamed")}}
	p.Defaults.Measure = pages.First(can, "completion_rate", "award_rate", "journeys")
	measure := pages.Or(v.Choices.Measure, p.Defaults.Measure)
	for _, name := range []string{"opportunities", "journeys", "credentials"} {
		if v.Measure(name) != nil {
			p.Statistics = append(p.Statistics, pages.Spec{ID: "key-" + name, Question: v.Question(name), Form: charts.Statistic})
		}
	}
	if measure == "" {
		p.Notices = append(p.Notices, v.Say("no_rates"))
		return p, nil
	}
	outcome := pages.Section{Heading: v.Say("provider.outcome"), Text: v.Say("provider.outcome.text")}
	for _, name := range by[:min(3, len(by))] {
		outcome.Specs = append(outcome.Specs, pages.Spec{ID: "by-" + name, Question: v.Question(measure, name)})
	}
	if len(outcome.Specs) == 0 {
		outcome.Specs = []pages.Spec{{ID: "all", Question: v.Question(measure), Form: charts.Dots}}
	}
	outcome.Specs[0].Main = true
	p.Sections = append(p.Sections, outcome)
	if v.Measure("credentials") != nil && len(by) > 0 {
		p.Sections = append(p.Sections, pages.Section{Heading: v.Say("provider.credentials"), Text: v.Say("provider.credentials.text"),
			Specs: []pages.Spec{{ID: "credentials", Question: v.Question("credentials", by[0])}}})
	}
	counted, err := v.WithoutNames(ctx, by)
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
