// Package lockedsql runs SQL that somebody else wrote, held three times over.
// Check reads the statement as DuckDB parses it and refuses whatever is not on
// its lists. It then runs in a DuckDB of its own, which holds only the tables
// meant for it and, once locked, has no way to files, network, extensions or
// settings. And it runs within limits of memory, disk and time.
package lockedsql

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"athar/internal/sqltext"
)

// Limits are what a locked database may use.
type Limits struct {
	Memory int64 // bytes
	Disk   int64 // bytes of intermediate results
	// Tables are bytes of disk that its tables may turn to while they are put into it; 0: what the disk has.
	Tables  int64
	Threads int
}

// Prepare sets a new database in memory: no extensions, its intermediate
// results in a folder of its own. Tables are put into it before Lock.
func Prepare(ctx context.Context, conn *sql.Conn, scratch string, l Limits) error {
	if l.Tables > 0 {
		if err := exec(ctx, conn, fmt.Sprintf("SET max_temp_directory_size = '%dB'", l.Tables)); err != nil {
			return err
		}
	}
	return exec(ctx, conn,
		"SET autoinstall_known_extensions = false",
		"SET autoload_known_extensions = false",
		"SET allow_community_extensions = false",
		"SET TimeZone = 'UTC'",
		"SET temp_directory = "+sqltext.Literal(filepath.Join(scratch, "spill")),
		fmt.Sprintf("SET memory_limit = '%dB'", l.Memory),
		fmt.Sprintf("SET threads = %d", max(1, min(l.Threads, runtime.NumCPU()))),
	)
}

// bounded are functions whose result can be far larger than their arguments.
// DuckDB does not count the memory of a text or list in the making, so macros
// that hide them keep each within bounds.
var bounded = []string{
	"repeat(v, n) AS system.main.repeat(v, CASE WHEN CAST(n AS BIGINT) > 100000 OR CAST(n AS DOUBLE) * len(v) > 100000 THEN error('repeat() makes a text or list that is too long') ELSE n END)",
	"lpad(v, n, p) AS system.main.lpad(v, CASE WHEN n > 100000 THEN CAST(error('lpad() makes a text that is too long') AS INTEGER) ELSE CAST(n AS INTEGER) END, p)",
	"rpad(v, n, p) AS system.main.rpad(v, CASE WHEN n > 100000 THEN CAST(error('rpad() makes a text that is too long') AS INTEGER) ELSE CAST(n AS INTEGER) END, p)",
	"list_resize(v, n) AS system.main.list_resize(v, CASE WHEN n > 100000 THEN error('list_resize() makes a list that is too long') ELSE n END), (v, n, x) AS system.main.list_resize(v, CASE WHEN n > 100000 THEN error('list_resize() makes a list that is too long') ELSE n END, x)",
	"array_resize(v, n) AS list_resize(v, n), (v, n, x) AS list_resize(v, n, x)",
	"range(b) AS system.main.range(CASE WHEN b > 100000 THEN error('range() makes a list that is too long') ELSE b END), (a, b) AS system.main.range(a, CASE WHEN b - a > 100000 THEN error('range() makes a list that is too long') ELSE b END), (a, b, s) AS system.main.range(a, CASE WHEN s > s * 0 AND b > TRY(a + s * 100000::BIGINT) OR s < s * 0 AND b < TRY(a + s * 100000::BIGINT) THEN error('range() makes a list that is too long') ELSE b END, s)",
	"generate_series(b) AS system.main.generate_series(CASE WHEN b > 100000 THEN error('generate_series() makes a list that is too long') ELSE b END), (a, b) AS system.main.generate_series(a, CASE WHEN b - a > 100000 THEN error('generate_series() makes a list that is too long') ELSE b END), (a, b, s) AS system.main.generate_series(a, CASE WHEN s > s * 0 AND b > TRY(a + s * 100000::BIGINT) OR s < s * 0 AND b < TRY(a + s * 100000::BIGINT) THEN error('generate_series() makes a list that is too long') ELSE b END, s)",
}

// Lock closes every way out of the database but the paths that stay allowed,
// and makes sure that nothing of it can be set otherwise.
func Lock(ctx context.Context, conn *sql.Conn, l Limits, allowed ...string) error {
	for _, b := range bounded {
		if err := exec(ctx, conn, "CREATE MACRO "+b); err != nil {
			return err
		}
	}
	// What the tables themselves take up is not the statement's.
	var held int64
	if err := conn.QueryRowContext(ctx, "SELECT CAST(coalesce(sum(memory_usage_bytes + temporary_storage_bytes), 0) AS BIGINT) FROM duckdb_memory()").Scan(&held); err != nil {
		return err
	}
	paths := make([]string, len(allowed))
	for i, path := range allowed {
		paths[i] = sqltext.Literal(path)
	}
	return exec(ctx, conn,
		fmt.Sprintf("SET max_temp_directory_size = '%dB'", held+l.Disk),
		"SET allowed_paths = ["+strings.Join(paths, ", ")+"]",
		"SET enable_external_access = false",
		"SET lock_configuration = true",
	)
}

func exec(ctx context.Context, conn *sql.Conn, statements ...string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Resident is the memory that the process has, where the system tells.
func Resident() (int64, bool) {
	statm, err := os.ReadFile("/proc/self/statm")
	fields := strings.Fields(string(statm))
	if err != nil || len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}
