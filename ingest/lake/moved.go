package lake

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/apache/iceberg-go"
	icebergio "github.com/apache/iceberg-go/io"
	"github.com/apache/iceberg-go/table"
)

// Iceberg writes absolute locations, so the metadata of a lake that was moved or copied name files that are elsewhere, or
// are the original's. It is made anew where the lake is now, before anything else is done; of the place where it was,
// nothing is read and nothing is written.

// MovedFrom is the folder for which the lake's metadata had been written when it was opened elsewhere; empty where it
// was opened in its place.
func (l *Lake) MovedFrom() string { return l.movedFrom }

// takePlace makes the metadata of tables anew whose locations are not in this lake's folder, and returns all locations.
func (l *Lake) takePlace(ctx context.Context, locations map[string]string) (map[string]string, error) {
	moved := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(locations)) {
		path, err := pathOf(locations[name])
		if err != nil {
			return nil, fmt.Errorf("table %s: read location %q: %w", name, locations[name], err)
		}
		here := filepath.Join(l.dir, name, "metadata", filepath.Base(path))
		if err := checkNotBehind(name, here); err != nil {
			return nil, err
		}
		if here == path {
			continue
		}
		if moved[name], err = l.remakeHere(ctx, name, here); err != nil {
			return nil, fmt.Errorf("the lake was made in %s; bring table %s to %s: %w", madeIn(path), name, l.dir, err)
		}
		l.movedFrom = madeIn(path)
	}
	if len(moved) == 0 {
		return locations, nil
	}
	if err := l.switchTo(ctx, moved); err != nil {
		return nil, fmt.Errorf("name the lake's new place in its catalogue: %w", err)
	}
	return l.currentMetadata(ctx)
}

func madeIn(metadata string) string { return filepath.Dir(filepath.Dir(filepath.Dir(metadata))) }

func (l *Lake) remakeHere(ctx context.Context, name, metadata string) (string, error) {
	fs := folderFS{folder: filepath.Join(l.dir, name, "metadata")}
	local := func(context.Context) (icebergio.IO, error) { return fs, nil }
	was, err := table.NewFromLocation(ctx, identifier(name), locationOf(metadata), local, nil)
	if err != nil {
		return "", err
	}
	version, _ := metadataVersion(filepath.Base(metadata))
	anew := remade{name: name, version: version, schema: was.Schema(), properties: was.Properties()}
	if snapshot := was.CurrentSnapshot(); snapshot != nil {
		if anew.commit, anew.summary, err = commitOf(snapshot); err != nil {
			return "", err
		}
		if anew.kept, err = dataFilesOf(snapshot, fs); err != nil {
			return "", err
		}
	}
	return l.remake(ctx, anew)
}

// dataFilesOf are a snapshot's data files as its manifests describe them.
func dataFilesOf(snapshot *table.Snapshot, fs icebergio.IO) ([]iceberg.DataFile, error) {
	manifests, err := snapshot.Manifests(fs)
	if err != nil {
		return nil, fmt.Errorf("read manifest list: %w", err)
	}
	var files []iceberg.DataFile
	for _, manifest := range manifests {
		for entry, err := range manifest.Entries(fs, true) {
			if err != nil {
				return nil, fmt.Errorf("read manifest %s: %w", filepath.Base(manifest.FilePath()), err)
			}
			files = append(files, entry.DataFile())
		}
	}
	return files, nil
}

// folderFS reads every file from one folder, wherever its location says it is.
type folderFS struct {
	durableFS
	folder string
}

func (fs folderFS) Open(location string) (icebergio.File, error) {
	path, err := pathOf(location)
	if err != nil {
		return nil, err
	}
	return fs.durableFS.Open(filepath.Join(fs.folder, filepath.Base(path)))
}
