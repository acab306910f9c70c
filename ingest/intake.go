// Package ingest is the road in: bytes > decode > map > pseudonymise > check >
// append to the lake > receipt. Every input takes it, from one record posted
// over HTTP to a file of gigabytes. Beside it runs the lane, which acknowledges
// single plain records from a write-ahead file: see lane.go.
package ingest

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"athar/ingest/internal/pseudonym"
	"athar/ingest/lake"
	"athar/models"
)

// Ledger knows the current record of every key. The warehouse is one.
type Ledger interface {
	// Compare tells what a staged batch changes, and writes the rows to append
	// to out, with the field ids of the lake's table.
	Compare(ctx context.Context, s models.Staged, out, fieldIDs string) (models.Comparison, error)
	// Declare makes other declarations hold: at once where they change what
	// Compare tells, else from the next Refresh on.
	Declare(ctx context.Context, w *models.Workspace) error
	// Refresh brings the ledger up to the lake's last commit, and to what is
	// declared.
	Refresh(ctx context.Context, w *models.Workspace) error
}

// Options are what an Intake works with.
type Options struct {
	Dir    string // of the workspace
	Lake   *lake.Lake
	Ledger Ledger
	Now    func() time.Time
	Log    *slog.Logger
	// MemoryLimit and Threads bound the engine of the stages; the default is
	// 512 MiB, beyond which it turns to the disk, and all processors.
	MemoryLimit string
	Threads     int
	// BodyBytes and SpoolBytes bound one post, and all posts that are on their
	// way; 0: MaxBodyBytes and MaxSpoolBytes.
	BodyBytes, SpoolBytes int64
	// SpillBytes bound the temporary disk that the stages turn to; 0: MaxSpillBytes.
	SpillBytes int64
	// FreeBytes of the workspace's disk are not given to posts; FreeBytes the
	// constant is what a service keeps, 0 keeps none.
	FreeBytes int64
	// Took is told how long a step of a commit took; it may be nil.
	Took func(step string, d time.Duration)
	// Rehearse begins a dry run; nil: there are none.
	Rehearse func() (Rehearsal, error)
	// SealAfter is how long a post that took the lane may wait until readers see
	// it; 0: under a second.
	SealAfter time.Duration
	// Step is told what is being done and how far it is; it may be nil.
	Step func(Step)
}

// Step is one moment of a long delivery.
type Step struct {
	Feed, Doing string
	Rows        int64
}

// Intake takes deliveries in. It is safe for concurrent use; commits are made
// one at a time.
type Intake struct {
	options Options
	lake    *lake.Lake
	ledger  Ledger
	key     *pseudonym.Key
	stage   *sql.DB
	temp    string

	writing   sync.Mutex // held while a commit is made
	changes   atomic.Int64
	behind    bool   // the ledger missed a commit; guarded by writing
	asides    asides // changed while writing is held
	declared  sync.RWMutex
	workspace *models.Workspace

	admission  *admission
	journal    *journal
	posts      *gatherer
	uploads    *uploads
	lane       *lane
	rehearsing chan struct{} // holds one token: dry runs go one at a time
}

