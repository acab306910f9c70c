package export

import (
	"encoding/base64"
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"athar/dashboards/charts"
	"athar/dashboards/static"
)

// The places in file.svg, in pixels.
const (
	fileWidth  = 1000
	margin     = 24
	labelWidth = 250
	saidWidth  = 240
	gutter     = 20
	plotWidth  = fileWidth - 2*margin - labelWidth - saidWidth - 2*gutter
)

// page writes text line by line and remembers how far down it is.
type page struct {
	b           strings.Builder
	y           int
	rightToLeft bool
	arabic      bool
}

// x mirrors a place measured from where lines begin.
func (p *page) x(fromStart int) int {
	if p.rightToLeft {
		return fileWidth - fromStart
	}
	return fromStart
}

// text writes lines and moves below them.
func (p *page) text(class, s string, characters, lineHeight int) {
	for _, line := range wrap(s, characters) {
		p.y += lineHeight
		p.line(class, line, margin, p.y)
	}
}

func (p *page) line(class, s string, fromStart, y int) {
	if s == "" {
		return
	}
	for _, r := range s {
		p.arabic = p.arabic || r >= 0x600 && r < 0x900
	}
	fmt.Fprintf(&p.b, `<text class="%s" x="%d" y="%d">%s</text>`, class, p.x(fromStart), y, html.EscapeString(clean(s)))
}

