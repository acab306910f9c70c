package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
)

// stage writes the rows taken to a file as the lake is to hold them, and those
// that only keep their records to another. Without the lake's field ids, which
// a rehearsal has no need of, the files have none.
func (b *batch) stage(ctx context.Context, s *models.Staged, fieldIDs string, kept map[int]bool) error {
	whole := b.checked.Whole && len(kept) == len(b.receipts)
	columns, options := b.staged(s, fieldIDs, whole), "FORMAT parquet, COMPRESSION zstd"
	if fieldIDs != "" {
		options += ", FIELD_IDS " + fieldIDs
	}
	write := func(table, path string) error {
		rows := "FROM " + table
		if !whole { // what is whole is in order
			rows += " WHERE " + among(kept) + " ORDER BY _place"
		}
		_, err := b.conn.ExecContext(ctx, "COPY (SELECT "+columns+" FROM ("+rows+")) TO "+sqltext.Literal(path)+" ("+options+")")
		return err
	}
	if err := write("taken", s.Parquet); err != nil || b.checked.Keeping == 0 {
		return err
	}
	s.Kept = b.temporary("kept.parquet")
	return write("keeping", s.Kept)
}

// staged are the columns of a staged file, of rows in the tables that check
// leaves.
func (b *batch) staged(s *models.Staged, fieldIDs string, whole bool) string {
	batches := make([]string, len(b.receipts))
	for d, r := range b.receipts {
		batches[d] = sqltext.Literal(r.Batch)
		s.Batches = append(s.Batches, r.Batch)
	}
	batch, seq := batches[0], "row_number() OVER () - 1"
	if len(batches) > 1 {
		batch = "list_extract([" + strings.Join(batches, ", ") + "], _delivery + 1)"
	}
	if whole {
		seq = "_place - 1"
	}
	made := map[string]string{"_commit": fmt.Sprintf("CAST(%d AS BIGINT)", s.Commit), "_seq": seq, "_op": "'put'", "_batch": "CAST(" + batch + " AS UUID)"}
	names := append([]string{"_commit", "_seq", "_op", "_batch"}, b.checked.Columns...)
	if fieldIDs != "" {
		names = lake.FieldNames(fieldIDs)
	}
	columns := make([]string, len(names))
	for i, name := range names {
		value, ok := made[name]
		if !ok {
			value = sqltext.Quote(name)
			if !slices.Contains(b.checked.Columns, name) {
				value = "CAST(NULL AS VARCHAR)" // a dimension that was declared once
			}
		}
		columns[i] = value + " AS " + sqltext.Quote(name)
	}
	return strings.Join(columns, ", ")
}
