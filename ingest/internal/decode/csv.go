package decode

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"athar/models"
)

// csv reads separated values as RFC 4180 has them. A row that cannot be read
// costs that row alone: reading goes on with the next line of the file.
func (d *decoder) csv(t *text, tabs bool) error {
	s := &csvScanner{w: newWindow(t), limit: d.limits.MaxLine}
	if err := s.detect(tabs); err != nil {
		return err
	}
	if above := s.titles(); above > 0 {
		for range above {
			if _, _, err := s.next(); err != nil {
				return err
			}
		}
		d.problem(models.NewProblem("header_found", "", fmt.Sprint(s.line+1)))
	}
	header, err := s.header()
	if err != nil {
		return err
	}
	if header == nil {
		return reject("empty_file", "", "")
	}
	if header = header[:len(header):len(header)]; len(header) > d.limits.MaxColumns {
		return reject("too_many_columns", "", fmt.Sprint(d.limits.MaxColumns))
	}
	width := len(header) // of named columns; what follows has neither name nor, hopefully, values
	for width > 0 && header[width-1] == "" {
		width--
	}
	if width == 0 {
		return reject("empty_header", "", "1")
	}
	places, seen := make([]int, width), map[string]bool{}
	for i, name := range header[:width] {
		if name == "" {
			return reject("empty_header", "", fmt.Sprint(i+1))
		}
		if seen[fold(name)] {
			// By its place: where the header line is missing, a name is a value.
			first := slices.IndexFunc(header, func(other string) bool { return fold(other) == fold(name) })
			return reject("duplicate_header", "", fmt.Sprintf("%d, %d", first+1, i+1))
		}
		seen[fold(name)] = true
		if places[i], err = d.sink.place(name); err != nil {
			return err
		}
	}
	s.width, s.headers = width, len(header)
	rows := &csvRows{d: d, s: s, places: places}
	if !s.w.eof || d.o.parts > 0 {
		file := d.file
		rows.parts = &parts{d: d, source: &file, sep: s.sep, places: places, most: cmp.Or(d.o.parts, partBytes)}
		defer rows.parts.abandon()
		if err := d.sink.close(); err != nil { // what came before
			return err
		}
	} else if err := d.sink.begin(d.file); err != nil {
		return err
	}
	if err := rows.read(); err != nil || rows.parts == nil {
		return err
	}
	return rows.parts.finish()
}

type csvOutcome int

const (
	csvRow csvOutcome = iota
	csvEmpty
	csvEnd
	csvBadQuotes
	csvLong
	csvWidth
	csvMore // the row goes on beyond the window
)

type csvScanner struct {
	w     *window
	limit int
	sep   byte
	stop  [256]bool // bytes that end a plain field, or may not be in it
	line  int64     // of the row read last
	// Once the header is read: its named columns, and with those without a name.
	width, headers int

	fields  [][]byte
	scratch []byte // of fields with doubled quotes
}

func (s *csvScanner) separate(sep byte) {
	s.sep, s.stop = sep, [256]bool{'\n': true, '\r': true, '"': true}
	s.stop[sep] = true
}

// detect finds the separator: the one under which the first rows agree best
// with their header, the wider header first.
func (s *csvScanner) detect(tabs bool) error {
	for !s.w.eof && len(s.w.bytes()) < 1<<16 {
		if err := s.w.more(); err != nil {
			return err
		}
	}
	if tabs {
		s.separate('\t')
		return nil
	}
	best, bestAgree, bestWidth := byte(','), 0.0, 1
	for _, sep := range []byte{',', ';', '\t', '|'} {
		s.separate(sep)
		width, agree, rows, narrow := 0, 0, 0, false
		for data := s.w.bytes(); rows < 50; {
			next, what := s.parse(data, s.w.eof)
			if what == csvMore || what == csvEnd {
				break
			}
			if data = data[next:]; what == csvEmpty {
				continue
			}
			rows++
			if width < 2 && len(s.fields) != width {
				narrow, width, agree = width == 1, len(s.fields), 0 // what was above may be a title
			}
			if what == csvRow && len(s.fields) == width {
				agree++
			}
		}
		if rows == 0 || width < 2 {
			continue
		}
		share := float64(agree) / float64(rows)
		if narrow && share < 0.5 {
			continue
		}
		if bestWidth < 2 || share > bestAgree+0.2 || share > bestAgree-0.2 && width > bestWidth {
			best, bestAgree, bestWidth = sep, share, width
		}
	}
	s.separate(best)
	return nil
}

// header is the first row that is not empty, trimmed; nil where there is none.
func (s *csvScanner) header() ([]string, error) {
	for {
		fields, what, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case what == csvEnd:
			return nil, nil
		case what == csvEmpty:
			continue
		case what != csvRow:
			return nil, reject("broken_file", "", "CSV")
		}
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = string(trim(f))
		}
		return names, nil
	}
}

