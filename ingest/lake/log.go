package lake

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/iceberg-go/table"
)

// tableLog is what is known of one table. It never changes: a commit puts a new one in its place.
type tableLog struct {
	iceberg *table.Table
	shape   Table
	files   []File // in commit order
	commit  int64
	summary map[string]string
	// doubt is set when a commit failed and the catalogue could not be asked what came of it.
	doubt error
}

// commitKey is where a snapshot's summary holds the commit it made.
const commitKey = "athar.commit"

// File is one data file of a table.
type File struct {
	Path   string
	Commit int64
	Rows   int64
	Bytes  int64
}

// Files returns the table's data files with after < commit <= upTo, or all beyond after when upTo is negative, in commit
// order. It answers from memory.
func (l *Lake) Files(table string, after, upTo int64) []File {
	log := l.log(table)
	if log == nil {
		return nil
	}
	beyond := func(commit int64) int {
		from, _ := slices.BinarySearchFunc(log.files, commit, func(file File, commit int64) int {
			if file.Commit <= commit {
				return -1
			}
			return 1
		})
		return from
	}
	from, to := beyond(after), len(log.files)
	if upTo >= 0 {
		to = max(from, beyond(upTo))
	}
	return slices.Clone(log.files[from:to])
}

// Last returns a table's last commit and what was said with it; 0 where there was none.
func (l *Lake) Last(table string) (commit int64, summary map[string]string) {
	log := l.log(table)
	if log == nil {
		return 0, nil
	}
	return log.commit, maps.Clone(log.summary)
}

// LastCommit returns the highest commit of any table; the next batch takes a higher one, so none is ever used again.
func (l *Lake) LastCommit() int64 {
	l.reading.RLock()
	defer l.reading.RUnlock()
	last := int64(0)
	for _, log := range l.logs {
		last = max(last, log.commit)
	}
	return last
}

func (l *Lake) log(name string) *tableLog {
	l.reading.RLock()
	defer l.reading.RUnlock()
	return l.logs[name]
}

// keep puts a table's new state in place of the one before.
func (l *Lake) keep(name string, log *tableLog) error {
	shape, err := shapeOf(name, log.iceberg)
	if err != nil {
		return err
	}
	log.shape = shape
	l.reading.Lock()
	defer l.reading.Unlock()
	l.logs[name] = log
	return nil
}

// load reads a table from the catalogue.
func (l *Lake) load(ctx context.Context, name string) (*tableLog, error) {
	loaded, err := l.catalog.LoadTable(ctx, identifier(name))
	if err != nil {
		return nil, err
	}
	log := &tableLog{iceberg: loaded}
	if log.shape, err = shapeOf(name, loaded); err != nil {
		return nil, err
	}
	snapshot := loaded.CurrentSnapshot()
	if snapshot == nil {
		return log, nil
	}
	if log.commit, log.summary, err = commitOf(snapshot); err != nil {
		return nil, err
	}
	log.files, err = filesOf(snapshot, filepath.Join(l.dir, name, "data"))
	return log, err
}

// reload is called when a commit failed half-way, which leaves open whether the catalogue took it: it says so by reading
// the table anew. It returns the commit's error.
func (l *Lake) reload(ctx context.Context, name string, cause error) error {
	log, err := l.load(context.WithoutCancel(ctx), name)
	if err != nil {
		doubtful := *l.log(name)
		doubtful.doubt = cause
		log = &doubtful
	}
	l.reading.Lock()
	defer l.reading.Unlock()
	l.logs[name] = log
	return cause
}

func inDoubt(cause error) error {
	return fmt.Errorf("an earlier commit may or may not have been made, so the lake must be opened again: %w", cause)
}

func commitOf(snapshot *table.Snapshot) (int64, map[string]string, error) {
	if snapshot.Summary == nil {
		return 0, nil, fmt.Errorf("snapshot %d has no summary", snapshot.SnapshotID)
	}
	commit, err := strconv.ParseInt(snapshot.Summary.Properties[commitKey], 10, 64)
	if err != nil {
		return 0, nil, fmt.Errorf("snapshot %d: read %s: %w", snapshot.SnapshotID, commitKey, err)
	}
	return commit, maps.Clone(snapshot.Summary.Properties), nil
}

// filesOf lists a snapshot's data files. Their commit is in their name, because the snapshot that added them expires.
func filesOf(snapshot *table.Snapshot, folder string) ([]File, error) {
	described, err := dataFilesOf(snapshot, durableFS{})
	if err != nil {
		return nil, err
	}
	var files []File
	for _, data := range described {
		path, err := pathOf(data.FilePath())
		if err != nil {
			return nil, fmt.Errorf("read location %q: %w", data.FilePath(), err)
		}
		commit, ok := commitInName(path)
		if !ok || filepath.Dir(path) != folder {
			return nil, fmt.Errorf("the data file %s is not one of ours", path)
		}
		files = append(files, File{Path: path, Commit: commit, Rows: data.Count(), Bytes: data.FileSizeBytes()})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}
