package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// ndjson reads one object a line. A bad line costs that line alone.
func (d *decoder) ndjson(t *text) error {
	w := newWindow(t)
	for any := false; ; {
		line, long, ok, err := w.line(d.limits.MaxLine)
		if err != nil {
			return err
		}
		if !ok {
			if !any {
				return reject("empty_file", "", "")
			}
			return nil
		}
		if line = trim(line); len(line) == 0 && !long {
			continue
		}
		any = true
		if err := d.counted(); err != nil {
			return err
		}
		if long {
			err = d.broken(d.rows, "line_too_long", bytesText(int64(d.limits.MaxLine)))
		} else {
			err = d.record(line)
		}
		if err != nil {
			return err
		}
	}
}

// json reads an array of objects, or one object. Its elements are read one by
// one; damage between them cannot be mended, so it condemns the file.
func (d *decoder) json(t *text) error {
	guard := &guarded{r: t, limit: int64(d.limits.MaxLine) + 1<<16}
	guard.left = guard.limit
	in := json.NewDecoder(guard)
	damaged := func(err error) error {
		if r, ok := errors.AsType[*rejection](err); ok {
			return r
		}
		if errors.Is(err, errRecordTooLong) {
			return reject("too_large", "", bytesText(int64(d.limits.MaxLine)))
		}
		if _, ok := errors.AsType[*json.SyntaxError](err); ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return reject("broken_file", "", "JSON")
		}
		return err
	}
	var record json.RawMessage
	element := func() error {
		guard.left = guard.limit
		if err := in.Decode(&record); err != nil {
			return damaged(err)
		}
		if err := d.counted(); err != nil {
			return err
		}
		return d.record(record)
	}
	first, err := t.firstByte(in, guard)
	switch {
	case err == io.EOF:
		return reject("empty_file", "", "")
	case err != nil:
		return damaged(err)
	case first == '[':
		if _, err := in.Token(); err != nil {
			return damaged(err)
		}
		for in.More() {
			if err := element(); err != nil {
				return err
			}
		}
		if _, err := in.Token(); err != nil {
			return damaged(err)
		}
	case first == '{':
		if err := element(); err != nil {
			return err
		}
	default:
		return reject("broken_file", "", "JSON")
	}
	guard.left = guard.limit
	if _, err := in.Token(); err != io.EOF {
		if err == nil {
			return reject("broken_file", "", "JSON")
		}
		return damaged(err)
	}
	return nil
}

// firstByte is the first one that is not white space; reading starts anew there.
func (*text) firstByte(in *json.Decoder, guard *guarded) (byte, error) {
	var one [1]byte
	for {
		if n, err := guard.first(one[:]); n == 0 {
			return 0, err
		}
		if c := one[0]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			guard.unread = append([]byte{c}, guard.unread...)
			return c, nil
		}
	}
}

var errRecordTooLong = errors.New("record too long")

// guarded bounds what is read for one record.
type guarded struct {
	r           io.Reader
	left, limit int64
	unread      []byte
}

func (g *guarded) Read(p []byte) (n int, err error) {
	if len(g.unread) > 0 {
		n = copy(p, g.unread)
		g.unread = g.unread[n:]
	} else {
		if int64(len(p)) > 1<<16 {
			p = p[:1<<16]
		}
		n, err = g.r.Read(p)
	}
	if g.left -= int64(n); g.left < 0 {
		return 0, errRecordTooLong
	}
	return n, err
}

func (g *guarded) first(one []byte) (int, error) {
	for len(g.unread) == 0 {
		block := make([]byte, 1<<12)
		n, err := g.r.Read(block)
		if n == 0 && err != nil {
			return 0, err
		}
		g.unread = block[:n]
	}
	one[0], g.unread = g.unread[0], g.unread[1:]
	return 1, nil
}

