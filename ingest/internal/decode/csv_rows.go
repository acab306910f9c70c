package decode

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// csvRows are the rows below a header on their way into the table: of a large
// file in parts, of a small one each by itself.
type csvRows struct {
	d      *decoder
	s      *csvScanner
	places []int
	parts  *parts // nil for a small file
}

func (r *csvRows) read() error {
	d, s := r.d, r.s
	for {
		if err := r.plain(); err != nil {
			return err
		}
		fields, what, err := s.next()
		if err != nil {
			return err
		}
		if what == csvEnd {
			return nil
		}
		if what == csvEmpty {
			continue
		}
		if err := d.counted(); err != nil {
			return err
		}
		switch what {
		case csvBadQuotes:
			err = d.broken(s.line, "bad_quotes", "")
		case csvLong:
			err = d.broken(s.line, "line_too_long", bytesText(int64(d.limits.MaxLine)))
		case csvWidth:
			err = d.broken(s.line, "wrong_column_count", "")
		default:
			err = r.row(fields)
		}
		if err != nil {
			return err
		}
	}
}

// plain takes the rows that need no cleaning, up to one that does or the end
// of what has been read.
func (r *csvRows) plain() error {
	s := r.s
	if r.parts == nil || s.width != s.headers || s.width < 2 {
		return nil
	}
	for {
		length, next := s.plainLine(s.w.bytes())
		if next == 0 || next > s.limit {
			return nil
		}
		s.line++
		if err := r.d.counted(); err != nil {
			return err
		}
		if err := r.parts.line(s.line, s.w.bytes()[:length]); err != nil {
			return err
		}
		s.w.pos += next
	}
}

func (r *csvRows) row(fields [][]byte) error {
	for i := len(r.places); i < min(len(fields), r.s.headers); i++ {
		if len(trim(fields[i])) > 0 {
			return reject("empty_header", "", fmt.Sprint(i+1))
		}
	}
	if r.parts != nil {
		return r.parts.row(r.s.line, fields)
	}
	cells := r.d.sink.cells()
	for i, place := range r.places {
		if v := trim(fields[i]); len(v) > 0 {
			cells[place] = v
		}
	}
	return r.d.sink.append(r.s.line)
}

// plainLine tells the length of a row at the start of data that needs no
// cleaning, and where the next begins; 0 where the row is another.
func (s *csvScanner) plainLine(data []byte) (length, next int) {
	if end := bytes.IndexByte(data, '\n'); end > 0 {
		line := bytes.TrimSuffix(data[:end], []byte("\r"))
		if visible(line) && bytes.Count(line, []byte{s.sep})+1 == s.width && len(line) <= longestLine {
			return len(line), end + 1
		}
	}
	start, fields := 0, 1
	for i, c := range data {
		if !s.stop[c] {
			continue
		}
		if c == '"' || !clean(data[start:i]) {
			return 0, 0
		}
		if c == s.sep {
			start, fields = i+1, fields+1
			continue
		}
		next := i + 1
		if c == '\r' {
			if next == len(data) || data[next] != '\n' {
				return 0, 0
			}
			next++
		}
		if fields != s.width || i > longestLine {
			return 0, 0
		}
		return i, next
	}
	return 0, 0
}

// visible tells whether a line is of ASCII letters, digits and signs alone, and
// without quotation marks. It looks at eight bytes at a time, and is not sure of
// lines shorter than that.
func visible(line []byte) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	if len(line) < 8 {
		return false
	}
	for i := 0; i < len(line); i += 8 {
		eight := binary.LittleEndian.Uint64(line[min(i, len(line)-8):])
		// In bytes below 0x80 a sum sets the high bit from the number on that it lacks to 0x80.
		notBelow := (eight + (0x80-'!')*each) & ((eight ^ '"'*each) + 0x7f*each)
		above := eight | (eight + (0x80-0x7f)*each)
		if notBelow&high != high || above&high != 0 {
			return false
		}
	}
	return true
}

// clean tells whether a field has nothing to trim.
func clean(field []byte) bool {
	if len(field) == 0 {
		return true
	}
	if a, b := field[0], field[len(field)-1]; a > ' ' && a < 0x7f && b > ' ' && b < 0x7f {
		return true
	}
	return len(trim(field)) == len(field)
}
