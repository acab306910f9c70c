// Package export writes a Figure as files: CSV, JSON and SVG, each with exactly
// what stands on the page.
package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"time"

	"athar/dashboards/charts"
	"athar/models"
)

// CSV writes the figure as one clean table: one header, a reason where a value
// is missing, numbers in full. Of an outcome, rows on the strength of the claim
// follow.
func CSV(f *charts.Figure) ([]byte, error) {
	names, records := f.Records()
	var out bytes.Buffer
	out.WriteString("\ufeff") // so that spreadsheets read Arabic as UTF-8
	w := csv.NewWriter(&out)
	if err := w.Write(names); err != nil {
		return nil, err
	}
	for _, r := range append(records, f.ClaimRecords()...) {
		row := make([]string, len(r))
		for i, field := range r {
			row[i] = field.Written()
			if _, isText := field.Value.(string); isText {
				row[i] = Harmless(row[i])
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// Harmless keeps a spreadsheet from taking a text for a formula: one that
// begins as a formula does gets an apostrophe before it.
func Harmless(s string) string {
	if strings.ContainsRune("=+-@\t\r＝＋－＠", first(s)) {
		return "'" + s
	}
	return s
}

// first is the rune a text begins with; that of the empty text begins nothing.
func first(s string) rune {
	for _, r := range s {
		return r
	}
	return -1
}

// object keeps its fields in their order.
type object charts.Record

func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, field := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := json.Marshal(field.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(field.Value)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// JSON writes the figure with its question, its words and its rows.
func JSON(f *charts.Figure) ([]byte, error) {
	_, records := f.Records()
	rows := make([]object, len(records))
	for i, r := range records {
		rows[i] = object(r)
	}
	out := struct {
		charts.Question
		Title       string            `json:"title"`
		Subtitle    string            `json:"subtitle"`
		Reading     string            `json:"reading,omitempty"`
		Language    models.Language   `json:"language"`
		Form        charts.Form       `json:"form"`
		DataVersion int64             `json:"commit"`
		AsOf        time.Time         `json:"as_of"`
		Empty       string            `json:"empty,omitempty"`
		Rows        []object          `json:"rows"`
		Inequality  []models.Summary  `json:"inequality"`
		Outcome     *models.Outcome   `json:"outcome,omitempty"`
		Notes       []string          `json:"notes"`
		Source      string            `json:"source,omitempty"`
		Coverage    string            `json:"coverage,omitempty"`
		Protection  models.Protection `json:"protection"`
		SQL         string            `json:"sql,omitempty"`
	}{f.Question(), f.Title, f.Subtitle, f.Reading, f.Language, f.Form, f.Commit, f.Time, f.Empty, rows, f.Summaries(), f.Outcome(), f.Notes, f.Source, f.Coverage, f.Protection(), f.SQL}
	return json.MarshalIndent(out, "", "  ")
}
