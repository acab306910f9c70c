// Package pages is what all pages share: the engine they ask, the choices an
// address makes, the figures they are built from. A page is a folder below with
// a Plan and a template.
package pages

import (
	"context"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"athar/dashboards/charts"
	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// Engine is what the pages need of the engine.
type Engine interface {
	// Answer is the only source of numbers about people.
	Answer(ctx context.Context, q models.Question) (disclosure.Released, error)
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

// ExploreEngine is the address of the library of explore views.
const ExploreEngine = "/static/echarts/echarts.min.js?v=6.1.0"

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
	return released.Answer().Total, err
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

// Applicable are those of some measures that can be answered here, and for the
// others the reason, where one is given.
func (v *View) Applicable(ctx context.Context, names ...string) (can []string, cannot map[string]models.Cell, err error) {
	cannot = map[string]models.Cell{}
	var refused error
	for _, name := range names {
		if v.Measure(name) == nil {
			continue
		}
		total, err := v.Total(ctx, name)
		switch {
		case models.KindOf(err) == models.Invalid || models.KindOf(err) == models.NotFound || models.KindOf(err) == models.Refused:
			if refused == nil {
				refused = err
			}
			continue
		case err != nil:
			return nil, nil, fmt.Errorf("ask for %s: %w", name, err)
		}
		switch total.State {
		case models.NotApplicable, models.NotCollected, models.NoData, "":
			cannot[name] = total
		default:
			can = append(can, name)
		}
	}
	if len(can) == 0 && len(cannot) == 0 && refused != nil {
		return nil, nil, refused // the choices themselves cannot be answered
	}
	return can, cannot, nil
}

// First is the first of some measures that is among those that apply.
func First(can []string, names ...string) string {
	for _, name := range names {
		if slices.Contains(can, name) {
			return name
		}
	}
	if len(can) > 0 {
		return can[0]
	}
	return ""
}

// MendKey is the key of what to do about a problem: its own advice, else that
// of what it did.
func MendKey(p models.Problem) string {
	for _, key := range []string{"mend." + p.Code, "mend." + string(p.Effect)} {
		if words.Has(key) {
			return key
		}
	}
	return "mend.warning"
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

// Usable are those of some dimensions that exist, are not set aside as
// contradictory, are not sensitive (unless asked for) and of which something is
// known.
func (v *View) Usable(ctx context.Context, names ...string) []string {
	var usable []string
	w := v.Engine.Workspace()
	for _, name := range names {
		d, err := w.Dimension(name)
		if err != nil || d.OwnerOnly || d.Sensitive && !v.Sensitive {
			continue
		}
		if _, set := v.Supply.Unusable[name]; set {
			continue
		}
		if len(v.Levels(ctx, d)) > 0 {
			usable = append(usable, name)
		}
	}
	return usable
}

// DeclaredGroups are the names of the declared dimensions of people and
// schools, those that are ordered first.
func (v *View) DeclaredGroups() []string {
	var ordered, others []string
	for _, d := range v.Engine.Workspace().Declared(models.OfPerson, models.OfSchool) {
		if d.Ordered {
			ordered = append(ordered, d.Name)
		} else {
			others = append(others, d.Name)
		}
	}
	return append(ordered, others...)
}

// Levels are the levels of a dimension: those declared, otherwise those that
// answers have. What people and offers have no level of is not looked for.
func (v *View) Levels(ctx context.Context, d models.Dimension) []models.Level {
	if len(d.Levels) > 0 && !d.BuiltIn || slices.Contains([]models.Subject{models.OfJourney, models.OfDecision, models.OfEntitlement}, d.Of) {
		return d.Levels
	}
	return v.levels.of(ctx, v, d)
}

// Levels remembers which levels answers have, for one data version.
type Levels struct {
	mu     sync.Mutex
	commit int64
	known  map[string][]models.Level
}

func (s *Levels) of(ctx context.Context, v *View, d models.Dimension) []models.Level {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || s.commit != v.Supply.Commit {
		s.commit, s.known = v.Supply.Commit, map[string][]models.Level{}
	}
	if levels, ok := s.known[d.Name]; ok {
		return levels
	}
	measure := "people"
	if d.Of == models.OfProvider || d.Of == models.OfOpportunity {
		measure = "opportunities"
	}
	released, err := v.Ask(ctx, models.Question{Measure: measure, By: []string{d.Name}, Terms: []string{models.AllTerms}})
	if err != nil {
		if ctx.Err() == nil && models.KindOf(err) != 0 {
			s.known[d.Name] = nil
		}
		return nil
	}
	var levels []models.Level
	for _, c := range released.Answer().Cells {
		if len(c.Group) == 1 && c.Group[0].Level != nil && c.State != models.NotApplicable && c.State != models.NotCollected {
			levels = append(levels, models.Level{ID: *c.Group[0].Level, Title: c.Group[0].Title})
		}
	}
	s.known[d.Name] = levels
	return levels
}

// Address is the address of a page or a figure of it with some choices; the
// extension is empty for a page.
func (v *View) Address(page, figure, extension string, c Choices) string {
	return v.AddressIn(v.Language, page, figure, extension, c)
}

// AddressIn is Address in a language.
func (v *View) AddressIn(l models.Language, page, figure, extension string, c Choices) string {
	path := "/" + string(l) + "/" + page
	if figure != "" {
		path += "/" + figure
	}
	if extension != "" {
		path += "." + extension
	}
	defaults := v.Defaults
	if page != v.Page.Name {
		defaults = Choices{}
	}
	if q := c.query(defaults); q != "" {
		path += "?" + q
	}
	return path
}

// Query is the canonical query of the view.
func (v *View) Query() string { return v.Choices.query(v.Defaults) }

func (v *View) chartView(s Spec) charts.View {
	w := v.Engine.Workspace()
	return charts.View{
		ID: s.ID, Language: v.Language, Form: s.Form, Whole: s.Whole, Info: v.Measure(s.Question.Measure),
		Titles: func(name string) models.Text {
			d, err := w.Dimension(name)
			if err != nil {
				return models.Text{}
			}
			return d.Title
		},
		Level: func(name, id string) (models.Text, bool) {
			d, err := w.Dimension(name)
			if err != nil {
				return models.Text{}, false
			}
			level, _, ok := d.Level(id)
			return level.Title, ok
		},
		Terms: func(id string) models.Text {
			for _, t := range w.Terms {
				if t.ID == id {
					return t.Title
				}
			}
			return models.Text{}
		},
		Sources: func(id string) models.Text {
			for _, p := range w.Packages {
				if t := p.Sources[id]; !t.IsZero() {
					return t
				}
				licence := ""
				if p.Licence != "" {
					licence = " (" + p.Licence + ")"
				}
				if id == p.Name || id == p.Title.In(models.English)+licence {
					return models.Text{En: p.Title.In(models.English) + licence, Ar: p.Title.In(models.Arabic) + licence}
				}
			}
			return models.Text{}
		},
	}
}

// Draw asks for a figure and tells it.
func (v *View) Draw(ctx context.Context, s Spec) (*charts.Figure, error) {
	released, err := v.Ask(ctx, s.Question)
	if err != nil {
		return nil, err
	}
	told := v.chartView(s)
	if s.Form != charts.Statistic {
		if told.SQL, err = v.Engine.SQL(ctx, s.Question); err != nil {
			if models.KindOf(err) == 0 {
				return nil, fmt.Errorf("write the SQL of %s: %w", s.Question.Measure, err)
			}
			told.SQL = "" // there is none for this table
		}
	}
	f := charts.New(released, told)
	page, choices := v.Page.Name, v.Choices
	if choices.By == "" {
		choices.By = s.By
	}
	f.Links = charts.Links{
		CSV: v.Address(page, s.ID, "csv", choices), SVG: v.Address(page, s.ID, "svg", choices), JSON: v.Address(page, s.ID, "json", choices),
		Method: "/" + string(v.Language) + "/research/measures#measure-" + url.PathEscape(s.Question.Measure),
	}
	snapshot := choices
	if f.Commit > 0 {
		snapshot.AsOf = f.Commit
	}
	f.Links.Snapshot = v.Address(page, s.ID, "", snapshot)
	if s.Explore {
		options, err := f.Explore()
		if err != nil {
			return nil, fmt.Errorf("write the explore view of %s: %w", s.ID, err)
		}
		if options != nil {
			f.Exploring = &charts.Exploring{Options: template.JS(options), Engine: ExploreEngine} // json.Marshal has escaped what could end the script
		}
	}
	if f.Empty != "" {
		if v.And != "" || v.By != "" {
			wider := v.Choices
			if wider.And != "" {
				wider.And = ""
			} else {
				wider.By = ""
			}
			f.Links.Wider, f.Links.WiderText = v.Address(page, "", "", wider), v.Say("wider")
		}
		if len(v.Only) > 0 {
			open := v.Choices
			open.Only = nil
			f.Links.Unfiltered, f.Links.UnfilteredText = v.Address(page, "", "", open), v.Say("without_filters")
		}
	}
	return f, nil
}

// DimensionTitle is what a dimension is called.
func (v *View) DimensionTitle(name string) string {
	d, err := v.Engine.Workspace().Dimension(name)
	if err != nil {
		return words.Plain(name)
	}
	return v.In(d.Title)
}

// SourceTitle is what a source is called.
func (v *View) SourceTitle(id string) string {
	if t := v.chartView(Spec{}).Sources(id); !t.IsZero() {
		return v.In(t)
	}
	return words.Plain(id)
}

// WhereInWords says the reader's filters.
func (v *View) WhereInWords() string {
	if len(v.Only) == 0 {
		return ""
	}
	where := map[string][]string{}
	for _, f := range v.Only {
		where[f.Dimension] = f.Levels
	}
	return charts.WhereInWords(v.Language, where, v.chartView(Spec{}))
}

// maxFilterLevels is how many levels a filter may offer in a form.
const maxFilterLevels = 60

// Functions are what the pages' templates call beside those of charts.
var Functions = template.FuncMap{
	"join":  strings.Join,
	"args":  func(all ...any) []any { return all },
	"len64": func(levels []models.Level) int64 { return int64(len(levels)) },
}

// Exactly writes a number to four decimals at most.
func (v *View) Exactly(x float64) string {
	return strconv.FormatFloat(math.Round(x*1e4)/1e4, 'f', -1, 64)
}

// Day writes a calendar day.
func (v *View) Day(d models.Day) string { return words.Day(v.Language, d) }

// ShortDay writes the calendar day of a moment in little room.
func (v *View) ShortDay(t time.Time) string { return words.ShortDay(v.Language, models.Day{Time: t}) }

// Moment writes the day of a moment.
func (v *View) Moment(t time.Time) string { return words.Day(v.Language, models.Day{Time: t}) }

// Unit says what a measure's values count in.
func (v *View) Unit(u models.Unit) string { return v.Say("unit." + string(u)) }

// Subject says whose property a dimension is.
func (v *View) Subject(s models.Subject) string { return v.Say("subject." + string(s)) }

// Properties says what is particular about a dimension.
func (v *View) Properties(d models.Dimension) []string {
	var said []string
	for _, p := range []struct {
		is  bool
		key string
	}{{!d.BuiltIn, "property.declared"}, {d.Ordered, "property.ordered"}, {d.Sensitive, "property.sensitive"}, {d.Many, "property.many"}} {
		if p.is {
			said = append(said, v.Say(p.key))
		}
	}
	if _, set := v.Supply.Unusable[d.Name]; set {
		said = append(said, v.Say("property.unusable"))
	}
	return said
}
