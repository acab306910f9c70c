package lake

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/iceberg-go"
	"github.com/apache/iceberg-go/table"

	"athar/internal/sqltext"
)

// tableLog is what is known of one table. It never changes: a commit puts a new one in its place.
type tableLog struct {
	iceberg *table.Table
	shape   Table
	files   []File // in commit order
	commit  int64
	summary map[string]string
	// manifests is how many files the state is read from, which grows with every manifest.
	manifests int
	// doubt is set when a commit failed and the catalogue could not be asked what came of it.
	doubt error
}

// commitKey is where a snapshot's summary holds the commit it made.
const commitKey = "athar.commit"

// File is one data file of a table. It holds rows of the commits from First to Commit, mostly of one.
type File struct {
	Path          string
	First, Commit int64
	Rows          int64
	Bytes         int64
}

// Files returns the table's data files with rows after < _commit <= upTo, or all beyond after when upTo is negative, in
// commit order. A merged file may hold rows beyond the bounds too, which Source leaves out. It answers from memory.
func (l *Lake) Files(table string, after, upTo int64) []File {
	log := l.log(table)
	if log == nil {
		return nil
	}
	from, _ := slices.BinarySearchFunc(log.files, after, func(file File, after int64) int { return order(file.Commit > after) })
	to := len(log.files)
	if upTo >= 0 {
		to, _ = slices.BinarySearchFunc(log.files, upTo, func(file File, upTo int64) int { return order(file.First > upTo) })
	}
	return slices.Clone(log.files[from:max(from, to)])
}

// order is for a binary search of the first for which something holds.
func order(holds bool) int {
	if holds {
		return 1
	}
	return -1
}

// Source is what DuckDB reads, after FROM, to see the rows of files with after < _commit <= upTo, or all beyond after
// when upTo is negative; empty without files.
func Source(files []File, after, upTo int64) string {
	if len(files) == 0 {
		return ""
	}
	paths, beyond := make([]string, len(files)), false
	for i, file := range files {
		paths[i] = sqltext.Literal(file.Path)
		beyond = beyond || file.First <= after || upTo >= 0 && file.Commit > upTo
	}
	source := "read_parquet([" + strings.Join(paths, ", ") + "], union_by_name = true)"
	if !beyond {
		return source
	}
	where := fmt.Sprintf(" WHERE _commit > %d", after)
	if upTo >= 0 {
		where += fmt.Sprintf(" AND _commit <= %d", upTo)
	}
	return "(SELECT * FROM " + source + where + ")"
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
	log.manifests = l.sumMetadata(name, log.iceberg)
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

// settled is a table's state for a change to start from. Iceberg refuses a snapshot that is older by the clock than the
// last, and keeps one that is not older than now: where the clock went back, the metadata are made anew first.
func (l *Lake) settled(ctx context.Context, name string) (*tableLog, error) {
	log := l.log(name)
	if log.doubt != nil {
		return nil, inDoubt(log.doubt)
	}
	metadata := log.iceberg.Metadata()
	ahead := time.Until(time.UnixMilli(metadata.LastUpdatedMillis()))
	if ahead < clockSlack && len(metadata.Snapshots()) < 2*l.bounds.snapshots {
		return log, nil
	}
	anew, err := l.asItIs(name)
	if err != nil {
		return nil, err
	}
	location, err := l.remake(ctx, anew)
	if err != nil {
		return nil, fmt.Errorf("make metadata anew after the clock went back: %w", err)
	}
	if err := l.switchTo(ctx, map[string]string{name: location}); err != nil {
		return nil, l.reload(ctx, name, err)
	}
	if log, err = l.load(ctx, name); err != nil {
		return nil, l.reload(ctx, name, err)
	}
	if err := l.keep(name, log); err != nil {
		return nil, err
	}
	l.sweep(ctx, name, log.iceberg)
	return log, nil
}

// clockSlack is how far the clock may go back before anything is done; Iceberg bears a minute.
const clockSlack = 20 * time.Second

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
	return filesFrom(described, folder)
}

func filesFrom(described []iceberg.DataFile, folder string) ([]File, error) {
	var files []File
	for _, data := range described {
		path, err := pathOf(data.FilePath())
		if err != nil {
			return nil, fmt.Errorf("read location %q: %w", data.FilePath(), err)
		}
		first, commit, ok := commitsInName(path)
		if !ok || filepath.Dir(path) != folder {
			return nil, fmt.Errorf("the data file %s is not one of ours", path)
		}
		files = append(files, File{Path: path, First: first, Commit: commit, Rows: data.Count(), Bytes: data.FileSizeBytes()})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}
