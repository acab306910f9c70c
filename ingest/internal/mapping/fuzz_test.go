package mapping

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Whatever is written, Check answers; and what it lets through is one SELECT
// that names no table but t.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"SELECT a FROM t", "FROM t A", "WITH c AS (SELECT 1) FROM c", "SELECT * FROM '/etc/passwd'", "SELECT list_reduce([1], lambda x, y: x + y)", "SELECT 1; SELECT 2", "UNPIVOT t ON a INTO NAME n VALUE v", "SELECT sum(a) OVER (ORDER BY b) FROM t QUALIFY 1", "SELECT format('{}', a), CASE WHEN a THEN 1 END FROM t", "VALUES (1)", "SELECT COLUMNS('x'), #1, a.b[1:2] FROM t", "SELECT 'a' COLLATE nocase, a::STRUCT(x INT) FROM t"} {
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
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		defer func() {
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%q took %v", text, took)
			}
		}()
		if Check(text, []string{"t"}) != nil {
			return
		}
		names, err := duckdb.GetTableNames(conn, text, true)
		if err != nil {
			return // it names what is not there, as an unknown function
		}
		for _, name := range names {
			if name, _, _ = strings.Cut(strings.ToLower(name), " as "); name != "t" && name != "main.t" {
				t.Errorf("%q names the table %q", text, name)
			}
		}
	})
}
