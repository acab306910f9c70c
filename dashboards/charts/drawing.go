package charts

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"

	"athar/dashboards/words"
	"athar/models"
)

// The heights of the parts of a drawing, in pixels.
const (
	RowHeight  = 32
	AxisHeight = 44
	barHeight  = 20
)

// drawing writes the marks of a figure. Places along the axis are per cent, so
// that text keeps its size at every width; there is no viewBox.
type drawing struct {
	rightToLeft bool
	axis        Axis
}

// position turns a share of the axis into a horizontal place; right-to-left
// pages mirror it.
func (d drawing) position(share float64) string {
	share = min(max(share, 0), 1)
	if d.rightToLeft {
		share = 1 - share
	}
	return strconv.FormatFloat(100*share, 'f', 2, 64) + "%"
}

func (d drawing) place(x float64) string { return d.position(d.axis.Share(x)) }

// span is the start and the width of a bar from one share to another.
func (d drawing) span(from, to float64) (x, width string) {
	start := from
	if d.rightToLeft {
		start = to
	}
	return d.position(start), strconv.FormatFloat(100*(to-from), 'f', 2, 64) + "%"
}

func (f *Figure) drawing() drawing { return drawing{rightToLeft: f.RightToLeft(), axis: f.Axis} }

// RowMarks is what stands in a row of the drawing, between <svg> and </svg>.
func (f *Figure) RowMarks(r Row) string {
	d := f.drawing()
	var b strings.Builder
	for _, t := range f.Axis.Ticks {
		fmt.Fprintf(&b, `<line class="grid" x1="%[1]s" x2="%[1]s" y1="0" y2="100%%"/>`, d.place(t))
	}
	if total := f.Total.Marks[0]; (f.Form == Dots || f.Form == Equiplot) && total.HasNumber() {
		fmt.Fprintf(&b, `<line class="average" x1="%[1]s" x2="%[1]s" y1="0" y2="100%%"/>`, d.place(*total.Value))
	}
	// the marks stand about the middle of the row, however tall its label is
	b.WriteString(`<svg y="50%" width="100%" height="1" overflow="visible">`)
	switch {
	case f.Form == Bars || f.Form == Steps:
		f.bar(&b, d, r.Marks[0])
	case f.Form == Equiplot || len(r.Marks) > 1:
		f.equiplot(&b, d, r)
	default:
		f.dot(&b, d, r.Marks[0])
	}
	b.WriteString(`</svg>`)
	return b.String()
}

func pale(m Mark) string {
	if m.Pale() {
		return " pale"
	}
	return ""
}

func (f *Figure) dot(b *strings.Builder, d drawing, m Mark) {
	if !m.HasNumber() {
		return
	}
	if m.Low != nil && m.High != nil {
		low, high := d.place(*m.Low), d.place(*m.High)
		fmt.Fprintf(b, `<g class="interval%s"><line x1="%s" x2="%s" y1="0" y2="0"/>`, pale(m), low, high)
		for _, end := range []string{low, high} {
			fmt.Fprintf(b, `<line x1="%[1]s" x2="%[1]s" y1="-4" y2="4"/>`, end)
		}
		b.WriteString(`</g>`)
	}
	b.WriteString(shapeAt(d.place(*m.Value), 1, m.Pale()))
}

func (f *Figure) equiplot(b *strings.Builder, d drawing, r Row) {
	var low, high *float64
	for _, m := range r.Marks {
		if !m.HasNumber() {
			continue
		}
		if low == nil || *m.Value < *low {
			low = m.Value
		}
		if high == nil || *m.Value > *high {
			high = m.Value
		}
	}
	if low != nil && *high > *low {
		fmt.Fprintf(b, `<line class="join" x1="%s" x2="%s" y1="0" y2="0"/>`, d.place(*low), d.place(*high))
	}
	for i, m := range r.Marks {
		mark := 1
		if len(f.Series) > 0 {
			mark = f.Series[i].Mark
		}
		if m.HasNumber() {
			b.WriteString(shapeAt(d.place(*m.Value), mark, m.Pale()))
		}
	}
}

