// Command bench measures Athar as its users meet it, beside what it has to stand comparison with, and prints a table.
//
//	go run ./internal/bench -athar bin/athar -size 1m -commits 2000
//
// It drives the program itself: its command line, and its service over loopback. Rivals (DuckDB alone, PostgreSQL) run in
// the same minutes on the same machine and the same data. Everything it makes lies in one temporary folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options are what a run is asked for.
type options struct {
	athar   string        // the program
	size    int           // participations
	commits int           // small commits of item f
	only    []string      // letters of items; empty: all
	write   string        // the document whose results are replaced; empty: none
	seconds time.Duration // how long clients post in one go
	repeat  int           // how often batches are posted and pages read; a twentieth of the questions asked
}

// item is one thing to measure.
type item struct {
	letter string
	title  string
	run    func(context.Context, *bench) error
}

var items = []item{
	{"a", "loading a file", measureLoad},
	{"b", "asking", measureAsk},
	{"c", "a batch of 1,000 records", measureBatch},
	{"d", "single records from 64 clients", measurePosts},
	{"e", "pages", measurePages},
	{"f", "small commits", measureCommits},
}

func main() {
	log.SetFlags(log.Ltime)
	var o options
	var size, only string
	flag.StringVar(&o.athar, "athar", "bin/athar", "the program to measure")
	flag.StringVar(&size, "size", "1m", "participations, as 200k, 10m")
	flag.IntVar(&o.commits, "commits", 2000, "small commits of item f")
	flag.StringVar(&only, "only", "", "letters of the items to measure, as a,d")
	flag.StringVar(&o.write, "write", "", "the document whose table of results is replaced")
	flag.DurationVar(&o.seconds, "for", 10*time.Second, "how long clients post in one go")
	flag.IntVar(&o.repeat, "repeat", 10, "how often batches are posted and pages read; 20 times as many questions are asked")
	dir := flag.String("dir", "", "where to keep the data; default a temporary folder that is removed")
	flag.Parse()
	var err error
	if o.size, err = count(size); err != nil {
		log.Fatal(err)
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, *dir, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// count reads 1000, 200k or 10m.
func count(s string) (int, error) {
	digits, times := s, 1
	switch {
	case strings.HasSuffix(s, "k"):
		digits, times = s[:len(s)-1], 1_000
	case strings.HasSuffix(s, "m"):
		digits, times = s[:len(s)-1], 1_000_000
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("a size is a number such as 200k or 10m, not %s", s)
	}
	return n * times, nil
}

// bench is one run: its data are made once and shared by the items.
type bench struct {
	options
	dir    string
	lines  []line
	course course // of item f
	sample
}

func run(ctx context.Context, o options, dir string, out io.Writer) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "athar-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	athar, err := filepath.Abs(o.athar)
	if err != nil {
		return err
	}
	o.athar = athar
	b := &bench{options: o, dir: dir}
	before := machine(ctx)
	begun := time.Now()
	log.Printf("%s participations in %s", thousands(o.size), dir)
	if err := b.prepare(ctx); err != nil {
		return fmt.Errorf("make the data: %w", err)
	}
	for _, i := range items {
		if len(o.only) > 0 && !slices.Contains(o.only, i.letter) {
			continue
		}
		log.Printf("%s: %s", i.letter, i.title)
		from := len(b.lines)
		if err := i.run(ctx, b); err != nil {
			return fmt.Errorf("measure %s: %w", i.title, err)
		}
		for k := from; k < len(b.lines); k++ {
			b.lines[k].item = i.letter
			log.Printf("   %s: %s", b.lines[k].what, b.lines[k].athar)
		}
	}
	r := report{machine: before, took: time.Since(begun), size: o.size, commits: o.commits, lines: b.lines, course: b.course}
	if _, err := io.WriteString(out, r.table()); err != nil {
		return err
	}
	if o.write == "" {
		return nil
	}
	return r.writeInto(o.write)
}
