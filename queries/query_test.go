package queries

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/internal/sqltext"
	"athar/models"
)

// asked runs a query and gives its rows as lines.
func (w *town) asked(ctx context.Context, text string, limits QueryLimits) ([]string, error) {
	r, err := w.engine.Query(ctx, text, limits)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []string
	for r.Next() {
		line := make([]string, len(r.Columns))
		for i, v := range r.Values() {
			line[i] = fmt.Sprint(v)
		}
		all = append(all, strings.Join(line, "|"))
	}
	return all, r.Err()
}

func (w *town) testQuery(t *testing.T) {
	small := QueryLimits{Memory: 256 << 20, Disk: 64 << 20, Timeout: 20 * time.Second}

	t.Run("it answers over the tables that an export holds", func(t *testing.T) {
		dir, summary := w.export(t, "p", false)
		db := opened(t, dir)
		for _, name := range []string{"people", "participations", "aliases", "sessions", "terms", "person_terms", "answers", "credential_facts", "counted", "journey_facts"} {
			rows, err := db.Query("SELECT column_name, column_type FROM (DESCRIBE " + sqltext.Quote(name) + ")")
			described := lines(t, rows, err)
			r, err := w.engine.Query(t.Context(), "SELECT * FROM "+name, small)
			if err != nil {
				t.Fatal(name, err)
			}
			n := int64(0)
			for r.Next() {
				n++
			}
			if len(r.Columns) != len(described) || r.Err() != nil {
				t.Errorf("%s: %v, and in the export %v: %v", name, r.Columns, described, r.Err())
			}
			for _, c := range r.Columns {
				if !strings.Contains(strings.Join(described, "\n")+"\n", c.Name+"|"+c.Type+"\n") {
					t.Errorf("%s: %v is other than in the export", name, c)
				}
			}
			r.Close()
			for _, f := range summary.Files {
				if f.Table == name && f.Rows != n {
					t.Errorf("%s: %d rows, in the export %d", name, n, f.Rows)
				}
			}
		}
		got, err := w.asked(t.Context(), "SELECT school_id, count(*) AS n, 1.5 AS half, true AS yes, NULL AS none, sum(n) OVER () AS total FROM (SELECT *, 1 AS n FROM people) GROUP BY school_id, n ORDER BY 1; -- done", small)
		if err != nil || strings.Join(got, " ") != "town:s1|72|1.5|true|<nil>|2 town:s2|60|1.5|true|<nil>|2" {
			t.Error(got, err)
		}
		got, err = w.asked(t.Context(), "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) FROM r ORDER BY n DESC", small)
		if err != nil || strings.Join(got, "") != "54321" {
			t.Error(got, err)
		}
	})

	t.Run("it reads nothing else and changes nothing", func(t *testing.T) {
		secret := filepath.Join(t.TempDir(), "secret.csv")
		if err := os.WriteFile(secret, []byte("a\nSECRET\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			"SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('" + secret + "')", "FROM '/etc/passwd'", "FROM '" + secret + "'", "SELECT * FROM read_blob('/etc/*')",
			"SELECT * FROM read_parquet('" + w.dir + "/lake/*/data/*.parquet')", "SELECT * FROM glob('/etc/*')", "SELECT * FROM parquet_metadata('" + secret + "')", "SELECT * FROM sniff_csv('" + secret + "')",
			"ATTACH '" + w.dir + "/warehouse.duckdb' AS x", "ATTACH ':memory:' AS x", "INSTALL httpfs", "LOAD httpfs", "SELECT * FROM read_csv('https://example.org/x.csv')",
			"COPY people TO '/tmp/out.csv'", "COPY (SELECT 1) TO '/tmp/out.csv'", "EXPORT DATABASE '/tmp/out'", "COPY people FROM '" + secret + "'",
			"SET threads = 9", "SET lock_configuration = false", "RESET memory_limit", "PRAGMA enable_external_access", "PRAGMA database_list", "PRAGMA table_info('people')", "SET VARIABLE x = 1",
			"SELECT 1; SELECT 2", "SELECT 1; COPY people TO '/tmp/out.csv'", "", ";", "-- nothing",
			"CREATE TABLE x AS SELECT 1", "INSERT INTO people SELECT * FROM people", "UPDATE people SET grade = 1", "DELETE FROM people", "DROP VIEW people", "CREATE MACRO m() AS 1", "ALTER TABLE people RENAME TO x", "CHECKPOINT",
			"SELECT * FROM query('SELECT 1')", "SELECT * FROM query_table('people')", "SELECT getenv('HOME')", "SELECT current_setting('temp_directory')", "SELECT getvariable('x')",
			"SELECT * FROM duckdb_settings()", "SELECT * FROM duckdb_databases()", "SELECT * FROM duckdb_secrets()", "SELECT * FROM duckdb_tables()", "SELECT * FROM duckdb_views()", "SELECT * FROM duckdb_temporary_files()", "SELECT * FROM pragma_database_list()",
			"SELECT * FROM information_schema.tables", "SELECT * FROM sqlite_master", "SELECT * FROM pg_catalog.pg_class", "SHOW TABLES", "SHOW ALL TABLES", "DESCRIBE people", "SUMMARIZE people", "EXPLAIN SELECT 1", "CALL pragma_version()",
			"SELECT * FROM stands", "SELECT * FROM standing", "SELECT * FROM receipts", "SELECT * FROM set_aside", "SELECT * FROM texts", "SELECT * FROM declarations", "SELECT * FROM exports", "SELECT * FROM resolved.people", "SELECT * FROM feeds",
			"SELECT * FROM _query", "SELECT _batch FROM participations", "SELECT _apart FROM credentials", "SELECT apart FROM answers", "SELECT (SELECT content FROM read_text('/etc/passwd'))", "SELECT * FROM people WHERE grade IN (FROM '/etc/passwd')",
			"WITH people AS (SELECT * FROM read_text('/etc/passwd')) FROM people", "SELECT random()", "SELECT now()", "SELECT * FROM people USING SAMPLE 1", "SELECT $1", "SELECT ?", "PREPARE q AS SELECT 1", "EXECUTE q",
			"SELECT * FROM people) TO '/tmp/out.csv'; --", "SELECT repeat('x', 2000000000)", "SELECT 1\x00", "PIVOT people ON grade",
		} {
			if got, err := w.asked(t.Context(), text, small); err == nil {
				t.Errorf("%s: not refused, %d rows", text, len(got))
			} else if kind := models.KindOf(err); kind != models.Refused && kind != models.Invalid || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), w.dir+"/tmp") {
				t.Errorf("%s: %v", text, err)
			}
		}
		if _, err := os.Stat("/tmp/out.csv"); err == nil {
			t.Error("a file was written")
		}
	})

	t.Run("it stops", func(t *testing.T) {
		for _, c := range []struct {
			text   string
			limits QueryLimits
			want   []models.ErrorKind
		}{
			{"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r", QueryLimits{Timeout: time.Second}, []models.ErrorKind{models.TimedOut, models.TooLarge}},
			{"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 1 - n FROM r) SELECT max(n) FROM r", QueryLimits{Timeout: time.Second}, []models.ErrorKind{models.TimedOut}},
			{"SELECT count(*) FROM participations a, participations b, participations c, participations d WHERE a.record_id || b.record_id || c.record_id || d.record_id = 'no'", QueryLimits{Timeout: time.Second}, []models.ErrorKind{models.TimedOut}},
			{"SELECT count(*) FROM participations", QueryLimits{Timeout: time.Nanosecond}, []models.ErrorKind{models.TimedOut}},
			{"SELECT count(*) FROM participations", QueryLimits{Timeout: 10 * time.Millisecond}, []models.ErrorKind{models.TimedOut}},
			{"SELECT a.record_id FROM participations a, participations b", QueryLimits{Rows: 1000, Timeout: 20 * time.Second}, []models.ErrorKind{models.TooLarge}},
			{"SELECT a.record_id || b.record_id || c.person_id AS x FROM participations a, participations b, people c ORDER BY md5(x)", QueryLimits{Memory: 100 << 20, Disk: 20 << 20, Timeout: time.Second, Rows: 10}, []models.ErrorKind{models.TooLarge, models.TimedOut}},
			{"SELECT len(list(a.record_id || b.record_id || c.person_id)) FROM participations a, participations b, people c", QueryLimits{Memory: 100 << 20, Disk: 20 << 20, Timeout: time.Second}, []models.ErrorKind{models.TooLarge, models.TimedOut}},
		} {
			start := time.Now()
			_, err := w.asked(t.Context(), c.text, c.limits)
			ok := false
			for _, kind := range c.want {
				ok = ok || models.KindOf(err) == kind
			}
			if !ok || time.Since(start) > 45*time.Second {
				t.Errorf("%s: %v after %v", c.text, err, time.Since(start))
			}
		}
		entries, err := os.ReadDir(filepath.Join(w.dir, "tmp"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), "query-") {
				t.Errorf("%s is left", e.Name())
			}
		}
	})
}
