package ingest_test

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

// road is a workspace with its road in, and a warehouse that can be made to
// fail.
type road struct {
	testing.TB
	dir    string
	lake   *lake.Lake
	engine *queries.Engine
	in     *ingest.Intake
	log    bytes.Buffer
	ahead  time.Duration        // of the clock
	jump   func() time.Duration // how far ahead it is instead, whenever it is looked at
	sealed time.Duration        // Options.SealAfter
	broken bool                 // the warehouse does not take commits in
	held   chan chan struct{}   // a comparison waits here, where it is made
	spill  int64                // Options.SpillBytes, with as little memory as makes the stages turn to the disk
}

func (r *road) Compare(ctx context.Context, s models.Staged, out, fieldIDs string) (models.Comparison, error) {
	select {
	case until := <-r.held:
		<-until
	default:
	}
	return r.engine.Compare(ctx, s, out, fieldIDs)
}

func (r *road) Declare(ctx context.Context, w *models.Workspace) error {
	if r.broken {
		return errors.New("the disk of the warehouse is full")
	}
	return r.engine.Declare(ctx, w)
}

func (r *road) Refresh(ctx context.Context, w *models.Workspace) error {
	if r.broken {
		return errors.New("the disk of the warehouse is full")
	}
	return r.engine.Refresh(ctx, w)
}

type rehearsal struct{ *queries.Rehearsal }

func (r rehearsal) Changes(ctx context.Context) (json.Marshaler, error) {
	return r.Rehearsal.Changes(ctx)
}

func newRoad(t testing.TB) *road {
	t.Helper()
	r := &road{TB: t, dir: filepath.Join(t.TempDir(), "workspace")}
	r.open()
	t.Cleanup(r.close)
	return r
}

func (r *road) open() {
	r.Helper()
	if err := r.tryOpen(); err != nil {
		r.Fatal(err)
	}
}

