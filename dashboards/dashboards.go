// Package dashboards serves the pages: one address a view, complete without
// script or network, in Arabic and English. Every number of a page comes from
// the engine as a released answer and is told once, as a charts.Figure, from
// which table, drawing and files are written.
package dashboards

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"athar/dashboards/charts"
	"athar/dashboards/export"
	"athar/dashboards/pages"
	"athar/dashboards/pages/data"
	"athar/dashboards/pages/measures"
	"athar/dashboards/pages/ministry"
	"athar/dashboards/pages/provider"
	"athar/dashboards/pages/research"
	"athar/dashboards/pages/school"
	"athar/dashboards/static"
	"athar/dashboards/words"
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

// ContentSecurityPolicy stands on every page.
const ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// drawingPolicy stands on file.svg, whose style and font are inside it.
const drawingPolicy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox; frame-ancestors 'none'"

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

var errorTemplate = template.Must(base().Parse(`{{define "page"}}{{end}}`))

// front sends the reader to the first page in the language the browser asks
// for.
func (s *site) front(c echo.Context) error {
	matcher := language.NewMatcher([]language.Tag{language.English, language.Arabic})
	tags, _, err := language.ParseAcceptLanguage(c.Request().Header.Get("Accept-Language"))
	l := models.English
	if err == nil && len(tags) > 0 {
		if _, i, confidence := matcher.Match(tags...); i == 1 && confidence != language.No {
			l = models.Arabic
		}
	}
	c.Response().Header().Set("Vary", "Accept-Language")
	return c.Redirect(http.StatusFound, "/"+string(l)+"/"+Pages[0].Name)
}

// LanguageOf is the language of a page's address, or the one the browser asks
// for.
func LanguageOf(c echo.Context) models.Language {
	path := c.Request().URL.Path
	switch {
	case path == "/ar" || strings.HasPrefix(path, "/ar/"):
		return models.Arabic
	case path == "/en" || strings.HasPrefix(path, "/en/"):
		return models.English
	case strings.HasPrefix(c.Request().Header.Get("Accept-Language"), "ar"):
		return models.Arabic
	}
	return models.English
}

// extensions are the files of a figure.
var extensions = []string{"csv", "svg", "json"}

func cutExtension(name string) (string, string) {
	for _, ext := range extensions {
		if rest, ok := strings.CutSuffix(name, "."+ext); ok {
			return rest, ext
		}
	}
	return name, ""
}

// view answers every address of a page: parse, ask, render.
func (s *site) view(c echo.Context) error {
	ctx := c.Request().Context()
	name, figure, extension := c.Param("page"), c.Param("figure"), ""
	if figure != "" {
		figure, extension = cutExtension(figure)
	} else {
		name, extension = cutExtension(name)
	}
	page, figure, ok := pageAt(name, figure)
	if !ok {
		return &models.Error{Kind: models.NotFound, Message: words.Say(models.English, "error.none"), Ar: words.Say(models.Arabic, "error.none")}
	}
	supply, err := s.supply(ctx)
	if err != nil {
		return fmt.Errorf("ask what has come in: %w", err)
	}
	v := pages.NewView(s.engine, supply, s.levels, page, LanguageOf(c), c.QueryParams())
	plan, err := v.Page.Plan(ctx, v)
	if err != nil {
		return err
	}
	v.Defaults = plan.Defaults
	if len(v.Ignored) == 0 && c.Request().URL.RawQuery != v.Query() {
		address := c.Request().URL.EscapedPath()
		if q := v.Query(); q != "" {
			address += "?" + q
		}
		return c.Redirect(http.StatusFound, address)
	}
	spec, found := plan.Spec(figure)
	if (figure != "" || extension != "") && !found {
		return &models.Error{Kind: models.NotFound, Message: words.Say(models.English, "error.none"), Ar: words.Say(models.Arabic, "error.none")}
	}
	if extension != "" {
		return s.file(ctx, c, v, spec, extension)
	}
	return s.page(ctx, c, v, plan, figure)
}

// file answers with one figure as a file.
func (s *site) file(ctx context.Context, c echo.Context, v *pages.View, spec pages.Spec, extension string) error {
	f, err := v.Draw(ctx, spec)
	if err != nil {
		return err
	}
	var body []byte
	var mime string
	switch extension {
	case "csv":
		body, err = export.CSV(f)
		mime = "text/csv; charset=utf-8"
	case "svg":
		body, err = export.SVG(f)
		mime = "image/svg+xml"
		c.Response().Header().Set("Content-Security-Policy", drawingPolicy)
	default:
		body, err = export.JSON(f)
		mime = "application/json; charset=utf-8"
	}
	if err != nil {
		return fmt.Errorf("write %s of %s: %w", extension, spec.ID, err)
	}
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf(`inline; filename="athar-%s-%s-%s-%d.%s"`, v.Page.Name, spec.ID, v.Language, f.Commit, extension))
	return c.Blob(http.StatusOK, mime, body)
}

// Link is an entry of the navigation.
type Link struct {
	Href, Text string
	Current    bool
}

