package queries

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"athar/internal/lockedsql"
	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/internal/extract"
	"athar/queries/internal/warehouse"
)

// QueryLimits hold a query of the owner's. Zero means the default.
type QueryLimits struct {
	Rows    int64         // of the result; default 1 million
	Timeout time.Duration // default 10 minutes
	Memory  int64         // bytes; default 2 GiB
	Disk    int64         // bytes of intermediate results; default 4 GiB
	Threads int           // default 1, by which the order of rows is the same every time
}

func (l QueryLimits) orDefaults() QueryLimits {
	if l.Rows <= 0 {
		l.Rows = 1_000_000
	}
	if l.Timeout <= 0 {
		l.Timeout = 10 * time.Minute
	}
	if l.Memory <= 0 {
		l.Memory = 2 << 30
	}
	if l.Disk <= 0 {
		l.Disk = 4 << 30
	}
	if l.Threads <= 0 {
		l.Threads = 1
	}
	return l
}

// QueryResult is the result of a query, row by row. It must be closed.
type QueryResult struct {
	Columns []QueryColumn
	rows    *sql.Rows
	limits  QueryLimits
	read    int64
	values  []any
	err     error
	close   func() error
	limited context.Context
}

// QueryColumn is one column of a result, with its type in SQL.
type QueryColumn struct{ Name, Type string }

// Next goes to the next row.
func (r *QueryResult) Next() bool {
	if r.err != nil || !r.rows.Next() {
		return false
	}
	if r.read++; r.read > r.limits.Rows {
		r.err = &models.Error{Kind: models.TooLarge, Message: fmt.Sprintf("The result has more than %d rows; ask for fewer, or use `athar export`.", r.limits.Rows),
			Ar: fmt.Sprintf("النتيجة أكثر من %d صف؛ اطلب أقل أو استخدم athar export.", r.limits.Rows)}
		return false
	}
	scanned := make([]sql.NullString, len(r.Columns))
	into := make([]any, len(scanned))
	for i := range scanned {
		into[i] = &scanned[i]
	}
	if r.err = r.rows.Scan(into...); r.err != nil {
		return false
	}
	r.values = make([]any, len(scanned))
	for i, v := range scanned {
		switch kind := r.Columns[i].Type; {
		case !v.Valid:
		case kind == "BOOLEAN":
			r.values[i] = v.String == "true"
		case numeric(kind) && v.String != "nan" && v.String != "inf" && v.String != "-inf":
			r.values[i] = json.Number(v.String)
		default:
			r.values[i] = v.String
		}
	}
	return true
}

func numeric(kind string) bool {
	return strings.HasSuffix(kind, "INT") || kind == "INTEGER" || kind == "UINTEGER" || kind == "DOUBLE" || kind == "FLOAT" || strings.HasPrefix(kind, "DECIMAL")
}

// Values are those of the row: nil, a bool, a json.Number or a string.
func (r *QueryResult) Values() []any { return r.values }

// Err is what ended the rows early.
func (r *QueryResult) Err() error {
	if r.err != nil {
		return r.err
	}
	return stopped(r.limited, r.rows.Err(), r.limits)
}

// Close lets go of everything the query held.
func (r *QueryResult) Close() error {
	return errors.Join(r.rows.Close(), r.close())
}

var errTooLong, errTooBig = errors.New("too long"), errors.New("too big")

// Query runs one SELECT of the owner's over the tables and views that Export
// writes, and over nothing else: neither files nor network, no settings, no
// other table. Pseudonyms are the workspace's own: what the owner sees stays
// with the owner, and what leaves is an export, which has its own. For it the
// tables that the statement names, and no others, are copied into a database
// of its own, which is then locked.
func (e *Engine) Query(ctx context.Context, text string, limits QueryLimits) (*QueryResult, error) {
	limits = limits.orDefaults()
	limited, cancel := context.WithTimeoutCause(ctx, limits.Timeout, errTooLong)
	r, err := e.query(limited, text, limits)
	if err != nil {
		err = stopped(limited, err, limits)
		cancel()
		return nil, err
	}
	letGo := r.close
	r.close = func() error {
		defer cancel()
		return letGo()
	}
	return r, nil
}

