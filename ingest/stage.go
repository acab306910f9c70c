package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	for _, r := range b.receipts {
		s.Batches = append(s.Batches, r.Batch)
	}
	whole := b.checked.Whole && len(kept) == len(b.receipts)
	form := form{commit: s.Commit, fieldIDs: fieldIDs, columns: b.checked.Columns, seq: "_place - 1", op: "'put'"}
	if !whole {
		form.seq = "row_number() OVER () - 1"
	}
	write := func(table, path string) error {
		rows := "FROM " + table
		if !whole { // what is whole is in order
			rows += " WHERE " + among(kept) + " ORDER BY _place"
		}
		_, err := b.conn.ExecContext(ctx, b.copy(form, rows, path))
		return err
	}
	if whole && b.checked.Faultless && b.early.commit == s.Commit && b.early.fieldIDs == fieldIDs && os.Link(b.early.path, s.Parquet) == nil {
		return nil // what was written early will do
	}
	if err := write("taken", s.Parquet); err != nil || b.checked.Keeping == 0 {
		return err
	}
	s.Kept = b.temporary("kept.parquet")
	return write("keeping", s.Kept)
}

// early is what was read of many rows, in a file as the lake is to hold it if
// nothing is wrong with them and no other commit comes before theirs.
type early struct {
	path, fieldIDs string
	commit         int64
}

// writeEarly writes many rows, and returns a SELECT of them with _place and _delivery.
func (b *batch) writeEarly(ctx context.Context, rows, op string, columns []string) (string, error) {
	d := early{path: b.temporary("early.parquet")}
	if b.rehearsal == nil {
		var err error
		d.commit = b.in.lane.next()
		if d.fieldIDs, err = b.in.lake.FieldIDs(b.kind.Name); err != nil {
			return "", err
		}
	}
	form := form{commit: d.commit, fieldIDs: d.fieldIDs, columns: columns, seq: "_place - 1", op: op, anyOrder: true}
	result, err := b.conn.ExecContext(ctx, b.copy(form, rows, d.path))
	if err != nil {
		return "", err
	}
	var expected int64
	for i := range b.rows {
		expected += b.rows[i] - b.broken[i]
	}
	if n, err := result.RowsAffected(); err != nil || n != expected {
		return "", errors.Join(err, fmt.Errorf("%d rows became %d", expected, n))
	}
	b.early = d
	return "SELECT *, _seq + 1 AS _place, CAST(list_position([" + b.batches() + "], CAST(_batch AS VARCHAR)) - 1 AS INTEGER) AS _delivery FROM read_parquet(" + sqltext.Literal(d.path) + ")", nil
}

// form is how rows in the tables that check leaves become those of the lake.
type form struct {
	commit   int64
	fieldIDs string
	columns  []string // that the tables have
	seq, op  string
	anyOrder bool // of the rows in the file, which otherwise wait for those before them
}

// copy is the statement that writes rows to a file.
func (b *batch) copy(f form, rows, path string) string {
	batch := b.batches()
	if len(b.receipts) > 1 {
		batch = "list_extract([" + batch + "], _delivery + 1)"
	}
	made := map[string]string{"_commit": fmt.Sprintf("CAST(%d AS BIGINT)", f.commit), "_seq": f.seq, "_op": f.op, "_batch": "CAST(" + batch + " AS UUID)"}
	names, options := append([]string{"_commit", "_seq", "_op", "_batch"}, f.columns...), "FORMAT parquet, COMPRESSION zstd"
	if f.fieldIDs != "" {
		names, options = lake.FieldNames(f.fieldIDs), options+", FIELD_IDS "+f.fieldIDs
	}
	if f.anyOrder {
		options += ", PRESERVE_ORDER false"
	}
	columns := make([]string, len(names))
	for i, name := range names {
		value, ok := made[name]
		if !ok {
			value = sqltext.Quote(name)
			if !slices.Contains(f.columns, name) {
				value = "CAST(NULL AS VARCHAR)" // a dimension that was declared once
			}
		}
		columns[i] = value + " AS " + sqltext.Quote(name)
	}
	return "COPY (SELECT " + strings.Join(columns, ", ") + " FROM (" + rows + ")) TO " + sqltext.Literal(path) + " (" + options + ")"
}

// batches are the ids of the deliveries' batches, in SQL.
func (b *batch) batches() string {
	ids := make([]string, len(b.receipts))
	for d, r := range b.receipts {
		ids[d] = sqltext.Literal(r.Batch)
	}
	return strings.Join(ids, ", ")
}
