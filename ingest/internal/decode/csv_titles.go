package decode

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	nameLike   = regexp.MustCompile(`^[\pL\pM][^@]*$`)
	manyDigits = regexp.MustCompile(`\pN.*\pN.*\pN`)
)

// titles is how many rows stand above the header: titles and rows without values, as they are saved of a sheet. It is 0
// unless the first row with several values has nothing but names in it, over most of the width of the rows, and digits
// stand below: what may be a value is never taken for a name.
func (s *csvScanner) titles() int {
	var rows [][]string
	width, at, above := 0, -1, false
	for data := s.w.bytes(); len(rows) < lookAhead; {
		next, what := s.parse(data, s.w.eof)
		if what == csvMore || what == csvEnd {
			break
		}
		data = data[next:]
		var row []string
		for _, f := range s.fields {
			if f = trim(f); what == csvRow && len(f) > 0 {
				row = append(row, string(f))
			}
		}
		if at < 0 && len(row) > 1 {
			at = len(rows)
		}
		above = above || at < 0 && what == csvRow
		rows, width = append(rows, row), max(width, len(row))
	}
	if at < 0 || !above || 5*len(rows[at]) < 4*width {
		return 0
	}
	names := map[string]bool{}
	for _, name := range rows[at] {
		if names[fold(name)] = true; !nameLike.MatchString(name) || manyDigits.MatchString(name) {
			return 0
		}
	}
	below := slices.Concat(rows[at+1:]...)
	if !slices.ContainsFunc(below, func(v string) bool { return strings.ContainsFunc(v, unicode.IsDigit) }) ||
		slices.ContainsFunc(below, func(v string) bool { return names[fold(v)] }) {
		return 0
	}
	return at
}
