package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"athar/ingest/internal/pseudonym"
	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
)

// asides is what is known of the rows awaiting correction, which are at hand in
// the stage's table main.awaiting_correction.
type asides struct {
	stale bool // the table must be made anew; guarded by Intake.writing
	rows  int64
}

const asideColumns = "_commit, batch, row, feed, kind, file, line, faults, digest, record"

// openAsides reads from the lake which rows await correction: those set aside
// by a commit that has receipts, and not cleared since by one that has. Without
// receipts a commit never came to its end.
func (in *Intake) openAsides(ctx context.Context) error {
	source := "(SELECT NULL::BIGINT AS _commit, '' AS batch, NULL::BIGINT AS row, '' AS feed, '' AS kind, '' AS file, NULL::BIGINT AS line, '' AS faults, '' AS digest, '' AS record WHERE false)"
	asides, receipts := in.lake.Files(lake.SetAsideTable, 0, -1), in.lake.Files(lake.ReceiptsTable, 0, -1)
	if len(asides) > 0 && len(receipts) > 0 {
		source = fmt.Sprintf(`(WITH told AS (SELECT DISTINCT _commit FROM %[2]s),
			said AS (FROM %[1]s)
			FROM said a WHERE a._op = 'aside' AND a._commit IN (FROM told) AND NOT EXISTS (
				FROM said c WHERE c._op = 'cleared' AND c.batch = a.batch AND c.row = a.row AND c._commit > a._commit AND c._commit IN (FROM told)))`,
			lake.Source(asides, 0, -1), lake.Source(receipts, 0, -1))
	}
	if _, err := in.stage.ExecContext(ctx, "CREATE OR REPLACE TABLE main.awaiting_correction AS SELECT "+asideColumns+" FROM "+source); err != nil {
		return fmt.Errorf("read the rows awaiting correction: %w", err)
	}
	in.asides.stale = false
	return in.stage.QueryRowContext(ctx, "SELECT count(*) FROM main.awaiting_correction").Scan(&in.asides.rows)
}

// Awaiting lists the rows awaiting correction of a feed, or of all feeds.
func (in *Intake) Awaiting(ctx context.Context, feed string, limit int) ([]models.Aside, error) {
	where, args := "", []any{limit}
	if feed != "" {
		where, args = "WHERE feed = ?", []any{feed, limit}
	}
	rows, err := in.stage.QueryContext(ctx, "SELECT "+asideShown+" FROM main.awaiting_correction "+where+" ORDER BY _commit, batch, row LIMIT ?", args...)
	if err != nil {
		return nil, fmt.Errorf("list the rows awaiting correction: %w", err)
	}
	return readAsides(rows)
}

// asideShown are the columns that readAsides reads.
const asideShown = "batch, row, feed, kind, coalesce(file, ''), coalesce(line, 0), faults, record"

