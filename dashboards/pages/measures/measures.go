// Package measures is the catalogue: what can be asked, how to read it, how it is computed and what it cannot tell.
package measures

import (
	"context"
	_ "embed"

	"athar/dashboards/pages"
	"athar/models"
)

//go:embed measures.tmpl
var template string

// Page is the catalogue, below the researchers' page.
var Page = &pages.Page{Name: "research/measures", Template: template, Plan: plan}

func plan(_ context.Context, v *pages.View) (pages.Plan, error) {
	return pages.Plan{Data: struct{ Measures []models.MeasureInfo }{v.Engine.Measures()}}, nil
}
