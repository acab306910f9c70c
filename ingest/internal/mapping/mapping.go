// Package mapping turns what a platform exported into our records: it runs a
// feed's SELECT over the feed's files, and over nothing else.
//
// A mapping may come from anywhere, so it is held three times over. Check
// reads the statement as DuckDB parses it and refuses whatever is not on its
// lists. The statement then runs in a DuckDB of its own that holds only the
// feed's tables, has no access to files, network or extensions, and cannot be
// set otherwise. And it runs within limits of memory, disk, rows and time.
package mapping

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"athar/ingest/internal/decode"
	"athar/internal/lockedsql"
	"athar/internal/sqltext"
	"athar/models"
)

// Source is the files that are one table for the mapping.
type Source struct {
	Name  string // in SQL
	Files []decode.File
}

// Limits hold a mapping. Zero means the default.
type Limits struct {
	Memory  int64         // bytes; default 2 GiB
	Disk    int64         // bytes of intermediate results, and of the result; default 4 GiB
	Tables  int64         // bytes of disk that the files decoded may take up; default what the disk has
	Timeout time.Duration // default 10 minutes
	Rows    int64         // of the result; default a million and a thousand for each row of the files, at most 200 million
	// Threads above 1 are faster, but then the order of rows is not the same
	// every time, nor is what depends on it. Default 1.
	Threads int
}

func (l Limits) orDefaults() Limits {
	if l.Memory <= 0 {
		l.Memory = 2 << 30
	}
	if l.Disk <= 0 {
		l.Disk = 4 << 30
	}
	if l.Timeout <= 0 {
		l.Timeout = 10 * time.Minute
	}
	if l.Threads <= 0 {
		l.Threads = 1
	}
	return l
}

// Result is what a mapping gave. Without a Rejection among its problems, Parquet
// is a file with these columns, in the result's order:
//
//	_row BIGINT        the mapping's own _row where it has one, else the place in the result, from 1
//	_line BOOLEAN      whether _row is the mapping's own, so that it is a line of a file
//	_file VARCHAR      the mapping's own _file, else the name of the only file, with its sheet, else NULL
//	_delivery INTEGER  the mapping's own _delivery, else that of the only file, else NULL
//
// and then Columns, all VARCHAR, trimmed, NULL where empty.
type Result struct {
	Columns  []string
	Rows     int64
	Parquet  string
	Decoded  map[string]decode.Decoded // by source
	Problems []models.Problem          // of the files and of the mapping
}

// LineColumn tells whether _row is a line of a file.
const LineColumn = "_line"

// Rejected reports whether a problem forbids the use of the result.
func (r Result) Rejected() bool {
	for _, p := range r.Problems {
		if p.Effect == models.Rejection {
			return true
		}
	}
	return false
}

// Load brings the result into another database as a temporary table of the
// connection, which must be able to read files. What comes of several files is
// of the first delivery: a mapping is for one.
func (r Result) Load(ctx context.Context, into *sql.Conn, table string) error {
	if r.Parquet == "" {
		return errors.New("the mapping gave no result")
	}
	_, err := into.ExecContext(ctx, "CREATE TEMP TABLE "+sqltext.Quote(table)+" AS SELECT * REPLACE (coalesce(_delivery, 0) AS _delivery) FROM read_parquet("+sqltext.Literal(globEscape.Replace(r.Parquet))+")")
	if err != nil {
		return fmt.Errorf("load the mapping's result: %w", err)
	}
	return nil
}

// globEscape makes a path name one file and not a pattern.
var globEscape = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")

// Run decodes the sources and runs one SELECT over them. What is wrong with
// files or mapping is in the result; an error is a failure of ours. Intermediate
// files lie in tempDir and are removed; the result's file stays there.
func Run(ctx context.Context, sources []Source, text string, o decode.Options, limits Limits, tempDir string) (Result, error) {
	return run(ctx, sources, func(map[string]decode.Decoded) (string, []models.Problem) { return text, nil }, o, limits, tempDir)
}

// RunFeed runs a feed's mapping, whichever form it has. An encoding that the
// feed states is used.
func RunFeed(ctx context.Context, f models.Feed, sources []Source, o decode.Options, limits Limits, tempDir string) (Result, error) {
	if f.Encoding != "" {
		o.Encoding = f.Encoding
	}
	return run(ctx, sources, func(decoded map[string]decode.Decoded) (string, []models.Problem) {
		if f.SQL != "" {
			return f.SQL, nil
		}
		var columns []string
		for _, d := range decoded {
			columns = d.Columns
		}
		return FromColumns(f, columns)
	}, o, limits, tempDir)
}

