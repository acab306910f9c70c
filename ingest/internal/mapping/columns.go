package mapping

import (
	"maps"
	"slices"
	"strings"

	"athar/ingest/internal/decode"
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

func recoded(column string, values map[string]string) string {
	if len(values) == 0 {
		return column
	}
	var out strings.Builder
	out.WriteString("CASE " + column)
	for _, from := range slices.Sorted(maps.Keys(values)) {
		out.WriteString(" WHEN " + sqltext.Literal(from) + " THEN " + sqltext.Literal(values[from]))
	}
	out.WriteString(" ELSE " + column + " END")
	return out.String()
}
