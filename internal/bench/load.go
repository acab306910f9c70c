package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// What a load has to reach, as a share of the rows per second that DuckDB alone turns into Parquet.
const (
	committedShare = 0.3
	queryableShare = 0.15
	mostMemory     = 2 << 30
)

// loaded is one load: when its batch existed, when its first answer was there, and what it cost.
type loaded struct {
	committed, queryable time.Duration
	peak                 int64
}

// measureLoad loads one CSV file of participations into a workspace that knows everybody in it, and lets DuckDB alone turn
// the same file into Parquet before and after.
func measureLoad(ctx context.Context, b *bench) error {
	rows, err := rowsOf(b.facts)
	if err != nil {
		return err
	}
	info, err := os.Stat(b.facts)
	if err != nil {
		return err
	}
	few, err := b.loadOnce(ctx, "few", filepath.Dir(b.few))
	if err != nil {
		return err
	}
	before, err := b.copyAlone(ctx)
	if err != nil {
		return err
	}
	all, err := b.loadOnce(ctx, "full", b.files)
	if err != nil {
		return err
	}
	if err := b.keepFull(b.workspace("full")); err != nil {
		return err
	}
	after, err := b.copyAlone(ctx)
	if err != nil {
		return err
	}
	alone := (before + after) / 2
	size := fmt.Sprintf("%s rows, %s", thousands(rows), megabytes(info.Size()))
	for _, m := range []struct {
		what  string
		took  time.Duration
		share float64
	}{{"CSV until committed", all.committed, committedShare}, {"CSV until its first answer", all.queryable, queryableShare}} {
		share := float64(alone) / float64(m.took)
		b.lines = append(b.lines, line{what: m.what, size: size,
			athar: fmt.Sprintf("%s, %s rows/s", took(m.took), thousands(int(float64(rows)/m.took.Seconds()))),
			rival: fmt.Sprintf("DuckDB alone: %s (%s, %s)", took(alone), took(before), took(after)),
			ratio: times(share), target: fmt.Sprintf("≥ %.2f × its rows/s", m.share), met: isMet(share >= m.share)})
	}
	b.lines = append(b.lines, line{what: "Memory of `athar load` at most", size: size, athar: megabytes(all.peak),
		rival: "a tenth of the rows: " + megabytes(few.peak), ratio: times(float64(all.peak) / float64(few.peak)),
		target: "< 2,048 MiB, not growing", met: isMet(all.peak < mostMemory && float64(all.peak) < 1.5*float64(few.peak))})
	return nil
}

// loadOnce loads a folder's file and asks the first question of it.
func (b *bench) loadOnce(ctx context.Context, name, files string) (loaded, error) {
	workspace, err := b.fresh(ctx, name)
	if err != nil {
		return loaded{}, err
	}
	begun := time.Now()
	load, err := b.load(ctx, workspace, files)
	if err != nil {
		return loaded{}, err
	}
	answer, err := b.command(ctx, workspace, "ask", "participation_rate", "--by", "gender,grade")
	if err != nil {
		return loaded{}, err
	}
	committed, err := lastCommit(filepath.Join(workspace, "lake", "participations", "metadata"))
	return loaded{committed: committed.Sub(begun), queryable: load.took + answer.took, peak: load.peak}, err
}

// lastCommit is when a table last named new files: it does so by writing metadata.
func lastCommit(folder string) (at time.Time, err error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.metadata.json*"))
	if err != nil {
		return at, err
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return at, err
		}
		if info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	if at.IsZero() {
		return at, fmt.Errorf("no commit is in %s", filepath.Base(filepath.Dir(folder)))
	}
	return at, nil
}

// copyAlone is how long DuckDB takes from the CSV file to Parquet, with nothing checked or kept.
func (b *bench) copyAlone(ctx context.Context) (took time.Duration, err error) {
	to := filepath.Join(b.dir, "alone.parquet")
	defer os.Remove(to)
	return took, onDuckDB(ctx, func(db *sql.DB) error {
		begun := time.Now()
		_, err := db.ExecContext(ctx, "COPY (FROM read_csv('"+b.facts+"')) TO '"+to+"' (FORMAT parquet, COMPRESSION zstd)")
		took = time.Since(begun)
		return err
	})
}
