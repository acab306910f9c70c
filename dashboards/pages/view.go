package pages

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// View is one request for a page.
type View struct {
	Choices
	Engine   Engine
	Language models.Language
	Page     *Page
	Ignored  []string
	Supply   models.Supply
	Defaults Choices

	levels *Levels
	asked  map[string]answered
}

type answered struct {
	released disclosure.Released
	err      error
}

// NewView reads a request.
func NewView(e Engine, supply models.Supply, levels *Levels, p *Page, l models.Language, query url.Values) *View {
	v := &View{Engine: e, Language: l, Page: p, Supply: supply, levels: levels, asked: map[string]answered{}}
	v.Choices, v.Ignored = parse(query, e.Workspace(), e.Measures(), l)
	return v
}

// Say is for templates and plans.
func (v *View) Say(key string, parts ...string) string { return words.Say(v.Language, key, parts...) }

// In is a text in the page's language, safe to stand in it.
func (v *View) In(t models.Text) string { return words.Name(v.Language, t.In(v.Language)) }

// Count writes a whole number.
func (v *View) Count(n int64) string { return words.Whole(v.Language, n) }

// Ask asks the engine, once a question.
func (v *View) Ask(ctx context.Context, q models.Question) (disclosure.Released, error) {
	key := fmt.Sprintf("%#v", q)
	if a, ok := v.asked[key]; ok {
		return a.released, a.err
	}
	released, err := v.Engine.Answer(ctx, q)
	v.asked[key] = answered{released, err}
	return released, err
}

// Question is a question with the reader's term, filters and data version.
func (v *View) Question(measure string, by ...string) models.Question {
	q := models.Question{Measure: measure, By: by, Where: v.Only, AsOf: v.AsOf}
	if v.Term != "" {
		q.Terms = []string{v.Term}
	}
	return q
}

// Total is the answer to a measure over everybody.
func (v *View) Total(ctx context.Context, measure string) (models.Cell, error) {
	released, err := v.Ask(ctx, v.Question(measure))
	return released.Brief().Total, err
}

// Measure finds a measure of the catalogue.
func (v *View) Measure(name string) *models.MeasureInfo {
	measures := v.Engine.Measures()
	i := slices.IndexFunc(measures, func(m models.MeasureInfo) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	return &measures[i]
}

// Or is the first text that is not empty.
func Or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