// Open prepares the road in of a workspace whose lake is open.
func Open(ctx context.Context, o Options) (*Intake, error) {
	in := &Intake{options: o, lake: o.Lake, ledger: o.Ledger, temp: filepath.Join(o.Dir, "tmp"), admission: newAdmission(o), uploads: newUploads(), rehearsing: make(chan struct{}, 1)}
	if o.Now == nil {
		in.options.Now = time.Now
	}
	if o.Log == nil {
		in.options.Log = slog.New(slog.DiscardHandler)
	}
	// What a killed process left here was never acknowledged.
	if err := os.RemoveAll(in.temp); err != nil {
		return nil, fmt.Errorf("clear temporary files: %w", err)
	}
	if err := os.MkdirAll(in.temp, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of temporary files: %w", err)
	}
	var err error
	fresh := in.lake.LastCommit() == 0
	if in.key, err = pseudonym.OpenKey(filepath.Join(o.Dir, "keys", "pseudonyms.key"), fresh); err != nil {
		return nil, err
	}
	if err := in.checkKey(); err != nil {
		return nil, err
	}
	if in.workspace, err = in.lake.Workspace(-1); err != nil {
		return nil, fmt.Errorf("read what is declared: %w", err)
	}
	if err := in.lake.DeclareAll(ctx, in.workspace); err != nil {
		return nil, err
	}
	if in.journal, err = openJournal(ctx, in.lake, o.Dir, in.options.Log); err != nil {
		return nil, err
	}
	if in.stage, err = in.openStage(ctx); err != nil {
		return nil, errors.Join(err, in.journal.close())
	}
	if err := in.openAsides(ctx); err != nil {
		return nil, errors.Join(err, in.stage.Close(), in.journal.close())
	}
	if err := in.openLane(ctx); err != nil {
		return nil, errors.Join(err, in.stage.Close(), in.journal.close())
	}
	in.posts = newGatherer(in)
	return in, nil
}

// fingerprintKey is where a commit's summary names the key of its pseudonyms.
const fingerprintKey = "athar.key"

// checkKey refuses a key that is not the one the records were made with.
func (in *Intake) checkKey() error {
	rows, err := lake.Rows[lake.DeclarationRow](in.lake, lake.DeclarationsTable, 0, -1)
	if err != nil {
		return fmt.Errorf("read what is declared: %w", err)
	}
	made := map[string]bool{}
	for _, r := range rows {
		made[r.Key] = true
	}
	// Records may have come without any declaration.
	for _, t := range in.lake.Tables() {
		if _, summary := in.lake.Last(t.Name); summary[fingerprintKey] != "" {
			made[summary[fingerprintKey]] = true
		}
	}
	delete(made, in.key.Fingerprint())
	if len(made) > 0 {
		return otherKey
	}
	return nil
}

var otherKey = &models.Error{Kind: models.Conflict, Message: "The key in keys/ is not the one this workspace's pseudonyms were made with; restore the right one from its backup.",
	Ar: "المفتاح في keys/ ليس المفتاح الذي صُنعت به الأسماء المستعارة؛ استعد المفتاح الصحيح."}

// stageMemory is what the stages use before they turn to the disk.
const stageMemory = "512MiB"

