package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	_ "github.com/duckdb/duckdb-go/v2"
	"go.yaml.in/yaml/v3"
)

// sample is what a run measures with: invented people, and their participations in one file of the size asked for.
type sample struct {
	files   string // where the generator wrote
	facts   string // the file of participations
	few     string // the first tenth of its rows
	records []record
	next    atomic.Int64
}

// record is a participation to be posted again under another id.
type record struct{ person, opportunity, stage, on string }

// The feeds that are loaded before anything is measured: who there is and what is offered. The participations of one
// platform follow; of ten participations that are generated it has about seven.
var (
	registerFeeds = []string{"schools", "providers", "organisations", "opportunities", "sessions", "pupil_register", "returns", "badges"}
	factsFeed     = "masar"
	factsShare    = 0.742
)

const (
	learnersPerTen = 1 // of ten participations
	fewestLearners = 200
	mostLearners   = 1_000_000 // however many participations: the schools of a country
	mostRecords    = 50_000
)

// prepare generates the package, splits it, and loads the part that is not measured.
func (b *bench) prepare(ctx context.Context) error {
	b.files = filepath.Join(b.dir, "generated")
	b.facts, b.few = filepath.Join(b.files, factsFeed+".csv"), filepath.Join(b.dir, "few", factsFeed+".csv")
	if _, err := os.Stat(b.workspace("register")); err == nil {
		return b.readRecords() // kept from an earlier run
	}
	learners := min(max(b.size*learnersPerTen/10, fewestLearners), mostLearners)
	if _, err := b.command(ctx, b.dir, "generate", "--plain", "--seed", "1", "--learners", strconv.Itoa(learners),
		"--participations", strconv.Itoa(int(float64(b.size)/factsShare)), "--out", b.files); err != nil {
		return err
	}
	if err := errors.Join(b.split("register-package", "", registerFeeds), b.split("facts-package", "bench-", []string{factsFeed}), b.cutFew(), b.readRecords()); err != nil {
		return err
	}
	making := b.workspace("register-unfinished")
	if _, err := b.command(ctx, making, "load", filepath.Join(b.dir, "register-package"), "--files", b.files); err != nil {
		return err
	}
	return os.Rename(making, b.workspace("register"))
}

func (b *bench) workspace(name string) string { return filepath.Join(b.dir, "workspaces", name) }

// fresh copies the workspace that has only the register, and opens the copy
// once: what is opened in another place than before first names its files anew.
func (b *bench) fresh(ctx context.Context, name string) (string, error) {
	to := b.workspace(name)
	if err := os.RemoveAll(to); err != nil {
		return "", err
	}
	if err := os.CopyFS(to, os.DirFS(b.workspace("register"))); err != nil {
		return "", err
	}
	_, err := b.command(ctx, to, "awaiting")
	return to, err
}

// full is the workspace that holds all participations; whoever needs it first loads it.
func (b *bench) full(ctx context.Context) (string, error) {
	if _, err := os.Stat(filepath.Join(b.workspace("full"), "loaded")); err == nil {
		return b.workspace("full"), nil
	}
	workspace, err := b.fresh(ctx, "full")
	if err != nil {
		return "", err
	}
	if _, err := b.load(ctx, workspace, b.files); err != nil {
		return "", err
	}
	return workspace, b.keepFull(workspace)
}

// keepFull marks a workspace as the full one.
func (b *bench) keepFull(workspace string) error {
	return os.WriteFile(filepath.Join(workspace, "loaded"), nil, 0o644)
}

// load takes the file of participations in a folder in.
func (b *bench) load(ctx context.Context, workspace, files string) (ran, error) {
	return b.command(ctx, workspace, "load", filepath.Join(b.dir, "facts-package"), "--files", files, "--format", "json")
}

// split writes a package with some of the generated feeds.
func (b *bench) split(folder, prefix string, feeds []string) error {
	text, err := os.ReadFile(filepath.Join(b.files, "athar.yaml"))
	if err != nil {
		return err
	}
	var declared yaml.Node // not values: dates stay as they are written
	if err := yaml.Unmarshal(text, &declared); err != nil {
		return err
	}
	name, all := valueOf(declared.Content[0], "name"), valueOf(declared.Content[0], "feeds")
	if name == nil || all == nil {
		return errors.New("the generated package has no name or no feeds")
	}
	name.Value = prefix + name.Value
	all.Content = slices.DeleteFunc(all.Content, func(feed *yaml.Node) bool { return !slices.Contains(feeds, valueOf(feed, "name").Value) })
	if text, err = yaml.Marshal(&declared); err != nil {
		return err
	}
	to := filepath.Join(b.dir, folder)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	mappings, err := filepath.Glob(filepath.Join(b.files, "*.sql"))
	if err != nil {
		return err
	}
	for _, path := range mappings {
		sql, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(path)), sql, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(to, "athar.yaml"), text, 0o644)
}

// valueOf is what stands under a key of a mapping, or nil.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// cutFew writes the first tenth of the rows.
func (b *bench) cutFew() error {
	from, err := os.Open(b.facts)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := os.MkdirAll(filepath.Dir(b.few), 0o755); err != nil {
		return err
	}
	to, err := os.Create(b.few)
	if err != nil {
		return err
	}
	in, out := bufio.NewReaderSize(from, 1<<20), bufio.NewWriterSize(to, 1<<20)
	for range b.size/10 + 1 {
		row, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			to.Close()
			return err
		}
		out.Write(row) // a failed Write shows again in Flush
	}
	return errors.Join(out.Flush(), to.Close())
}

// readRecords keeps some of the rows, to be posted again.
func (b *bench) readRecords() error {
	file, err := os.Open(b.facts)
	if err != nil {
		return err
	}
	defer file.Close()
	rows := bufio.NewScanner(file)
	for rows.Scan() && len(b.records) < mostRecords {
		c := strings.Split(rows.Text(), ",")
		if len(c) > 4 && (c[3] == "attended" || c[3] == "enrolled") {
			b.records = append(b.records, record{c[1], c[2], c[3], c[4]})
		}
	}
	if len(b.records) == 0 {
		return errors.New("no participation can be posted again")
	}
	return rows.Err()
}

// fresher returns n records that were never posted, as NDJSON. It is safe for concurrent use.
func (b *bench) fresher(n int) []byte {
	var out bytes.Buffer
	for range n {
		i := b.next.Add(1)
		r := b.records[int(i)%len(b.records)]
		fmt.Fprintf(&out, `{"record_id":"bench-%d","person_id":"%s","opportunity_id":"%s","stage":"%s","occurred_on":"%s","channel":"platform"}`+"\n",
			i, r.person, r.opportunity, r.stage, r.on)
	}
	return out.Bytes()
}

// onDuckDB lends a DuckDB of its own, with its own settings: all cores.
func onDuckDB(ctx context.Context, do func(*sql.DB) error) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// rowsOf counts the rows of a file, without its header.
func rowsOf(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	rows, part := -1, make([]byte, 1<<20)
	for {
		n, err := file.Read(part)
		rows += bytes.Count(part[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
