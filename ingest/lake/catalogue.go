package lake

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// openDatabase opens catalog.db so that a commit is on disk when it returns. A rollback journal keeps the catalogue in one
// file, which is what backups and outside readers expect; "extra" also syncs the folder once the journal is gone,
// without which a power cut could bring the journal back and undo a commit that was already acknowledged.
func openDatabase(ctx context.Context, path string) (*sql.DB, error) {
	settings := url.Values{"_pragma": {"journal_mode(delete)", "synchronous(extra)", "busy_timeout(10000)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	// The manifests keep no check sum of a file, so the catalogue does.
	for _, name := range []string{"athar_data_files", "athar_metadata_files"} {
		_, err = db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS `+name+` (
			table_name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (table_name, file))`)
		if err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

// currentMetadata returns the location of every table's current metadata file.
func (l *Lake) currentMetadata(ctx context.Context) (map[string]string, error) {
	return l.pairs(ctx, `SELECT table_name, metadata_location FROM iceberg_tables
		WHERE catalog_name = ? AND table_namespace = ?`, namespace, namespace)
}

// checkSums returns the check sum of each data file of a table, by file name.
func (l *Lake) checkSums(ctx context.Context, table string) (map[string]string, error) {
	return l.pairs(ctx, `SELECT file, sha256 FROM athar_data_files WHERE table_name = ?`, table)
}

func (l *Lake) keepCheckSums(ctx context.Context, table string, files []writtenFile) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return l.commitCheckSums(ctx, tx, table, files)
}

// commitCheckSums adds check sums to a transaction and commits it.
func (l *Lake) commitCheckSums(ctx context.Context, tx *sql.Tx, table string, files []writtenFile) error {
	for _, file := range files {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO athar_data_files VALUES (?, ?, ?)`,
			table, filepath.Base(file.Path), file.sha256)
		if err != nil {
			return err
		}
	}
	if err := l.keepMetadataSums(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	l.sums.unkept, l.sums.gone = nil, nil
	return nil
}

// forgetCheckSums lets go of the check sums of data files that were removed.
func (l *Lake) forgetCheckSums(ctx context.Context, table string, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, path := range paths {
		if _, err := tx.ExecContext(ctx, `DELETE FROM athar_data_files WHERE table_name = ? AND file = ?`, table, filepath.Base(path)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (l *Lake) pairs(ctx context.Context, query string, args ...any) (map[string]string, error) {
	rows, err := l.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	pairs := map[string]string{}
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, err
		}
		pairs[key] = value
	}
	return pairs, rows.Err()
}

// checkNotBehind refuses a catalogue older than its tables, such as one put back from a backup without them: appending
// would fork the history. One version ahead is what a crash just before the catalogue's own commit leaves.
func checkNotBehind(table, metadata string) error {
	current, ok := metadataVersion(filepath.Base(metadata))
	if !ok {
		return fmt.Errorf("table %s: the catalogue names %s, which is no metadata file", table, metadata)
	}
	entries, err := os.ReadDir(filepath.Dir(metadata))
	if err != nil {
		return fmt.Errorf("table %s: list metadata: %w", table, err)
	}
	for _, entry := range entries {
		if found, ok := metadataVersion(entry.Name()); ok && found > current+1 {
			return fmt.Errorf("table %s: the catalogue knows version %d and the table's folder holds version %d: "+
				"the catalogue is older than the tables; restore both from the same backup", table, current, found)
		}
	}
	return nil
}

// metadataVersion reads the number before the first dash of <version>-<uuid>.metadata.json.
func metadataVersion(name string) (int, bool) {
	number, _, _ := strings.Cut(name, "-")
	version, err := strconv.Atoi(number)
	return version, err == nil && strings.HasSuffix(name, ".metadata.json")
}