// clean drops what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// wrap breaks a text into lines of at most so many characters; a word that is
// longer is broken.
func wrap(s string, characters int) []string {
	var lines []string
	line, length := "", 0
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		for n > characters {
			if line != "" {
				lines, line, length = append(lines, line), "", 0
			}
			runes := []rune(word)
			lines = append(lines, string(runes[:characters]))
			word, n = string(runes[characters:]), n-characters
		}
		if line != "" && length+1+n > characters {
			lines, line, length = append(lines, line), "", 0
		}
		if line != "" {
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// SVG writes the drawing of the page at a fixed size, with its words and its
// font, so that it can stand alone.
func SVG(f *charts.Figure) ([]byte, error) {
	p := &page{rightToLeft: f.RightToLeft(), y: margin}
	p.text("title", f.Title, 84, 28)
	p.y += 4
	p.text("subtitle", f.Subtitle, 120, 20)
	p.y += 12
	if f.Empty != "" {
		p.y += 12
		p.text("said", f.Empty, 110, 22)
	} else {
		p.key(f)
		plot := margin + labelWidth + gutter
		start := plot
		if p.rightToLeft {
			start = fileWidth - plot - plotWidth
		}
		fmt.Fprintf(&p.b, `<svg x="%d" y="%d" width="%d" height="%d" overflow="visible">%s</svg>`, start, p.y, plotWidth, charts.AxisHeight, f.AxisMarks())
		p.y += charts.AxisHeight
		p.rows(f, f.Drawn(), start)
		if len(f.Aside) > 0 {
			p.y += 8
			p.text("heading", f.Say("steps.also"), 110, 20)
			p.y += 6
			p.rows(f, f.Aside, start)
		}
		p.y += 12
		p.text("note", f.Reading, 140, 19)
	}
	p.y += 6
	for _, note := range f.Notes {
		p.text("note", note, 140, 19)
	}
	p.y += 4
	p.text("note", strings.Join(f.Facts(), " · "), 140, 19)
	p.y += margin

	direction := "ltr"
	if p.rightToLeft {
		direction = "rtl"
	}
	fonts, err := fontFaces(p.arabic)
	if err != nil {
		return nil, err
	}
	return []byte(fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" direction="%s" xml:lang="%s"><title>%s</title><desc>%s</desc><style>%s%s%s</style><rect class="ground" width="100%%" height="100%%"/>%s</svg>`,
		fileWidth, p.y, direction, f.Language, html.EscapeString(clean(f.Title)), html.EscapeString(clean(f.Reading)), fonts, charts.Style, fileStyle, p.b.String())), nil
}

const fileStyle = `
text { font-family: "IBM Plex Sans Arabic", sans-serif; font-size: 14px; fill: #0b1f2a; }
.ground { fill: #ffffff; }
.title { font-size: 21px; font-weight: 600; }
.subtitle, .detail, .note { fill: #4a5a64; }
.note { font-size: 13px; }
.heading, .value { font-weight: 600; }
.word { fill: #4a5a64; }
.key-line.key-average { stroke: #0b1f2a; stroke-width: 1.5; stroke-dasharray: 4 3; }
.key-line.key-interval { stroke: #12436d; stroke-width: 2; }
.key-line.key-apart { stroke: #768590; stroke-width: 2; stroke-dasharray: 2 4; }
`

// key writes the key in one or more lines.
func (p *page) key(f *charts.Figure) {
	at := margin
	parts := f.Key()
	if len(parts) == 0 {
		return
	}
	p.y += 16
	for _, part := range parts {
		width := 30 + 8*utf8.RuneCountInString(part.Text) + 20
		if at > margin && at+width > fileWidth-margin {
			at, p.y = margin, p.y+24
		}
		switch {
		case part.Mark > 0:
			fmt.Fprintf(&p.b, `<svg class="mark mark-%d" x="%d" y="%d" width="1" height="1" overflow="visible">%s</svg>`, part.Mark, p.x(at+9), p.y-5, charts.Shape(part.Mark))
		case part.Class == "pale":
			fmt.Fprintf(&p.b, `<svg class="mark mark-1 pale" x="%d" y="%d" width="1" height="1" overflow="visible">%s</svg>`, p.x(at+9), p.y-5, charts.Shape(1))
		case part.Class == "lost":
			fmt.Fprintf(&p.b, `<rect class="lost" x="%d" y="%d" width="18" height="12"/>`, min(p.x(at), p.x(at+18)), p.y-11)
		default:
			fmt.Fprintf(&p.b, `<line class="key-line key-%s" x1="%d" x2="%d" y1="%d" y2="%d"/>`, part.Class, p.x(at), p.x(at+20), p.y-5, p.y-5)
		}
		p.line("said", part.Text, at+28, p.y)
		at += width
	}
	p.y += 16
}

// rows writes label, marks and what is said of each row.
func (p *page) rows(f *charts.Figure, rows []charts.Row, start int) {
	for _, r := range rows {
		if r.Heading != "" {
			p.y += 4
			p.text("heading", r.Heading, 110, 20)
			p.y += 4
		}
		if r.Apart {
			fmt.Fprintf(&p.b, `<line class="apart-line" x1="%d" x2="%d" y1="%[3]d" y2="%[3]d"/>`, margin, fileWidth-margin, p.y+4)
			p.y += 8
		}
		label := wrap(r.Label, 34)
		var said [][2]string // class, text
		for _, s := range f.Says(r) {
			class := "value"
			if s.Words {
				class = "word"
				if !r.HasMarks() {
					continue
				}
			}
			value := s.Value
			if s.Mark > 0 {
				value = f.Series[s.Mark-1].Label + " " + value
			}
			if s.Mark > 0 && s.Detail != "" { // one line a mark
				value, s.Detail = value+"  "+s.Detail, ""
			}
			for _, line := range wrap(value, 32) {
				said = append(said, [2]string{class, line})
			}
			for _, line := range wrap(s.Detail, 34) {
				said = append(said, [2]string{"detail", line})
			}
		}
		height := max(charts.RowHeight, 18*len(label)+10, 18*len(said)+10)
		for i, line := range label {
			p.line("said", line, margin, p.y+height/2+5+18*i-9*(len(label)-1))
		}
		if r.HasMarks() {
			fmt.Fprintf(&p.b, `<svg x="%d" y="%d" width="%d" height="%d" overflow="visible">%s</svg>`, start, p.y, plotWidth, height, f.RowMarks(r))
		} else {
			p.line("word", f.InPlace(r), margin+labelWidth+gutter, p.y+height/2+5)
		}
		for i, s := range said {
			p.line(s[0], s[1], fileWidth-margin-saidWidth, p.y+height/2+5+18*i-9*(len(said)-1))
		}
		p.y += height
	}
}

// fontFaces embeds the font; the Arabic part only where it is used.
func fontFaces(arabic bool) (string, error) {
	var b strings.Builder
	for _, script := range []struct{ name, characters string }{
		{"latin", "U+0000-00FF,U+2000-206F,U+20AC,U+2212"}, {"arabic", "U+0600-06FF,U+0750-077F,U+FB50-FDFF,U+FE70-FEFC"}} {
		if script.name == "arabic" && !arabic {
			continue
		}
		for _, weight := range []string{"400", "600"} {
			font, err := static.Files.ReadFile("fonts/plex-" + script.name + "-" + weight + ".woff2")
			if err != nil {
				return "", fmt.Errorf("read the font: %w", err)
			}
			fmt.Fprintf(&b, `@font-face{font-family:"IBM Plex Sans Arabic";font-weight:%s;unicode-range:%s;src:url(data:font/woff2;base64,%s) format("woff2")}`,
				weight, script.characters, base64.StdEncoding.EncodeToString(font))
		}
	}
	return b.String(), nil
}