// Banner is a line over the page.
type Banner struct{ Text, Href, Link string }

// frame is what every page has around its content.
type frame struct {
	Language      models.Language
	Direction     string
	Title         string
	Heading       string
	StyleFile     string
	Script        string // address; only where a figure may be explored
	Canonical     string
	Address       string
	Refresh       bool
	Reload        bool // asks again by itself where there is no script that does
	Navigation    []Link
	OtherLanguage string
	OtherCode     models.Language
	Banners       []Banner
	Notices       []string
	Ignored       []string
}

// Say is for templates.
func (f frame) Say(key string, parts ...string) string { return words.Say(f.Language, key, parts...) }

func newFrame(l models.Language, current, otherPath string) frame {
	f := frame{Language: l, Direction: "ltr", StyleFile: styleName, OtherCode: models.Arabic}
	if l == models.Arabic {
		f.Direction, f.OtherCode = "rtl", models.English
	}
	f.OtherLanguage = "/" + string(f.OtherCode) + otherPath
	for _, p := range Pages {
		f.Navigation = append(f.Navigation, Link{"/" + string(l) + "/" + p.Name, words.Say(l, "page."+p.Name), p.Name == current || strings.HasPrefix(current, p.Name+"/")})
	}
	return f
}

// screen is what a page's template is given.
type screen struct {
	frame
	View           *pages.View
	Lead           string
	WorkspaceTitle string
	Facts          []string // date and data version
	Whole          string   // the address of the whole page, where one figure stands alone
	Form           pages.Form
	Active, Clear  string
	Statistics     []*charts.Figure
	Sections       []pages.Section
	Data           any
}

func (s *site) page(ctx context.Context, c echo.Context, v *pages.View, plan pages.Plan, figure string) error {
	w := s.engine.Workspace()
	name := v.Page.Name
	path := v.Address(name, figure, "", v.Choices)
	sc := screen{frame: newFrame(v.Language, name, strings.TrimPrefix(path, "/"+string(v.Language))), View: v, Data: plan.Data,
		Lead: v.Say("page." + name + ".lead"), WorkspaceTitle: v.In(w.Title()), Active: "", Clear: ""}
	sc.Title, sc.Heading = v.Say("page."+name), v.Say("page."+name)
	sc.Canonical, sc.Address = path, c.Scheme()+"://"+c.Request().Host+path
	sc.Notices, sc.Ignored = plan.Notices, v.Ignored
	if !v.Supply.AsOf.IsZero() && v.AsOf == 0 {
		sc.Facts = append(sc.Facts, v.Say("as_of", "day", v.Moment(v.Supply.AsOf)))
	}
	version := v.Supply.Commit
	if v.AsOf > 0 {
		version = v.AsOf
	}
	sc.Facts = append(sc.Facts, v.Say("data_version", "n", v.Count(version)))
	if where := v.WhereInWords(); where != "" {
		open := v.Choices
		open.Only = nil
		sc.Active, sc.Clear = v.Say("active", "where", where), v.Address(name, figure, "", open)
	}
	if w.Invented {
		sc.Banners = append(sc.Banners, Banner{Text: v.Say("banner.invented")})
	}
	if w.Public {
		sc.Banners = append(sc.Banners, Banner{Text: v.Say("banner.public")})
	}
	if v.AsOf > 0 && v.AsOf < v.Supply.Commit {
		newest := v.Choices
		newest.AsOf = 0
		sc.Banners = append(sc.Banners, Banner{v.Say("banner.old", "n", v.Count(v.AsOf)), v.Address(name, figure, "", newest), v.Say("banner.old.link")})
	}
	t := s.templates[name]
	if figure != "" {
		spec, _ := plan.Spec(figure)
		spec.Main = true
		plan.Statistics, plan.Notices = nil, nil
		plan.Sections = []pages.Section{{Specs: []pages.Spec{spec}}}
		if spec.Form == charts.Statistic {
			plan.Sections, plan.Statistics = nil, []pages.Spec{spec}
		}
		sc.Notices, sc.Whole = nil, v.Address(name, "", "", v.Choices)
		t = s.templates["only"]
	} else {
		sc.Form = v.NewForm(ctx, plan)
	}
	var err error
	if sc.Statistics, err = s.figures(ctx, v, plan.Statistics, &sc.Notices); err != nil {
		return err
	}
	for _, section := range plan.Sections {
		if section.Figures, err = s.figures(ctx, v, section.Specs, &sc.Notices); err != nil {
			return err
		}
		if slices.ContainsFunc(section.Figures, func(f *charts.Figure) bool { return f.Exploring != nil }) {
			sc.Script = scriptAddress
		}
		if len(section.Figures) > 0 {
			sc.Sections = append(sc.Sections, section)
		}
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, "screen", sc); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	setHeaders(c)
	return c.HTMLBlob(http.StatusOK, out.Bytes())
}

