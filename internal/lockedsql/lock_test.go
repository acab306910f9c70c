package lockedsql

import (
	"database/sql"
	"strings"
	"testing"
)

// A list of any length is refused before it is made: DuckDB would make it while
// it plans, out of memory that it does not count.
func TestListsInTheMakingAreBounded(t *testing.T) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	l := Limits{Memory: 256 << 20, Disk: 64 << 20, Threads: 1}
	if err := Prepare(t.Context(), conn, t.TempDir(), l); err != nil {
		t.Fatal(err)
	}
	if err := Lock(t.Context(), conn, l); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"range(200000)", "range(0, 200000)", "range(0, 200000, 1)", "range(200000, 0, -1)", "generate_series(0, 200000, 1)", "generate_series(200000, 0, -1)", "range(DATE '1024-01-01', DATE '2024-01-01', INTERVAL 1 DAY)", "range(TIMESTAMP '2024-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MINUTE)"} {
		if _, err := conn.ExecContext(t.Context(), "SELECT len("+query+")"); err == nil || !strings.Contains(err.Error(), "too long") {
			t.Errorf("%s: %v", query, err)
		}
	}
	for query, length := range map[string]int{"range(0, 10, 3)": 4, "range(10, 0, -3)": 4, "range(0, 10, -1)": 0, "generate_series(0, 9000000000, 1000000000)": 10, "range(DATE '2024-01-01', DATE '2024-02-01', INTERVAL 1 DAY)": 31, "range(TIMESTAMP '2024-02-01', TIMESTAMP '2024-01-01', INTERVAL (-1) DAY)": 31} {
		var n int
		if err := conn.QueryRowContext(t.Context(), "SELECT len("+query+")").Scan(&n); err != nil || n != length {
			t.Errorf("%s has %d elements, not %d: %v", query, n, length, err)
		}
	}
}
