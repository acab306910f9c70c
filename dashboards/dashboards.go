// Package dashboards serves the pages: one address a view, complete without
// script or network, in Arabic and English. Every number of a page comes from
// the engine as a released answer and is told once, as a charts.Figure, from
// which table, drawing and files are written.
package dashboards

import (
	_ "embed"
	"html/template"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
	"athar/dashboards/pages/data"
	"athar/dashboards/pages/measures"
	"athar/dashboards/pages/ministry"
	"athar/dashboards/pages/provider"
	"athar/dashboards/pages/research"
	"athar/dashboards/pages/school"
	"athar/models"
)

// Engine is what the pages need of the engine.
type Engine = pages.Engine

// Options are what a server may set.
type Options struct {
	// Desk lets a data officer who has the Token send files and correct rows;
	// nil: the pages only show.
	Desk  Desk
	Token string
	// Summarise answers tables that readers bring; nil: there is no page for them.
	Summarise Summarise
	// Admit bounds what is sent at a time; nil: nothing does.
	Admit echo.MiddlewareFunc
}

// Pages are all pages, in the order of the navigation. Adding one means a
// folder below pages and one line here.
var Pages = []*pages.Page{ministry.Page, school.Page, provider.Page, research.Page, data.Page}

// Beneath are pages below those of the navigation, which lead to them: a page's name is its address.
var Beneath = []*pages.Page{measures.Page}

// pageAt is the page of an address: one of the navigation, with a figure or none, or one beneath.
func pageAt(name, figure string) (page *pages.Page, ofFigure string, found bool) {
	named := func(name string) func(*pages.Page) bool { return func(p *pages.Page) bool { return p.Name == name } }
	if i := slices.IndexFunc(Beneath, named(name+"/"+figure)); i >= 0 {
		return Beneath[i], "", true
	}
	if i := slices.IndexFunc(Pages, named(name)); i >= 0 {
		return Pages[i], figure, true
	}
	return nil, "", false
}

//go:embed layout.tmpl
var layout string

// site is the pages with their templates.
type site struct {
	engine    Engine
	levels    *pages.Levels
	kept      kept
	templates map[string]*template.Template
}

// Register adds the pages' routes.
func Register(e *echo.Echo, engine Engine, o Options) {
	s := &site{engine: engine, levels: &pages.Levels{}, templates: map[string]*template.Template{}}
	for _, p := range append(slices.Clone(Pages), Beneath...) {
		s.templates[p.Name] = template.Must(template.Must(base().Clone()).Parse(p.Template))
	}
	s.templates["only"] = template.Must(base().Parse(`{{define "page"}}{{template "only" .}}{{end}}`))
	e.GET("/", s.front)
	for _, l := range []models.Language{models.English, models.Arabic} {
		prefix := "/" + string(l)
		e.GET(prefix, func(c echo.Context) error { return c.Redirect(http.StatusFound, prefix+"/"+Pages[0].Name) })
		e.GET(prefix+"/", func(c echo.Context) error { return c.Redirect(http.StatusFound, prefix+"/"+Pages[0].Name) })
		e.GET(prefix+"/:page", s.remembered(s.view))
		e.GET(prefix+"/:page/:figure", s.remembered(s.view))
	}
	if o.Desk != nil {
		registerDesk(e, o)
	}
	if o.Summarise != nil {
		registerSummarise(e, o)
	}
	e.GET("/static/*", serveStatic)
}

func base() *template.Template {
	t := template.New("layout").Funcs(charts.Functions).Funcs(pages.Functions)
	template.Must(t.Parse(charts.Templates))
	return template.Must(t.Parse(layout))
}
