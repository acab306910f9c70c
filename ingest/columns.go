package ingest

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"athar/ingest/internal/pseudonym"
	"athar/internal/sqltext"
	"athar/models"
)

// settle looks at the columns that came: whether those needed are there, and
// which are not ours.
func (b *batch) settle(ctx context.Context) (bool, error) {
	usable := true
	for _, r := range b.receipts {
		usable = usable && !r.Rejected()
	}
	if !usable {
		return false, nil
	}
	corrects := slices.Contains(b.columns, pseudonym.CorrectsBatch) && slices.Contains(b.columns, pseudonym.CorrectsRow)
	var foreign []string
	for _, f := range b.kind.Fields {
		made := f.Name == "record_id" || corrects && f.Type.Pseudonymous()
		if f.Required && !made && !slices.Contains(b.columns, f.Name) {
			b.problem(models.NewProblem("missing_column", f.Name, ""))
			usable = false
		}
	}
	for _, k := range b.feed.Key {
		if !slices.Contains(b.columns, k) {
			b.problem(models.NewProblem("missing_column", k, ""))
			usable = false
		}
	}
	for _, c := range b.columns {
		_, field := b.kind.Field(c)
		dimension := slices.ContainsFunc(b.dimensions, func(d models.Dimension) bool { return d.Name == c })
		correction := corrects && (c == pseudonym.CorrectsBatch || c == pseudonym.CorrectsRow || c == pseudonym.CorrectsProblems)
		if !field && !dimension && !correction && !slices.Contains(b.feed.Key, c) {
			foreign = append(foreign, c)
		}
	}
	if len(foreign) > 0 && len(foreign) == len(b.columns) {
		// Where the header line is missing, what stands for names are a row's values: they are not told.
		b.problem(models.NewProblem("no_header", "", ""))
		usable, foreign = false, nil
	}
	if err := b.tellForeign(ctx, foreign); err != nil {
		return false, err
	}
	if b.decoded != nil {
		for _, f := range b.decoded.Files {
			b.rows[f.File.Delivery] += f.Rows
		}
	} else if err := b.conn.QueryRowContext(ctx, "SELECT count(*) FROM mapped").Scan(&b.rows[0]); err != nil { // a mapping is for one delivery
		return false, err
	} else {
		b.rows[0] += b.broken[0]
	}
	for d := range b.rows {
		b.receipts[d].Received = b.rows[d]
	}
	return usable, nil
}

// tellForeign notes columns that are not ours, where rows say something in them.
func (b *batch) tellForeign(ctx context.Context, columns []string) error {
	if len(columns) == 0 {
		return nil
	}
	counts := make([]string, len(columns))
	said, into := make([]int64, len(columns)), make([]any, 1, 1+len(columns))
	for i, c := range columns {
		counts[i] = "count(" + sqltext.Quote(c) + ")"
		into = append(into, &said[i])
	}
	rows, err := b.conn.QueryContext(ctx, "SELECT _delivery, "+strings.Join(counts, ", ")+" FROM mapped GROUP BY _delivery")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d int
		into[0] = &d
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range columns {
			if said[i] > 0 {
				p := models.NewProblem("unknown_column", shownColumn(c), "")
				p.Count = said[i]
				b.receipts[d].Problems = append(b.receipts[d].Problems, p)
			}
		}
	}
	return rows.Err()
}

// shownColumn is a column's name as problems show it: one that looks like a
// value, because a file came without its header, is not shown.
func shownColumn(name string) string {
	if len(name) > 64 || valueLike.MatchString(name) {
		return "…"
	}
	return name
}

var valueLike = regexp.MustCompile(`\pN{5}|@`)