func (f *Figure) bar(b *strings.Builder, d drawing, m Mark) {
	if !m.HasNumber() {
		return
	}
	zero, end := d.axis.Share(0), d.axis.Share(*m.Value)
	if m.Before != nil && *m.Before > *m.Value {
		x, width := d.span(end, d.axis.Share(*m.Before))
		fmt.Fprintf(b, `<rect class="lost" x="%s" width="%s" y="%d" height="%d"/>`, x, width, -barHeight/2, barHeight)
	}
	x, width := d.span(min(zero, end), max(zero, end))
	fmt.Fprintf(b, `<rect class="bar%s" x="%s" width="%s" y="%d" height="%d"/>`, pale(m), x, width, -barHeight/2, barHeight)
}

// shapeAt draws the n-th mark at a place: ring, square, diamond, triangle, so
// that colour never tells alone.
func shapeAt(x string, n int, pale bool) string {
	class := "mark mark-" + strconv.Itoa(n)
	if pale {
		class += " pale"
	}
	return fmt.Sprintf(`<svg class="%s" x="%s" width="1" height="1" overflow="visible">%s</svg>`, class, x, shape(n))
}

func shape(n int) string {
	switch n {
	case 2:
		return `<rect x="-6" y="-6" width="12" height="12"/>`
	case 3:
		return `<path d="M0-8 8 0 0 8-8 0z"/>`
	case 4:
		return `<path d="M0-7 7.5 6h-15z"/>`
	}
	return `<circle r="6"/>`
}

// AxisMarks is the line of ticks over the rows, with the average named.
func (f *Figure) AxisMarks() string {
	d := f.drawing()
	var b strings.Builder
	step := 1.0
	if len(f.Axis.Ticks) > 1 {
		step = f.Axis.Ticks[1] - f.Axis.Ticks[0]
	}
	if total := f.Total.Marks[0]; (f.Form == Dots || f.Form == Equiplot) && total.HasNumber() {
		share := f.Axis.Share(*total.Value)
		b.WriteString(`<text class="average-label" x="` + d.place(*total.Value) + `" y="14" text-anchor="` + anchor(share, 0.2) + `">` + escape(f.Say("average", "value", total.Written)) + `</text>`)
		fmt.Fprintf(&b, `<line class="average" x1="%[1]s" x2="%[1]s" y1="%d" y2="%d"/>`, d.place(*total.Value), 19, AxisHeight)
	}
	for i, t := range f.Axis.Ticks {
		class := "tick"
		if i%2 == 1 && f.Unit != models.UnitShare {
			class += " between" // left out where it is narrow
		}
		b.WriteString(`<text class="` + class + `" x="` + d.place(t) + `" y="` + strconv.Itoa(AxisHeight-10) + `" text-anchor="` + anchor(f.Axis.Share(t), 0.02) + `">` + escape(tick(f.Language, f.Unit, t, step)) + `</text>`)
		fmt.Fprintf(&b, `<line class="grid" x1="%[1]s" x2="%[1]s" y1="%d" y2="%d"/>`, d.place(t), AxisHeight-5, AxisHeight)
	}
	return b.String()
}

// anchor keeps a text near an end of the axis from running out of it. Start
// and end follow the direction of the page, as the axis does.
func anchor(share, margin float64) string {
	switch {
	case share < margin:
		return "start"
	case share > 1-margin:
		return "end"
	}
	return "middle"
}

// escape makes text safe for XML.
func escape(s string) string { return html.EscapeString(xmlText(s)) }

const svgStart = `<svg xmlns="http://www.w3.org/2000/svg" class="%s" width="100%%" height="%d" aria-hidden="true" focusable="false">`

// RowDrawing is the drawing of a row for the page.
func (f *Figure) RowDrawing(r Row) template.HTML {
	return template.HTML(fmt.Sprintf(svgStart, "row-marks", RowHeight) + f.RowMarks(r) + `</svg>`) // made of our own marks and numbers only
}

// AxisDrawing is the drawing of the axis for the page.
func (f *Figure) AxisDrawing() template.HTML {
	return template.HTML(fmt.Sprintf(svgStart, "axis", AxisHeight) + f.AxisMarks() + `</svg>`) // its texts are escaped
}

// KeyMark is a mark of the key.
func (f *Figure) KeyMark(n int) template.HTML {
	return template.HTML(`<svg xmlns="http://www.w3.org/2000/svg" class="key-mark" width="18" height="18" aria-hidden="true" focusable="false"><svg class="mark mark-` + strconv.Itoa(n) + `" x="9" y="9" width="1" height="1" overflow="visible">` + shape(n) + `</svg></svg>`)
}