// record appends one object, or notes that it is none. Its place is its line.
func (d *decoder) record(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' || !json.Valid(raw) {
		return d.broken(d.rows, "bad_json", "")
	}
	var found []jsonCell
	f := flattener{raw: raw, found: d.cells[:0]}
	f.object("", 0)
	found, d.cells = f.found, f.found
	if f.tooDeep {
		return d.broken(d.rows, "bad_json", "")
	}
	for i := range found {
		place, err := d.sink.place(found[i].name)
		if err != nil {
			return err
		}
		found[i].place = place
	}
	if err := d.sink.begin(d.file); err != nil {
		return err
	}
	cells := d.sink.cells()
	for _, c := range found {
		if cells[c.place] = nil; c.value != nil {
			cells[c.place] = c.value
		}
	}
	return d.sink.append(d.rows)
}

// jsonCell is one column of a flattened object; a nil value is not given.
type jsonCell struct {
	name  string
	value []byte
	place int
}

// flattener walks JSON that is known to be valid. Numbers stay as written.
type flattener struct {
	raw     []byte
	i       int
	found   []jsonCell
	names   map[string]string // that need not be made anew
	tooDeep bool
}

const maxNesting = 64

func (f *flattener) space() {
	for f.raw[f.i] == ' ' || f.raw[f.i] == '\t' || f.raw[f.i] == '\n' || f.raw[f.i] == '\r' {
		f.i++
	}
}

// object reads an object, its cells named after the path to them.
func (f *flattener) object(path string, depth int) {
	if depth > maxNesting {
		f.tooDeep = true
		f.skip()
		return
	}
	f.i++ // {
	for {
		f.space()
		switch f.raw[f.i] {
		case '}':
			f.i++
			return
		case ',':
			f.i++
			continue
		}
		written := trim(f.text())
		name, known := f.names[string(written)]
		if !known {
			name = string(written)
		}
		if path != "" {
			name = path + "." + name
		}
		f.space()
		f.i++ // :
		f.space()
		if f.raw[f.i] == '{' {
			f.object(name, depth+1)
			continue
		}
		value := f.value()
		if name == "" {
			name = "(no name)"
		}
		f.found = append(f.found, jsonCell{name: name, value: value})
	}
}

// value reads anything but an object; nil for null and for emptiness.
func (f *flattener) value() []byte {
	start := f.i
	var v []byte
	switch f.raw[f.i] {
	case '"':
		v = trim(f.text())
	case '[':
		v = f.list()
	case 'n':
		f.i += len("null")
	default: // a number, true or false
		for f.i < len(f.raw) && bytes.IndexByte([]byte(",]} \t\r\n"), f.raw[f.i]) < 0 {
			f.i++
		}
		v = f.raw[start:f.i]
	}
	if len(v) == 0 {
		return nil
	}
	return v
}

// list joins scalars with |. A list that holds objects or lists stays JSON.
func (f *flattener) list() []byte {
	start, deep := f.i, false
	var joined []byte
	f.i++ // [
	for {
		f.space()
		switch f.raw[f.i] {
		case ']':
			f.i++
			if deep {
				return f.raw[start:f.i]
			}
			return joined
		case ',':
			f.i++
		case '[', '{':
			deep = true
			f.skip()
		default:
			if v := f.value(); v != nil {
				if joined != nil {
					joined = append(joined, '|')
				}
				joined = append(joined, v...)
			}
		}
	}
}

// skip passes over an object or list.
func (f *flattener) skip() {
	for depth := 0; ; {
		switch f.raw[f.i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			f.text()
			continue
		}
		f.i++
		if depth == 0 {
			return
		}
	}
}

// text reads a string. NUL characters are dropped: no column can show them.
func (f *flattener) text() []byte {
	start, escaped := f.i, false
	for f.i++; f.raw[f.i] != '"'; f.i++ {
		if f.raw[f.i] == '\\' {
			escaped = true
			f.i++
		}
	}
	f.i++
	if !escaped {
		return f.raw[start+1 : f.i-1]
	}
	var s string
	if json.Unmarshal(f.raw[start:f.i], &s) != nil {
		return nil // cannot be: the whole was valid
	}
	return bytes.ReplaceAll([]byte(s), []byte{0}, nil)
}
