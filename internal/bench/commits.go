package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	flatAtMost     = 1.5 // times what it was at the beginning
	commitPatience = 2 * time.Hour
	asOfTimes      = 3
)

// stored is what a lake holds of the disk.
type stored struct {
	files    int
	metadata int64 // bytes of everything that is not a record
}

// measureCommits makes one small commit after another, and looks whether the last is as cheap as the first.
func measureCommits(ctx context.Context, b *bench) error {
	workspace, err := b.fresh(ctx, "commits")
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, workspace)
	if err != nil {
		return err
	}
	defer s.stop()
	var all timings
	var first, early, last int64
	before, err := busyNow(s.process.Process.Pid)
	if err != nil {
		return err
	}
	for begun := time.Now(); len(all) < b.commits && time.Since(begun) < commitPatience; {
		body := b.fresher(smallest)
		sent := time.Now()
		if last, err = s.post(ctx, body); err != nil {
			return err
		}
		all = append(all, time.Since(sent))
		if first == 0 {
			first = last
		}
		if len(all) == max(b.commits/20, 1) {
			early = last
		}
	}
	after, err := busyNow(s.process.Process.Pid)
	if err != nil {
		return err
	}
	holds, err := holding(filepath.Join(workspace, "lake"))
	if err != nil {
		return err
	}
	window := max(len(all)/20, 1)
	begin, middle, end := all[:window].median(), all[len(all)/2:][:window].median(), all[len(all)-window:].median()
	growth := float64(end) / float64(begin)
	size := fmt.Sprintf("%s commits of %d records", thousands(int(last-first)+1), smallest)
	b.lines = append(b.lines, line{what: "Commit: median in the first, middle and last twentieth", size: size,
		athar: fmt.Sprintf("%s, %s, %s", took(begin), took(middle), took(end)), rival: "p99 of the last: " + took(all[len(all)-window:].at(0.99)), ratio: times(growth),
		target: "flat", met: isMet(growth <= flatAtMost)})
	b.lines = append(b.lines, line{what: "… processor time of one: the service, its client", size: size, athar: busy{}.plus(before, after).each(len(all))})
	b.lines = append(b.lines, line{what: "Files of the lake, bytes beside the records", size: size, athar: fmt.Sprintf("%s files, %s", thousands(holds.files), megabytes(holds.metadata)),
		target: "flat: far fewer files than commits", met: isMet(holds.files < 2_000+len(all)/10)})
	asOf := func(commit int64) (t timings, err error) {
		for i := range asOfTimes {
			took, _, ok, err := s.ask(ctx, "participation_rate", url.Values{"by": {"gender"}, "asof": {strconv.FormatInt(commit-int64(i), 10)}})
			if err != nil {
				return nil, err
			}
			if !ok {
				return nil, fmt.Errorf("asking as of %d was refused", commit)
			}
			t = append(t, took)
		}
		return t, nil
	}
	then, err := asOf(max(early, asOfTimes))
	if err != nil {
		return err
	}
	now, err := asOf(last)
	if err != nil {
		return err
	}
	growth = float64(then.median()) / float64(now.median())
	b.lines = append(b.lines, line{what: "`ask --asof` an early commit and a late one: median", size: size, athar: took(then.median()) + ", " + took(now.median()),
		ratio: times(growth), target: "flat", met: isMet(growth <= flatAtMost && growth >= 1/flatAtMost)})
	return nil
}

// holding counts the files of a lake.
func holding(folder string) (s stored, err error) {
	return s, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return nil // a file that was tidied away meanwhile
		}
		s.files++
		if !strings.HasSuffix(path, ".parquet") {
			s.metadata += info.Size()
		}
		return nil
	})
}
