// Package sampledata holds the packages that ship with Athar and the seeded generator of the invented one.
//
// Nobody in the invented package exists. The same plan gives the same bytes on every machine: each learner has a random
// sequence of their own, so neither the clock, nor map order, nor the number of processors can show in a file.
package sampledata

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// Packages holds every package folder beside this file: doha, and the real open data sets.
//
//go:embed */*
var Packages embed.FS

// Plan says how large the invented package is. A size of zero means the default that suits the number of learners.
type Plan struct {
	Learners      int    // on roll in each of the three school years
	Schools       int    // at least 12: one of each phase, type and, where government, gender
	Providers     int    // at least 8: one of each sector
	Opportunities int    // offered in each school year, at least 20
	Seed          uint64 // another seed, other people
	// Participations is about how many stages of journeys there are in all, within some hundredths. Zero: as the chances
	// of the design give, some 13 a learner. Who takes part, and so every planted share of people, does not depend on it.
	Participations int
	Plain          bool // files that grow with the learners are .csv instead of .csv.gz
}

// DefaultPlan is the plan of the shipped package "doha".
func DefaultPlan() Plan {
	return Plan{Learners: 20_000, Schools: 60, Providers: 40, Opportunities: 300, Seed: 2026}
}

// Sizes above these would make the supply, which is held in memory, grow with the learners.
const (
	mostSchools       = 2_000
	mostProviders     = 800
	mostOpportunities = 4_000
)

func (p Plan) withDefaults() (Plan, error) {
	standard := DefaultPlan()
	if p.Learners == 0 {
		p.Learners = standard.Learners
	}
	scaled := func(size, standardSize, least, most int) int {
		if size != 0 {
			return size
		}
		return min(max(p.Learners*standardSize/standard.Learners, least), most)
	}
	p.Schools = scaled(p.Schools, standard.Schools, 24, mostSchools)
	p.Providers = scaled(p.Providers, standard.Providers, 16, mostProviders)
	p.Opportunities = scaled(p.Opportunities, standard.Opportunities, 100, mostOpportunities)
	switch {
	case p.Participations < 0 || p.Participations > 1_000_000_000:
		return p, fmt.Errorf("participations must be up to 1,000,000,000, not %d", p.Participations)
	case p.Learners < 1 || p.Learners > 10_000_000:
		return p, fmt.Errorf("learners must be 1 to 10,000,000, not %d", p.Learners)
	case p.Schools < 12 || p.Schools > mostSchools:
		return p, fmt.Errorf("schools must be 12 to %d, not %d", mostSchools, p.Schools)
	case p.Providers < len(sectors) || p.Providers > mostProviders:
		return p, fmt.Errorf("providers must be %d to %d, not %d", len(sectors), mostProviders, p.Providers)
	case p.Opportunities < 2*len(categories) || p.Opportunities > mostOpportunities:
		return p, fmt.Errorf("opportunities a year must be %d to %d, not %d", 2*len(categories), mostOpportunities, p.Opportunities)
	}
	return p, nil
}

// learnersPerChunk is part of what makes the bytes: changing it changes where compression starts anew.
const learnersPerChunk = 1024

// Generate writes a whole package into dir: athar.yaml, README, mappings, gaps.yaml and the files of every feed.
// Memory does not grow with the number of learners. athar.yaml is written last, so a folder that was left
// half-written is not a package. progress may be nil; it is told learners done and learners in all.
func Generate(ctx context.Context, dir string, plan Plan, progress func(done, total int64)) error {
	plan, err := plan.withDefaults()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(dir, "athar.yaml")); err != nil && !os.IsNotExist(err) {
		return err
	}
	w := newWorld(plan)
	if plan.Participations != 0 {
		if w.chances, err = chancesFor(w, plan.Participations); err != nil {
			return err
		}
	}
	totals := newChunk(w)
	if err := generateLearners(ctx, dir, w, totals, progress); err != nil {
		return fmt.Errorf("write learners: %w", err)
	}
	if err := writeSupply(dir, w, totals.enrolled); err != nil {
		return fmt.Errorf("write supply: %w", err)
	}
	if err := writeGaps(filepath.Join(dir, "gaps.yaml"), plan, totals.tallies); err != nil {
		return fmt.Errorf("write gaps: %w", err)
	}
	for _, name := range []string{"museum_bookings.sql", "badges.sql", "learner_voice.sql", "README.md", "athar.yaml"} {
		text, err := fs.ReadFile(Packages, "doha/"+name)
		if err != nil {
			return err
		}
		if plan.Plain {
			text = bytes.ReplaceAll(text, []byte(".csv.gz"), []byte(".csv"))
		}
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			return err
		}
	}
	return nil
}

// generateLearners makes chunks of learners side by side and writes them in order.
func generateLearners(ctx context.Context, dir string, w *world, totals *chunk, progress func(done, total int64)) error {
	files, err := openStreams(dir, w.plan.Plain)
	if err != nil {
		return err
	}
	defer files.abandon()

	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	type job struct {
		first, last int
		done        chan *chunk
	}
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan job)
	inOrder := make(chan job, 2*workers)
	spare := make(chan *chunk, 4*workers)
	running.Add(1 + workers)
	go func() {
		defer running.Done()
		defer close(jobs)
		defer close(inOrder)
		for first := 0; first < w.plan.Learners; first += learnersPerChunk {
			next := job{first, min(first+learnersPerChunk, w.plan.Learners), make(chan *chunk, 1)}
			for _, queue := range []chan job{inOrder, jobs} {
				select {
				case queue <- next:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	for range workers {
		go func() {
			defer running.Done()
			maker := newMaker(w)
			for next := range jobs {
				var c *chunk
				select {
				case c = <-spare:
					c.reset()
				default:
					c = newChunk(w)
				}
				for slot := next.first; slot < next.last; slot++ {
					maker.learner(c, slot)
				}
				if !w.plan.Plain {
					maker.pack(c)
				}
				next.done <- c
			}
		}()
	}
	for next := range inOrder {
		select {
		case c := <-next.done:
			if err := files.write(c); err != nil {
				return err
			}
			totals.add(c)
			spare <- c
			if progress != nil {
				progress(int64(next.last), int64(w.plan.Learners))
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return files.close()
}
