package ingest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"athar/ingest/internal/check"
	"athar/ingest/internal/decode"
	"athar/ingest/internal/mapping"
	"athar/ingest/internal/pseudonym"
	"athar/models"
)

// delivery is one delivery of one feed.
type delivery struct {
	sources     []source
	idempotency string   // hashed
	spooled     []string // files that were made for it, and go when it is done with
	body        []byte   // of a small post of records, which is in no file yet
}

// discard removes the files that were made for a delivery.
func (d delivery) discard() {
	for _, path := range d.spooled {
		os.Remove(path) // what stays is cleared when the workspace is opened
	}
}

// unlike is the error of gathered deliveries that cannot go together, because
// their columns differ or one of them cannot be read.
type unlike struct{ groups [][]int }

func (*unlike) Error() string { return "the gathered deliveries have different columns" }

// batch is deliveries of one feed on their way: one, or several small posts
// gathered into one commit.
type batch struct {
	in         *Intake
	feed       models.Feed
	kind       *models.Kind
	dimensions []models.Dimension
	deliveries []delivery
	rehearsal  *rehearsal // nil: for good
	conn       *sql.Conn
	dir        string // its temporary files
	started    time.Time

	columns  []string
	receipts []models.Receipt
	rows     []int64 // received, with those that could not be decoded
	broken   []int64
	decoded  *decode.Decoded // nil where a mapping made other rows of what was decoded
	early    early
	checked  check.Result
	asides   bool // there is something for settleAside
}

// receive takes deliveries of one feed down the whole road and gives each its
// receipt; in a rehearsal (nil: for good) all but its last step. Data that
// cannot be used are said in the receipt, not in the error.
func (in *Intake) receive(ctx context.Context, feed models.Feed, deliveries []delivery, on *rehearsal) (_ []models.Receipt, err error) {
	kind, err := models.KindNamed(feed.Kind)
	if err != nil {
		return nil, err
	}
	defer func() { err = in.lacking(err) }()
	done, err := in.admission.turn(ctx, deliveries)
	if err != nil {
		return nil, err
	}
	defer done()
	workspace := in.Workspace()
	if on != nil {
		workspace = on.workspace
	}
	b := &batch{in: in, feed: feed, kind: kind, dimensions: workspace.Declared(kind.Levels...), deliveries: deliveries, rehearsal: on,
		started: in.options.Now(), rows: make([]int64, len(deliveries)), broken: make([]int64, len(deliveries))}
	for range deliveries {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		b.receipts = append(b.receipts, models.Receipt{Batch: id.String(), Feed: feed.Name, Kind: kind.Name, Source: feed.Source,
			RowsRead: map[string]int64{}, DryRun: on != nil, Problems: []models.Problem{}})
	}
	if b.dir, err = os.MkdirTemp(in.temp, "batch-"); err != nil {
		return nil, fmt.Errorf("make a folder for the batch: %w", err)
	}
	defer os.RemoveAll(b.dir)
	if b.conn, err = in.stage.Conn(ctx); err != nil {
		return nil, fmt.Errorf("open the stage: %w", err)
	}
	defer b.close()

	usable, err := b.read(ctx)
	if err != nil {
		return nil, err
	}
	if usable {
		if err := b.check(ctx, workspace); err != nil {
			return nil, err
		}
	}
	if on != nil {
		return b.rehearse(ctx, usable)
	}
	return b.commit(ctx, usable)
}

// close lets go of the stage, emptied for the next batch.
func (b *batch) close() {
	b.empty()
	b.conn.Close()
}