func readAsides(rows *sql.Rows) ([]models.Aside, error) {
	defer rows.Close()
	var all []models.Aside
	for rows.Next() {
		var a models.Aside
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
	rows, err := in.stage.QueryContext(ctx, "SELECT feed, count(*) FROM main.awaiting_correction GROUP BY feed")
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
// delivery corrects: of its own source, because what one source says is not
// another's to mend. Dates that nobody had to mend stand in them as the source
// writes them.
func (b *batch) recall(ctx context.Context) error {
	feeds := []string{sqltext.Literal("post_" + b.feed.Source), sqltext.Literal(b.feed.Name)}
	var same []models.Feed
	for _, f := range b.in.Workspace().Feeds {
		if f.Source != b.feed.Source {
			continue
		}
		feeds = append(feeds, sqltext.Literal(f.Name))
		if f.Kind == b.kind.Name {
			same = append(same, f)
		}
	}
	b.feed.Formats = formatsOfAll(same)
	_, err := b.conn.ExecContext(ctx, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE awaiting AS SELECT batch, row, record::JSON AS record
		FROM main.awaiting_correction WHERE kind = '%s' AND feed IN (%s) AND batch IN (SELECT batch FROM mapped)`, b.kind.Name, strings.Join(feeds, ", ")))
	return err
}

// formatsOfAll are the formats that all of the feeds declare alike: between two a date could be read wrongly.
func formatsOfAll(feeds []models.Feed) map[string]string {
	formats := map[string]string{}
	for _, f := range feeds {
		for field, format := range f.Formats {
			if !slices.ContainsFunc(feeds, func(other models.Feed) bool { return other.Formats[field] != format }) {
				formats[field] = format
			}
		}
	}
	return formats
}

// keepAside keeps the rows set aside, once each however often they are sent,
// and clears those that need no correction any more. settleAside must follow
// once the commit has its receipts.
func (b *batch) keepAside(ctx context.Context, commit int64, kept map[int]bool) error {
	newly := false
	for d := range kept {
		newly = newly || b.checked.SetAside[d] > 0
	}
	if len(kept) == 0 || !newly && b.in.asides.rows == 0 {
		return nil
	}
	feed := sqltext.Literal(b.feed.Name)
	// All that is wrong in these deliveries; known: it awaits correction already, or an earlier delivery brings it too.
	statements := []string{fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE new_aside AS SELECT *,
			digest IN (SELECT digest FROM main.awaiting_correction WHERE feed = %[1]s) OR min(_delivery) OVER (PARTITION BY digest) < _delivery AS known
		FROM (SELECT *, md5(record) AS digest FROM (%[2]s))`, feed, b.asideRows(commit, among(kept)))}
	taken := "n._place IN (SELECT _place FROM good WHERE " + among(kept) + ") AND n._place NOT IN (SELECT _place FROM new_aside)"
	var which string
	switch {
	case b.corrects():
		// One corrected wrongly gives its place in the list to its successor.
		which = "EXISTS (FROM named n WHERE n._corrects AND n._batch = w.batch AND n._of_row = w.row AND (" + taken + " OR n._place IN (SELECT _place FROM new_aside WHERE NOT known)))"
	case b.feed.Replaces == models.ReplacesAll:
		which = "w.feed = " + feed
	default:
		which = "w.feed = " + feed + " AND EXISTS (FROM named n WHERE (" + b.sameRow() + ") AND " + taken + ")"
	}
	statements = append(statements, "CREATE OR REPLACE TEMP TABLE cleared AS SELECT w.batch, w.row, w.feed, w.kind FROM main.awaiting_correction w WHERE w.kind = '"+
		b.kind.Name+"' AND "+which+" AND w.digest NOT IN (SELECT digest FROM new_aside WHERE known)")
	for _, s := range statements {
		if _, err := b.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	b.asides = true
	return b.in.copyTo(ctx, b.conn, lake.SetAsideTable, fmt.Sprintf(`SELECT _commit, 'aside' AS _op, batch, row, feed, kind, file, line, faults, digest, record FROM new_aside WHERE NOT known
		UNION ALL SELECT %d::BIGINT, 'cleared', batch, row, feed, kind, NULL, NULL, NULL, NULL, NULL FROM cleared`, commit), commit)
}

// asideRows is the SELECT of the rows set aside of some deliveries.
func (b *batch) asideRows(commit int64, which string) string {
	return fmt.Sprintf(`SELECT a._delivery, a._place, %d::BIGINT AS _commit, list_extract([%s], a._delivery + 1) AS batch, a._place AS row, %s AS feed, '%s' AS kind, a._file AS file, a._row AS line,
			(SELECT string_agg(f.code || ':' || f.field, '|' ORDER BY f.fault) FROM fault_names f WHERE list_contains(a.faults, f.fault)) AS faults, to_json(%s)::VARCHAR AS record
		FROM aside a JOIN named n USING (_place) WHERE a.%s`,
		commit, b.batches(), sqltext.Literal(b.feed.Name), b.kind.Name, b.record(), which)
}

// settleAside brings what is at hand up to what keepAside wrote.
func (b *batch) settleAside(ctx context.Context) error {
	if !b.asides {
		return nil
	}
	for _, s := range []string{
		"DELETE FROM main.awaiting_correction AS w USING cleared AS c WHERE w.batch = c.batch AND w.row = c.row",
		"INSERT INTO main.awaiting_correction SELECT " + asideColumns + " FROM new_aside WHERE NOT known",
	} {
		if _, err := b.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return b.conn.QueryRowContext(ctx, "SELECT count(*) FROM main.awaiting_correction").Scan(&b.in.asides.rows)
}

// clearMended clears the rows awaiting correction that posts in the table
// sealed bring again under their key.
func (in *Intake) clearMended(ctx context.Context, conn *sql.Conn, c *openCommit) error {
	if in.asides.rows == 0 {
		return nil
	}
	var same []string
	for _, k := range c.kind.Key {
		value := "n." + sqltext.Quote(k)
		if f, _ := c.kind.Field(k); f.Type == models.ID {
			value = "regexp_replace(" + value + ", '^[^:]*:', '')" // the register, which what came did not have
		}
		same = append(same, fmt.Sprintf("(w.record::JSON ->> %s) IS NOT DISTINCT FROM %s", sqltext.Literal(k), value))
	}
	cleared := fmt.Sprintf(`SELECT %d::BIGINT AS _commit, 'cleared' AS _op, w.batch, w.row, w.feed, w.kind, NULL::VARCHAR AS file, NULL::BIGINT AS line, NULL::VARCHAR AS faults, NULL::VARCHAR AS digest, NULL::VARCHAR AS record
		FROM main.awaiting_correction w WHERE w.kind = %s AND w.feed = %s AND EXISTS (FROM sealed n WHERE %s)`,
		c.number, sqltext.Literal(c.kind.Name), sqltext.Literal(c.posts[0].Receipt.Feed), strings.Join(same, " AND "))
	var rows int64
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM ("+cleared+")").Scan(&rows); err != nil || rows == 0 {
		return err
	}
	in.asides.stale = true
	if last, _ := in.lake.Last(lake.SetAsideTable); last >= c.number {
		return nil // an attempt before this one wrote it
	}
	return in.copyTo(ctx, conn, lake.SetAsideTable, cleared, c.number)
}

// record is the row as a struct: our fields and dimensions as they came, ids
// of people already pseudonyms.
func (b *batch) record() string {
	var parts []string
	add := func(name string) {
		if b.hasField(name) {
			parts = append(parts, sqltext.Quote(name)+" := n."+sqltext.Quote(name))
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
	if slices.Contains(b.columns, name) || name == "record_id" && b.kind.Identity {
		return true
	}
	f, ok := b.kind.Field(name)
	return ok && f.Type.Pseudonymous() && b.corrects() // taken from what is kept
}

// corrects reports whether the rows correct set-aside ones.
func (b *batch) corrects() bool { return corrects(b.columns) }

func corrects(columns []string) bool { return pseudonym.Input{Columns: columns}.Corrects() }

// sameRow is the condition that a row named n is an awaiting row w mended: it
// has its key.
func (b *batch) sameRow() string {
	var parts []string
	for _, k := range b.kind.Key {
		value := "NULL"
		if b.hasField(k) {
			value = "CAST(n." + sqltext.Quote(k) + " AS VARCHAR)"
		}
		parts = append(parts, fmt.Sprintf("(w.record::JSON ->> %s) IS NOT DISTINCT FROM %s", sqltext.Literal(k), value))
	}
	same := strings.Join(parts, " AND ")
	if !b.kind.Identity || slices.Contains(b.columns, "record_id") || len(b.feed.Key) > 0 || len(b.feed.Files) == 0 {
		return same
	}
	// The id is made from the whole row, so that a mended row has another: in a file loaded again it is the same line about the same people.
	parts = []string{"w.line = n._row", "w.file IS NOT DISTINCT FROM n._file"}
	for _, f := range b.kind.Fields {
		if f.Type.Pseudonymous() && f.Name != "record_id" && b.hasField(f.Name) {
			parts = append(parts, fmt.Sprintf("(w.record::JSON ->> %s) IS NOT DISTINCT FROM CAST(n.%s AS VARCHAR)", sqltext.Literal(f.Name), sqltext.Quote(f.Name)))
		}
	}
	return same + " OR " + strings.Join(parts, " AND ")
}
