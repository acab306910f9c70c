package lake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Snapshot returns a folder in which there is one other, lake: this lake as it is at this moment, of hard links, as the
// files of a lake never change, and a copy of the catalogue. It costs next to no room and holds commits up only for as
// long as the links take. RemoveSnapshot removes it; what a crash leaves of it goes when the lake is opened.
func (l *Lake) Snapshot(ctx context.Context) (_ string, err error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return "", errClosed
	}
	if err := makeFolder(filepath.Join(l.dir, snapshotFolder)); err != nil {
		return "", fmt.Errorf("make a snapshot: %w", err)
	}
	dir, err := os.MkdirTemp(filepath.Join(l.dir, snapshotFolder), "")
	if err != nil {
		return "", fmt.Errorf("make a snapshot: %w", err)
	}
	if err := l.linkInto(ctx, filepath.Join(dir, "lake")); err != nil {
		return "", errors.Join(fmt.Errorf("make a snapshot: %w", err), l.RemoveSnapshot(dir))
	}
	return dir, nil
}

// snapshotFolder holds snapshots while they are read.
const snapshotFolder = "snapshots"

// RemoveSnapshot removes what Snapshot made.
func (l *Lake) RemoveSnapshot(dir string) error { return os.RemoveAll(dir) }

func (l *Lake) linkInto(ctx context.Context, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	if err := l.flushMetadataSums(ctx); err != nil {
		return err
	}
	if _, err := l.db.ExecContext(ctx, "VACUUM INTO ?", filepath.Join(dir, "catalog.db")); err != nil {
		return fmt.Errorf("copy the catalogue: %w", err)
	}
	for _, shape := range l.Tables() {
		if err := ctx.Err(); err != nil {
			return err
		}
		log := l.log(shape.Name)
		if log.doubt != nil {
			return inDoubt(log.doubt)
		}
		for _, folder := range []string{"data", "metadata"} {
			if err := os.MkdirAll(filepath.Join(dir, shape.Name, folder), 0o755); err != nil {
				return err
			}
		}
		for _, file := range log.files {
			if err := os.Link(file.Path, filepath.Join(dir, shape.Name, "data", filepath.Base(file.Path))); err != nil {
				return err
			}
		}
		named, err := namedMetadata(log.iceberg)
		if err != nil {
			return err
		}
		for path := range named {
			err := os.Link(path, filepath.Join(dir, shape.Name, "metadata", filepath.Base(path)))
			if errors.Is(err, fs.ErrNotExist) && path != current(log) {
				continue // of the past, which Iceberg has let go
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func current(log *tableLog) string {
	path, _ := pathOf(log.iceberg.MetadataLocation())
	return path
}