// empty lets go of all that the batch holds of the stage's memory and disk.
func (b *batch) empty() {
	if err := b.drop(context.Background()); err != nil {
		// With what it still holds it cannot be used again: close it for good.
		_ = b.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	os.RemoveAll(b.dir)
}

// drop removes all that is temporary on the batch's connection.
func (b *batch) drop(ctx context.Context) error {
	var all sql.NullString
	if err := b.conn.QueryRowContext(ctx, `SELECT string_agg(what, ';') FROM (
		SELECT 'DROP VIEW temp.' || view_name AS what FROM duckdb_views() WHERE temporary AND NOT internal
		UNION ALL SELECT 'DROP TABLE temp.' || table_name FROM duckdb_tables() WHERE temporary)`).Scan(&all); err != nil || !all.Valid {
		return err
	}
	_, err := b.conn.ExecContext(ctx, all.String)
	return err
}

// read decodes the files and applies the mapping: the table mapped. It reports
// whether there is anything to go on with.
func (b *batch) read(ctx context.Context) (bool, error) {
	o := decode.Options{Encoding: b.feed.Encoding, Temp: b.dir, Progress: func(file string, rows int64) { b.in.step(b.feed.Name, "reading "+file, rows) }}
	text := b.feed.SQL
	if text == "" && len(b.feed.Columns) == 0 {
		var files []decode.File
		for d, delivery := range b.deliveries {
			for _, s := range delivery.sources {
				for _, f := range s.files {
					f.Delivery = d
					files = append(files, f)
				}
			}
		}
		o.View, o.Room = func(columns []string, rows int64) bool { return rows > manyRows && !corrects(columns) }, b.in.spillBytes()
		decoded, err := decode.Into(ctx, b.conn, "mapped", files, o)
		if err != nil {
			return false, fmt.Errorf("read the files of %s: %w", b.feed.Name, err)
		}
		if groups := b.alike(decoded); len(groups) > 1 {
			return false, &unlike{groups}
		}
		b.columns, b.decoded = decoded.Columns, &decoded
		b.count(decoded)
		return b.settle(ctx)
	}
	// A mapping is for one delivery: its files belong together.
	sources := make([]mapping.Source, len(b.deliveries[0].sources))
	for i, s := range b.deliveries[0].sources {
		sources[i] = mapping.Source{Name: s.name, Files: s.files}
	}
	b.in.step(b.feed.Name, "mapping", 0)
	result, err := mapping.RunFeed(ctx, b.feed, sources, o, mapping.Limits{Tables: b.in.spillBytes()}, b.dir)
	if err != nil {
		return false, fmt.Errorf("map %s: %w", b.feed.Name, err)
	}
	for _, decoded := range result.Decoded {
		for i := range decoded.Files {
			decoded.Files[i].Problems = nil // they are among the result's
		}
		b.count(decoded)
	}
	b.problem(result.Problems...)
	if result.Rejected() {
		return false, nil
	}
	b.columns = result.Columns
	if err := result.Load(ctx, b.conn, "mapped"); err != nil {
		return false, err
	}
	return b.settle(ctx)
}

// alike groups deliveries by their columns; those that cannot be read, and so
// have a receipt of their own coming, stand alone.
func (b *batch) alike(d decode.Decoded) [][]int {
	columns := make([][]string, len(b.deliveries))
	single := make([]bool, len(b.deliveries))
	read := make([]int, len(b.deliveries))
	for _, f := range d.Files {
		i := f.File.Delivery
		read[i]++
		columns[i] = append(columns[i], f.Columns...)
		single[i] = single[i] || slices.ContainsFunc(f.Problems, func(p models.Problem) bool { return p.Effect == models.Rejection })
	}
	var groups [][]int
	at := map[string]int{}
	for i := range b.deliveries {
		slices.Sort(columns[i])
		signature := strings.Join(slices.Compact(columns[i]), "\x00")
		if single[i] || read[i] == 0 {
			groups = append(groups, []int{i})
			continue
		}
		g, known := at[signature]
		if !known {
			g = len(groups)
			at[signature] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// count notes what decoding one table read, lost and found wrong.
func (b *batch) count(d decode.Decoded) {
	for _, f := range d.Files {
		r := &b.receipts[f.File.Delivery]
		r.RowsRead[f.File.Name] += f.Rows
		for _, p := range f.Problems {
			if p.Column != "" && shownColumn(p.Column) != p.Column {
				p.Column, p.Message = shownColumn(p.Column), models.NewProblem(p.Code, shownColumn(p.Column), "").Message
			}
			r.Problems = append(r.Problems, p)
		}
	}
	type place struct {
		delivery           int
		file, code, column string
	}
	at := map[place]int{}
	for _, broken := range d.Broken {
		r := &b.receipts[broken.Delivery]
		b.broken[broken.Delivery]++
		p := broken.Problem
		where := place{broken.Delivery, broken.File, p.Code, p.Column}
		if i, known := at[where]; known {
			r.Problems[i].Count++
			continue
		}
		p.File, p.Line, p.Count = broken.File, broken.Line, 1
		at[where] = len(r.Problems)
		r.Problems = append(r.Problems, p)
	}
}

// problem notes problems of all deliveries alike.
func (b *batch) problem(problems ...models.Problem) {
	for i := range b.receipts {
		b.receipts[i].Problems = append(b.receipts[i].Problems, problems...)
	}
}

// manyRows are more than are copied from one stage to the next: they stay in
// clean files until they are written as the lake is to hold them.
const manyRows = 100_000

// check pseudonymises and judges the rows.
func (b *batch) check(ctx context.Context, w *models.Workspace) error {
	p := pseudonym.Input{Kind: b.kind, Feed: b.feed, Dimensions: b.dimensions, Columns: b.columns}
	var rows int64
	for d := range b.rows {
		rows += b.rows[d] - b.broken[d]
	}
	p.Many = rows > manyRows && !p.Corrects()
	if p.Corrects() {
		if err := b.recall(ctx); err != nil {
			return fmt.Errorf("recall the rows that are corrected: %w", err)
		}
	}
	b.in.step(b.feed.Name, "pseudonymising", b.rows[0])
	if err := pseudonym.Apply(ctx, b.conn, p); err != nil {
		return err
	}
	b.in.step(b.feed.Name, "checking", b.rows[0])
	var err error
	input := check.Input{Kind: b.kind, Feed: b.feed, Dimensions: b.dimensions, Columns: b.columns, Corrects: p.Corrects(), Numbered: p.Numbered(),
		Deliveries: len(b.deliveries), Terms: w.Terms, Today: models.Day{Time: b.started.UTC().Truncate(24 * time.Hour)}, Rows: b.rows, Broken: b.broken}
	if p.Many {
		input.WriteEarly = b.writeEarly
	}
	if b.checked, err = check.Run(ctx, b.conn, input); err != nil {
		return fmt.Errorf("check %s: %w", b.feed.Name, err)
	}
	for d := range b.receipts {
		r := &b.receipts[d]
		r.Problems = append(r.Problems, b.checked.Problems[d]...)
		r.Warnings += b.checked.Warnings[d]
		if b.checked.Rejected[d] {
			r.SetAside = 0 // nothing of it is kept, these rows neither
		} else {
			r.SetAside = b.checked.SetAside[d] + b.broken[d]
		}
	}
	return nil
}

func (b *batch) temporary(name string) string { return filepath.Join(b.dir, name) }
