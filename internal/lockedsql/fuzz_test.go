package lockedsql

import (
	"database/sql"
	"database/sql/driver"
	"slices"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

// What Check lets through is, to DuckDB too, one SELECT without parameters over
// the tables named and no others; and looking at it leaves no trace.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"SELECT a FROM t", "FROM t;", "SELECT 1 -- x", "SELECT 1; DROP TABLE t", "SELECT * FROM u, t LIMIT 1", "SELECT $1", "SELECT nextval('s')", "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) FROM r",
		"SELECT a FROM t UNION ALL BY NAME SELECT a FROM u", "PIVOT t ON a USING count(*)", "SELECT getenv('HOME')", "COPY t TO 'x'", "SELECT (SELECT max(a) FROM u WHERE u.a = t.a) FROM t", "SELECT unnest(range(3)), a FROM t ORDER BY ALL", "DESCRIBE t", "EXPLAIN SELECT 1", "VALUES (1)", "CALL pragma_version()"} {
		f.Add(seed)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	conn, err := db.Conn(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { conn.Close() })
	if _, err := conn.ExecContext(f.Context(), "CREATE TABLE t (a VARCHAR); CREATE TABLE u (a VARCHAR); CREATE TABLE secret (a VARCHAR); CREATE SEQUENCE s"); err != nil {
		f.Fatal(err)
	}
	hold := Limits{Memory: 256 << 20, Disk: 64 << 20, Threads: 1}
	if err := Prepare(f.Context(), conn, f.TempDir(), hold); err != nil {
		f.Fatal(err)
	}
	if err := Lock(f.Context(), conn, hold); err != nil {
		f.Fatal(err)
	}
	tables := []string{"t", "u"}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		read, refusal := Check(text, tables)
		if refusal != nil {
			if refusal.Code == "" {
				t.Error("refused without a reason")
			}
			return
		}
		for _, name := range read {
			if !slices.Contains(tables, name) {
				t.Errorf("%q reads %q", text, name)
			}
		}
		err := conn.Raw(func(raw any) error {
			prepared, err := raw.(driver.ConnPrepareContext).PrepareContext(t.Context(), text)
			if err != nil {
				return nil // it names a column or a function that is not there
			}
			defer prepared.Close()
			s := prepared.(*duckdb.Stmt)
			if kind, err := s.StatementType(); err != nil || kind != duckdb.STATEMENT_TYPE_SELECT || s.NumInput() != 0 {
				t.Errorf("%q is of type %v with %d parameters: %v", text, kind, s.NumInput(), err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
