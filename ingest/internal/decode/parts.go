package decode

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"athar/internal/sqltext"
)

// A large file of separated values is read twice over: rows are told apart,
// numbered and judged here, and written out again, one clean line each, in
// parts that DuckDB's own reader takes in on all processors, while the next part
// is made or where the table is a view of them. Small files are not worth it.

const (
	partBytes = 16 << 20
	// longestLine of a part; longer rows go to the table one by one.
	longestLine = 1 << 20
)

// parts writes the rows of one file to its table.
type parts struct {
	d      *decoder
	source *File // that they are of
	sep    byte
	places []int
	most   int      // bytes of a part
	file   *os.File // the part being written; nil where none is
	out    *bufio.Writer
	rows   int64
	bytes  int
	lines  bool       // a value of the part has several lines
	taken  chan error // of the part before, nil where none is on its way
	number []byte
}

// part is a clean file: of each row its place in the table, its line and its values.
type part struct {
	file   *File
	path   string
	sep    byte
	places []int // of its values among the table's columns
	rows   int64
	lines  bool
}

// open begins a part where there is none.
func (p *parts) open() (err error) {
	if p.file == nil {
		if p.file, err = os.CreateTemp(p.d.o.Temp, "part-*.csv"); err != nil {
			return err
		}
		p.out, p.rows, p.bytes, p.lines = bufio.NewWriterSize(p.file, 1<<18), 0, 0, false
	}
	return nil
}

// line adds a row as it stands, which needs no cleaning.
func (p *parts) line(line int64, data []byte) error {
	if err := p.open(); err != nil {
		return err
	}
	p.start(line)
	p.out.WriteByte(p.sep)
	p.out.Write(data)
	return p.end(len(data))
}

// row adds a row by its values, trimmed.
func (p *parts) row(line int64, fields [][]byte) error {
	length := 0
	for i := range p.places {
		length += len(fields[i])
	}
	if length > longestLine/2 {
		return p.alone(line, fields)
	}
	if err := p.open(); err != nil {
		return err
	}
	p.start(line)
	for i := range p.places {
		p.out.WriteByte(p.sep)
		v := trim(fields[i])
		if bytes.IndexByte(v, p.sep) < 0 && !bytes.ContainsAny(v, "\"\r\n") {
			p.out.Write(v)
			continue
		}
		p.lines = p.lines || bytes.ContainsAny(v, "\r\n")
		p.out.WriteByte('"')
		p.out.Write(bytes.ReplaceAll(v, []byte(`"`), []byte(`""`)))
		p.out.WriteByte('"')
	}
	return p.end(length)
}

func (p *parts) start(line int64) {
	p.number = strconv.AppendInt(append(strconv.AppendInt(p.number[:0], p.d.sink.placed, 10), p.sep), line, 10)
	p.d.sink.placed++
	p.out.Write(p.number)
}

func (p *parts) end(length int) error {
	p.rows++
	p.bytes += length
	if err := p.out.WriteByte('\n'); err != nil { // a failed Write shows again
		return err
	}
	if p.bytes < p.most {
		return nil
	}
	return p.flush()
}

// alone puts a long row into the table by itself, after those before it.
func (p *parts) alone(line int64, fields [][]byte) error {
	if err := p.finish(); err != nil {
		return err
	}
	if err := p.d.sink.begin(p.d.file); err != nil {
		return err
	}
	cells := p.d.sink.cells()
	for i, place := range p.places {
		if v := trim(fields[i]); len(v) > 0 {
			cells[place] = v
		}
	}
	return errors.Join(p.d.sink.append(line), p.d.sink.close())
}

// flush hands a part over: to what the view is made of, or to DuckDB, once it
// is done with the one before.
func (p *parts) flush() error {
	if err := p.wait(); err != nil || p.file == nil {
		return err
	}
	made := part{file: p.source, path: p.file.Name(), sep: p.sep, places: p.places, rows: p.rows, lines: p.lines}
	err := errors.Join(p.out.Flush(), p.file.Close())
	p.file = nil
	if err != nil {
		return errors.Join(err, os.Remove(made.path))
	}
	if p.d.o.View != nil {
		return p.d.sink.hold(made, int64(p.bytes), p.d.o.Room)
	}
	p.taken = make(chan error, 1)
	go func(taken chan<- error) { taken <- p.d.sink.take(made) }(p.taken)
	return nil
}

// wait ends when no part is on its way.
func (p *parts) wait() error {
	if p.taken == nil {
		return nil
	}
	err := <-p.taken
	p.taken = nil
	return err
}

// finish hands over what there is, and waits until it is in the table.
func (p *parts) finish() error { return errors.Join(p.flush(), p.wait()) }

// abandon removes what has not been handed over.
func (p *parts) abandon() {
	p.wait()
	if p.file != nil {
		p.file.Close()
		os.Remove(p.file.Name())
	}
}

// reading is the SELECT of the rows of some parts of a file, of which p is one,
// with all columns of the table.
func (p part) reading(table []string, parts []part) string {
	read := []string{"'p': 'BIGINT'", "'l': 'BIGINT'"}
	values := make([]string, len(table))
	for i, column := range table {
		values[i] = "CAST(NULL AS VARCHAR) AS " + sqltext.Quote(column)
	}
	for i, place := range p.places {
		read = append(read, fmt.Sprintf("'c%d': 'VARCHAR'", i))
		values[place] = fmt.Sprintf("c%d AS %s", i, sqltext.Quote(table[place]))
	}
	paths := make([]string, len(parts))
	for i, other := range parts {
		paths[i] = sqltext.Literal(globEscape.Replace(other.path))
	}
	return fmt.Sprintf(`SELECT p AS rowid, l AS %s, %s AS %s, CAST(%d AS INTEGER) AS %s, %s FROM read_csv([%s], auto_detect = false, header = false, delim = %s, quote = '"', escape = '"',
		columns = {%s}, nullstr = '', max_line_size = %d, buffer_size = %d, parallel = %t)`,
		RowColumn, sqltext.Literal(p.file.Name), FileColumn, p.file.Delivery, DeliveryColumn, strings.Join(values, ", "), strings.Join(paths, ", "), sqltext.Literal(string(p.sep)),
		strings.Join(read, ", "), 2*longestLine, 4*longestLine, !p.lines)
}
