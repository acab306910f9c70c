// Package pages is what all pages share: the engine they ask, the choices an
// address makes, the figures they are built from. A page is a folder below with
// a Plan and a template.
package pages

import (
	"context"

	"athar/dashboards/charts"
	"athar/models"
	"athar/queries/disclosure"
)

// Engine is what the pages need of the engine.
type Engine interface {
	// Answer is the only source of numbers about people.
	Answer(ctx context.Context, q models.Question) (disclosure.Released, error)
	// Applies is the state of an answer's total, or shown where it may turn out to be hidden or unreliable: whether a
	// question can be answered at all, which is cheaper to know than the answer.
	Applies(ctx context.Context, q models.Question) (models.State, error)
	Measures() []models.MeasureInfo
	Workspace() *models.Workspace
	Supply(ctx context.Context) (models.Supply, error)
	// SQL gives the SELECT that yields this table from the exported files.
	SQL(ctx context.Context, q models.Question) (string, error)
	DefaultTerm() models.Term
	// Version is another one whenever a page may tell something else: after a commit, a refusal, a correction, on
	// another day. It is cheap, and becomes another only once answers stand on what is new.
	Version() string
}

// Control is one choice the form of a page offers.
type Control string

// The controls.
const (
	ByMeasure Control = "measure"
	ByGroup   Control = "by"
	BySecond  Control = "and"
	ByTerm    Control = "term"
	ByFilter  Control = "only"
)

// Page is one page: its name is its address and the prefix of its words
// ("page.<name>" is its title, "page.<name>.lead" the question it answers).
type Page struct {
	Name     string
	Controls []Control
	Template string // defines "page"
	Plan     func(ctx context.Context, v *View) (Plan, error)
}

// Spec is a figure to be: its id on the page, what it asks and how it is drawn.
type Spec struct {
	ID       string
	Question models.Question
	Form     charts.Form
	// Main figures answer what the reader chose: when the engine refuses, so
	// does the page. Others are left out with the reason in a notice.
	Main bool
	// By is the grouping its addresses spell out, where the view's own leave it
	// to the page.
	By string
	// Explore offers the figure as an explore view.
	Explore bool
	// Whole lists every measure of inequality.
	Whole bool
	// File is true where the figure is written as a file, which has them too.
	File bool
}

// Standing is one of the things that stand out: a finding and where its figure is.
type Standing struct{ Name, Title, Href string }

// Section is a heading with figures under it.
type Section struct {
	Heading, Text string
	Specs         []Spec
	Figures       []*charts.Figure
}

// Plan is what a page shows for the reader's choices, before anything of it is
// drawn.
type Plan struct {
	Defaults   Choices   // what the page takes where nothing is chosen
	Measures   []string  // that the form offers
	Groups     []string  // dimensions that the form offers
	Statistics []Spec    // at most four
	Sections   []Section // the first figure is the page's own, for <page>.csv
	Notices    []string
	Data       any // for the page's template
	// Own is what the form calls the page's own choice of grouping, where it
	// makes one; empty: all together.
	Own string
}

// Figures are all figures of a plan.
func (p Plan) Figures() []Spec {
	var specs []Spec
	for _, s := range p.Sections {
		specs = append(specs, s.Specs...)
	}
	return specs
}

// Spec finds a figure; the empty id is the page's own.
func (p Plan) Spec(id string) (Spec, bool) {
	for _, s := range p.Figures() {
		if s.ID == id || id == "" {
			return s, true
		}
	}
	for _, s := range p.Statistics {
		if s.ID == id {
			return s, true
		}
	}
	return Spec{}, false
}
