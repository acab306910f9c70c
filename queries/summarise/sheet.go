package summarise

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sheet is a table of separated values being read, row by row.
type sheet struct {
	rows    *csv.Reader
	columns map[string]int    // place of each column by its folded name
	record  []string          // the row read last
	line    int               // where it begins, as a text editor numbers it
	broken  error             // why there is no next row
	said    map[string]string // what stands for columns that there are not, the same in every row
	marks   fractionMarks
}

// separators are what may stand between values, the likeliest first.
var separators = []rune{',', ';', '\t'}

// openSheet reads as far as the header. wanted are the names of columns, which tell what separates them.
func openSheet(r io.Reader, wanted []string) (*sheet, error) {
	decoded := transform.NewReader(r, transform.Chain(unicode.BOMOverride(transform.Nop), encoding.UTF8Validator))
	text := bufio.NewReaderSize(decoded, 1<<16)
	start, err := text.Peek(1 << 16)
	switch {
	case err != nil && err != io.EOF:
		return nil, unreadable(err)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0")):
		return nil, mend(isWorkbook)
	case bytes.IndexByte(start, 0) >= 0:
		return nil, mend(notText)
	}
	header, _, ends := strings.Cut(strings.TrimLeft(string(start), "\r\n"), "\n")
	if !ends && strings.Contains(strings.TrimSpace(header), "\r") {
		return nil, mend(oldLineEnds)
	}
	if strings.TrimSpace(header) == "" {
		return nil, mend(isEmpty)
	}
	separator, known := ',', 0
	for _, candidate := range separators {
		names := csv.NewReader(strings.NewReader(header))
		names.Comma, names.LazyQuotes = candidate, true
		found, _ := names.Read() // what cannot be read has no columns
		n := 0
		for _, name := range found {
			if slices.Contains(wanted, fold(name)) {
				n++
			}
		}
		if n > known {
			separator, known = candidate, n
		}
	}
	if known == 0 {
		return nil, mend(noHeader)
	}
	s := &sheet{rows: csv.NewReader(text), columns: map[string]int{}, marks: fractionMarks{commaSeparates: separator == ','}}
	s.rows.Comma, s.rows.ReuseRecord = separator, true
	if !s.next() {
		return nil, cmp.Or(s.failed(), mend(isEmpty))
	}
	for i, name := range s.record {
		name = fold(name)
		if _, twice := s.columns[name]; twice && slices.Contains(wanted, name) {
			return nil, mend(columnTwice.of(name))
		}
		s.columns[name] = i
	}
	return s, nil
}

// fold makes names of columns comparable.
func fold(name string) string { return strings.ToLower(tidy(name)) }

// tidy takes off what is not seen: blanks, and the marks that turn the direction of a text.
func tidy(text string) string {
	return strings.Trim(text, " \t\r\n\u00a0\u200b\u200e\u200f\u061c\ufeff")
}

// next reads a row that is not blank. At the end and on a broken row it reports false.
func (s *sheet) next() bool {
	for {
		record, err := s.rows.Read()
		if err != nil {
			s.record, s.broken = nil, err
			return false
		}
		if slices.ContainsFunc(record, func(cell string) bool { return tidy(cell) != "" }) {
			s.record = record
			s.line, _ = s.rows.FieldPos(0)
			return true
		}
	}
}

// failed is why there is no next row; nil at the end.
func (s *sheet) failed() error {
	if s.broken == io.EOF {
		return nil
	}
	if at, ok := errors.AsType[*csv.ParseError](s.broken); ok {
		if errors.Is(at.Err, csv.ErrFieldCount) {
			return mend(wrongWidth.on(at.StartLine))
		}
		return mend(badQuotes.on(at.StartLine))
	}
	return unreadable(s.broken)
}

func unreadable(err error) error {
	if errors.Is(err, encoding.ErrInvalidUTF8) {
		return mend(notText)
	}
	return err // reading failed, whatever is in the table
}

func (s *sheet) has(column string) bool {
	_, has := s.columns[column]
	_, said := s.said[column]
	return has || said
}

// told takes facts of the table as a whole for the columns that it lacks, of those that may be said beside it.
func (s *sheet) told(facts map[string]string, may ...string) error {
	for _, column := range slices.Sorted(maps.Keys(facts)) {
		switch {
		case !slices.Contains(may, column):
			return mend(notOfPersons.of(column))
		case s.has(column):
			return mend(saidTwice.of(column))
		}
	}
	s.said = facts
	return nil
}

// text is a cell of the row; empty where there is no such column, or nothing in it.
func (s *sheet) text(column string) string {
	i, has := s.columns[column]
	if !has {
		return tidy(s.said[column])
	}
	if text := tidy(s.record[i]); text != "NA" {
		return text
	}
	return ""
}

// number is a cell of the row as a number; given tells whether there is one.
func (s *sheet) number(column string) (x float64, given bool, err error) {
	text := s.text(column)
	if text == "" {
		return 0, false, nil
	}
	x, wrong := s.marks.number(text)
	if wrong != nil {
		return 0, false, mend(wrong.at(s.line, column))
	}
	return x, true, nil
}

// flag is a cell that says yes (1) or no (0).
func (s *sheet) flag(column string) (yes, given bool, err error) {
	x, given, err := s.number(column)
	if err != nil || given && x != 0 && x != 1 {
		return false, false, mend(notFlag.at(s.line, column))
	}
	return x == 1, given, nil
}
