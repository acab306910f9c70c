package pages

import (
	"context"

	"athar/dashboards/charts"
	"athar/models"
)

// WithoutNames is a section on those of whom only their number is known, by one
// of the groups, where any were counted. They stand beside what is known of
// people and are part of no rate.
func (v *View) WithoutNames(ctx context.Context, groups []string) ([]Section, error) {
	const measure = "headcount"
	if v.Measure(measure) == nil || len(groups) == 0 {
		return nil, nil
	}
	total, err := v.Total(ctx, measure)
	switch kind := models.KindOf(err); {
	case kind == models.Invalid || kind == models.NotFound || kind == models.Refused:
		return nil, nil // not with this choice
	case err != nil:
		return nil, err
	case total.State == models.NoData, total.State == models.NotCollected, total.State == models.NotApplicable, total.Value != nil && *total.Value == 0:
		return nil, nil
	}
	return []Section{{Heading: v.Say("headcount.heading"), Text: v.Say("headcount.text"),
		Specs: []Spec{{ID: measure, Question: v.Question(measure, groups[0]), Form: charts.Bars}}}}, nil
}
