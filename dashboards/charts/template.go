package charts

import (
	_ "embed"
	"html/template"
	"strings"
)

// Templates define "figure", "statistic" and their parts; pages parse them
// together with Functions.
//
//go:embed figure.tmpl
var Templates string

// Style is how marks look, on pages and in files.
//
//go:embed drawing.css
var Style string

type rowOf struct {
	Figure *Figure
	Row    Row
}

// Said is what stands beside the row.
func (r rowOf) Said() []Said { return r.Figure.Says(r.Row) }

// Words are the words in place of a row's marks.
func (r rowOf) Words() string { return r.Figure.InPlace(r.Row) }

// InPlace are the words that stand in a row without marks.
func (f *Figure) InPlace(r Row) string {
	var said []string
	for _, m := range r.Marks {
		if !m.HasNumber() && !strings.Contains(strings.Join(said, "\n"), m.Words) {
			said = append(said, m.Words)
		}
	}
	return strings.Join(said, f.Say("comma"))
}

type blockOf struct {
	Figure *Figure
	Block  *Inequality
}

type tableOf struct {
	Header []string
	Rows   []TableRow
}

// Facts are source, date, version and coverage, in one line.
func (f *Figure) Facts() []string {
	var facts []string
	for _, s := range []string{f.Source, f.AsOf, f.Version, f.Coverage} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	return facts
}

// Functions are what Templates call.
var Functions = template.FuncMap{
	"row":  func(f *Figure, r Row) rowOf { return rowOf{f, r} },
	"both": func(f *Figure, b *Inequality) blockOf { return blockOf{f, b} },
	"tabled": func(f *Figure) tableOf {
		header, rows := f.Table()
		return tableOf{header, rows}
	},
	"facts": func(f *Figure) []string { return f.Facts() },
}
