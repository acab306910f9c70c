package lake

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/apache/iceberg-go/table"
)

// A merged file takes the place of others, which somebody may be reading. They are removed once no snapshot names them any
// more, for the sake of outside readers, and nobody holds them. What a crash leaves of them, RemoveStrays takes.

type hold struct{ stamp int64 }

type retired struct {
	path     string
	sequence int64 // of the first snapshot that does not name it
	stamp    int64 // holds with a higher one never saw it
}

// Hold keeps every file that Files now names where it is until release is called.
func (l *Lake) Hold() (release func()) {
	l.holding.Lock()
	defer l.holding.Unlock()
	l.stamp++
	h := &hold{l.stamp}
	l.holds[h] = true
	return func() {
		l.holding.Lock()
		defer l.holding.Unlock()
		delete(l.holds, h)
	}
}

// retire notes that files are in their table no longer.
func (l *Lake) retire(name string, files []File, sequence int64) {
	l.holding.Lock()
	defer l.holding.Unlock()
	l.stamp++
	for _, file := range files {
		l.retired[name] = append(l.retired[name], retired{file.Path, sequence, l.stamp})
	}
}

// free takes the retired files off the list that nobody may be reading.
func (l *Lake) free(name string, t *table.Table) []string {
	oldest := int64(-1)
	for _, snapshot := range t.Metadata().Snapshots() {
		if oldest < 0 || snapshot.SequenceNumber < oldest {
			oldest = snapshot.SequenceNumber
		}
	}
	l.holding.Lock()
	defer l.holding.Unlock()
	var paths []string
	l.retired[name] = slices.DeleteFunc(l.retired[name], func(file retired) bool {
		for h := range l.holds {
			if h.stamp < file.stamp {
				return false
			}
		}
		if oldest < file.sequence {
			return false
		}
		paths = append(paths, file.path)
		return true
	})
	return paths
}

// sweep removes what a table's newest state has made superfluous. What cannot be removed now stays a stray until the lake
// is opened again.
func (l *Lake) sweep(ctx context.Context, name string, t *table.Table) {
	err := l.removeStrayMetadata(name, t)
	freed := l.free(name, t)
	for _, path := range freed {
		err = errors.Join(err, removeFile(path))
	}
	err = errors.Join(err, l.forgetCheckSums(ctx, name, freed))
	if err != nil {
		l.logger.Warn("superseded files were not removed", "table", name, "error", err)
	}
}

// removeFile removes a file; that it is not there is no error.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
