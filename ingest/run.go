package ingest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"athar/ingest/internal/check"
	"athar/ingest/lake"
	"athar/internal/sqltext"
)

// runs are the commits of one kind between those of others. They go into the
// lake's tables together, for what a change of a table costs is mostly the same
// however much it brings.
func runs(commits []*openCommit) (all [][]*openCommit) {
	for i, c := range commits {
		if i == 0 || c.kind != commits[i-1].kind {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], c)
	}
	return all
}

// seal makes commits of a run of open ones. Each of its steps shows in the
// lake, so that it goes on where it was interrupted: the rows first, by which
// the batches exist, then their receipts.
func (in *Intake) seal(ctx context.Context, run []*openCommit) error {
	kind := run[0].kind
	last, _ := in.lake.Last(kind.Name)
	if rest := after(run, last); len(rest) > 0 {
		if err := in.sealRows(ctx, rest); err != nil {
			return err
		}
	}
	if last >= run[0].number {
		in.asides.stale = true // what it cleared was not settled
	}
	in.lane.mu.Lock()
	if k := in.lane.known[kind.Name]; k != nil {
		k.upTo = max(k.upTo, run[len(run)-1].number)
	}
	in.lane.mu.Unlock()
	told, _ := in.lake.Last(lake.ReceiptsTable)
	var receipts []given
	for _, c := range after(run, told) {
		g := given{c.number, make([]*entry, len(c.posts))}
		for i, p := range c.posts {
			g.entries[i] = p.entry
		}
		receipts = append(receipts, g)
	}
	if len(receipts) > 0 {
		if err := in.journal.append(ctx, receipts...); err != nil {
			return fmt.Errorf("keep the receipts: %w", err)
		}
	}
	for _, c := range run {
		in.options.Log.Info("posts", "feed", c.posts[0].Receipt.Feed, "kind", kind.Name, "commit", c.number, "rows", len(c.posts))
	}
	return nil
}

// after are the commits of a run that come after one.
func after(run []*openCommit, commit int64) []*openCommit {
	from := slices.IndexFunc(run, func(c *openCommit) bool { return c.number > commit })
	if from < 0 {
		return nil
	}
	return run[from:]
}

// sealRows writes the rows of each commit of a run to a file of the lake, and
// appends them together.
func (in *Intake) sealRows(ctx context.Context, run []*openCommit) error {
	conn, err := in.stage.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer conn.ExecContext(ctx, "DROP TABLE IF EXISTS temp.sealed")
	var paths []string
	for _, c := range run {
		path, err := in.writeSealed(ctx, conn, c)
		if err != nil {
			return errors.Join(err, removeAll(paths))
		}
		paths = append(paths, path)
	}
	return in.append(ctx, lake.Append{Table: run[0].kind.Name, Files: paths, First: run[0].number, Commit: run[len(run)-1].number, Summary: map[string]string{fingerprintKey: in.lane.key}})
}

// removeAll removes files that nothing names yet; what stays is a stray.
func removeAll(paths []string) (err error) {
	for _, path := range paths {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// writeSealed writes the rows of a commit to a file of the lake.
func (in *Intake) writeSealed(ctx context.Context, conn *sql.Conn, c *openCommit) (path string, err error) {
	selected, err := in.stageSealed(ctx, conn, c)
	if err != nil {
		return "", err
	}
	if err := in.clearMended(ctx, conn, c); err != nil {
		return "", fmt.Errorf("clear what was mended: %w", err)
	}
	ids, err := in.lake.FieldIDs(c.kind.Name)
	if err != nil {
		return "", err
	}
	if path, err = in.lake.NewFile(c.kind.Name, c.number); err != nil {
		return "", err
	}
	if _, err := conn.ExecContext(ctx, "COPY ("+selected+") TO "+sqltext.Literal(path)+" (FORMAT parquet, COMPRESSION zstd, FIELD_IDS "+ids+")"); err != nil {
		return "", errors.Join(err, os.Remove(path))
	}
	return path, nil
}

// stageSealed makes the table sealed, which has as text what posts differ in,
// and returns the SELECT of the lake's columns from it.
func (in *Intake) stageSealed(ctx context.Context, conn *sql.Conn, c *openCommit) (string, error) {
	table, _ := in.lake.Table(c.kind.Name)
	of := c.posts[0].Receipt // its feed and source are those of all
	alike := map[string]string{"_commit": fmt.Sprint(c.number), "_op": "'put'", "_feed": sqltext.Literal(of.Feed), "source": sqltext.Literal(of.Source)}
	given := slices.Clone(c.kind.Key)
	for _, p := range c.posts {
		for _, cell := range p.row {
			if !slices.Contains(given, cell.Name) {
				given = append(given, cell.Name)
			}
		}
	}
	columns := []string{"_seq BIGINT", "_batch VARCHAR"}
	for _, name := range given {
		columns = append(columns, sqltext.Quote(name)+" VARCHAR")
	}
	selected := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		value, ok := alike[column.Name]
		switch {
		case ok:
		case column.Name == "_seq", column.Name == "_batch", slices.Contains(given, column.Name):
			value = sqltext.Quote(column.Name)
		default:
			value = "NULL"
		}
		selected[i] = fmt.Sprintf("CAST(%s AS %s) AS %s", value, column.Type.DuckDB(), sqltext.Quote(column.Name))
	}
	if _, err := conn.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE sealed ("+strings.Join(columns, ", ")+")"); err != nil {
		return "", err
	}
	err := conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppender(raw.(driver.Conn), "temp", "", "sealed")
		if err != nil {
			return err
		}
		values := make([]driver.Value, len(columns))
		for i, p := range c.posts {
			values[0], values[1] = int64(i), p.Receipt.Batch
			for f, name := range given {
				values[2+f] = nil
				if text := check.Value(p.row, name); text != "" {
					values[2+f] = text
				}
			}
			if err := appender.AppendRow(values...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
	return "SELECT " + strings.Join(selected, ", ") + " FROM sealed ORDER BY _seq", err
}