// query is Query within its time.
func (e *Engine) query(limited context.Context, text string, limits QueryLimits) (_ *QueryResult, err error) {
	scratch, err := e.scratch("query-")
	if err != nil {
		return nil, err
	}
	closers := []func() error{func() error { return os.RemoveAll(scratch) }}
	closeAll := func() error {
		var all error
		for i := len(closers) - 1; i >= 0; i-- {
			all = errors.Join(all, closers[i]())
		}
		return all
	}
	defer func() {
		if err != nil {
			closeAll()
		}
	}()
	var tables []extract.Table
	var views []extract.View
	err = e.warehouse.Read(limited, func(s *warehouse.Snapshot) error {
		all, over, err := extract.Tables(limited, s, e.Workspace())
		if err != nil {
			return err
		}
		names := extract.Names(all, over)
		read, refusal := lockedsql.Check(text, names)
		if refusal != nil {
			return refused(refusal, names)
		}
		tables, views = extract.Needed(all, over, read)
		return extract.Copy(limited, s, tables, scratch, true)
	})
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	closers = append(closers, db.Close)
	conn, err := db.Conn(limited)
	if err != nil {
		return nil, err
	}
	closers = append(closers, conn.Close)
	hold := lockedsql.Limits{Memory: limits.Memory, Disk: limits.Disk, Threads: limits.Threads}
	if err := lockedsql.Prepare(limited, conn, scratch, hold); err != nil {
		return nil, fmt.Errorf("open a database for the query: %w", err)
	}
	var files []string
	for _, t := range tables {
		path := filepath.Join(scratch, t.Name+".parquet")
		files = append(files, path)
		if _, err := conn.ExecContext(limited, "CREATE VIEW "+sqltext.Quote(t.Name)+" AS FROM read_parquet("+sqltext.Literal(path)+")"); err != nil {
			return nil, fmt.Errorf("open %s for the query: %w", t.Name, err)
		}
	}
	for _, v := range views {
		if _, err := conn.ExecContext(limited, "CREATE VIEW "+sqltext.Quote(v.Name)+" AS "+v.SQL); err != nil {
			return nil, fmt.Errorf("open %s for the query: %w", v.Name, err)
		}
	}
	if err := lockedsql.Lock(limited, conn, hold, files...); err != nil {
		return nil, fmt.Errorf("lock the query's database: %w", err)
	}
	watched, stop := watch(limited, limits.Memory)
	closers = append(closers, func() error { stop(); return nil })
	if err := onlySelect(watched, conn, text); err != nil {
		return nil, stopped(watched, err, limits)
	}
	return ask(watched, conn, text, limits, closeAll)
}

// onlySelect lets DuckDB judge the statement once more.
func onlySelect(ctx context.Context, conn *sql.Conn, text string) error {
	return conn.Raw(func(raw any) error {
		prepared, err := raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		defer prepared.Close()
		s := prepared.(*duckdb.Stmt)
		if kind, err := s.StatementType(); err != nil || kind != duckdb.STATEMENT_TYPE_SELECT || s.NumInput() != 0 {
			return errors.Join(err, refused(&lockedsql.Refusal{Code: lockedsql.NotSelect}, nil))
		}
		return nil
	})
}

