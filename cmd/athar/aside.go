package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"athar/dashboards/export"
	"athar/models"
)

// asides prints rows awaiting correction. As CSV they have the kind's own
// columns, batch and row first: corrected, the file can be sent again with
// `athar ingest`, and the ids of people are taken from what is kept. A text
// that a spreadsheet would take for a formula has an apostrophe before it, which
// is taken off again on the way in.
func (p *program) asides(rows []models.Aside) error {
	if p.format == "json" {
		type whole struct {
			models.Aside
			Record json.RawMessage `json:"record"`
		}
		all := make([]whole, len(rows))
		for i, r := range rows {
			all[i] = whole{r, json.RawMessage(r.Record)}
		}
		return p.printJSON(all)
	}
	if p.format == "table" {
		t := table{columns: []string{"batch", "row", "feed", "file", "line", "problems"}}
		for _, r := range rows {
			t.rows = append(t.rows, []string{r.Batch, strconv.FormatInt(r.Row, 10), r.Feed, r.File, strconv.FormatInt(r.Line, 10), strings.Join(r.Faults, " ")})
		}
		return p.printTable(t)
	}
	kinds := map[string]bool{}
	for _, r := range rows {
		kinds[r.Kind] = true
	}
	if len(kinds) > 1 {
		return usageError{fmt.Errorf("rows of several kinds await correction; name one feed")}
	}
	columns, cells, err := export.AsideRows(rows)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		fmt.Fprint(p.out, "\ufeff") // so that spreadsheets read Arabic as UTF-8
	}
	return p.printTable(table{columns: columns, rows: cells})
}
