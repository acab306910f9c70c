// Package warehouse is the DuckDB file that every answer is counted in. It is derived from the lake and the declarations
// and from nothing else, so it may be deleted at any time: it is made anew.
//
//	lake's new files > current tables > passages, stands, others > tallies, cubes, views (journeys, person_terms ...)
//
// A refresh is one transaction: a reader sees one commit or the next, never something between. It reads only the files of
// new commits and finds from them what to work out anew (rollups.go):
//
//   - people: those of the rows that came or went, of changed opportunities, and of feeds that collect other stages than
//     before. Their rows of passages (a person and an opportunity) and stands (a person and a term) are put in the place of
//     what was there. Where that is a large part of all, or schools, aliases or declarations changed, it is everybody; how they
//     stood is taken over then, where nothing new is known of who they are.
//   - counts over everybody: tallies, to which what came is added and from which what went is taken away (tally.go).
//   - counts by all groups of people: cubes, of which what came and what went are further rows (cube.go). From reach shares of
//     the population are added up, from acquaintance people.
//   - what a row of stands holds of others, which schools are silent and what a term collects: only where that turned.
//
// Compare, which goes before each commit, looks keys up by a hash of 64 bits. It mostly finds that all of a batch is new, and
// leaves word of that for the refresh that follows. Measures read the views (views/*.sql), in which every dimension is a column
// of its own name; they are made so that counting people by group reads one table, in which groups are small numbers. So are
// all texts in large tables that are few (codes.go): texts take most of the time in which a table is written.
package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"athar/ingest/lake"
	"athar/models"
)

// Lake is the log the warehouse is derived from.
type Lake interface {
	// Files are a table's data files with after < commit <= upTo, in commit order.
	Files(table string, after, upTo int64) []lake.File
	LastCommit() int64
}

// Options are how much of the machine the warehouse may use.
type Options struct {
	Memory  string // as DuckDB writes it, such as "2GB"; empty: DuckDB's own choice. What cannot be done within it is done with more
	Threads int    // 0: all
	// Today is what day it is, for those who ask whether a credential is still valid. nil: the clock's day.
	Today func() models.Day
	Log   *slog.Logger // nil: nothing is logged
}

var _ Lake = (*lake.Lake)(nil)

// Warehouse is an open warehouse. Its methods may be called from several goroutines; refreshes wait for one another,
// reads wait for nobody.
type Warehouse struct {
	path        string
	home        string // the path of the one that a temporary one comes from; else its own
	lake        Lake
	options     Options
	asOf        *int64  // the commit of a temporary warehouse; nil: the lake's last
	wholeFrom   float64 // see the constants
	mostChanges int64

	opening sync.RWMutex // guards what follows
	db      *sql.DB      // nil where it had to be given up
	most    string       // memory that DuckDB would use of its own accord
	spoiled *sql.DB      // what was given up, as long as somebody reads it

	refreshing sync.Mutex
	judged     atomic.Pointer[judged]
	facts      atomic.Pointer[Facts]

	state  sync.RWMutex // guards what follows
	commit int64
	shape  *shape
}

// Open opens the warehouse in a file and brings it up to the lake's last commit. A file that is missing, damaged, of
// another version or ahead of the lake is made anew.
func Open(ctx context.Context, path string, from Lake, workspace *models.Workspace, options Options) (*Warehouse, error) {
	w := &Warehouse{path: path, home: path, lake: from, options: options, wholeFrom: wholeFrom, mostChanges: mostChanges}
	if err := w.begin(ctx, workspace); err != nil {
		return nil, err
	}
	return w, nil
}

// begin opens the file and brings it to where it is to stand.
func (w *Warehouse) begin(ctx context.Context, workspace *models.Workspace) error {
	err := w.open(ctx)
	if err == nil {
		err = w.Refresh(ctx, workspace)
	}
	if err == nil {
		return nil
	}
	w.disconnect()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// Whatever is wrong with the file, the lake has everything that was in it.
	if removal := remove(w.path); removal != nil {
		return errors.Join(err, removal)
	}
	if err := w.open(ctx); err != nil {
		return err
	}
	if err := w.Refresh(ctx, workspace); err != nil {
		w.disconnect()
		return err
	}
	return nil
}

func (w *Warehouse) disconnect() error {
	if w.db == nil {
		return nil
	}
	err := w.db.Close()
	w.db = nil
	return err
}

// open opens the file, or a new one in its place where it cannot be used.
func (w *Warehouse) open(ctx context.Context) error {
	usable := w.connect(ctx)
	if usable == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := remove(w.path); err != nil {
		return err
	}
	return w.connect(ctx)
}

