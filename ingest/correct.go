package ingest

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"athar/models"
)

// AsideRow is one row awaiting correction.
func (in *Intake) AsideRow(ctx context.Context, batch string, row int64) (models.Aside, error) {
	rows, err := in.stage.QueryContext(ctx, "SELECT "+asideShown+" FROM main.awaiting_correction WHERE batch = ? AND row = ?", batch, row)
	if err != nil {
		return models.Aside{}, fmt.Errorf("find a row awaiting correction: %w", err)
	}
	found, err := readAsides(rows)
	if err != nil {
		return models.Aside{}, fmt.Errorf("find a row awaiting correction: %w", err)
	}
	if len(found) == 0 {
		return models.Aside{}, &models.Error{Kind: models.NotFound, Message: "This row awaits no correction: it was corrected, or its source sent it anew.",
			Ar: "لا ينتظر هذا الصف تصحيحًا: إما أنه صُحّح أو أعاد مصدره إرساله."}
	}
	return found[0], nil
}

// Correct sends one row awaiting correction again with other values. The ids of
// people in it are taken from what is kept.
func (in *Intake) Correct(ctx context.Context, row models.Aside, values map[string]string) (models.Receipt, error) {
	f, err := os.CreateTemp(in.temp, "correction-*.csv")
	if err != nil {
		return models.Receipt{}, fmt.Errorf("write a correction: %w", err)
	}
	header, line := []string{"batch", "row"}, []string{row.Batch, strconv.FormatInt(row.Row, 10)}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		header, line = append(header, name), append(line, values[name])
	}
	w := csv.NewWriter(f)
	err = w.WriteAll([][]string{header, line})
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(f.Name())
		return models.Receipt{}, fmt.Errorf("write a correction: %w", err)
	}
	return in.Receive(ctx, in.correction(row, f.Name()))
}

// Resend takes in a file of rows awaiting correction that somebody corrected:
// of one source, which the first of them names.
func (in *Intake) Resend(ctx context.Context, path string) (models.Receipt, error) {
	row, err := in.firstCorrected(ctx, path)
	if err != nil {
		os.Remove(path)
		return models.Receipt{}, err
	}
	return in.Receive(ctx, in.correction(row, path))
}

// correction is a file that corrects rows as a post of their source.
func (in *Intake) correction(row models.Aside, path string) Post {
	source := strings.TrimPrefix(row.Feed, "post_")
	if feed, err := in.Workspace().Feed(row.Feed); err == nil {
		source = feed.Source
	}
	return Post{Kind: row.Kind, Source: source, Spooled: true, Files: []PostedFile{{Name: "correction.csv", Path: path, Format: "csv"}}}
}

func (in *Intake) firstCorrected(ctx context.Context, path string) (models.Aside, error) {
	f, err := os.Open(path)
	if err != nil {
		return models.Aside{}, fmt.Errorf("read corrected rows: %w", err)
	}
	defer f.Close()
	text := bufio.NewReader(f)
	r := csv.NewReader(text)
	r.FieldsPerRecord, r.Comma = -1, separator(text)
	header, err := r.Read()
	if err == nil {
		header[0] = strings.TrimPrefix(header[0], "\ufeff")
		batch, row := slices.Index(header, "batch"), slices.Index(header, "row")
		first, err := r.Read()
		if err == nil && batch >= 0 && row >= 0 && len(first) > max(batch, row) {
			if n, err := strconv.ParseInt(first[row], 10, 64); err == nil {
				return in.AsideRow(ctx, first[batch], n)
			}
		}
	}
	return models.Aside{}, &models.Error{Kind: models.Invalid, Message: "The file needs the columns batch and row, as they were downloaded; only the other columns are corrected.",
		Ar: "يجب أن يحتوي الملف على العمودين batch وrow كما نُزِّلا؛ ولا يُصحَّح إلا ما عداهما."}
}

// separator is what stands between the names in the first line: spreadsheets save with semicolons in many countries.
func separator(text *bufio.Reader) rune {
	start, _ := text.Peek(4096) // what there is of it
	first, _, _ := strings.Cut(string(start), "\n")
	best := ','
	for _, r := range ";\t" {
		if strings.Count(first, string(r)) > strings.Count(first, string(best)) {
			best = r
		}
	}
	return best
}
