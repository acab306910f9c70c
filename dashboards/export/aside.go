package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"athar/models"
)

// AsideRows are rows of one kind awaiting correction as a table: batch, row and
// problems, then the kind's own columns, so that corrected they can be sent
// again. The ids of people are not among them: they are taken from what is kept.
func AsideRows(rows []models.Aside) (columns []string, table [][]string, err error) {
	columns = []string{"batch", "row", "problems"}
	if len(rows) == 0 {
		return columns, nil, nil
	}
	names, records, err := asideFields(rows)
	if err != nil {
		return nil, nil, err
	}
	for i, r := range rows {
		table = append(table, append([]string{r.Batch, strconv.FormatInt(r.Row, 10), strings.Join(r.Faults, " ")}, AsideValues(names, records[i])...))
	}
	return append(columns, names...), table, nil
}

// AsideValues are some fields of a kept row as they came.
func AsideValues(names []string, record map[string]any) []string {
	values := make([]string, len(names))
	for i, name := range names {
		if v := record[name]; v != nil {
			values[i] = fmt.Sprint(v)
		}
	}
	return values
}

// asideFields are the fields to correct in rows of one kind, in the order of
// its declaration, dimensions last; and what the rows hold.
func asideFields(rows []models.Aside) (names []string, records []map[string]any, err error) {
	kind, err := models.KindNamed(rows[0].Kind)
	if err != nil {
		return nil, nil, err
	}
	records = make([]map[string]any, len(rows))
	known := map[string]bool{}
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Record), &records[i]); err != nil {
			return nil, nil, fmt.Errorf("read a row awaiting correction: %w", err)
		}
		for name := range records[i] {
			known[name] = true
		}
	}
	for _, f := range kind.Fields {
		if known[f.Name] && !f.Type.Pseudonymous() {
			names = append(names, f.Name)
		}
		delete(known, f.Name)
	}
	return append(names, slices.Sorted(maps.Keys(known))...), records, nil
}

// AsideFields are the fields of one row that can be corrected, and their values
// as they came.
func AsideFields(row models.Aside) (names, values []string, err error) {
	names, records, err := asideFields([]models.Aside{row})
	if err != nil {
		return nil, nil, err
	}
	return names, AsideValues(names, records[0]), nil
}

// Table writes a table as a file that spreadsheets read as UTF-8.
func Table(columns []string, rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	err := WriteTable(&out, columns, rows)
	return out.Bytes(), err
}

// WriteTable writes a table as CSV, of which spreadsheets take no text for a
// formula.
func WriteTable(out io.Writer, columns []string, rows [][]string) error {
	w := csv.NewWriter(out)
	if err := w.Write(columns); err != nil {
		return err
	}
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = cell
			if _, err := strconv.ParseFloat(cell, 64); err != nil {
				safe[i] = Harmless(cell)
			}
		}
		if err := w.Write(safe); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