// next reads one row; its fields live until the next call. A row of several
// lines that has not the header's width was a quotation mark gone astray: only
// its first line is given up.
func (s *csvScanner) next() ([][]byte, csvOutcome, error) {
	for {
		data := s.w.bytes()
		next, what := s.parse(data, s.w.eof)
		if what == csvMore {
			if len(data) > s.limit {
				return s.tooLong(data)
			}
			if err := s.w.more(); err != nil {
				return nil, 0, err
			}
			continue
		}
		if what == csvEnd {
			return nil, csvEnd, nil
		}
		s.line++
		if what == csvRow && !s.fits() {
			what = csvWidth
			if first := bytes.IndexAny(data[:next], "\r\n"); first >= 0 {
				if _, after := cutLine(data, first); after < next {
					next, what = after, csvBadQuotes
				}
			}
		}
		if what == csvRow && next > s.limit {
			what = csvLong
		}
		s.w.pos += next
		return s.fields, what, nil
	}
}

// fits tells whether the row has the header's width. Empty columns beyond it do
// no harm.
func (s *csvScanner) fits() bool {
	if len(s.fields) < s.width {
		return false
	}
	for i := s.headers; s.headers > 0 && i < len(s.fields); i++ {
		if len(trim(s.fields[i])) > 0 {
			return false
		}
	}
	return true
}

// tooLong gives up a row longer than the limit: its first line, where it has
// several, as its quotation mark was never closed.
func (s *csvScanner) tooLong(data []byte) ([][]byte, csvOutcome, error) {
	s.line++
	if i := lineEnd(data, 0, s.w.eof); i >= 0 {
		_, next := cutLine(data, i)
		s.w.pos += next
		if next > s.limit {
			return nil, csvLong, nil
		}
		return nil, csvBadQuotes, nil
	}
	_, _, _, err := s.w.line(s.limit)
	return nil, csvLong, err
}

// parse reads one row at the start of data and says where the next one begins.
func (s *csvScanner) parse(data []byte, eof bool) (next int, what csvOutcome) {
	s.fields, s.scratch = s.fields[:0], s.scratch[:0]
	if len(data) == 0 {
		if eof {
			return 0, csvEnd
		}
		return 0, csvMore
	}
	i := 0
	for {
		start := i
		for i < len(data) && data[i] == ' ' {
			i++
		}
		if i < len(data) && data[i] == '"' {
			var ok bool
			if i, ok = s.quoted(data, i+1); !ok {
				if i < 0 && !eof {
					return 0, csvMore
				}
				return s.badQuotes(data, eof)
			}
			if i == len(data) && !eof {
				return 0, csvMore
			}
		} else {
			for i < len(data) && !s.stop[data[i]] {
				i++
			}
			if i == len(data) && !eof {
				return 0, csvMore
			}
			s.fields = append(s.fields, data[start:i])
		}
		if i == len(data) {
			break
		}
		switch c := data[i]; {
		case c == s.sep:
			i++
			continue
		case c == '\n' || c == '\r':
			if c == '\r' && i+1 == len(data) && !eof {
				return 0, csvMore
			}
			_, i = cutLine(data, i)
		default:
			return s.badQuotes(data, eof)
		}
		break
	}
	if len(s.fields) == 1 && len(trim(data[:i])) == 0 {
		return i, csvEmpty
	}
	return i, csvRow
}

// quoted reads a field after its opening quotation mark up to the separator or
// line end. It fails with −1 where data ends first, else where something else
// follows the closing mark.
func (s *csvScanner) quoted(data []byte, start int) (int, bool) {
	doubled := false
	for i := start; ; i += 2 {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return -1, false
		}
		if i += n; i+1 == len(data) || data[i+1] != '"' {
			field := data[start:i]
			if doubled {
				from := len(s.scratch)
				for {
					quote := bytes.IndexByte(field, '"')
					if quote < 0 {
						break
					}
					s.scratch = append(s.scratch, field[:quote+1]...)
					field = field[quote+2:]
				}
				s.scratch = append(s.scratch, field...)
				field = s.scratch[from:len(s.scratch):len(s.scratch)]
			}
			s.fields = append(s.fields, field)
			for i++; i < len(data) && data[i] == ' ' && s.sep != ' '; {
				i++
			}
			return i, i == len(data) || data[i] == s.sep || data[i] == '\n' || data[i] == '\r'
		}
		doubled = true
	}
}

// badQuotes gives up the line a row begins with.
func (s *csvScanner) badQuotes(data []byte, eof bool) (int, csvOutcome) {
	if i := lineEnd(data, 0, eof); i >= 0 {
		_, next := cutLine(data, i)
		return next, csvBadQuotes
	}
	if eof {
		return len(data), csvBadQuotes
	}
	return 0, csvMore
}
