// Package lake keeps tables as append-only logs: Apache Iceberg tables of Parquet files, one folder each, under a
// catalogue in an embedded SQLite file. It is the only code that knows the files on disk.
//
//	<dir>/lock                    held by the one process that owns the lake
//	<dir>/catalog.db              which metadata file is each table's current one; the check sum of every file
//	<dir>/<table>/data/           Parquet, named <commit>-<number>.parquet; merged, <first>-<last>-<number>.parquet
//	<dir>/damaged/                what Repair has set apart
//	<dir>/spill/                  what merging cannot keep in memory, for a moment
//	<dir>/snapshots/              links to files, while a backup is read
//	<dir>/<table>/metadata/       Iceberg's own files
//
// The journey of a batch: [Lake.Declare] its table, ask [Lake.NewFile] for a path and [Lake.FieldIDs] for the column
// numbers, write the Parquet there with DuckDB's COPY, and [Lake.Append] it. Once Append returns, the rows are on disk
// and stay there; before, they are not in the table at all. Readers ask [Lake.Files] which files to read, and read them
// through [Source]; who reads for long calls [Lake.Hold] first, because small files are merged into larger ones meanwhile.
//
// Outside readers, such as PyIceberg and Trino, find the tables as athar.<table> through catalog.db. Some of them do not
// decode file URLs, so for their sake a lake belongs in a folder with a plain ASCII name and no spaces. They may only
// read: a commit by another program would make files without a commit in their name, and the table could not be opened.
//
// Old Iceberg snapshots are dropped, since a log answers "as of commit n" by itself: it is the rows up to n.
package lake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/apache/iceberg-go"
	"github.com/apache/iceberg-go/catalog"
	icebergsql "github.com/apache/iceberg-go/catalog/sql"
	_ "modernc.org/sqlite" // the driver of catalog.db
)

// namespace is both the catalogue's name and the one namespace in it; an outside reader asks for athar.<table>.
const namespace = "athar"

// Lake is an open lake. Its methods may be called from several goroutines: appends wait for one another, reads of what
// is there do not wait for them.
type Lake struct {
	dir     string
	lock    *os.File
	db      *sql.DB
	catalog *icebergsql.Catalog

	logger *slog.Logger
	bounds bounds

	movedFrom string // where it was made, if elsewhere

	rewriting sync.Mutex // held while files of a table are written anew; taken before writing
	duck      *sql.DB    // guarded by rewriting

	writing   sync.Mutex // held through a Declare or an Append; guards what follows
	closing   bool
	sums      metadataSums
	tidying   map[string]bool  // tables of which files are being merged in the background
	restUntil map[string]int64 // no merging of a table's files before this commit

	life       context.Context // of what goes on in the background
	stop       context.CancelFunc
	background sync.WaitGroup

	holding sync.Mutex // guards what follows
	holds   map[*hold]bool
	retired map[string][]retired
	stamp   int64

	reading    sync.RWMutex // guards what follows
	logs       map[string]*tableLog
	filesNamed int
}

// Option is how a lake is opened.
type Option func(*Lake)

// WithLog says where to log what goes wrong in the background.
func WithLog(logger *slog.Logger) Option { return func(l *Lake) { l.logger = logger } }

// Open opens the lake in dir and makes a new one where there is none. While it is open no other process can open it:
// the error then names the process that owns it, and nothing was touched.
func Open(ctx context.Context, dir string, options ...Option) (_ *Lake, err error) {
	if err := makeFolder(dir); err != nil {
		return nil, fmt.Errorf("make lake folder: %w", err)
	}
	dir, err = truePath(dir)
	if err != nil {
		return nil, fmt.Errorf("find lake folder: %w", err)
	}
	lock, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	l := newLake(dir, lock)
	for _, set := range options {
		set(l)
	}
	defer func() {
		if err != nil {
			l.Close()
		}
	}()
	if err := os.RemoveAll(filepath.Join(dir, snapshotFolder)); err != nil {
		return nil, fmt.Errorf("clear snapshots: %w", err)
	}
	if err := l.openCatalog(ctx); err != nil {
		return nil, fmt.Errorf("open catalogue %s: %w", filepath.Join(dir, "catalog.db"), err)
	}
	locations, err := l.currentMetadata(ctx)
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	if locations, err = l.takePlace(ctx, locations); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(locations)) {
		log, err := l.load(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("open table %s: %w", name, err)
		}
		l.logs[name] = log
	}
	if err := l.readMetadataSums(ctx); err != nil {
		return nil, fmt.Errorf("read the check sums of metadata: %w", err)
	}
	return l, nil
}

func newLake(dir string, lock *os.File) *Lake {
	l := &Lake{dir: dir, lock: lock, logs: map[string]*tableLog{}, logger: slog.New(slog.DiscardHandler), bounds: usualBounds, sums: metadataSums{known: map[string]map[string]string{}},
		tidying: map[string]bool{}, restUntil: map[string]int64{}, holds: map[*hold]bool{}, retired: map[string][]retired{}}
	l.life, l.stop = context.WithCancel(context.Background())
	return l
}

// Close lets the next process have the lake. Nothing is lost without it: what was appended is on disk already.
func (l *Lake) Close() error {
	l.writing.Lock()
	l.closing = true
	l.writing.Unlock()
	l.stop()
	l.background.Wait()
	l.rewriting.Lock()
	defer l.rewriting.Unlock()
	l.writing.Lock()
	defer l.writing.Unlock()
	var errs []error
	if l.duck != nil {
		errs = append(errs, l.duck.Close())
		l.duck = nil
	}
	if l.catalog != nil {
		errs = append(errs, l.catalog.Close())
		l.catalog = nil
	}
	if l.db != nil {
		if err := l.flushMetadataSums(context.Background()); err != nil {
			l.logger.Warn("check sums of metadata are kept when the lake is opened again", "error", err)
		}
		errs = append(errs, l.db.Close())
		l.db = nil
	}
	if l.lock != nil {
		errs = append(errs, releaseLock(l.lock))
		l.lock = nil
	}
	return errors.Join(errs...)
}

var errClosed = errors.New("the lake is closed")

// truePath is the one absolute path of dir, however it was reached: locations in metadata are compared with it.
func truePath(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

func identifier(table string) []string { return catalog.ToIdentifier(namespace, table) }

func (l *Lake) openCatalog(ctx context.Context) error {
	path := filepath.Join(l.dir, "catalog.db")
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		// A new catalogue over old tables would know none of them and take their files for leftovers.
		if tables, err := fs.Glob(os.DirFS(l.dir), "*/metadata/*.metadata.json"); err != nil || len(tables) > 0 {
			return errors.Join(err, errors.New("it is missing though there are tables: put it back from a backup"))
		}
	}
	return l.newCatalog(ctx, path)
}

func (l *Lake) newCatalog(ctx context.Context, path string) error {
	db, err := openDatabase(ctx, path)
	if err != nil {
		return err
	}
	l.db = db
	l.catalog, err = icebergsql.NewCatalog(namespace, db, icebergsql.SQLite, iceberg.Properties{})
	if err != nil {
		return err
	}
	exists, err := l.catalog.CheckNamespaceExists(ctx, []string{namespace})
	if err != nil || exists {
		return err
	}
	return l.catalog.CreateNamespace(ctx, []string{namespace}, nil)
}
