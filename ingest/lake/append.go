package lake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/apache/iceberg-go"
	"github.com/apache/iceberg-go/table"
)

// Append is one batch for one table, or several whose commits follow each other.
type Append struct {
	Table string
	// Files are paths that NewFile gave for this commit, written and closed; or for those from First to it, in their order.
	Files []string
	// Commit is higher than the table's last. Several tables may take part in one commit, each with its own Append.
	Commit int64
	// First is where several commits go together the first of them; else 0.
	First int64
	// Summary is kept with the table's current state, for Last; a key carries its owner's prefix, as in "receipt.id".
	Summary map[string]string
}

// NewFile returns the path of a file that does not exist yet, for a batch's rows to be written to. Names sort by commit.
func (l *Lake) NewFile(table string, commit int64) (string, error) {
	log := l.log(table)
	if log == nil {
		return "", noTable(table)
	}
	if commit <= log.commit {
		return "", notNext(table, commit, log.commit)
	}
	return l.newName(table, fmt.Sprintf("%012d", commit))
}

func (l *Lake) newName(table, commits string) (string, error) {
	l.reading.Lock()
	defer l.reading.Unlock()
	for {
		l.filesNamed++
		path := filepath.Join(l.dir, table, "data", fmt.Sprintf("%s-%05d.parquet", commits, l.filesNamed))
		_, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", fmt.Errorf("name a file for table %s: %w", table, err)
		}
	}
}

// commitsInName are the first and the last commit whose rows a file holds, as its name says.
func commitsInName(path string) (first, last int64, ok bool) {
	name, ok := strings.CutSuffix(filepath.Base(path), ".parquet")
	parts := strings.Split(name, "-")
	if !ok || len(parts) < 2 || len(parts) > 3 {
		return 0, 0, false
	}
	first, err := strconv.ParseInt(parts[0], 10, 64)
	last = first
	if err == nil && len(parts) == 3 {
		last, err = strconv.ParseInt(parts[1], 10, 64)
	}
	return first, last, err == nil && 0 < first && first <= last
}

func notNext(table string, commit, last int64) error {
	return fmt.Errorf("commit %d does not follow the last one of table %s, %d", commit, table, last)
}

// Append adds the files to a table, all or none. When it returns nil they are on disk and in the table; when it
// returns an error the table is as it was, and the files are left to be appended again or for RemoveStrays.
func (l *Lake) Append(ctx context.Context, a Append) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return errClosed
	}
	if l.log(a.Table) == nil {
		return noTable(a.Table)
	}
	if err := l.append(ctx, a); err != nil {
		return fmt.Errorf("append to table %s: %w", a.Table, err)
	}
	return nil
}

func (l *Lake) append(ctx context.Context, a Append) error {
	log, err := l.settled(ctx, a.Table)
	if err != nil {
		return err
	}
	if a.First == 0 {
		a.First = a.Commit
	}
	if a.First <= log.commit {
		return notNext(a.Table, a.First, log.commit)
	}
	written, err := l.inspect(log, a)
	if err != nil {
		return err
	}
	if err := l.syncFiles(ctx, a.Table, written...); err != nil {
		return err
	}
	appended, err := l.commit(ctx, log.iceberg, a, written)
	if err != nil {
		if err := l.reload(ctx, a.Table, err); l.log(a.Table).commit != a.Commit {
			return err
		}
		return nil // the catalogue took the commit before the error
	}
	next := &tableLog{iceberg: appended, files: log.files}
	for _, file := range written {
		next.files = append(next.files, file.File)
	}
	if next.commit, next.summary, err = commitOf(appended.CurrentSnapshot()); err != nil {
		return err
	}
	if err := l.keep(a.Table, next); err != nil {
		return err
	}
	// A commit adds a manifest, unless it merged them; the one it wrote before merging is then named by nobody.
	if next.manifests <= log.manifests || len(appended.Metadata().Snapshots()) <= len(log.iceberg.Metadata().Snapshots()) {
		l.sweep(ctx, a.Table, appended)
	}
	l.tidy(a.Table)
	return nil
}

// commit makes the Iceberg snapshot: manifests, then metadata, each synced as it is closed, then the catalogue's row.
func (l *Lake) commit(ctx context.Context, t *table.Table, a Append, written []writtenFile) (*table.Table, error) {
	properties := iceberg.Properties(maps.Clone(a.Summary))
	if properties == nil {
		properties = iceberg.Properties{}
	}
	properties[commitKey] = strconv.FormatInt(a.Commit, 10)
	locations := make([]string, len(a.Files))
	for i, path := range a.Files {
		locations[i] = locationOf(path)
	}
	tx, c := l.begin(a.Table, t, written...)
	// Iceberg's own search for duplicates would read every manifest; inspect has seen to it that names are new.
	if err := tx.AddFiles(ctx, locations, properties, true); err != nil {
		return nil, err
	}
	return c.finish(ctx, tx)
}
