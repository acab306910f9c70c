package charts

import (
	"slices"
	"strconv"

	"athar/dashboards/words"
	"athar/models"
)

// Field is one value of a record: a text, a whole number or a number; nil is
// nothing.
type Field struct {
	Name  string
	Value any
}

// Record is one row of the figure's files: a mark of a row, with the words why
// where there is no number.
type Record []Field

// fixedNames are the headers of every file; a dimension of such a name gets
// another.
var fixedNames = []string{"row", "measure", "unit", "state", "reason", "value", "low", "high", "numerator", "denominator", "share_of_previous", "at_most", "at_least"}

// Records are the figure as one clean table, the same for CSV and JSON: every
// mark of every row and last the total. names is the header.
func (f *Figure) Records() (names []string, records []Record) {
	add := func(kind string, levels []*string, titles []string, m Mark) {
		records = append(records, f.record(kind, f.Measure, f.Unit, levels, titles, m))
	}
	for _, row := range f.everyRow() {
		for i, m := range row.Marks {
			levels, titles := row.Levels, row.Titles
			if len(f.Series) > 0 {
				levels = append(levels[:len(levels):len(levels)], f.Series[i].Level)
				titles = append(titles[:len(titles):len(titles)], f.Series[i].Label)
			}
			add("group", levels, titles, m)
		}
	}
	if f.Form != Steps || f.Total.Marks[0].HasNumber() {
		var titles []string
		for range f.dimensions() {
			titles = append(titles, f.Total.Label)
		}
		add("total", nil, titles, f.Total.Marks[0])
	}
	for _, field := range records[:min(1, len(records))] {
		for _, x := range field {
			names = append(names, x.Name)
		}
	}
	return names, records
}

// dimensions are those that the marks of a figure differ by.
func (f *Figure) dimensions() []Column {
	if f.SeriesOf.Name == "" {
		return f.Columns
	}
	return append(f.Columns[:len(f.Columns):len(f.Columns)], f.SeriesOf)
}

func (f *Figure) record(kind, measure string, unit models.Unit, levels []*string, titles []string, m Mark) Record {
	r := Record{{"row", kind}}
	for i, c := range f.dimensions() {
		var level, title any
		if i < len(levels) && levels[i] != nil {
			level = *levels[i]
		}
		if i < len(titles) {
			title = words.Unisolated(titles[i])
		}
		name := c.Name
		if slices.Contains(fixedNames, name) {
			name = "by_" + name
		}
		r = append(r, Field{name, level}, Field{name + "_title", title})
	}
	reason := m.Reason
	if reason == "" {
		reason = m.Words
		if m.State == models.Hidden && f.answer.Protection.Narrowed {
			reason += ". " + models.Narrowable.In(f.Language)
		}
	}
	r = append(r, Field{"measure", measure}, Field{"unit", string(unit)}, Field{"state", string(m.State)}, Field{"reason", text(reason)},
		Field{"value", number(m.Value)}, Field{"low", number(m.Low)}, Field{"high", number(m.High)},
		Field{"numerator", whole(m.Numerator)}, Field{"denominator", whole(m.Denominator)})
	if f.Form == Steps {
		r = append(r, Field{"share_of_previous", number(m.OfPrevious)})
	}
	if f.bounded() {
		bound := models.Bound{}
		if m.Bound != nil {
			bound = *m.Bound
		}
		r = append(r, Field{"at_most", number(bound.AtMost)}, Field{"at_least", number(bound.AtLeast)})
	}
	return r
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func number(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

func whole(x *int64) any {
	if x == nil {
		return nil
	}
	return *x
}

// Written is a field as plain text; nothing is the empty text.
func (x Field) Written() string {
	switch v := x.Value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

// TableCell is a cell of the table on the page; words span the columns of
// numbers.
type TableCell struct {
	Text   string
	Header bool
	Span   int
	Words  bool
	Pale   bool
}

// TableRow is a row of the table on the page.
type TableRow struct {
	Total bool
	Cells []TableCell
}

// Table is the figure as a table of a page: its header and its rows.
func (f *Figure) Table() (header []string, rows []TableRow) {
	for _, c := range f.Columns {
		header = append(header, c.Title)
	}
	if len(f.Columns) == 0 {
		header = append(header, f.Say("table.group"))
	}
	if f.SeriesOf.Name != "" {
		header = append(header, f.SeriesOf.Title)
	}
	labels := len(header)
	shape := f.shape()
	header = append(header, f.Say("table.value"))
	if shape.interval {
		header = append(header, f.Say("table.interval", "level", f.Level))
	}
	if shape.numerator {
		header = append(header, f.Say("table.numerator"))
	}
	if shape.denominator {
		key := "table.denominator"
		if !shape.numerator {
			key = "table.n"
		}
		header = append(header, f.Say(key))
	}
	if f.Form == Steps {
		header = append(header, f.Say("table.of_previous"))
	}
	numbers := len(header) - labels
	add := func(titles []string, m Mark, total bool) {
		row := TableRow{Total: total}
		for i := range labels {
			title := ""
			if i < len(titles) {
				title = titles[i]
			}
			cell := TableCell{Text: title, Header: true, Span: 1}
			if len(titles) == 1 && labels > 1 {
				cell.Span = labels
				row.Cells = append(row.Cells, cell)
				break
			}
			row.Cells = append(row.Cells, cell)
		}
		if !m.HasNumber() {
			text := m.Words
			if m.Reason != "" {
				text += ": " + m.Reason
			}
			row.Cells = append(row.Cells, TableCell{Text: text, Words: true, Span: numbers})
			rows = append(rows, row)
			return
		}
		put := func(s string) {
			row.Cells = append(row.Cells, TableCell{Text: s, Span: 1, Pale: m.Pale()})
		}
		put(m.Written)
		if shape.interval {
			put(m.Interval)
		}
		if shape.numerator {
			put(f.count(m.Numerator))
		}
		if shape.denominator {
			put(f.count(m.Denominator))
		}
		if f.Form == Steps {
			put(f.share(m.OfPrevious))
		}
		rows = append(rows, row)
	}
	for _, r := range f.everyRow() {
		for i, m := range r.Marks {
			titles := r.Titles
			if len(f.Series) > 0 {
				titles = append(titles[:len(titles):len(titles)], f.Series[i].Label)
			}
			add(titles, m, false)
		}
	}
	if f.Form != Steps {
		add([]string{f.Total.Label}, f.Total.Marks[0], true)
	}
	return header, rows
}

// shape says which numbers any mark of the figure has.
func (f *Figure) shape() (s struct{ interval, numerator, denominator bool }) {
	for _, r := range append(f.everyRow(), f.Total) {
		for _, m := range r.Marks {
			s.interval = s.interval || m.Interval != ""
			s.numerator = s.numerator || m.Numerator != nil
			s.denominator = s.denominator || m.Denominator != nil
		}
	}
	if f.Unit == models.UnitCount {
		s.numerator = false
	}
	return s
}
