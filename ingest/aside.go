package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/ingest/internal/check"
	"athar/ingest/lake"
	"athar/models"
)

// Aside is one row awaiting correction. Ids of people in it are pseudonyms.
type Aside struct {
	Batch  string   `json:"batch"`
	Row    int64    `json:"row"`
	Feed   string   `json:"feed"`
	Kind   string   `json:"kind"`
	File   string   `json:"file,omitempty"`
	Line   int64    `json:"line,omitempty"`
	Faults []string `json:"faults"` // code:column
	Record string   `json:"-"`      // JSON
}

// awaiting selects the rows that await correction: set aside by a batch that
// has a receipt, and not cleared since.
func (in *Intake) awaiting() (sql string, any bool) {
	asides, receipts := in.lake.Files(lake.SetAsideTable, 0, -1), in.lake.Files(lake.ReceiptsTable, 0, -1)
	if len(asides) == 0 || len(receipts) == 0 {
		return "", false
	}
	return fmt.Sprintf(`SELECT a.* FROM read_parquet(%s, union_by_name = true) a
		WHERE a._op = 'aside' AND a.batch IN (SELECT batch FROM read_parquet(%s))
		AND NOT EXISTS (SELECT 1 FROM read_parquet(%[1]s, union_by_name = true) c WHERE c._op = 'cleared' AND c.batch = a.batch AND c.row = a.row)`,
		paths(asides), paths(receipts)), true
}

func paths(files []lake.File) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = check.Literal(f.Path)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// Awaiting lists the rows awaiting correction of a feed, or of all feeds.
func (in *Intake) Awaiting(ctx context.Context, feed string, limit int) ([]Aside, error) {
	query, some := in.awaiting()
	if !some {
		return nil, nil
	}
	where, args := "", []any{limit}
	if feed != "" {
		where, args = "WHERE feed = ?", []any{feed, limit}
	}
	rows, err := in.stage.QueryContext(ctx, "SELECT batch, row, feed, kind, coalesce(file, ''), coalesce(line, 0), faults, record FROM ("+query+") "+where+" ORDER BY _commit, batch, row LIMIT ?", args...)
	if err != nil {
		return nil, fmt.Errorf("list the rows awaiting correction: %w", err)
	}
	defer rows.Close()
	var all []Aside
	for rows.Next() {
		var a Aside
		var faults string
		if err := rows.Scan(&a.Batch, &a.Row, &a.Feed, &a.Kind, &a.File, &a.Line, &faults, &a.Record); err != nil {
			return nil, err
		}
		a.Faults = strings.Split(faults, "|")
		all = append(all, a)
	}
	return all, rows.Err()
}

// AwaitingCounts are how many rows of each feed await correction.
func (in *Intake) AwaitingCounts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	query, some := in.awaiting()
	if !some {
		return counts, nil
	}
	rows, err := in.stage.QueryContext(ctx, "SELECT feed, count(*) FROM ("+query+") GROUP BY feed")
	if err != nil {
		return nil, fmt.Errorf("count the rows awaiting correction: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var feed string
		var n int64
		if err := rows.Scan(&feed, &n); err != nil {
			return nil, err
		}
		counts[feed] = n
	}
	return counts, rows.Err()
}

// recall makes the table awaiting (batch, row, record) of the rows that this
// delivery corrects.
func (b *batch) recall(ctx context.Context) error {
	query, some := b.in.awaiting()
	if !some {
		query = "SELECT ''::VARCHAR AS batch, 0::BIGINT AS row, ''::VARCHAR AS record, ''::VARCHAR AS kind WHERE false"
	}
	_, err := b.conn.ExecContext(ctx, fmt.Sprintf(
		"CREATE OR REPLACE TEMP TABLE awaiting AS SELECT batch, row, record::JSON AS record FROM (%s) WHERE kind = '%s' AND batch IN (SELECT batch FROM mapped)", query, b.kind.Name))
	return err
}

