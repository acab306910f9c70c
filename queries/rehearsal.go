package queries

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"athar/ingest/lake"
	"athar/models"
	"athar/queries/internal/warehouse"
)

// Rehearsal is the warehouse as it would be with rows that are not in the
// lake: what a dry run compares with, adds to and asks. Nothing of the
// workspace is written but temporary files, which Close removes. It is for one
// goroutine.
type Rehearsal struct {
	engine    *Engine
	dir       string
	from      int64 // the commit of the lake it begins at
	added     []added
	workspace *models.Workspace
	changed   bool    // anything was declared or added
	future    *Engine // nil until it is needed
	behind    bool    // future does not know of everything added
}

// added is a file of rows as if it had been appended.
type added struct {
	kind string
	file lake.File
}

// Rehearse begins a rehearsal at the lake's last commit.
func (e *Engine) Rehearse() (*Rehearsal, error) {
	dir, err := os.MkdirTemp(e.options.Dir, "warehouse.duckdb.asof-rehearsal-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for a rehearsal: %w", err)
	}
	return &Rehearsal{engine: e, dir: dir, from: e.lake.LastCommit(), workspace: e.Workspace()}, nil
}

// Close removes what the rehearsal wrote.
func (r *Rehearsal) Close() error {
	var err error
	if r.future != nil {
		err = r.future.Close()
	}
	return errors.Join(err, os.RemoveAll(r.dir))
}

// Declare makes other declarations hold from here on.
func (r *Rehearsal) Declare(w *models.Workspace) { r.workspace, r.changed, r.behind = w, true, true }

// Compare tells what a staged batch would change, and adds the rows that would
// be appended.
func (r *Rehearsal) Compare(ctx context.Context, s models.Staged) (models.Comparison, error) {
	// What is there answers as well as a copy of it would.
	against := r.engine.warehouse
	if r.changed {
		future, err := r.ready(ctx)
		if err != nil {
			return models.Comparison{}, err
		}
		against = future.warehouse
	}
	s.Commit = r.LastCommit() + 1
	path := filepath.Join(r.dir, fmt.Sprintf("%d.parquet", s.Commit))
	comparison, err := against.Compare(ctx, s, path, "")
	if err != nil || comparison.Rows == 0 {
		return comparison, err
	}
	r.added = append(r.added, added{s.Kind.Name, lake.File{Path: path, Commit: s.Commit, Rows: comparison.Rows}})
	r.changed, r.behind = true, true
	return comparison, nil
}

// ready brings the future up to all that was added.
func (r *Rehearsal) ready(ctx context.Context) (*Engine, error) {
	if r.future == nil {
		o := r.engine.options
		w, err := warehouse.Open(ctx, filepath.Join(r.dir, "future.duckdb"), r, r.workspace, warehouse.Options{Memory: o.MemoryLimit, Threads: o.Threads, Today: r.engine.today, Log: o.Log})
		if err != nil {
			return nil, fmt.Errorf("make the warehouse as it would be: %w", err)
		}
		r.future, r.behind = &Engine{options: o, lake: r.engine.lake, warehouse: w, workspace: r.workspace}, false
	}
	if r.behind {
		if err := r.future.Refresh(ctx, r.workspace); err != nil {
			return nil, fmt.Errorf("bring the warehouse up to what it would be: %w", err)
		}
		r.behind = false
	}
	return r.future, nil
}

// LastCommit is the commit of the last file added; a rehearsal is a lake to the
// warehouse made from it.
func (r *Rehearsal) LastCommit() int64 { return r.from + int64(len(r.added)) }

// Files are a table's data files, those added among them.
func (r *Rehearsal) Files(table string, after, upTo int64) []lake.File {
	if upTo < 0 {
		upTo = r.LastCommit()
	}
	files := slices.Clone(r.engine.lake.Files(table, after, min(upTo, r.from)))
	for _, a := range r.added {
		if a.kind == table && a.file.Commit > after && a.file.Commit <= upTo {
			files = append(files, a.file)
		}
	}
	return files
}