// connect opens the file and says whether it was written by this version.
func (w *Warehouse) connect(ctx context.Context) error {
	settings := []string{"SET autoinstall_known_extensions = false", "SET TimeZone = 'UTC'", "SET preserve_insertion_order = false",
		"SET enable_external_file_cache = false", // each file of the lake is read once, and would stay in memory
		// Of what strings could be packed with, these take as long as all the rest of a refresh.
		"SET disabled_compression_methods = 'fsst,dict_fsst,zstd'",
		"SET temp_directory = " + text(w.path+".tmp")}
	if w.options.Memory != "" {
		settings = append(settings, "SET memory_limit = "+text(w.options.Memory))
	}
	if w.asOf != nil {
		settings = append(settings, "PRAGMA disable_checkpoint_on_shutdown") // it goes with the file
	}
	if w.options.Threads > 0 {
		settings = append(settings, "SET threads = "+strconv.Itoa(w.options.Threads))
	}
	connector, err := duckdb.NewConnector(w.path, nil)
	if err != nil {
		return fmt.Errorf("open warehouse: %w", err)
	}
	w.db = sql.OpenDB(connector)
	if err := w.db.QueryRowContext(ctx, "SELECT current_setting('memory_limit')").Scan(&w.most); err != nil {
		w.disconnect()
		return fmt.Errorf("open warehouse: %w", err)
	}
	for _, setting := range settings {
		if _, err := w.db.ExecContext(ctx, setting); err != nil {
			w.disconnect()
			return fmt.Errorf("open warehouse: %s: %w", setting, err)
		}
	}
	if err := w.checkVersion(ctx); err != nil {
		w.disconnect()
		return fmt.Errorf("open warehouse: %w", err)
	}
	return nil
}

// Close closes the file; a temporary warehouse is removed.
func (w *Warehouse) Close() error {
	w.refreshing.Lock()
	defer w.refreshing.Unlock()
	err := w.disconnect()
	if w.asOf != nil {
		err = errors.Join(err, os.RemoveAll(filepath.Dir(w.path)))
	}
	return err
}

// Commit is the lake's commit that answers are as of.
func (w *Warehouse) Commit() int64 {
	w.state.RLock()
	defer w.state.RUnlock()
	return w.commit
}

// Today is the day answers are given on.
func (w *Warehouse) Today() models.Day {
	if w.options.Today != nil {
		return w.options.Today()
	}
	return models.Day{Time: time.Now().Truncate(24 * time.Hour)}
}

// Query asks one question of the warehouse as it is now.
func (w *Warehouse) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	db, err := w.connected(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the warehouse: %w", err)
	}
	return db.QueryContext(ctx, query, args...)
}

// Snapshot is the warehouse at one commit, however many are taken in meanwhile.
type Snapshot struct {
	Commit    int64
	meaning   string // of the declarations
	tx        *sql.Tx
	warehouse *Warehouse
}

// Query asks one question of the snapshot.
func (s *Snapshot) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.tx.QueryContext(ctx, query, args...)
}

// Records is all that is current of a kind, as SQL.
func (s *Snapshot) Records(ctx context.Context, kind *models.Kind) (string, error) {
	s.warehouse.state.RLock()
	r := refresh{ctx: ctx, tx: s.tx, shape: s.warehouse.shape}
	s.warehouse.state.RUnlock()
	return r.current(kind)
}

// Read asks several questions of one and the same state.
func (w *Warehouse) Read(ctx context.Context, ask func(*Snapshot) error) error {
	db, err := w.connected(ctx)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer tx.Rollback()
	s := &Snapshot{tx: tx, warehouse: w}
	if err := tx.QueryRowContext(ctx, "SELECT commit, meaning FROM standing").Scan(&s.Commit, &s.meaning); err != nil {
		return fmt.Errorf("read commit: %w", err)
	}
	return ask(s)
}

// Count is how many current records of a kind each feed has; records posted over HTTP stand under the name they came with.
func (w *Warehouse) Count(ctx context.Context, kind string) (map[string]int64, error) {
	k, err := models.KindNamed(kind)
	if err != nil {
		return nil, err
	}
	query := "SELECT coalesce(_feed, ''), count(*) FROM " + name(k.Name) + " GROUP BY 1"
	if k.Name == "participations" {
		query = "SELECT feed, CAST(sum(records) AS BIGINT) FROM stage_tally GROUP BY 1"
	}
	rows, err := w.Query(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", k.Name, err)
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var feed string
		var n int64
		if err := rows.Scan(&feed, &n); err != nil {
			return nil, fmt.Errorf("count %s: %w", k.Name, err)
		}
		counts[feed] = n
	}
	return counts, rows.Err()
}

// remove removes a warehouse's files; that they are not there is no error.
func remove(path string) error {
	for _, file := range []string{path, path + ".wal"} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove warehouse: %w", err)
		}
	}
	return os.RemoveAll(path + ".tmp")
}
