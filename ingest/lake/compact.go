package lake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the engine that merges files

	"athar/internal/sqltext"
)

// Every batch is a file of its own, and fifty thousand small batches must not become fifty thousand files to open. Between
// appends the small files of consecutive commits are merged, and what was merged is merged again once as much has come
// after it: n commits leave about log2(n/32) files beside the newest, and a row is rewritten as often. Rows keep their
// _commit, so "as of n" stays exact; no row is ever dropped.

// bounds are how much may pile up before it is tidied.
type bounds struct {
	appends   int   // so many single appends at the end of a table are merged
	bytes     int64 // a merged file is not made larger
	snapshots int   // so many, and all but the last few are dropped: each makes the metadata longer
}

var usualBounds = bounds{appends: 32, bytes: 128 << 20, snapshots: 20}

// snapshotsKept are for outside readers in the middle of a query.
const snapshotsKept = 5

// due are the files to merge next, in commit order; none where it is not worth it yet.
func (b bounds) due(files []File) []File {
	from := len(files)
	for from > 0 && files[from-1].First == files[from-1].Commit && files[from-1].Bytes < b.bytes {
		from--
	}
	if len(files)-from < b.appends {
		return nil
	}
	bytes := int64(0)
	to := from
	for to < len(files) && bytes+files[to].Bytes <= b.bytes {
		bytes += files[to].Bytes
		to++
	}
	for from > 0 && files[from-1].Bytes <= bytes && bytes+files[from-1].Bytes <= b.bytes {
		from--
		bytes += files[from].Bytes
	}
	if to-from < 2 {
		return nil
	}
	return files[from:to]
}

// tidy merges in the background what the last append made due. writing is held.
func (l *Lake) tidy(name string) {
	log := l.log(name)
	if l.closing || l.tidying[name] || log.commit < l.restUntil[name] || !log.numbered() || l.bounds.due(log.files) == nil {
		return
	}
	l.tidying[name] = true
	l.background.Go(func() {
		err := l.compactTable(l.life, name)
		l.writing.Lock()
		defer l.writing.Unlock()
		l.tidying[name] = false
		if err != nil && l.life.Err() == nil {
			// Nothing is lost by not merging; but what failed is not tried at every commit.
			l.restUntil[name] = l.log(name).commit + int64(l.bounds.appends)
			l.logger.Error("small files were not merged", "table", name, "error", err)
		}
	})
}

// Compact merges the small files of all tables now, as is otherwise done between appends.
func (l *Lake) Compact(ctx context.Context) error {
	for _, shape := range l.Tables() {
		if err := l.compactTable(ctx, shape.Name); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lake) compactTable(ctx context.Context, name string) error {
	for {
		merged, err := l.compactOnce(ctx, name)
		if err != nil {
			return fmt.Errorf("merge files of table %s: %w", name, err)
		}
		if !merged {
			return nil
		}
	}
}

func (l *Lake) compactOnce(ctx context.Context, name string) (bool, error) {
	l.rewriting.Lock() // nobody else takes files away meanwhile
	defer l.rewriting.Unlock()
	log := l.log(name)
	if !log.numbered() {
		return false, nil
	}
	old := l.bounds.due(log.files)
	if old == nil {
		return false, nil
	}
	merged, err := l.rewrite(ctx, name, old, "")
	if err != nil {
		return false, err
	}
	return true, l.replace(ctx, name, old, merged)
}

// numbered: rows carry their commit, so they may share a file with those of other commits.
func (log *tableLog) numbered() bool {
	return slices.ContainsFunc(log.shape.Columns, func(c Column) bool { return c.Name == "_commit" && c.Type == Whole && c.Required })
}

// rewrite writes the rows of consecutive files, or those of them that a condition keeps, in their order to one new file.
func (l *Lake) rewrite(ctx context.Context, name string, old []File, keep string) (_ string, err error) {
	rows := int64(0)
	sums, err := l.checkSums(ctx, name)
	if err != nil {
		return "", err
	}
	for _, file := range old {
		// Merged, damage would get a check sum of its own and never be found again.
		if problem := unchanged(file, sums[filepath.Base(file.Path)]); problem != "" {
			return "", fmt.Errorf("data file %s %s", filepath.Base(file.Path), problem)
		}
		rows += file.Rows
	}
	path, err := l.newName(name, fmt.Sprintf("%012d-%012d", old[0].First, old[len(old)-1].Commit))
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeFile(path))
		}
	}()
	ids, err := l.FieldIDs(name)
	if err != nil {
		return "", err
	}
	shape, _ := l.Table(name)
	query := allColumns(shape, Source(old, 0, -1))
	if keep != "" {
		query = "FROM (" + query + ") WHERE " + keep
	}
	duck, err := l.engine(ctx)
	if err != nil {
		return "", err
	}
	result, err := duck.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, FIELD_IDS %s)", query, sqltext.Literal(path), ids))
	if err != nil {
		return "", err
	}
	if written, err := result.RowsAffected(); err != nil || keep == "" && written != rows {
		return "", errors.Join(err, fmt.Errorf("%d rows were written of %d", written, rows))
	}
	return path, nil
}