// ask runs the statement. It stands at the end of a view, so that its comments
// and its semicolon do no harm, and every value comes as text, whatever its type.
func ask(ctx context.Context, conn *sql.Conn, text string, limits QueryLimits, close func() error) (*QueryResult, error) {
	fail := func(err error) (*QueryResult, error) { return nil, stopped(ctx, err, limits) }
	if _, err := conn.ExecContext(ctx, "CREATE TEMP VIEW _query AS "+text); err != nil {
		return fail(err)
	}
	described, err := conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE _query)")
	if err != nil {
		return fail(err)
	}
	r := &QueryResult{limits: limits, close: close, limited: ctx}
	var parts []string
	for described.Next() {
		var c QueryColumn
		if err := described.Scan(&c.Name, &c.Type); err != nil {
			described.Close()
			return nil, err
		}
		r.Columns = append(r.Columns, c)
		parts = append(parts, "CAST("+sqltext.Quote(c.Name)+" AS VARCHAR)")
	}
	described.Close()
	if err := described.Err(); err != nil {
		return fail(err)
	}
	if r.rows, err = conn.QueryContext(ctx, fmt.Sprintf("SELECT %s FROM _query LIMIT %d", strings.Join(parts, ", "), limits.Rows+1)); err != nil {
		return fail(err)
	}
	return r, nil
}

// refused is a refusal in a plain sentence.
func refused(r *lockedsql.Refusal, names []string) error {
	switch r.Code {
	case lockedsql.NotSelect:
		return &models.Error{Kind: models.Refused, Message: "A query is one single SELECT.", Ar: "الاستعلام جملة SELECT واحدة."}
	case lockedsql.Forbidden:
		return &models.Error{Kind: models.Refused,
			Message: "The query uses " + r.Detail + ", which is not allowed: it may read only " + strings.Join(names, ", ") + ", and must give the same result every time.",
			Ar:      "يستخدم الاستعلام " + r.Detail + " وهو غير مسموح: لا يجوز له أن يقرأ إلا " + strings.Join(names, ", ") + "."}
	}
	return &models.Error{Kind: models.Invalid, Message: "The query could not be understood: " + r.Detail + ".", Ar: "تعذر فهم الاستعلام: " + r.Detail + "."}
}

// stopped says in a plain sentence what ended a query.
func stopped(ctx context.Context, err error, limits QueryLimits) error {
	if err == nil {
		return nil
	}
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTooLong):
		return &models.Error{Kind: models.TimedOut, Message: "The query was stopped after " + limits.Timeout.String() + ".", Ar: "أُوقف الاستعلام بعد " + limits.Timeout.String() + "."}
	case errors.Is(cause, errTooBig) || strings.Contains(err.Error(), "Out of Memory Error") || strings.Contains(err.Error(), "std::bad_alloc") || strings.Contains(err.Error(), "max_temp_directory_size"):
		return &models.Error{Kind: models.TooLarge, Message: "The query needs more memory or disk than it may use.", Ar: "يحتاج الاستعلام إلى ذاكرة أو مساحة أكبر مما يجوز له.", Cause: err}
	case ctx.Err() != nil:
		return ctx.Err()
	case models.KindOf(err) != 0:
		return err
	}
	if failed, ok := errors.AsType[*duckdb.Error](err); ok {
		message, _, _ := strings.Cut(failed.Msg, "\nLINE ")
		return &models.Error{Kind: models.Invalid, Message: "The query could not be carried out: " + strings.Join(strings.Fields(message), " "), Ar: "تعذر تنفيذ الاستعلام: " + strings.Join(strings.Fields(message), " ")}
	}
	return err
}

// watch ends a query that outgrows its memory where DuckDB does not count:
// texts and lists in the making, and the result.
func watch(ctx context.Context, memory int64) (context.Context, func()) {
	watched, cancel := context.WithCancelCause(ctx)
	before, known := lockedsql.Resident()
	if !known {
		return watched, func() { cancel(nil) }
	}
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-watched.Done():
				return
			case <-tick.C:
			}
			// Other work of the process grows too, so there is some room.
			if now, _ := lockedsql.Resident(); now-before > 2*memory+1<<30 {
				cancel(errTooBig)
			}
		}
	}()
	return watched, func() { cancel(nil) }
}
