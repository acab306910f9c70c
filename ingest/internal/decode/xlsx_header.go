package decode

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"athar/models"
)

// lookAhead is how many rows are looked at to find the row of headings.
const lookAhead = 50

// readSheet finds the headings of a sheet and takes the rows below them.
func (d *decoder) readSheet(w *workbook, s sheetEntry) error {
	r, err := w.openSheet(s)
	if err != nil {
		return err
	}
	defer r.close()
	merges := r.merges
	var first []*sheetRow
	for len(first) < lookAhead {
		row, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		first = append(first, row)
	}
	if len(first) == 0 {
		return reject("empty_file", "", "")
	}
	at := headingRow(first, merges)
	names, used := headings(first[at:], merges)
	if at > 0 {
		d.problem(models.NewProblem("header_found", "", strconv.FormatInt(first[at].line, 10)))
	}
	t := sheetTable{d: d, faults: map[int]*models.Problem{}, unnamed: map[int]bool{}, names: names}
	if err := t.open(); err != nil {
		return err
	}
	for _, row := range first[at+used:] {
		if err := t.add(row); err != nil {
			return err
		}
	}
	for {
		row, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := t.add(row); err != nil {
			return err
		}
	}
	if r.hidden {
		d.problem(models.NewProblem("hidden_cells", "", ""))
	}
	t.report()
	return nil
}

// headingRow finds the headings: the first row that is drawn over at least four
// fifths of the columns that the rows are wide, as titles above it are not. Where
// nothing tells that one from the rows below it, words over half the width just
// above it are meant: the headings of a table in which some columns have none.
func headingRow(rows []*sheetRow, merges []merge) int {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	several := func(r *sheetRow) bool { return len(r.cells) > 1 || width == 1 }
	number := func(c sheetCell) bool { return !c.text }
	words := func(r *sheetRow) bool { return distinct(r.cells) && !slices.ContainsFunc(r.cells, number) }
	wide := slices.IndexFunc(rows, func(r *sheetRow) bool { return 5*covered(r, merges) >= 4*width && several(r) })
	if wide <= 0 {
		return 0
	}
	if words(rows[wide]) && slices.ContainsFunc(rows[wide+1:], func(r *sheetRow) bool { return slices.ContainsFunc(r.cells, number) }) {
		return wide
	}
	if above := rows[wide-1]; above.line == rows[wide].line-1 && 2*len(above.cells) >= width && several(above) && words(above) {
		return wide - 1
	}
	return wide
}

// covered is how many columns the cells of a row are drawn over.
func covered(r *sheetRow, merges []merge) int {
	n := len(r.cells)
	for _, m := range merges {
		if m.row == r.line && m.lastColumn > m.column && r.cell(m.column) != nil {
			n += m.lastColumn - m.column
		}
	}
	return n
}

// headings names the columns by the row of headings, and by the row below it
// where a heading is merged over several columns that have their own below. It
// says how many rows that took.
func headings(rows []*sheetRow, merges []merge) (names []string, used int) {
	over := map[int]string{} // what is written above a column
	spans := false
	for _, c := range rows[0].cells {
		over[c.column] = string(c.value)
	}
	for _, m := range merges {
		c := rows[0].cell(m.column)
		if m.row != rows[0].line || m.lastColumn == m.column || c == nil {
			continue
		}
		spans = true
		for column := m.column; column <= min(m.lastColumn, m.column+maxSpan); column++ {
			over[column] = string(c.value)
		}
	}
	below := map[int]string{}
	if used = 1; spans && len(rows) > 1 {
		words := true
		for _, c := range rows[1].cells {
			words = words && c.text
			below[c.column] = string(c.value)
		}
		if words {
			used = 2
		} else {
			clear(below)
		}
	}
	last := -1
	for column := range over {
		last = max(last, column)
	}
	for column := range below {
		last = max(last, column)
	}
	names = make([]string, last+1)
	for column := range names {
		switch top, under := over[column], below[column]; {
		case under == "" || top == under:
			names[column] = top
		case top == "":
			names[column] = under
		default:
			names[column] = top + " / " + under
		}
	}
	return names, used
}

// maxSpan bounds the columns that one heading names.
const maxSpan = 2_000

// sheetTable puts the rows of a sheet in the table.
type sheetTable struct {
	d       *decoder
	names   []string // by column; "" for one without
	places  []int
	faults  map[int]*models.Problem // errors in cells, by column
	unnamed map[int]bool            // columns with values and no name
}

func (t *sheetTable) open() error {
	d := t.d
	if len(t.names) > d.limits.MaxColumns {
		return reject("too_many_columns", "", fmt.Sprint(d.limits.MaxColumns))
	}
	t.places = make([]int, len(t.names))
	seen := map[string]int{}
	for i, name := range t.names {
		if t.places[i] = -1; name == "" {
			continue
		}
		if first, ok := seen[fold(name)]; ok {
			return reject("duplicate_header", "", columnLetters(first)+", "+columnLetters(i))
		}
		seen[fold(name)] = i
		place, err := d.sink.place(name)
		if err != nil {
			return err
		}
		t.places[i] = place
	}
	if len(seen) == 0 {
		return reject("no_header", "", "")
	}
	return d.sink.begin(d.file)
}

func (t *sheetTable) add(row *sheetRow) error {
	d := t.d
	if err := d.counted(); err != nil {
		return err
	}
	if row.long {
		return d.broken(row.line, "line_too_long", bytesText(int64(d.limits.MaxLine)))
	}
	cells := d.sink.cells()
	for _, c := range row.cells {
		switch {
		case c.column >= len(t.names) || t.names[c.column] == "":
			t.unnamed[c.column] = true
		case c.lost:
			return reject("formula_without_value", t.names[c.column], t.names[c.column])
		case c.fault:
			t.fault(c.column, row.line)
		default:
			cells[t.places[c.column]] = c.value
		}
	}
	return d.sink.append(row.line)
}

// fault notes an error in a cell, which counts as not given.
func (t *sheetTable) fault(column int, line int64) {
	if p := t.faults[column]; p != nil {
		p.Count++
		return
	}
	p := models.NewProblem("error_in_cell", t.names[column], "")
	p.Line = line
	t.faults[column] = &p
}

func (t *sheetTable) report() {
	for column, name := range t.names {
		if p := t.faults[column]; p != nil && name != "" {
			t.d.problem(*p)
		}
	}
	if len(t.unnamed) > 0 {
		first := -1
		for column := range t.unnamed {
			if first < 0 || column < first {
				first = column
			}
		}
		p := models.NewProblem("column_without_name", "", columnLetters(first))
		p.Count = int64(len(t.unnamed))
		t.d.problem(p)
	}
}