// allColumns is a SELECT of a table's columns from files, some of which may be from before a column was added: its first
// part has no rows and all columns. Without files there is no source.
func allColumns(shape Table, source string) string {
	columns := make([]string, len(shape.Columns))
	for i, c := range shape.Columns {
		columns[i] = "NULL::" + c.Type.DuckDB() + " AS " + sqltext.Quote(c.Name)
	}
	none := "SELECT " + strings.Join(columns, ", ") + " WHERE false"
	if source == "" {
		return none
	}
	return "FROM (" + none + ") UNION ALL BY NAME FROM " + source
}

// engine is the database that rewrites files; it is small, because it works beside everything else.
func (l *Lake) engine(ctx context.Context) (*sql.DB, error) {
	if l.duck != nil {
		return l.duck, nil
	}
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	duck.SetMaxOpenConns(1)
	for _, setting := range []string{"SET autoinstall_known_extensions = false", "SET TimeZone = 'UTC'", "SET threads = 1", "SET enable_external_file_cache = false", "SET memory_limit = '512MB'",
		"SET temp_directory = " + sqltext.Literal(filepath.Join(l.dir, "spill"))} {
		if _, err := duck.ExecContext(ctx, setting); err != nil {
			return nil, errors.Join(err, duck.Close())
		}
	}
	l.duck = duck
	return duck, nil
}

// replace puts one file in the place of several in a table, all or nothing. The old ones stay where they are until
// nobody may be reading them.
func (l *Lake) replace(ctx context.Context, name string, old []File, path string) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return errors.Join(errClosed, removeFile(path))
	}
	log, err := l.settled(ctx, name)
	if err != nil {
		return err
	}
	file, err := l.inspectMerged(log, old, path)
	if err != nil {
		return errors.Join(err, removeFile(path))
	}
	if err := l.syncFiles(ctx, name, file); err != nil {
		return err
	}
	gone := make([]string, len(old))
	for i, file := range old {
		gone[i] = locationOf(file.Path)
	}
	said := ownSummary(log.summary)
	tx, c := l.begin(name, log.iceberg, file)
	if err := tx.ReplaceDataFiles(ctx, gone, []string{locationOf(path)}, said); err != nil {
		return err
	}
	replaced, err := c.finish(ctx, tx)
	if err != nil {
		return l.reload(ctx, name, err)
	}
	next := &tableLog{iceberg: replaced, commit: log.commit, summary: log.summary}
	at := slices.IndexFunc(log.files, func(f File) bool { return f.Path == old[0].Path })
	next.files = slices.Concat(log.files[:at], []File{file.File}, log.files[at+len(old):])
	if err := l.keep(name, next); err != nil {
		return err
	}
	l.retire(name, old, replaced.CurrentSnapshot().SequenceNumber)
	l.sweep(ctx, name, replaced)
	return nil
}

func (l *Lake) inspectMerged(log *tableLog, old []File, path string) (writtenFile, error) {
	file, err := inspectFile(log, path)
	if err != nil {
		return file, fmt.Errorf("look at %s: %w", filepath.Base(path), err)
	}
	file.First, file.Commit = old[0].First, old[len(old)-1].Commit
	return file, nil
}

// keepFile brings a file to disk, and its check sum to the catalogue, before anything names it.
func (l *Lake) keepFile(ctx context.Context, name string, files ...writtenFile) error {
	if err := l.syncFiles(ctx, name, files...); err != nil {
		return err
	}
	if err := l.keepCheckSums(ctx, name, files); err != nil {
		return fmt.Errorf("keep check sums: %w", err)
	}
	return nil
}

// syncFiles brings files and their names to disk, unless whoever asked for them has given up.
func (l *Lake) syncFiles(ctx context.Context, name string, files ...writtenFile) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, file := range files {
		if err := syncPath(file.Path); err != nil {
			return err
		}
	}
	return syncPath(filepath.Join(l.dir, name, "data"))
}
