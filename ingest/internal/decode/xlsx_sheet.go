package decode

import (
	"bytes"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sheetCell is a cell that is not empty.
type sheetCell struct {
	column int
	value  []byte
	text   bool // typed as text, so that it may be a heading
	fault  bool // an error such as #N/A, without a value
	lost   bool // a formula whose result was never stored
}

// sheetRow is a row with at least one cell.
type sheetRow struct {
	line  int64
	cells []sheetCell // by column
	long  bool        // larger than the limit: without its cells
}

func (r *sheetRow) cell(column int) *sheetCell {
	i, ok := slices.BinarySearchFunc(r.cells, column, func(c sheetCell, column int) int { return c.column - column })
	if !ok {
		return nil
	}
	return &r.cells[i]
}

// merge is a block of cells that are drawn as one; its value stands in the
// first.
type merge struct {
	column, lastColumn int
	row, lastRow       int64
	value              *sheetCell
}

// sheetReader gives the rows of a sheet, one at a time.
type sheetReader struct {
	w      *workbook
	in     io.ReadCloser
	xml    *xmlReader
	merges []merge // by first row
	active []merge
	hidden bool // some row or column is
	line   int64
}

func (w *workbook) openSheet(s sheetEntry) (*sheetReader, error) {
	merges, err := w.merges(s)
	if err != nil {
		return nil, err
	}
	in, err := w.open(s.part, maxSheet)
	if err != nil {
		return nil, err
	}
	return &sheetReader{w: w, in: in, xml: newXML(in, w.limits.MaxLine), merges: merges}, nil
}

func (s *sheetReader) close() { s.in.Close() }

// next is the next row that has a cell; io.EOF after the last.
func (s *sheetReader) next() (*sheetRow, error) {
	for {
		token, err := s.xml.next()
		if err != nil {
			if err == io.EOF {
				return nil, io.EOF
			}
			return nil, damagedWorkbook(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "col":
			s.hidden = s.hidden || attribute(e, "hidden") == "1" || attribute(e, "hidden") == "true"
		case "row":
			row, err := s.row(e)
			if err != nil {
				return nil, damagedWorkbook(err)
			}
			if len(row.cells) > 0 || row.long {
				s.fill(row)
				return row, nil
			}
		}
	}
}

// row reads the cells of one row.
func (s *sheetReader) row(start xml.StartElement) (*sheetRow, error) {
	s.line++
	if n, err := strconv.ParseInt(attribute(start, "r"), 10, 64); err == nil && n > 0 {
		s.line = n
	}
	s.hidden = s.hidden || attribute(start, "hidden") == "1" || attribute(start, "hidden") == "true"
	row := &sheetRow{line: s.line}
	size, column := 0, -1
	for {
		token, err := s.xml.next()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local == "row" {
				slices.SortStableFunc(row.cells, func(a, b sheetCell) int { return a.column - b.column })
				return row, nil
			}
		case xml.StartElement:
			if token.Name.Local != "c" {
				continue
			}
			column++
			if reference := attribute(token, "r"); reference != "" {
				at, _, ok := cellPlace(reference)
				if !ok {
					return nil, reject("broken_file", "", "XLSX")
				}
				column = at
			}
			cell, err := s.cell(token)
			if err != nil {
				return nil, err
			}
			cell.column = column
			if size += len(cell.value); size > s.w.limits.MaxLine {
				row.cells, row.long = nil, true
			}
			if !row.long && (len(cell.value) > 0 || cell.fault || cell.lost) {
				row.cells = append(row.cells, cell)
			}
		}
	}
}

// cell reads one cell up to its end.
func (s *sheetReader) cell(start xml.StartElement) (sheetCell, error) {
	kind := attribute(start, "t")
	style, err := strconv.Atoi(attribute(start, "s"))
	if err != nil {
		style = 0
	}
	var value []byte
	var inline texts
	inValue, formula, stored := false, false, false
	for {
		token, err := s.xml.next()
		if err != nil {
			return sheetCell{}, err
		}
		inline.take(token, "is")
		switch token := token.(type) {
		case xml.StartElement:
			inValue = token.Name.Local == "v"
			stored = stored || inValue
			formula = formula || token.Name.Local == "f"
		case xml.CharData:
			if inValue {
				value = append(value, token...)
			}
		case xml.EndElement:
			inValue = false
			if token.Name.Local == "c" {
				c, err := s.finish(kind, style, value, inline.bytes())
				// A formula may come to the empty text; one that was never worked out has no type, or nothing stored.
				c.lost = formula && len(value) == 0 && (kind != "str" || !stored)
				return c, err
			}
		}
	}
}

// finish makes a cell's value of what stood in it.
func (s *sheetReader) finish(kind string, style int, value, inline []byte) (sheetCell, error) {
	var c sheetCell
	switch kind {
	case "s":
		text, ok, err := s.w.strings.at(string(bytes.TrimSpace(value)))
		if err != nil {
			return c, err
		}
		if !ok && len(value) > 0 {
			return c, reject("broken_file", "", "XLSX")
		}
		c.value, c.text = bytes.Clone(trim(text)), true
	case "inlineStr":
		c.value, c.text = bytes.Clone(trim(inline)), true
	case "str", "d":
		c.value, c.text = trim((&texts{text: value}).bytes()), kind == "str"
	case "b":
		if value = bytes.TrimSpace(value); len(value) > 0 {
			c.value = []byte(strconv.FormatBool(string(value) == "1"))
		}
	case "e":
		c.fault = true
	default:
		if value = bytes.TrimSpace(value); len(value) > 0 {
			c.value = []byte(s.w.value(string(value), style))
		}
	}
	return c, nil
}

// fill gives a row the values of the blocks it is part of: a value that is
// merged over rows belongs to each of them.
func (s *sheetReader) fill(row *sheetRow) {
	s.active = slices.DeleteFunc(s.active, func(m merge) bool { return m.lastRow < row.line })
	for _, m := range s.active {
		if m.value != nil && row.cell(m.column) == nil && !row.long {
			c := *m.value
			i, _ := slices.BinarySearchFunc(row.cells, m.column, func(c sheetCell, column int) int { return c.column - column })
			row.cells = slices.Insert(row.cells, i, c)
		}
	}
	for len(s.merges) > 0 && s.merges[0].row <= row.line {
		m := s.merges[0]
		s.merges = s.merges[1:]
		if m.row == row.line && m.lastRow > m.row {
			if c := row.cell(m.column); c != nil {
				held := *c
				m.value = &held
				s.active = append(s.active, m)
			}
		}
	}
}

var mergedBlock = regexp.MustCompile(`<(?:\w{1,20}:)?mergeCell\s[^<>]{0,100}?ref\s*=\s*["']([A-Za-z]{1,3}\d{1,7}):([A-Za-z]{1,3}\d{1,7})["']`)

// merges looks ahead for the merged blocks of a sheet, which stand after its
// cells, by first row.
func (w *workbook) merges(s sheetEntry) ([]merge, error) {
	in, err := w.open(s.part, maxSheet)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var found []merge
	const overlap = 256
	block := make([]byte, 1<<18)
	kept := 0
	for {
		n, err := io.ReadFull(in, block[kept:])
		data := block[:kept+n]
		end := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !end {
			return nil, damagedWorkbook(err)
		}
		from := 0
		if bytes.Contains(data, []byte("mergeCell")) {
			for _, at := range mergedBlock.FindAllSubmatchIndex(data, -1) {
				from = at[1]
				column, row, ok := cellPlace(string(data[at[2]:at[3]]))
				lastColumn, lastRow, ends := cellPlace(string(data[at[4]:at[5]]))
				if !ok || !ends || lastRow < row || lastColumn < column {
					continue
				}
				if found = append(found, merge{column: column, lastColumn: lastColumn, row: row, lastRow: lastRow}); len(found) > maxMerges {
					return nil, reject("too_many_merges", "", strconv.Itoa(maxMerges))
				}
			}
		}
		if end {
			slices.SortStableFunc(found, func(a, b merge) int { return int(a.row - b.row) })
			return found, nil
		}
		kept = copy(block, data[max(from, len(data)-overlap):])
	}
}

// hasCells tells whether a sheet has any value at all.
func (w *workbook) hasCells(s sheetEntry) (bool, error) {
	in, err := w.open(s.part, maxSheet)
	if err != nil {
		return false, err
	}
	defer in.Close()
	x := newXML(in, w.limits.MaxLine)
	for {
		token, err := x.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, damagedWorkbook(err)
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "v" || e.Name.Local == "is" || e.Name.Local == "f") {
			return true, nil
		}
	}
}

// distinct tells whether no two cells say the same, case aside.
func distinct(cells []sheetCell) bool {
	seen := map[string]bool{}
	for _, c := range cells {
		key := strings.ToLower(string(c.value))
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}