// KeyPart is one entry of the key.
type KeyPart struct {
	Mark  int    // a series
	Class string // or a sort of line
	Text  string
}

// Key is the key over a drawing.
func (f *Figure) Key() []KeyPart {
	var key []KeyPart
	for _, s := range f.Series {
		key = append(key, KeyPart{Mark: s.Mark, Text: s.Label})
	}
	if f.Form == Dots && f.shape().interval {
		key = append(key, KeyPart{Class: "interval", Text: f.Say("key.interval", "level", f.Level)})
	}
	if (f.Form == Dots || f.Form == Equiplot) && f.Total.Marks[0].HasNumber() {
		key = append(key, KeyPart{Class: "average", Text: f.Say("key.average")})
	}
	for _, r := range f.everyRow() {
		for _, m := range r.Marks {
			if m.Pale() {
				return append(key, KeyPart{Class: "pale", Text: f.Say("key.pale")})
			}
		}
	}
	if f.Form == Steps {
		if f.apart() {
			key = append(key, KeyPart{Class: "apart", Text: f.Say("key.apart")})
		}
		for _, r := range f.Rows {
			if m := r.Marks[0]; m.Before != nil && m.Value != nil && *m.Before > *m.Value {
				return append(key, KeyPart{Class: "lost", Text: f.Say("key.lost")})
			}
		}
	}
	return key
}

// Drawn are the rows of the drawing: steps that nobody records and that follow
// each other share a row.
func (f *Figure) Drawn() []Row {
	if f.Together != nil {
		return append([]Row{*f.Together}, f.Rows...)
	}
	if f.Form != Steps {
		return f.Rows
	}
	var rows []Row
	for _, r := range f.Rows {
		if last := len(rows) - 1; last >= 0 && !r.HasMarks() && !rows[last].HasMarks() &&
			r.Marks[0].State == models.NotCollected && rows[last].Marks[0].State == models.NotCollected {
			rows[last].Label += f.Say("comma") + r.Label
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// HasMarks reports whether anything is drawn in a row.
func (r Row) HasMarks() bool {
	for _, m := range r.Marks {
		if m.HasNumber() {
			return true
		}
	}
	return false
}

// Said is a mark as printed beside its drawing.
type Said struct {
	Mark   int // of the key; 0: none
	Value  string
	Detail string
	Words  bool
	Pale   bool
}

// Says is what stands beside the drawing of a row.
func (f *Figure) Says(r Row) []Said {
	var said []Said
	if r.Said != "" {
		return []Said{{Value: r.Said}}
	}
	if len(r.Marks) > 1 && !r.HasMarks() {
		return nil // the words stand in the place of the marks
	}
	for i, m := range r.Marks {
		s := Said{Value: m.Written, Pale: m.Pale()}
		if len(f.Series) > 0 {
			s.Mark = f.Series[i].Mark
		}
		if !m.HasNumber() {
			s.Value, s.Words = m.Words, true
			said = append(said, s)
			continue
		}
		var detail []string
		if f.Form == Dots && m.Interval != "" {
			detail = append(detail, f.Say("interval.short", "interval", m.Interval))
		}
		switch {
		case f.Form == Steps && m.Numerator != nil && m.Denominator != nil:
			detail = append(detail, f.Say("out_of", "numerator", f.count(m.Numerator), "denominator", f.count(m.Denominator)))
		case m.N != "" && f.Unit != models.UnitCount:
			detail = append(detail, f.Say("n", "n", m.N))
		}
		if m.OfPrevious != nil {
			detail = append(detail, f.Say("of_previous", "share", f.share(m.OfPrevious)))
		}
		s.Detail = strings.Join(detail, " · ")
		said = append(said, s)
	}
	return said
}

func (f *Figure) count(n *int64) string {
	if n == nil {
		return ""
	}
	return words.Whole(f.Language, *n)
}

func (f *Figure) share(x *float64) string {
	if x == nil {
		return ""
	}
	return words.Percent(f.Language, *x)
}

// xmlText drops what XML cannot hold; isolates stay, since our own numbers
// stand in them.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// Shape is the n-th mark, around the point 0, 0.
func Shape(n int) string { return shape(n) }
