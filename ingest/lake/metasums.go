package lake

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/apache/iceberg-go/table"
)

// Metadata that were changed may still be read, and then say something else. So the catalogue keeps the check sum of every
// metadata file too. It is told with the next commit, when the lake is closed or before it is verified, as no commit is
// to wait for it; what a crash keeps from it is summed as it is found when the lake is opened.
type metadataSums struct {
	known  map[string]map[string]string // by table and file name
	unkept []metadataSum
	gone   []metadataSum
}

type metadataSum struct{ table, file, sha256 string }

// currentFiles are the metadata files that a table's current state is read from.
func currentFiles(t *table.Table) ([]string, error) {
	locations := []string{t.MetadataLocation()}
	if snapshot := t.CurrentSnapshot(); snapshot != nil {
		locations = append(locations, snapshot.ManifestList)
		manifests, err := snapshot.Manifests(folderFS{folder: folderOf(t)})
		if err != nil {
			return nil, fmt.Errorf("read manifest list: %w", err)
		}
		for _, manifest := range manifests {
			locations = append(locations, manifest.FilePath())
		}
	}
	paths := make([]string, len(locations))
	for i, location := range locations {
		path, err := pathOf(location)
		if err != nil {
			return nil, fmt.Errorf("read location %q: %w", location, err)
		}
		paths[i] = filepath.Join(folderOf(t), filepath.Base(path))
	}
	return paths, nil
}

func folderOf(t *table.Table) string {
	path, _ := pathOf(t.MetadataLocation())
	return filepath.Dir(path)
}

// sumMetadata notes the check sums of a table's metadata files that have none, and returns how many files its current state is
// read from. The caller holds writing.
func (l *Lake) sumMetadata(name string, t *table.Table) int {
	paths, err := currentFiles(t)
	for _, path := range paths {
		file := filepath.Base(path)
		if l.sums.known[name][file] != "" {
			continue
		}
		sum, failed := checkSum(path)
		if failed != nil {
			err = failed
			continue
		}
		if l.sums.known[name] == nil {
			l.sums.known[name] = map[string]string{}
		}
		l.sums.known[name][file] = sum
		l.sums.unkept = append(l.sums.unkept, metadataSum{name, file, sum})
	}
	if err != nil {
		l.logger.Warn("metadata were not summed", "table", name, "error", err)
	}
	return len(paths)
}

// forgetMetadata notes that a metadata file is there no longer. The caller holds writing.
func (l *Lake) forgetMetadata(name, file string) {
	if l.sums.known[name][file] != "" {
		delete(l.sums.known[name], file)
		l.sums.gone = append(l.sums.gone, metadataSum{table: name, file: file})
	}
}

// readMetadataSums reads what the catalogue was told, and sums what it was not.
func (l *Lake) readMetadataSums(ctx context.Context) error {
	for name, log := range l.logs {
		kept, err := l.keptMetadataSums(ctx, name)
		if err != nil {
			return err
		}
		l.sums.known[name] = kept
		for file := range kept {
			if _, err := os.Lstat(filepath.Join(l.dir, name, "metadata", file)); os.IsNotExist(err) {
				l.forgetMetadata(name, file)
			}
		}
		log.manifests = l.sumMetadata(name, log.iceberg)
	}
	return nil
}

func (l *Lake) keptMetadataSums(ctx context.Context, table string) (map[string]string, error) {
	return l.pairs(ctx, `SELECT file, sha256 FROM athar_metadata_files WHERE table_name = ?`, table)
}

// keepMetadataSums tells the catalogue what it does not know yet. The caller holds writing.
func (l *Lake) keepMetadataSums(ctx context.Context, tx *sql.Tx) error {
	for _, s := range l.sums.unkept {
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO athar_metadata_files VALUES (?, ?, ?)`, s.table, s.file, s.sha256); err != nil {
			return err
		}
	}
	for _, s := range l.sums.gone {
		if _, err := tx.ExecContext(ctx, `DELETE FROM athar_metadata_files WHERE table_name = ? AND file = ?`, s.table, s.file); err != nil {
			return err
		}
	}
	return nil
}

// flushMetadataSums does so at once. The caller holds writing.
func (l *Lake) flushMetadataSums(ctx context.Context) error {
	if len(l.sums.unkept)+len(l.sums.gone) == 0 {
		return nil
	}
	return l.keepCheckSums(ctx, "", nil)
}

// changedMetadata are the files a table's current state is read from that are not what was written.
func (l *Lake) changedMetadata(ctx context.Context, name string, t *table.Table) ([]string, error) {
	sums, err := l.keptMetadataSums(ctx, name)
	if err != nil {
		return nil, err
	}
	paths, err := currentFiles(t)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(paths, func(path string) bool { return !changed(path, sums) }), nil
}

// changed: what cannot be read, or was never summed, is another's to tell.
func changed(path string, sums map[string]string) bool {
	sum := sums[filepath.Base(path)]
	found, err := checkSum(path)
	return err == nil && sum != "" && found != sum
}

// sumsOf are the check sums of a table's metadata as far as the catalogue can tell: one that was lost, or is of an earlier
// version, keeps none.
func (r *repair) sumsOf(ctx context.Context, name string) map[string]string {
	if r.db == nil {
		return nil
	}
	sums, err := r.keptMetadataSums(ctx, name)
	if err != nil {
		return nil
	}
	return sums
}

// unchangedMetadata tells of metadata that can be read and are not what was written.
func (r *repair) unchangedMetadata(ctx context.Context, name, path string) error {
	read, err := readMetadata(path)
	if err != nil {
		return err
	}
	paths, err := currentFiles(read)
	if err != nil {
		return err
	}
	sums := r.sumsOf(ctx, name)
	for _, path := range paths {
		if changed(path, sums) {
			return fmt.Errorf("%s has changed since it was written", filepath.Base(path))
		}
	}
	return nil
}