func run(ctx context.Context, sources []Source, compile func(map[string]decode.Decoded) (string, []models.Problem), o decode.Options, limits Limits, tempDir string) (Result, error) {
	scratch, err := os.MkdirTemp(tempDir, "mapping-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(scratch)
	if scratch, err = filepath.Abs(scratch); err != nil {
		return Result{}, err
	}
	r := runner{limits: limits.orDefaults(), scratch: scratch, out: Result{Decoded: map[string]decode.Decoded{}}}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return Result{}, err
	}
	defer db.Close()
	if r.conn, err = db.Conn(ctx); err != nil {
		return Result{}, err
	}
	defer r.conn.Close()
	if err := r.open(ctx); err != nil {
		return Result{}, fmt.Errorf("open a database for the mapping: %w", err)
	}
	if err := r.decode(ctx, sources, o); err != nil {
		return Result{}, err
	}
	if r.out.Rejected() {
		return r.out, nil
	}
	r.limitRows()
	text, problems := compile(r.out.Decoded)
	r.out.Problems = append(r.out.Problems, problems...)
	if r.out.Rejected() {
		return r.out, nil
	}
	if p := Check(text, r.tables); p != nil {
		r.out.Problems = append(r.out.Problems, *p)
		return r.out, nil
	}
	if err := r.lock(ctx); err != nil {
		return Result{}, fmt.Errorf("lock the mapping's database: %w", err)
	}
	if err := r.answer(ctx, text); err != nil {
		return Result{}, fmt.Errorf("run the mapping: %w", err)
	}
	if r.out.Rejected() {
		return r.out, nil
	}
	kept, err := os.CreateTemp(tempDir, "mapped-*.parquet")
	if err != nil {
		return Result{}, err
	}
	kept.Close()
	if err := os.Rename(r.output(), kept.Name()); err != nil {
		os.Remove(kept.Name())
		return Result{}, err
	}
	r.out.Parquet = kept.Name()
	return r.out, nil
}

// runner is one run of one mapping.
type runner struct {
	conn    *sql.Conn
	limits  Limits
	scratch string
	out     Result
	tables  []string
	columns map[string]bool // of all tables, for messages
	only    *decode.Read    // where there is only one file
}

// output is the one path that the locked database may write.
func (r *runner) output() string { return filepath.Join(r.scratch, "result.parquet") }

func (r *runner) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := r.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) open(ctx context.Context) error {
	return lockedsql.Prepare(ctx, r.conn, r.scratch, r.held())
}

// held is what the mapping's database may use.
func (r *runner) held() lockedsql.Limits {
	return lockedsql.Limits{Memory: r.limits.Memory, Disk: r.limits.Disk, Tables: r.limits.Tables, Threads: r.limits.Threads}
}

func (r *runner) decode(ctx context.Context, sources []Source, o decode.Options) error {
	r.columns = map[string]bool{decode.RowColumn: true, decode.FileColumn: true, decode.DeliveryColumn: true}
	files := 0
	for _, s := range sources {
		d, err := decode.Into(ctx, r.conn, s.Name, s.Files, o)
		if err != nil {
			return err
		}
		r.out.Decoded[s.Name] = d
		r.out.Problems = append(r.out.Problems, d.Problems...)
		r.tables = append(r.tables, s.Name)
		for _, c := range d.Columns {
			r.columns[c] = true
		}
		if files += len(s.Files); files == 1 && len(d.Files) == 1 {
			r.only = &d.Files[0]
		}
	}
	if files != 1 {
		r.only = nil
	}
	return nil
}

// lock closes every way out of the database but its one output.
func (r *runner) lock(ctx context.Context) error {
	return lockedsql.Lock(ctx, r.conn, r.held(), r.output())
}