// figures draws what a page is made of. What the engine refuses is left out
// with the reason, unless the reader chose it.
func (s *site) figures(ctx context.Context, v *pages.View, specs []pages.Spec, notices *[]string) ([]*charts.Figure, error) {
	var figures []*charts.Figure
	for _, spec := range specs {
		f, err := v.Draw(ctx, spec)
		if err != nil {
			known, ok := errors.AsType[*models.Error](err)
			if spec.Main || !ok || known.Kind == models.Busy || known.Kind == models.Unfinished || known.Kind == models.TimedOut {
				return nil, fmt.Errorf("draw %s: %w", spec.ID, err)
			}
			title := spec.Question.Measure
			if m := v.Measure(title); m != nil {
				title = v.In(m.Title)
			}
			notice := v.Say("notice.left_out", "measure", title, "why", v.In(known.Text()))
			if !slices.Contains(*notices, notice) {
				*notices = append(*notices, notice)
			}
			continue
		}
		figures = append(figures, f)
	}
	return figures, nil
}

func setHeaders(c echo.Context) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Language", string(LanguageOf(c)))
}

// WantsPage reports whether a request is for a page, so that an error is to be
// told as one.
func WantsPage(c echo.Context) bool {
	path := c.Request().URL.Path
	for _, l := range []string{"/en", "/ar"} {
		if path == l || strings.HasPrefix(path, l+"/") {
			_, extension := cutExtension(path)
			return extension == ""
		}
	}
	return path == "/" || !strings.HasPrefix(path, "/api/") && strings.Contains(c.Request().Header.Get("Accept"), "text/html")
}

// ErrorPage tells an error in the page's language. The caller has chosen the
// status from the error's kind and logged the error; what is not a models.Error
// is not told in detail.
func ErrorPage(c echo.Context, status int, err error) error {
	l := LanguageOf(c)
	path := c.Request().URL.EscapedPath()
	other := strings.TrimPrefix(strings.TrimPrefix(path, "/en"), "/ar")
	if c.Request().URL.RawQuery != "" {
		other += "?" + c.Request().URL.RawQuery
	}
	f := newFrame(l, "", other)
	key := fmt.Sprintf("error.%d", status)
	if !words.Has(key) {
		key = "error.500"
		if status >= 400 && status < 500 {
			key = "error.400"
		}
	}
	f.Title, f.Heading = words.Say(l, key), words.Say(l, key)
	text := words.Say(l, "error.text")
	if status == http.StatusNotFound {
		text = words.Say(l, "error.none")
	}
	if known, ok := errors.AsType[*models.Error](err); ok {
		text = words.Plain(known.Text().In(l))
	}
	f.Notices = []string{text}
	switch {
	case status == http.StatusBadRequest:
		f.Notices = append(f.Notices, words.Say(l, "error.mend"))
	case models.KindOf(err) == models.Unfinished:
		f.Refresh = true
		f.Notices = append(f.Notices, words.Say(l, "error.wait"))
	}
	var out bytes.Buffer
	if err := errorTemplate.ExecuteTemplate(&out, "error", f); err != nil {
		return fmt.Errorf("render the error page: %w", err)
	}
	setHeaders(c)
	return c.HTMLBlob(status, out.Bytes())
}

var (
	styleName       = "style.css"
	styleBody       []byte
	scriptAddress   string // of explore views
	progressAddress string
)

func init() {
	style, err := fs.ReadFile(static.Files, "style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	styleBody = append(append(style, '\n'), charts.Style...)
	sum := sha256.Sum256(styleBody)
	styleName = "style-" + hex.EncodeToString(sum[:4]) + ".css"
	scriptAddress, progressAddress = addressOf("explore.js"), addressOf("progress.js")
}

// addressOf is the address of a script, which changes with its content.
func addressOf(name string) string {
	script, err := fs.ReadFile(static.Files, name)
	if err != nil {
		panic(err) // it is embedded
	}
	sum := sha256.Sum256(script)
	return "/static/" + name + "?v=" + hex.EncodeToString(sum[:4])
}

// serveStatic serves the style, the fonts and their licence. The style's name
// carries its content, so a new one is never confused with an old one.
func serveStatic(c echo.Context) error {
	name, err := url.PathUnescape(c.Param("*"))
	if err != nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("X-Content-Type-Options", "nosniff")
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	switch {
	case name == styleName || name == "style.css":
		return c.Blob(http.StatusOK, "text/css; charset=utf-8", styleBody)
	case name == "icon.svg":
		return c.Blob(http.StatusOK, "image/svg+xml", []byte(icon))
	}
	body, err := fs.ReadFile(static.Files, name)
	if err != nil {
		return echo.ErrNotFound
	}
	mime := "application/octet-stream"
	switch {
	case strings.HasSuffix(name, ".woff2"):
		mime = "font/woff2"
	case strings.HasSuffix(name, ".txt"):
		mime = "text/plain; charset=utf-8"
	case strings.HasSuffix(name, ".js"):
		mime = "text/javascript; charset=utf-8"
	}
	return c.Blob(http.StatusOK, mime, body)
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#12436d"/><circle cx="11" cy="18" r="5" fill="none" stroke="#fff" stroke-width="3"/><rect x="18" y="9" width="8" height="8" fill="#fff"/></svg>`
