// Package ministry is the page for policymakers: who gets access, who does not,
// and where journeys end.
package ministry

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
	"athar/dashboards/words"
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
const maxGroups = 8

// maxStanding is how many findings the page names first.
const maxStanding = 3

// State is what the page tells beside its figures.
type State struct {
	Standing []pages.Standing
	Looked   string // at which groupings
}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	can, cannot, err := v.Applicable(ctx, append(append([]string{}, populationRates...), journeyRates...)...)
	if err != nil {
		return pages.Plan{}, err
	}
	groups := v.Usable(ctx, append(v.DeclaredGroups(), "municipality", "school_type", "phase", "grade", "term")...)
	p := pages.Plan{Measures: can, Groups: groups, Own: v.Say("ministry.own")}
	p.Defaults.Measure = pages.First(can, "participation_rate", "award_rate", "completion_rate")
	measure := pages.Or(v.Choices.Measure, p.Defaults.Measure)

	accessUnknown := false
	if cannot["participation_rate"] == models.NotApplicable {
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
	}
	own := v.By == "" && v.And == ""
	var looked, compared []string
	var found []finding
	by := v.By
	if measure != "" && by == "" {
		if looked, compared, found, err = findings(ctx, v, measure, groups); err != nil {
			return p, err
		}
		switch {
		case len(found) > 0:
			by = found[0].group
		case len(looked) > 0:
			by = looked[0]
		}
	}
	if measure != "" {
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
		gap.Specs = append(gap.Specs, pages.Spec{ID: "gap", Question: v.Question(measure, grouping...), Main: true, By: by})
		p.Sections = append(p.Sections, gap)
	}
	if measure != "" && by != "" && by != "term" && v.And == "" && len(v.Engine.Workspace().Terms) > 1 {
		trend := v.Question(measure, by, "term")
		trend.Terms = []string{models.AllTerms}
		p.Sections = append(p.Sections, pages.Section{Heading: v.Say("ministry.trend"), Text: v.Say("ministry.trend.text"),
			Specs: []pages.Spec{{ID: "trend", Question: trend, By: by, Explore: true}}})
	}
	if v.Measure("journey") != nil {
		p.Sections = append(p.Sections, pages.Section{Heading: v.Say("journey.heading"), Text: v.Say("journey.text"),
			Specs: []pages.Spec{{ID: "journey", Question: v.Question("journey"), Form: charts.Steps}}})
	}
	if own && len(looked) > 0 {
		more := pages.Section{Heading: v.Say("ministry.more"), Text: v.Say("ministry.more.text")}
		for _, name := range looked {
			if name != by {
				more.Specs = append(more.Specs, pages.Spec{ID: "gap-" + name, Question: v.Question(measure, name)})
			}
		}
		if len(more.Specs) > 0 {
			p.Sections = append(p.Sections, more)
		}
		state := State{}
		for i, f := range found[:min(maxStanding, len(found))] {
			id := "gap-" + f.group
			if i == 0 {
				id = "gap"
			}
			state.Standing = append(state.Standing, pages.Standing{Name: v.DimensionTitle(f.group), Title: f.title, Href: "#" + id})
		}
		titles := make([]string, len(compared))
		for i, name := range compared {
			titles[i] = words.Label(v.Language, v.DimensionTitle(name))
		}
		state.Looked = strings.Join(titles, v.Say("comma"))
		p.Data = state
	}
	return p, nil
}

// finding is a grouping whose figure states a difference.
type finding struct {
	group, title string
	gap          float64
}

// findings looks at the groupings that are not sensitive: compared are those of
// few enough groups, found those with a clear difference, the largest first.
func findings(ctx context.Context, v *pages.View, measure string, groups []string) (looked, compared []string, found []finding, err error) {
	for _, name := range groups {
		d, err := v.Engine.Workspace().Dimension(name)
		if err != nil || d.Sensitive || d.Of == models.OfTime || len(looked) == maxGroups {
			continue
		}
		f, err := v.Draw(ctx, pages.Spec{ID: "gap-" + name, Question: v.Question(measure, name)})
		switch kind := models.KindOf(err); {
		case kind == models.Invalid || kind == models.Refused || kind == models.NotFound:
			continue
		case err != nil:
			return nil, nil, nil, fmt.Errorf("look at %s: %w", name, err)
		}
		looked = append(looked, name)
		if f.Comparable() {
			compared = append(compared, name)
		}
		if f.Finding {
			found = append(found, finding{name, f.Title, f.Gap})
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(b.gap, a.gap) })
	return looked, compared, found, nil
}
