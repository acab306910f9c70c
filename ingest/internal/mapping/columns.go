package mapping

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"athar/ingest/internal/decode"
	"athar/ingest/internal/spelling"
	"athar/internal/sqltext"
	"athar/models"
)

// FromColumns writes the simple form of a mapping, columns and recodings, as
// the SELECT it stands for. A value without a recoding passes unchanged. The
// columns of the feed's key are kept too. Without columns, every column of the
// file passes under its own name.
func FromColumns(f models.Feed, fileColumns []string) (string, []models.Problem) {
	there := map[string]string{decode.RowColumn: decode.RowColumn} // a file without ids may number its rows
	for _, c := range fileColumns {
		there[fold(c)] = c
	}
	var problems []models.Problem
	missing := func(column string) {
		if !slices.ContainsFunc(problems, func(p models.Problem) bool { return p.Column == column }) {
			problems = append(problems, models.NewProblem("missing_column", column, ""))
		}
	}
	columns := f.Columns // field: source column
	fields := slices.Sorted(maps.Keys(columns))
	if len(columns) == 0 {
		columns, fields = map[string]string{}, fileColumns
		for _, c := range fileColumns {
			columns[c] = c
		}
	}
	parts := []string{decode.RowColumn, decode.FileColumn, decode.DeliveryColumn}
	given := map[string]bool{}
	for _, field := range fields {
		source, ok := there[fold(strings.TrimSpace(columns[field]))]
		if !ok {
			missing(columns[field])
			continue
		}
		given[fold(field)] = true
		parts = append(parts, recoded(sqltext.Quote(source), f.Values[field])+" AS "+sqltext.Quote(field))
	}
	for field := range f.Values {
		if !given[fold(field)] && f.Columns[field] == "" {
			missing(field)
		}
	}
	for _, key := range f.Key {
		switch source, ok := there[fold(key)]; {
		case given[fold(key)]:
		case !ok:
			missing(key)
		default:
			given[fold(key)] = true
			parts = append(parts, sqltext.Quote(source)+" AS "+sqltext.Quote(key))
		}
	}
	table := ""
	if names := f.SortedFiles(); len(names) > 0 {
		table = names[0]
	}
	return "SELECT " + strings.Join(parts, ",\n       ") + "\nFROM " + sqltext.Quote(table) + "\n", problems
}

// recoded is a column with some values in place of others. A value in Arabic is
// known however it is spelt.
func recoded(column string, values map[string]string) string {
	if len(values) == 0 {
		return column
	}
	exact, spelt := "CASE "+column, ""
	for _, from := range slices.Sorted(maps.Keys(values)) {
		exact += " WHEN " + sqltext.Literal(from) + " THEN " + sqltext.Literal(values[from])
		if strings.ContainsFunc(from, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
			spelt += " WHEN " + spelling.Near(sqltext.Literal(from)) + " THEN " + sqltext.Literal(values[from])
		}
	}
	if spelt == "" {
		return exact + " ELSE " + column + " END"
	}
	return exact + " ELSE CASE " + spelling.Near(column) + spelt + " ELSE " + column + " END END"
}
