// Package queries is the road out: question > count in SQL > infer in Go >
// protect > answer. Engine.Answer is the only way to a number about people;
// what the folders under internal count never leaves by another.
package queries

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"athar/ingest/lake"
	"athar/models"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
)

// Options are what an Engine works with.
type Options struct {
	Dir  string // of the workspace
	Lake *lake.Lake
	Now  func() time.Time
	// MemoryLimit and Threads bound what counts; the default is 1 GiB, beyond
	// which it turns to the disk, and all processors.
	MemoryLimit string
	Threads     int
	Log         *slog.Logger // nil: nothing is logged
}

// countingMemory and what the road in uses beside it stay below 2 GiB, however much is loaded.
const countingMemory = "1GiB"

// Engine answers questions about one workspace. It is safe for concurrent use.
type Engine struct {
	options   Options
	lake      *lake.Lake
	warehouse *warehouse.Warehouse

	state     sync.RWMutex
	workspace *models.Workspace

	past   past
	cached answers
}

// Open opens the warehouse of a workspace, or makes it anew from the lake.
func Open(ctx context.Context, o Options) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.MemoryLimit = cmp.Or(o.MemoryLimit, countingMemory)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{options: o, lake: o.Lake}
	var err error
	if e.workspace, err = o.Lake.Workspace(-1); err != nil {
		return nil, fmt.Errorf("read what is declared: %w", err)
	}
	e.warehouse, err = warehouse.Open(ctx, filepath.Join(o.Dir, warehouseFile), o.Lake, e.workspace, warehouse.Options{
		Memory: o.MemoryLimit, Threads: o.Threads, Today: e.today, Log: o.Log})
	if err != nil {
		return nil, fmt.Errorf("open the warehouse: %w", err)
	}
	return e, nil
}

// Close lets go of the warehouse.
func (e *Engine) Close() error { return errors.Join(e.past.close(), e.warehouse.Close()) }

func (e *Engine) today() models.Day {
	return models.Day{Time: e.options.Now().UTC().Truncate(24 * time.Hour)}
}

// Workspace is what is declared now.
func (e *Engine) Workspace() *models.Workspace {
	e.state.RLock()
	defer e.state.RUnlock()
	return e.workspace
}

// DefaultTerm is the term of answers to questions that name none: the latest
// complete one.
func (e *Engine) DefaultTerm() models.Term {
	term, ok := models.LatestComplete(e.Workspace().Terms, e.today())
	if !ok {
		return models.Term{ID: models.AllTime, Title: models.Text{En: "All time", Ar: "كل الأوقات"}}
	}
	return term
}

// Measures is the catalogue.
func (e *Engine) Measures() []models.MeasureInfo { return Catalogue() }

// Catalogue is what can be asked, of any workspace.
func Catalogue() []models.MeasureInfo {
	all := make([]models.MeasureInfo, len(measures.All))
	for i, m := range measures.All {
		all[i] = m.MeasureInfo
		all[i].Example = measures.Examples[m.Name]
	}
	return all
}

// Declare makes other declarations hold: at once where they change what Compare tells, else from the next Refresh on.
func (e *Engine) Declare(ctx context.Context, w *models.Workspace) error {
	if e.warehouse.Compares(w) {
		return nil
	}
	return e.Refresh(ctx, w)
}

// Refresh brings the warehouse up to the lake's last commit, and to what is declared.
func (e *Engine) Refresh(ctx context.Context, w *models.Workspace) error {
	if err := e.warehouse.Refresh(ctx, w); err != nil {
		return err
	}
	e.state.Lock()
	e.workspace = w
	e.state.Unlock()
	e.cached.forget()
	return nil
}

// Compare tells what a staged batch changes.
func (e *Engine) Compare(ctx context.Context, s models.Staged, out, fieldIDs string) (models.Comparison, error) {
	return e.warehouse.Compare(ctx, s, out, fieldIDs)
}

// DataVersion is the last commit that changed or removed any record or declaration.
func (e *Engine) DataVersion() int64 {
	version, _ := e.lake.Last(lake.DeclarationsTable)
	forgotten, _ := e.lake.Last(lake.ForgottenTable)
	version = max(version, forgotten)
	for _, k := range models.Kinds {
		commit, _ := e.lake.Last(k.Name)
		version = max(version, commit)
	}
	return version
}

// Version is another one after each commit, once answers stand on it, and each
// day, as credentials expire.
func (e *Engine) Version() string {
	return fmt.Sprintf("%d.%d.%s", e.DataVersion(), e.cached.version(), e.today())
}

// past keeps the warehouses of the last few earlier commits asked about.
type past struct {
	mu   sync.Mutex
	open []*earlier
}

type earlier struct {
	commit    int64
	warehouse *warehouse.Warehouse
	workspace *models.Workspace
}

// mostEarlier bounds how many earlier commits are kept ready.
const mostEarlier = 2

// asOf gives the warehouse of an earlier commit, with what was declared then.
func (e *Engine) asOf(ctx context.Context, commit int64) (*earlier, error) {
	e.past.mu.Lock()
	defer e.past.mu.Unlock()
	for _, known := range e.past.open {
		if known.commit == commit {
			return known, nil
		}
	}
	if commit < 1 || commit > e.lake.LastCommit() {
		return nil, &models.Error{Kind: models.NotFound, Message: fmt.Sprintf("There is no data version %d; the latest is %d.", commit, e.DataVersion()),
			Ar: fmt.Sprintf("لا توجد نسخة بيانات رقم %d؛ الأحدث هي %d.", commit, e.DataVersion())}
	}
	workspace, err := e.lake.Workspace(commit)
	if err != nil {
		return nil, err
	}
	defer e.lake.Hold()()
	w, err := e.past.after(commit, e.warehouse).AsOf(ctx, commit, workspace)
	if err != nil {
		return nil, fmt.Errorf("go back to data version %d: %w", commit, err)
	}
	if len(e.past.open) == mostEarlier {
		e.past.open[0].warehouse.Close()
		e.past.open = e.past.open[1:]
	}
	found := &earlier{commit, w, workspace}
	e.past.open = append(e.past.open, found)
	return found, nil
}

// after is the warehouse that is least far beyond a commit, of those kept and
// the present one. The caller holds mu.
func (p *past) after(commit int64, nearest *warehouse.Warehouse) *warehouse.Warehouse {
	for _, o := range p.open {
		if o.commit > commit && o.commit < nearest.Commit() {
			nearest = o.warehouse
		}
	}
	return nearest
}

func (p *past) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all error
	for _, o := range p.open {
		all = errors.Join(all, o.warehouse.Close())
	}
	p.open = nil
	return all
}

// Behind is how many commits the warehouse has yet to take in.
func (e *Engine) Behind() int64 { return max(0, e.DataVersion()-e.warehouse.Commit()) }
