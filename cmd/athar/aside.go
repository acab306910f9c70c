package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"athar/ingest"
	"athar/models"
)

// asides prints rows awaiting correction. As CSV they have the kind's own
// columns, batch and row first: corrected, the file can be sent again with
// `athar ingest`, and the ids of people are taken from what is kept. A text
// that a spreadsheet would take for a formula has an apostrophe before it, which
// is taken off again on the way in.
func (p *program) asides(rows []ingest.Aside) error {
	if p.format == "json" {
		type whole struct {
			ingest.Aside
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
	t := table{columns: []string{"batch", "row", "problems"}}
	if len(rows) == 0 {
		return p.printTable(t)
	}
	kind, err := models.KindNamed(rows[0].Kind)
	if err != nil {
		return err
	}
	records := make([]map[string]any, len(rows))
	known := map[string]bool{}
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Record), &records[i]); err != nil {
			return fmt.Errorf("read a row awaiting correction: %w", err)
		}
		for name := range records[i] {
			known[name] = true
		}
	}
	var names []string
	for _, f := range kind.Fields {
		if known[f.Name] && !f.Type.Pseudonymous() {
			names = append(names, f.Name)
		}
		delete(known, f.Name)
	}
	names = append(names, slices.Sorted(maps.Keys(known))...) // dimensions
	fmt.Fprint(p.out, "\ufeff")                               // so that spreadsheets read Arabic as UTF-8
	t.columns = append(t.columns, names...)
	for i, r := range rows {
		row := []string{r.Batch, strconv.FormatInt(r.Row, 10), strings.Join(r.Faults, " ")}
		for _, name := range names {
			value := ""
			if v := records[i][name]; v != nil {
				value = fmt.Sprint(v)
			}
			row = append(row, value)
		}
		t.rows = append(t.rows, row)
	}
	return p.printTable(t)
}