// openStage opens the engine in which batches are read, checked and written.
func (in *Intake) openStage(ctx context.Context) (*sql.DB, error) {
	connector, err := duckdb.NewConnector("", func(conn driver.ExecerContext) error {
		settings := []string{"SET TimeZone = 'UTC'", "SET temp_directory = '" + filepath.Join(in.temp, "spill") + "'", "SET autoinstall_known_extensions = false", "SET enable_external_file_cache = false",
			"SET memory_limit = '" + cmp.Or(in.options.MemoryLimit, stageMemory) + "'", fmt.Sprintf("SET max_temp_directory_size = '%dB'", in.spillBytes())}
		if in.options.Threads > 0 {
			settings = append(settings, fmt.Sprintf("SET threads = %d", in.options.Threads))
		}
		for _, s := range settings {
			if _, err := conn.ExecContext(context.Background(), s, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("open the engine of the stages: %w", err)
	}
	db := sql.OpenDB(connector)
	conn, err := db.Conn(ctx)
	if err == nil {
		err = errors.Join(pseudonym.Install(conn, in.key), conn.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the engine of the stages: %w", err), db.Close())
	}
	return db, nil
}

// Stop takes no more posts and waits until those that wait, and what was
// accepted of uploads, are in the lake.
func (in *Intake) Stop() {
	in.uploads.close()
	in.posts.close()
	in.lane.close()
}

// Close stops, then lets go. What was acknowledged is in the lake.
func (in *Intake) Close() error {
	in.Stop()
	in.writing.Lock()
	defer in.writing.Unlock()
	return errors.Join(in.stage.Close(), in.journal.close(), os.RemoveAll(in.temp))
}

// Workspace is what is declared now.
func (in *Intake) Workspace() *models.Workspace {
	in.declared.RLock()
	defer in.declared.RUnlock()
	return in.workspace
}

// Receipt finds a batch's receipt.
func (in *Intake) Receipt(ctx context.Context, batch string) (models.Receipt, error) {
	r, known, err := in.journal.receipt(ctx, batch)
	if known || err != nil {
		return r, err
	}
	return models.Receipt{}, &models.Error{Kind: models.NotFound, Message: "There is no batch with this id.", Ar: "لا توجد دفعة بهذا المعرّف."}
}

// Tallies are the sums of all receipts by feed and kind, in the order they first
// came. They are told from memory.
func (in *Intake) Tallies() []models.Tally { return in.journal.sums() }

// Changes counts what was taken, refused or corrected, once it can be read.
func (in *Intake) Changes() int64 { return in.changes.Load() }

// Declare makes a package's declaration part of the workspace: what it says is
// kept in the lake as its files are.
func (in *Intake) declare(ctx context.Context, p *Folder) error {
	commit, done, err := in.turn(ctx, everything)
	if err != nil {
		return err
	}
	defer done()
	merged, err := with(in.workspace, p.Package)
	if err != nil {
		return err
	}
	if err := in.lake.DeclareAll(ctx, merged); err != nil {
		return err
	}
	mappings, err := json.Marshal(p.Mappings)
	if err != nil {
		return err
	}
	row := lake.DeclarationRow{Commit: commit, Package: p.Package.Name, At: in.options.Now().UTC(),
		YAML: string(p.YAML), Mappings: string(mappings), Key: in.key.Fingerprint()}
	known, err := lake.Rows[lake.DeclarationRow](in.lake, lake.DeclarationsTable, 0, -1)
	if err != nil {
		return err
	}
	same := false
	for _, k := range known {
		if k.Package == row.Package {
			same = k.YAML == row.YAML && k.Mappings == row.Mappings
		}
	}
	if !same {
		if err := lake.AppendRows(ctx, in.lake, lake.DeclarationsTable, row.Commit, []lake.DeclarationRow{row}); err != nil {
			return fmt.Errorf("keep the declaration: %w", err)
		}
	}
	in.declared.Lock()
	in.workspace = merged
	in.declared.Unlock()
	if err := in.ledger.Declare(ctx, merged); err != nil {
		in.behind = true
		return fmt.Errorf("declare to the warehouse: %w", err)
	}
	return nil
}

// refresh brings the ledger up to what is declared, which the batches that
// followed have done mostly.
func (in *Intake) refresh(ctx context.Context) error {
	_, done, err := in.turn(ctx, everything)
	if err != nil {
		return err
	}
	defer done()
	if err := in.ledger.Refresh(ctx, in.Workspace()); err != nil {
		in.behind = true
		return fmt.Errorf("bring the warehouse up to date: %w", err)
	}
	return nil
}

// with is a workspace in which a package is declared, in place of what was
// declared under its name before.
func with(w *models.Workspace, p *models.Package) (*models.Workspace, error) {
	packages := slices.Clone(w.Packages)
	if i := slices.IndexFunc(packages, func(known *models.Package) bool { return known.Name == p.Name }); i >= 0 {
		packages[i] = p
	} else {
		packages = append(packages, p)
	}
	return models.Merge(packages...)
}

// secondsSince is how long ago Now gave a moment; none where the clock went
// back meanwhile and does not tell.
func (in *Intake) secondsSince(begun time.Time) float64 {
	return max(0, in.options.Now().Sub(begun).Seconds())
}

func (in *Intake) step(feed, doing string, rows int64) {
	in.uploads.step(Step{feed, doing, rows})
	if in.options.Step != nil {
		in.options.Step(Step{feed, doing, rows})
	}
}
