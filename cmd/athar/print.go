package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"athar/dashboards/export"
)

// table is rows under headings, printed in the format asked for.
type table struct {
	columns []string
	rows    [][]string
}

func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (p *program) printTable(t table) error {
	if p.format == "csv" {
		return export.WriteTable(p.out, t.columns, t.rows)
	}
	return writeColumns(p.out, t)
}

func writeColumns(out io.Writer, t table) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.columns}, t.rows...) {
		plain := make([]string, len(row))
		for i, cell := range row {
			plain[i] = printable(cell)
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(plain, "\t"), "\t"))
	}
	return w.Flush()
}

// printable keeps text from data from moving a terminal's cursor or direction.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
