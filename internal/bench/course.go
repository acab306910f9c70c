package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// course is how things stood while commits were made.
type course []stand

// stand is how things stand after so many commits, and what the last part of them took.
type stand struct {
	commits         int64
	took            time.Duration
	alone           timings       // from sending to the receipt
	commit, refresh time.Duration // mean: one append to the lake, one refresh of the warehouse
	early, late     timings       // an answer as of a commit
	stored
	memory int64 // bytes of the service
}

// stored is what a workspace holds of the disk, in bytes but for the files.
type stored struct {
	files                                    int // of the lake
	metadata, catalogue, receipts, warehouse int64
}

// table writes a row a stand.
func (c course) table() string {
	if len(c) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| f: commits so far | made in | one alone | in the lake | refresh | `--asof` early | late | files | metadata | catalogue | receipts | warehouse | memory |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range c {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", thousands(int(s.commits)), took(s.took), took(s.alone.median()),
			took(s.commit), took(s.refresh), took(s.early.median()), took(s.late.median()), thousands(s.files),
			kilobytes(s.metadata), kilobytes(s.catalogue), kilobytes(s.receipts), megabytes(s.warehouse), megabytes(s.memory))
	}
	return b.String()
}

func kilobytes(bytes int64) string { return thousands(int(bytes>>10)) + " KiB" }

// step is the mean of what a step of taking in took between two readings of the metrics.
func step(before, after map[string]float64, name string) time.Duration {
	of := func(what string) float64 {
		key := `athar_step_duration_seconds_` + what + `{step="` + name + `"}`
		return after[key] - before[key]
	}
	return time.Duration(of("sum") / max(of("count"), 1) * float64(time.Second))
}

// holding looks at the files of a workspace.
func holding(workspace string) (s stored, err error) {
	return s, filepath.WalkDir(workspace, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil // tidied away meanwhile, or no file
		}
		info, err := entry.Info()
		if err != nil {
			return nil
		}
		inLake := strings.HasPrefix(path, filepath.Join(workspace, "lake")+string(filepath.Separator))
		if inLake {
			s.files++
		}
		switch name := entry.Name(); {
		case strings.HasPrefix(name, "catalog.db"):
			s.catalogue += info.Size()
		case strings.HasPrefix(name, "receipts.db"):
			s.receipts += info.Size()
		case strings.HasPrefix(name, "warehouse.duckdb"):
			s.warehouse += info.Size()
		case inLake && !strings.HasSuffix(name, ".parquet"):
			s.metadata += info.Size()
		}
		return nil
	})
}
