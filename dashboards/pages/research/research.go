// Package research is the page for researchers: a table of one measure by up to
// two dimensions with its SQL, the catalogue of measures, dimensions and terms.
package research

import (
	"context"
	_ "embed"

	"athar/dashboards/pages"
	"athar/models"
)

//go:embed research.tmpl
var template string

// Page is the researchers' page.
var Page = &pages.Page{
	Name:     "research",
	Controls: []pages.Control{pages.ByMeasure, pages.ByGroup, pages.BySecond, pages.ByTerm, pages.ByFilter},
	Template: template,
	Plan:     plan,
}

// Catalogue is what there is to ask about.
type Catalogue struct {
	Measures   []models.MeasureInfo
	Dimensions []models.Dimension
	Terms      []models.Term
}

func plan(ctx context.Context, v *pages.View) (pages.Plan, error) {
	w := v.Engine.Workspace()
	catalogue := Catalogue{Measures: v.Engine.Measures(), Terms: w.Terms}
	var names []string
	for _, d := range w.Dimensions {
		if d.OwnerOnly {
			continue
		}
		catalogue.Dimensions = append(catalogue.Dimensions, d)
		if d.Of != models.OfAnswer {
			names = append(names, d.Name)
		}
	}
	p := pages.Plan{Data: catalogue, Groups: v.Usable(ctx, names...)}
	for _, m := range catalogue.Measures {
		p.Measures = append(p.Measures, m.Name)
	}
	if len(p.Measures) == 0 {
		return p, nil
	}
	p.Defaults.Measure = pages.First(p.Measures, "people")
	q := v.Question(pages.Or(v.Choices.Measure, p.Defaults.Measure))
	for _, by := range []string{v.By, v.And} {
		if by != "" {
			q.By = append(q.By, by)
		}
	}
	if len(q.By) == 0 {
		groups := v.Usable(ctx, v.DeclaredGroups()...)
		if len(groups) > 0 {
			p.Defaults.By, q.By = groups[0], groups[:1]
		}
	}
	p.Sections = []pages.Section{{Heading: v.Say("research.table"), Text: v.Say("research.table.text"),
		Specs: []pages.Spec{{ID: "table", Question: q, Main: true, Whole: true}}}}
	return p, nil
}
