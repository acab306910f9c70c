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
// parts that DuckDB's own reader takes in on all processors while the next part
// is made. Small files are not worth it.

const (
	partBytes = 16 << 20
	// longestLine of a part; longer rows go to the table one by one.
	longestLine = 1 << 20
)

// parts writes the rows of one file to its table.
type parts struct {
	d      *decoder
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
	p.number = strconv.AppendInt(p.number[:0], line, 10)
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

// flush hands a part over to DuckDB, once it is done with the one before.
func (p *parts) flush() error {
	if err := p.wait(); err != nil || p.file == nil {
		return err
	}
	path, rows, statement := p.file.Name(), p.rows, p.insert()
	err := errors.Join(p.out.Flush(), p.file.Close())
	p.file = nil
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	p.taken = make(chan error, 1)
	go func(taken chan<- error) {
		result, err := p.d.conn.ExecContext(p.d.ctx, statement)
		if err == nil {
			var n int64
			if n, err = result.RowsAffected(); err == nil && n != rows {
				err = fmt.Errorf("%d rows of a part became %d", rows, n)
			}
		}
		taken <- errors.Join(err, os.Remove(path))
	}(p.taken)
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

// insert is the statement that takes the part in.
func (p *parts) insert() string {
	columns, values := []string{"'l': 'BIGINT'"}, []string{"l", sqltext.Literal(p.d.file.Name), fmt.Sprint(p.d.file.Delivery)}
	into := []string{RowColumn, FileColumn, DeliveryColumn}
	for i, place := range p.places {
		columns = append(columns, fmt.Sprintf("'c%d': 'VARCHAR'", i))
		values = append(values, fmt.Sprintf("c%d", i))
		into = append(into, sqltext.Quote(p.d.sink.columns[place]))
	}
	return fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM read_csv(%s, auto_detect = false, header = false, delim = %s, quote = '"', escape = '"',
		columns = {%s}, nullstr = '', max_line_size = %d, buffer_size = %d, parallel = %t)`,
		sqltext.Quote(p.d.sink.table), strings.Join(into, ", "), strings.Join(values, ", "), sqltext.Literal(globEscape.Replace(p.file.Name())), sqltext.Literal(string(p.sep)),
		strings.Join(columns, ", "), 2*longestLine, 4*longestLine, !p.lines)
}