func (r *road) tryOpen() (err error) {
	ctx := context.Background()
	if r.lake, err = lake.Open(ctx, filepath.Join(r.dir, "lake")); err != nil {
		return err
	}
	if r.engine, err = queries.Open(ctx, queries.Options{Dir: r.dir, Lake: r.lake, Now: clock}); err != nil {
		return err
	}
	memory := ""
	if r.spill > 0 {
		memory = "48MiB"
	}
	r.in, err = ingest.Open(ctx, ingest.Options{SpillBytes: r.spill, MemoryLimit: memory, Dir: r.dir, Lake: r.lake, Ledger: r, Now: r.now, SealAfter: r.sealed,
		Rehearse: func() (ingest.Rehearsal, error) {
			made, err := r.engine.Rehearse()
			return rehearsal{made}, err
		},
		Log: slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	return err
}

func (r *road) now() time.Time {
	if r.jump != nil {
		return clock().Add(r.jump())
	}
	return clock().Add(r.ahead)
}

func clock() time.Time { return time.Date(2024, 12, 1, 10, 0, 0, 0, time.UTC) }

func (r *road) close() {
	if r.in != nil {
		r.in.Close()
	}
	if r.engine != nil {
		r.engine.Close()
	}
	if r.lake != nil {
		r.lake.Close()
	}
	r.in, r.engine, r.lake = nil, nil, nil
}

// batches counts the receipts.
func (r *road) batches() (n int64) {
	for _, t := range r.in.Tallies() {
		n += t.Batches
	}
	return n
}

func (r *road) reopen() {
	r.Helper()
	r.close()
	r.open()
}

// post sends one body; its lines may be indented.
func (r *road) post(kind, source, body string) models.Receipt {
	r.Helper()
	receipt, err := r.tryPost(ingest.Post{Kind: kind, Source: source}, body)
	if err != nil {
		r.Fatal(err)
	}
	return receipt
}

func (r *road) tryPost(p ingest.Post, body string) (models.Receipt, error) {
	r.Helper()
	return r.in.Receive(context.Background(), r.spool(p, body))
}

// spool is a post with a body.
func (r *road) spool(p ingest.Post, body string) ingest.Post {
	r.Helper()
	body = strings.ReplaceAll(strings.TrimSpace(body), "\t", "") + "\n"
	format := "csv"
	if strings.HasPrefix(body, "{") {
		format = "ndjson"
	} else if strings.HasPrefix(body, "[") {
		format = "json"
	}
	path, err := r.in.Spool(strings.NewReader(body), "body."+format, 1<<20)
	if err != nil {
		r.Fatal(err)
	}
	p.Files, p.Spooled = []ingest.PostedFile{{Name: "body." + format, Path: path, Format: format}}, true
	return p
}

// folder writes a package from its files.
func (r *road) folder(files map[string]string) *ingest.Folder {
	r.Helper()
	dir := r.TempDir()
	for name, text := range files {
		text = strings.ReplaceAll(strings.TrimLeft(text, "\n"), "\t", "")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			r.Fatal(err)
		}
	}
	f, err := ingest.ReadFolder(dir, "")
	if err != nil {
		r.Fatal(err)
	}
	return f
}

// load takes a package in and gives the receipts by feed.
func (r *road) load(files map[string]string) map[string]models.Receipt {
	r.Helper()
	receipts, err := r.in.Load(context.Background(), r.folder(files), nil)
	if err != nil {
		r.Fatal(err)
	}
	by := map[string]models.Receipt{}
	for _, x := range receipts {
		r.addsUp(x)
		by[x.Feed] = x
	}
	return by
}

// addsUp holds for every receipt, except that a rejected one keeps nothing.
func (r *road) addsUp(x models.Receipt) {
	r.Helper()
	if x.Rejected() {
		if x.Accepted+x.Unchanged+x.SetAside+x.Withdrawn+x.Commit != 0 || x.Taken() {
			r.Errorf("%s was rejected and yet %s", x.Feed, counts(x))
		}
	} else if x.Received != x.Accepted+x.Unchanged+x.SetAside {
		r.Errorf("%s does not add up: %s", x.Feed, counts(x))
	}
	if x.Replaced > x.Accepted {
		r.Errorf("%s replaced more than it accepted: %s", x.Feed, counts(x))
	}
	for _, p := range x.Problems {
		if p.Message.En == "" || p.Message.Ar == "" || p.Code == "" || p.Count == 0 {
			r.Errorf("%s: a problem without a sentence in both languages, a code or a count: %+v", x.Feed, p)
		}
	}
}

// counts is the receipt in brief.
func counts(x models.Receipt) string {
	return fmt.Sprintf("received %d accepted %d unchanged %d replaced %d withdrawn %d aside %d", x.Received, x.Accepted, x.Unchanged, x.Replaced, x.Withdrawn, x.SetAside)
}

func (r *road) expect(x models.Receipt, want string) {
	r.Helper()
	r.addsUp(x)
	if got := counts(x); got != want {
		r.Errorf("%s\n got %s\nwant %s\n%s", x.Feed, got, want, problems(x))
	}
}

// problems is the problems of a receipt, one a line: code column count line.
func problems(x models.Receipt) string {
	var lines []string
	for _, p := range x.Problems {
		if p.Code != "unknown_reference" && p.Code != "not_in_roster" {
			lines = append(lines, fmt.Sprintf("%s %s %d @%d", p.Code, cmp.Or(p.Column, "-"), p.Count, p.Line))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// records are how many current records of a kind the warehouse has, by a
// column, and the same counted in the lake's files with a DuckDB of its own.
func (r *road) records(kind, column string) string {
	r.Helper()
	var paths []string
	for _, f := range r.lake.Files(kind, 0, -1) {
		paths = append(paths, "'"+f.Path+"'")
	}
	if len(paths) == 0 {
		return ""
	}
	k, _ := models.KindNamed(kind)
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		r.Fatal(err)
	}
	defer duck.Close()
	query := fmt.Sprintf(`SELECT string_agg(v || '=' || n, ' ' ORDER BY v) FROM (SELECT coalesce(CAST(%[1]s AS VARCHAR), '-') AS v, count(*) AS n FROM (
		SELECT * FROM read_parquet([%[2]s], union_by_name = true) QUALIFY row_number() OVER (PARTITION BY source, %[3]s ORDER BY _commit DESC, _seq DESC) = 1)
		WHERE _op = 'put' GROUP BY 1)`, column, strings.Join(paths, ", "), strings.Join(k.Key, ", "))
	var inLake sql.NullString
	if err := duck.QueryRow(query).Scan(&inLake); err != nil {
		r.Fatal(err)
	}
	return inLake.String
}

// current is how many records of a kind the warehouse has in all.
func (r *road) current(kind string) (n int64) {
	r.Helper()
	supply, err := r.engine.Supply(context.Background(), r.in.Tallies(), nil)
	if err != nil {
		r.Fatal(err)
	}
	for _, f := range supply.Feeds {
		if f.Kind == kind {
			n += f.Records
		}
	}
	return n
}

// awaiting is the rows awaiting correction: file:line code:column.
func (r *road) awaiting() string {
	r.Helper()
	rows, err := r.in.Awaiting(context.Background(), "", 1000)
	if err != nil {
		r.Fatal(err)
	}
	var lines []string
	for _, a := range rows {
		lines = append(lines, fmt.Sprintf("%s:%d %s", a.File, a.Line, strings.Join(a.Faults, ",")))
	}
	return strings.Join(lines, "\n")
}

func (r *road) expectAwaiting(want string) {
	r.Helper()
	want = strings.ReplaceAll(strings.TrimSpace(want), "\t", "")
	if got := r.awaiting(); got != want {
		r.Errorf("awaiting correction:\n%s\nwant:\n%s", got, want)
	}
}