// answer runs the mapping and writes its result.
func (r *runner) answer(ctx context.Context, text string) error {
	limited, cancel := context.WithTimeoutCause(ctx, r.limits.Timeout, errTooLong)
	defer cancel()
	columns, problem := r.prepare(limited, text)
	if problem != nil {
		return r.fail(ctx, limited, problem)
	}
	// The mapping stands at the end of its statement, so that its comments and
	// its semicolon do no harm, and is never part of another one.
	if err := r.exec(limited, "CREATE TEMP VIEW _mapping AS "+text); err != nil {
		return r.fail(ctx, limited, r.planning(err))
	}
	described, err := r.conn.QueryContext(limited, "SELECT column_name, column_type FROM (DESCRIBE _mapping)")
	if err != nil {
		return r.fail(ctx, limited, r.planning(err))
	}
	types := map[string]string{}
	for described.Next() {
		var name, kind string
		if err := described.Scan(&name, &kind); err != nil {
			described.Close()
			return err
		}
		types[name] = kind
	}
	described.Close()
	if err := described.Err(); err != nil {
		return r.fail(ctx, limited, r.planning(err))
	}
	statement := r.statement(columns, types)
	if r.out.Rejected() {
		return nil
	}
	watched, stop := r.watch(limited)
	defer stop()
	result, err := r.conn.ExecContext(watched, statement)
	if err != nil {
		return r.fail(ctx, watched, r.scrubbed(err))
	}
	if r.out.Rows, err = result.RowsAffected(); err != nil {
		return err
	}
	if r.out.Rows > r.limits.Rows {
		r.reject(models.NewProblem("mapping_multiplies", "", strconv.FormatInt(r.limits.Rows, 10)))
	}
	return nil
}

// limitRows sets how many rows may come of those that were read: a survey of a
// thousand columns makes a thousand of each, and nothing real makes more.
func (r *runner) limitRows() {
	if r.limits.Rows > 0 {
		return
	}
	var read int64
	for _, d := range r.out.Decoded {
		for _, rows := range d.Rows {
			read += rows
		}
	}
	r.limits.Rows = min(1_000_000+1_000*read, 200_000_000)
}

// statement writes the result with every column as text.
func (r *runner) statement(columns []string, types map[string]string) string {
	own := map[string]string{}
	values := []string{}
	for _, c := range columns {
		switch key := fold(c); key {
		case decode.RowColumn, decode.FileColumn, decode.DeliveryColumn, LineColumn:
			own[key] = sqltext.Quote(c)
		default:
			kind, ok := types[c]
			if !ok {
				r.reject(*failed("its result has two columns called " + c))
				return ""
			}
			r.out.Columns = append(r.out.Columns, c)
			values = append(values, decode.Text(sqltext.Quote(c), kind)+" AS "+sqltext.Quote(c))
		}
	}
	row, line, file, delivery := "row_number() OVER ()", "false", "CAST(NULL AS VARCHAR)", "CAST(NULL AS INTEGER)"
	if name, ok := own[decode.RowColumn]; ok {
		row, line = "coalesce(TRY_CAST("+name+" AS BIGINT), row_number() OVER ())", "TRY_CAST("+name+" AS BIGINT) IS NOT NULL"
	}
	if r.only != nil {
		file, delivery = sqltext.Literal(r.only.Named), fmt.Sprintf("CAST(%d AS INTEGER)", r.only.File.Delivery)
	}
	if name, ok := own[decode.FileColumn]; ok {
		file = "CAST(" + name + " AS VARCHAR)"
	}
	if name, ok := own[decode.DeliveryColumn]; ok {
		delivery = "TRY_CAST(" + name + " AS INTEGER)"
	}
	if len(values) == 0 {
		r.reject(*failed("its result has no columns"))
	}
	return fmt.Sprintf("COPY (SELECT %s AS _row, %s AS _line, %s AS _file, %s AS _delivery, %s FROM _mapping LIMIT %d) TO %s (FORMAT parquet, COMPRESSION snappy)",
		row, line, file, delivery, strings.Join(values, ", "), r.limits.Rows+1, sqltext.Literal(r.output()))
}

func (r *runner) reject(p models.Problem) { r.out.Problems = append(r.out.Problems, p) }

// prepare lets DuckDB judge the statement once more, and tells its columns.
func (r *runner) prepare(ctx context.Context, text string) (columns []string, problem error) {
	err := r.conn.Raw(func(raw any) error {
		prepared, err := raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		if err != nil {
			problem = r.planning(err)
			return nil
		}
		defer prepared.Close()
		s := prepared.(*duckdb.Stmt)
		if kind, err := s.StatementType(); err != nil || kind != duckdb.STATEMENT_TYPE_SELECT || s.NumInput() != 0 {
			p := models.NewProblem("mapping_not_select", "", "")
			problem = &refusal{p}
			return err
		}
		n, err := s.ColumnCount()
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for i := range n {
			name, err := s.ColumnName(i)
			if err != nil {
				return err
			}
			if seen[fold(name)] {
				problem = &refusal{*failed("its result has two columns called " + name)}
			}
			seen[fold(name)] = true
			columns = append(columns, name)
		}
		return nil
	})
	if err != nil && problem == nil {
		problem = r.planning(err)
	}
	return columns, problem
}
