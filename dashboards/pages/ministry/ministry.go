// Package ministry is the page for policymakers: who gets access, who does not,
// and where journeys end.
package ministry

import (
	"context"
	_ "embed"
	"slices"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
	"athar/models"
)

//go:embed ministry.tmpl
var template string

// Page is the ministry's page.
var Page = &pages.Page{
	Name:     "ministry",
	Controls: []pages.Control{pages.ByGroup, pages.BySecond, pages.ByMeasure, pages.ByTerm, pages.ByFilter},
	Template: template,
	Plan:     plan,
}

// Rates over the population need a register of everybody; rates over journeys
// need only those who took part.
var (
	populationRates = []string{"participation_rate", "enrolment_rate", "credential_rate", "not_reached"}
	journeyRates    = []string{"award_rate", "completion_rate"}
)

// maxGroups is how many dimensions the page shows one below the other.
const maxGroups = 6

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	can, cannot, err := v.Applicable(ctx, append(append([]string{}, populationRates...), journeyRates...)...)
	if err != nil {
		return pages.Plan{}, err
	}
	groups := v.Usable(ctx, append(v.DeclaredGroups(), "municipality", "school_type", "phase", "grade", "term")...)
	p := pages.Plan{Measures: can, Groups: groups}
	p.Defaults.Measure = pages.First(can, "participation_rate", "award_rate", "completion_rate")
	if len(groups) > 0 {
		p.Defaults.By = groups[0]
	}
	measure := pages.Or(v.Choices.Measure, p.Defaults.Measure)
	by := pages.Or(v.By, p.Defaults.By)

	accessUnknown := false
	if total, ok := cannot["participation_rate"]; ok && total.State == models.NotApplicable {
		accessUnknown = true
		p.Notices = append(p.Notices, v.Say("ministry.access_unknown"))
	}
	second := "participation_rate"
	if !slices.Contains(can, second) {
		second = "journeys"
	}
	for _, name := range []string{"people", second, pages.First(can, "award_rate", "completion_rate"), "credentials"} {
		if v.Measure(name) != nil && len(p.Statistics) < 4 {
			p.Statistics = append(p.Statistics, pages.Spec{ID: "key-" + name, Question: v.Question(name), Form: charts.Statistic})
		}
	}
	if measure == "" {
		p.Notices = append(p.Notices, v.Say("no_rates"))
	} else {
		gap := pages.Section{Heading: v.Say("ministry.gap"), Text: v.Say("ministry.gap.text")}
		if accessUnknown {
			gap.Heading, gap.Text = v.Say("ministry.gap.known"), v.Say("ministry.gap.known.text")
		}
		var grouping []string
		if by != "" {
			grouping = append(grouping, by)
		}
		if v.And != "" && v.And != by {
			grouping = append(grouping, v.And)
		}
		gap.Specs = append(gap.Specs, pages.Spec{ID: "gap", Question: v.Question(measure, grouping...), Main: true})
		p.Sections = append(p.Sections, gap)
	}
	if v.Measure("journey") != nil {
		p.Sections = append(p.Sections, pages.Section{Heading: v.Say("journey.heading"), Text: v.Say("journey.text"),
			Specs: []pages.Spec{{ID: "journey", Question: v.Question("journey"), Form: charts.Steps}}})
	}
	if measure != "" && v.By == "" && v.And == "" {
		more := pages.Section{Heading: v.Say("ministry.more"), Text: v.Say("ministry.more.text")}
		for _, name := range v.Usable(ctx, v.DeclaredGroups()...) {
			d, err := v.Engine.Workspace().Dimension(name)
			if err != nil || d.Sensitive || name == by || len(more.Specs) == maxGroups-1 {
				continue
			}
			more.Specs = append(more.Specs, pages.Spec{ID: "gap-" + name, Question: v.Question(measure, name)})
		}
		if len(more.Specs) > 0 {
			p.Sections = append(p.Sections, more)
		}
	}
	return p, nil
}
