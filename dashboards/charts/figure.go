// Package charts turns a released answer into a Figure: its title, its reading
// sentence, its rows and notes in one language. Table, drawing, files and JSON
// are all written from the same Figure, so they cannot disagree, and what the
// answer hides is absent from all of them.
package charts

import (
	"html/template"
	"slices"
	"time"

	"athar/dashboards/words"
	"athar/models"
	"athar/queries/disclosure"
)

// Form is how a figure is drawn.
type Form string

// The forms. Automatic takes the one that suits the answer.
const (
	Automatic Form = ""
	Dots      Form = "dots"      // a mark with its interval per group
	Equiplot  Form = "equiplot"  // several marks on one line per row
	Bars      Form = "bars"      // a bar per group, for counts
	Steps     Form = "steps"     // where journeys get to
	Statistic Form = "statistic" // one number
)

// maxSeries is how many marks an equiplot puts on one line; with more, each
// combination gets a row of its own.
const maxSeries = 4

// comparisonCoverage is the share of those who should have reported below
// which no title compares groups.
const comparisonCoverage = 0.8

// View is how a figure is to be told: nothing in it is a number about people.
type View struct {
	ID       string
	Language models.Language
	Form     Form
	Info     *models.MeasureInfo
	SQL      string
	Whole    bool                                                       // list every measure of inequality, and not only those told in sentences
	File     bool                                                       // written as a file, which has every measure of inequality too
	Titles   func(dimension string) models.Text                         // of dimensions
	Level    func(dimension, level string) (title models.Text, ok bool) // of levels, for filters
	Terms    func(id string) models.Text
	Sources  func(id string) models.Text // titles of sources; nil: as they are called
}

// Mark is one number of a figure, or the words in place of it.
type Mark struct {
	State                models.State
	Words                string // in place of a number; empty where there is one
	Reason               string // why there is none, where the answer says so
	Bound                *models.Bound
	Value, Low, High     *float64
	Numerator            *int64
	Denominator          *int64
	OfPrevious           *float64 // of a step: its share of the step before
	Before               *float64 // value of the step before
	Written, Interval, N string   // as printed
}

// HasNumber reports whether the mark carries a number.
func (m Mark) HasNumber() bool { return m.Value != nil && m.State.HasNumbers() }

// bounded reports whether some mark has a bound in place of a number.
func (f *Figure) bounded() bool {
	return slices.ContainsFunc(append(f.everyRow(), f.Total), func(r Row) bool {
		return slices.ContainsFunc(r.Marks, func(m Mark) bool { return m.Bound != nil })
	})
}

// Pale reports whether the number is of low reliability.
func (m Mark) Pale() bool { return m.State == models.Unreliable }

// Row is one line of a figure: one group, with a mark for each series.
type Row struct {
	Heading string // over the first of several rows that belong together
	Apart   bool   // a step that does not count the same journeys as the one above it
	Label   string
	Levels  []*string // of the answer's dimensions, as far as the row fixes them
	Titles  []string  // of these levels
	Marks   []Mark
	Said    string // in place of what its marks say
}

// Series is what the marks on one line differ by.
type Series struct {
	Level *string
	Label string
	Mark  int // 1 …: which shape and colour
}

// Column is a dimension of the rows.
type Column struct {
	Name  string // in files
	Title string // on pages
}

// Fact is a term and what is said of it.
type Fact struct{ Term, Text string }

// Figure is one answer, told in one language.
type Figure struct {
	ID         string
	Language   models.Language
	Form       Form
	Measure    string // name
	Name       string // title of the measure
	Title      string
	Finding    bool    // the title states a difference, and the intervals support it
	Gap        float64 // the size of that difference
	Subtitle   string
	Reading    string
	Columns    []Column
	Series     []Series
	SeriesOf   Column // the dimension that the series are levels of
	Rows       []Row
	Aside      []Row // steps beside the path: how journeys ended or stood still
	Together   *Row  // all groups on one line, over the rows of a drawing
	Total      Row
	Axis       Axis
	Unit       models.Unit
	Level      string // of the intervals, written as a percentage
	Inequality *Inequality
	Claim      *Claim
	Notes      []string
	Banner     string // partial coverage
	Hidden     int
	Source     string
	AsOf       string
	Version    string
	Commit     int64
	Time       time.Time
	Coverage   string
	How        []Fact
	SQL        string
	Empty      string // one sentence in place of axes: nothing at all, or all hidden
	answer     models.Answer
	comparable bool

	// Addresses are set by the page.
	Links Links
	// Exploring is set by the page where the figure may be explored.
	Exploring *Exploring
}

// Links are the addresses of a figure's files and of wider views.
type Links struct {
	CSV, SVG, JSON, Snapshot, Wider, Unfiltered, Method string
	WiderText, UnfilteredText                           string
}

// Exploring is what the explore view of a figure needs: its options and the
// address of the library that draws them.
type Exploring struct {
	Options template.JS // marshalled by Explore
	Engine  string
}

// RightToLeft reports whether labels stand on the right and values grow to
// the left.
func (f *Figure) RightToLeft() bool { return f.Language == models.Arabic }

// Say is for templates.
func (f *Figure) Say(key string, parts ...string) string { return words.Say(f.Language, key, parts...) }

// RowCount is how many rows the table has, written out.
func (f *Figure) RowCount() string {
	_, records := f.Records()
	return words.Count(f.Language, "rows", int64(len(records)))
}

// New tells a released answer.
func New(released disclosure.Released, v View) *Figure {
	if v.Whole || v.File {
		return fromAnswer(released.Answer(), v)
	}
	return fromAnswer(released.Brief(), v)
}

// fromAnswer is New for an answer; only tests of this package give it one that
// was not released.
func fromAnswer(a models.Answer, v View) *Figure {
	b := builder{answer: a, view: v, l: v.Language}
	return b.figure()
}

func ptr[T any](x T) *T { return &x }

// Question is what the figure answers, for its files.
type Question struct {
	Measure string              `json:"measure"`
	By      []string            `json:"by"`
	Where   map[string][]string `json:"where"`
	Terms   []string            `json:"terms"`
}

// Question is what the figure answers.
func (f *Figure) Question() Question {
	return Question{Measure: f.answer.Measure, By: f.answer.By, Where: f.answer.Where, Terms: f.answer.Terms}
}

// Summaries are the measures of inequality as numbers, for files; none where
// the block is not shown.
func (f *Figure) Summaries() []models.Summary {
	if b := f.answer.Inequality; b != nil && b.State == models.Shown {
		return b.Measures
	}
	return nil
}

// Protection says how the answer was protected.
func (f *Figure) Protection() models.Protection { return f.answer.Protection }