// keepAside keeps the rows set aside, once each however often they are sent,
// and clears those that need no correction any more.
func (b *batch) keepAside(ctx context.Context, commit int64, kept map[int]bool) error {
	selects := []string{}
	newly, corrected := false, b.hasColumn(ctx, "named", "_corrects")
	for d := range kept {
		newly = newly || b.checked.SetAside[d] > 0
	}
	query, some := b.in.awaiting()
	if newly {
		batches := make([]string, len(b.receipts))
		for d, r := range b.receipts {
			batches[d] = check.Literal(r.Batch)
		}
		known := "SELECT ''::VARCHAR AS digest WHERE false"
		if some {
			known = fmt.Sprintf("SELECT digest FROM (%s) WHERE feed = %s", query, check.Literal(b.feed.Name))
		}
		selects = append(selects, fmt.Sprintf(`SELECT %d::BIGINT AS _commit, 'aside' AS _op, list_extract([%s], _delivery + 1) AS batch, _place AS row, %s AS feed, '%s' AS kind, _file AS file, _row AS line, faults, digest, record
			FROM (SELECT *, md5(record) AS digest FROM (
				SELECT a._delivery, a._place, a._file, a._row, to_json(%s)::VARCHAR AS record,
					(SELECT string_agg(f.code || ':' || f.field, '|' ORDER BY f.fault) FROM fault_names f WHERE list_contains(a.faults, f.fault)) AS faults
				FROM aside a JOIN named n USING (_place) WHERE a.%s))
			WHERE digest NOT IN (%s)`,
			commit, strings.Join(batches, ", "), check.Literal(b.feed.Name), b.kind.Name, b.record(), among(kept), known))
	}
	cleared := func(which string) string {
		return fmt.Sprintf("SELECT %d::BIGINT AS _commit, 'cleared' AS _op, w.batch, w.row, w.feed, w.kind, NULL::VARCHAR AS file, NULL::BIGINT AS line, NULL::VARCHAR AS faults, NULL::VARCHAR AS digest, NULL::VARCHAR AS record FROM (%s) w %s", commit, query, which)
	}
	if some {
		taken := "n._place IN (SELECT _place FROM taken WHERE NOT _keep_only AND " + among(kept) + ")"
		feed := "w.feed = " + check.Literal(b.feed.Name)
		switch {
		case corrected:
			selects = append(selects, cleared("WHERE (w.batch, w.row) IN (SELECT (n._batch, n._of_row) FROM named n WHERE n._corrects AND "+taken+")"))
		case b.feed.Replaces == models.ReplacesAll:
			selects = append(selects, cleared("WHERE "+feed))
		default:
			if same := b.sameKey(); same != "" {
				selects = append(selects, cleared("WHERE "+feed+" AND EXISTS (SELECT 1 FROM named n WHERE "+same+" AND "+taken+")"))
			}
		}
	}
	if len(selects) == 0 {
		return nil
	}
	return b.copyTo(ctx, lake.SetAsideTable, strings.Join(selects, " UNION ALL "), commit)
}

// record is the row as a struct: our fields and dimensions as they came, ids
// of people already pseudonyms.
func (b *batch) record() string {
	var parts []string
	add := func(name string) {
		if b.hasField(name) {
			parts = append(parts, check.Quote(name)+" := n."+check.Quote(name))
		}
	}
	for _, f := range b.kind.Fields {
		add(f.Name)
	}
	for _, d := range b.dimensions {
		add(d.Name)
	}
	return "struct_pack(" + strings.Join(parts, ", ") + ")"
}

// hasField reports whether the table named has a field.
func (b *batch) hasField(name string) bool {
	return slices.Contains(b.columns, name) || name == "record_id" && b.kind.Identity
}

func (b *batch) hasColumn(ctx context.Context, table, column string) bool {
	var n sql.NullInt64
	err := b.conn.QueryRowContext(ctx, "SELECT count(*) FROM duckdb_columns() WHERE table_name = ? AND column_name = ?", table, column).Scan(&n)
	return err == nil && n.Int64 > 0
}

// sameKey is the condition that a row named n has the key of an awaiting row w.
func (b *batch) sameKey() string {
	var parts []string
	for _, k := range b.kind.Key {
		if !b.hasField(k) {
			return ""
		}
		parts = append(parts, fmt.Sprintf("w.record::JSON ->> %s = n.%s", check.Literal(k), check.Quote(k)))
	}
	return strings.Join(parts, " AND ")
}
