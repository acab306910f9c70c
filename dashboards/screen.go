package dashboards

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"athar/dashboards/charts"
	"athar/dashboards/pages"
	"athar/dashboards/words"
	"athar/models"
)

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
