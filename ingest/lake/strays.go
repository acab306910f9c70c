package lake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/apache/iceberg-go/table"
)

// RemoveStrays removes the files no table names, which a crash in the middle of a commit leaves, and returns their paths.
// Call it after Open and before the first NewFile: it cannot tell a leftover from a file that is being written.
func (l *Lake) RemoveStrays(ctx context.Context) ([]string, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	if l.catalog == nil {
		return nil, errClosed
	}
	return l.removeStrays(ctx)
}

func (l *Lake) removeStrays(ctx context.Context) ([]string, error) {
	var removed []string
	for _, shape := range l.Tables() {
		log := l.log(shape.Name)
		strays, err := l.strays(shape.Name, log)
		if err != nil {
			return removed, fmt.Errorf("find strays of table %s: %w", shape.Name, err)
		}
		for _, path := range strays {
			if err := os.Remove(path); err != nil {
				return removed, fmt.Errorf("remove stray: %w", err)
			}
			l.forgetMetadata(shape.Name, filepath.Base(path))
			removed = append(removed, path)
		}
		if err := l.forgetCheckSums(ctx, shape.Name, strays); err != nil {
			return removed, fmt.Errorf("forget strays: %w", err)
		}
	}
	return removed, nil
}

// strays lists what lies in a table's folders and is not named by it.
func (l *Lake) strays(name string, log *tableLog) ([]string, error) {
	named := map[string]bool{}
	for _, file := range log.files {
		named[file.Path] = true
	}
	l.holding.Lock()
	for _, file := range l.retired[name] {
		named[file.path] = true
	}
	l.holding.Unlock()
	data, err := unnamed(filepath.Join(l.dir, name, "data"), named)
	if err != nil {
		return nil, err
	}
	metadata, err := l.strayMetadata(name, log.iceberg)
	return slices.Concat(data, metadata), err
}

func (l *Lake) strayMetadata(name string, t *table.Table) ([]string, error) {
	named, err := namedMetadata(t)
	if err != nil {
		return nil, err
	}
	return unnamed(filepath.Join(l.dir, name, "metadata"), named)
}

func (l *Lake) removeStrayMetadata(name string, t *table.Table) error {
	strays, err := l.strayMetadata(name, t)
	for _, path := range strays {
		err = errors.Join(err, os.Remove(path))
		l.forgetMetadata(name, filepath.Base(path))
	}
	return err
}

// namedMetadata is every file the table's current metadata leads to, data apart.
func namedMetadata(t *table.Table) (map[string]bool, error) {
	locations := map[string]bool{t.MetadataLocation(): true}
	for previous := range t.Metadata().PreviousFiles() {
		locations[previous.MetadataFile] = true
	}
	for _, snapshot := range t.Metadata().Snapshots() {
		locations[snapshot.ManifestList] = true
		manifests, err := snapshot.Manifests(durableFS{})
		if err != nil {
			return nil, fmt.Errorf("read manifest list: %w", err)
		}
		for _, manifest := range manifests {
			locations[manifest.FilePath()] = true
		}
	}
	named := map[string]bool{}
	for location := range maps.Keys(locations) {
		path, err := pathOf(location)
		if err != nil {
			return nil, fmt.Errorf("read location %q: %w", location, err)
		}
		named[path] = true
	}
	return named, nil
}

func unnamed(folder string, named map[string]bool) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, entry := range entries {
		if path := filepath.Join(folder, entry.Name()); !named[path] && !entry.IsDir() {
			paths = append(paths, path)
		}
	}
	return paths, nil
}
