package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

// opened is a workspace with its road in and its road out.
type opened struct {
	dir    string
	lake   *lake.Lake
	engine *queries.Engine
	intake *ingest.Intake
	steps  *steps
}

// open opens a workspace, making it if create is true.
func (p *program) open(ctx context.Context, create bool, step func(ingest.Step)) (*opened, error) {
	return p.openAt(ctx, p.workspace, create, step)
}

// openToAsk opens a workspace that is only asked. The road in takes as long to open as all the rest, so it stays closed
// unless acknowledged records wait on it.
func (p *program) openToAsk(ctx context.Context) (_ *opened, err error) {
	o, err := p.openRoadOut(ctx, p.workspace, false)
	if err != nil {
		return nil, err
	}
	waits, err := ingest.Waits(o.dir)
	if err == nil && waits {
		err = p.openRoadIn(ctx, o, nil)
	}
	if err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (p *program) openAt(ctx context.Context, dir string, create bool, step func(ingest.Step)) (_ *opened, err error) {
	o, err := p.openRoadOut(ctx, dir, create)
	if err != nil {
		return nil, err
	}
	if err := p.openRoadIn(ctx, o, step); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// openRoadOut opens the lake and the engine that answers from it.
func (p *program) openRoadOut(ctx context.Context, dir string, create bool) (_ *opened, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "lake")); errors.Is(err, os.ErrNotExist) && !create {
		return nil, usageError{fmt.Errorf("there is no workspace in %s; `athar load` makes one, or name it with --workspace", dir)}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	o := &opened{dir: dir, steps: newSteps()}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	if o.lake, err = lake.Open(ctx, filepath.Join(dir, "lake"), lake.WithLog(p.log)); err != nil {
		return nil, err
	}
	if from := o.lake.MovedFrom(); from != "" {
		fmt.Fprintln(p.err, p.say(models.Text{
			En: "This workspace lay in " + filepath.Dir(from) + " before. Its tables now name their files in " + dir + "; the old place was not touched.",
			Ar: "كانت مساحة العمل هذه في " + filepath.Dir(from) + ". صارت جداولها تسمّي ملفاتها في " + dir + "؛ ولم يُمسّ المكان القديم."}))
	}
	if strays, err := o.lake.RemoveStrays(ctx); err != nil {
		return nil, err
	} else if len(strays) > 0 {
		p.log.Info("files of unfinished commits were removed", "files", len(strays))
	}
	if err := removePast(dir); err != nil {
		return nil, err
	}
	o.engine, err = queries.Open(ctx, queries.Options{Dir: dir, Lake: o.lake, Log: p.log})
	return o, err
}

// openRoadIn opens what takes records in, and has done what an earlier process acknowledged and did not finish.
func (p *program) openRoadIn(ctx context.Context, o *opened, step func(ingest.Step)) (err error) {
	o.intake, err = ingest.Open(ctx, ingest.Options{Dir: o.dir, Lake: o.lake, Ledger: timed{o.engine, o.steps}, Took: o.steps.took, Log: p.log, Step: step,
		BodyBytes: p.bodyMB << 20, SpoolBytes: p.spoolMB << 20, FreeBytes: p.freeMB << 20, SpillBytes: p.spillMB << 20,
		Rehearse: func() (ingest.Rehearsal, error) {
			r, err := o.engine.Rehearse()
			return rehearsal{r}, err
		}})
	return err
}

// rehearsal is the engine's as the road in sees it.
type rehearsal struct{ *queries.Rehearsal }

// Changes is what would change of what is published.
func (r rehearsal) Changes(ctx context.Context) (json.Marshaler, error) {
	return r.Rehearsal.Changes(ctx)
}

// removePast removes what a killed process left of the warehouses of earlier
// commits. The lake is ours by then, so nobody uses them.
func removePast(dir string) error {
	left, err := filepath.Glob(filepath.Join(globEscape.Replace(dir), "warehouse.duckdb.asof-*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// globEscape keeps what a folder is called from being read as a pattern.
var globEscape = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// close lets go of the workspace. The road in stops first, so that what it has
// acknowledged is in the lake; then both let go of their memory at once.
func (o *opened) close() error {
	var in, out error
	var closing sync.WaitGroup
	if o.intake != nil {
		o.intake.Stop()
		closing.Go(func() { in = o.intake.Close() })
	}
	if o.engine != nil {
		out = o.engine.Close()
	}
	closing.Wait()
	all := errors.Join(in, out)
	if o.lake != nil {
		all = errors.Join(all, o.lake.Close())
	}
	return all
}
