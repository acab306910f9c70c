package mapping

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"athar/ingest/internal/decode"
	"athar/internal/beside"
	"athar/internal/sqltext"
	"athar/models"
)

func source(t testing.TB, name, content string) Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return Source{name, []decode.File{{Name: name + ".csv", Path: path}}}
}

// small limits, so that what is stopped is stopped soon.
var small = Limits{Memory: 200 << 20, Disk: 100 << 20, Timeout: 3 * time.Second, Rows: 1_000_000}

func mapped(t testing.TB, text string, limits Limits, sources ...Source) Result {
	t.Helper()
	dir := t.TempDir()
	r, err := Run(t.Context(), sources, text, decode.Options{}, limits, dir)
	if err != nil {
		t.Fatal(err)
	}
	left, _ := os.ReadDir(dir)
	if want := map[bool]int{true: 0, false: 1}[r.Parquet == ""]; len(left) != want {
		t.Errorf("%d files are left behind, want %d", len(left), want)
	}
	return r
}

// shown is the result as a reader would check it: ∅ for NULL.
func shown(t testing.TB, r Result) string {
	t.Helper()
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
	if err := r.Load(t.Context(), conn, "mapped"); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.QueryContext(t.Context(), "SELECT _row || CASE WHEN _line THEN '' ELSE '#' END, * EXCLUDE (_row, _line, _file, _delivery) FROM mapped")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var out []string
	for rows.Next() {
		cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, c := range cells {
			if !c.Valid {
				c.String = "∅"
			}
			line = append(line, c.String)
		}
		out = append(out, strings.Join(line, " "))
	}
	return strings.Join(out, "\n")
}

func codes(r Result) string {
	var all []string
	for _, p := range r.Problems {
		all = append(all, p.Code)
	}
	return strings.Join(all, " ")
}

func TestRun_legitimate(t *testing.T) {
	people := source(t, "people", "id,name,born,score,tags,a,b\n007,Ada,03/02/2001,1.5,x|y,1,2\n8,Bob,,2,,3,\n")
	schools := source(t, "schools", "id,school\n007,S1\n8,S2\n")
	for _, c := range []struct{ name, text, want string }{
		{"star", "SELECT * EXCLUDE (tags, a, b) FROM people", "2 007 Ada 03/02/2001 1.5\n3 8 Bob ∅ 2"},
		{"own row", "SELECT _row, id FROM people ORDER BY id DESC", "3 8\n2 007"},
		{"place in the result", "SELECT id FROM people ORDER BY id DESC", "1# 8\n2# 007"},
		{"comments and a semicolon", "-- who\nSELECT id /* the ; id */ FROM people; -- end", "1# 007\n2# 8"},
		{"from first", "FROM people SELECT id", "1# 007\n2# 8"},
		{"brackets", "(SELECT id FROM people LIMIT 1)", "1# 007"},
		{"cte and join", "WITH p AS (SELECT * FROM people), q AS MATERIALIZED (FROM p) SELECT q.id, s.school FROM q JOIN schools s USING (id) ORDER BY q.id", "1# 007 S1\n2# 8 S2"},
		{"left, semi and anti joins", "SELECT p.id, s.school FROM people p LEFT JOIN schools s ON s.id = p.id AND s.id <> '8' SEMI JOIN schools x ON x.id = p.id ORDER BY 1", "1# 007 S1\n2# 8 ∅"},
		{"union all", "SELECT id FROM people UNION ALL BY NAME SELECT id FROM schools ORDER BY id", "1# 007\n2# 007\n3# 8\n4# 8"},
		{"windows and qualify", "SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) n, lag(id) OVER (ORDER BY id) l FROM people QUALIFY rank() OVER (ORDER BY id) = 2", "1# 8 1 007"},
		{"group by all", "SELECT length(id) n, count(*) c, sum(score::DOUBLE) s, string_agg(name, '+' ORDER BY name) FROM people GROUP BY ALL ORDER BY ALL", "1# 1 1 2 Bob\n2# 3 1 1.5 Ada"},
		{"unpivot", "SELECT _row, id, n, v FROM people UNPIVOT (v FOR n IN (a, b)) ORDER BY ALL", "2 007 a 1\n2 007 b 2\n3 8 a 3"},
		{"unpivot statement", "UNPIVOT (SELECT id, a, b FROM people) ON COLUMNS(* EXCLUDE (id)) INTO NAME n VALUE v", "1# 007 a 1\n2# 007 b 2\n3# 8 a 3"},
		{"pivot", "SELECT * FROM (SELECT id, score FROM people) PIVOT (max(score) FOR id IN ('007', '8'))", "1# 1.5 2"},
		{"columns", "SELECT COLUMNS(* EXCLUDE (name, born, score, tags)) FROM people", "2 007 1 2\n3 8 3 ∅"},
		{"replace and regular expressions in star", "SELECT * REPLACE (upper(id) AS id) FROM (SELECT COLUMNS('^(id|name)$') FROM people)", "1# 007 Ada\n2# 8 Bob"},
		{"unnest and split", "SELECT id, unnest(string_split(tags, '|')) tag FROM people", "1# 007 x\n2# 007 y"},
		{"unnest in from", "SELECT id, u.tag FROM people, unnest(string_split(tags, '|')) AS u(tag) ORDER BY tag", "1# 007 x\n2# 007 y"},
		{"regexp", "SELECT regexp_extract(id, '0*([0-9]+)', 1), regexp_replace(name, '[aeiou]', '_', 'g'), regexp_matches(id, '^0') FROM people", "1# 7 Ad_ true\n2# 8 B_b false"},
		{"dates", "SELECT strptime(born, '%d/%m/%Y')::DATE + INTERVAL 1 MONTH, try_strptime(name, '%Y'), date_diff('day', DATE '2001-01-01', strptime(born, '%d/%m/%Y')), date_trunc('month', DATE '2024-05-06'), age(DATE '2024-01-01', DATE '2023-01-01')::VARCHAR FROM people LIMIT 1", "1# 2001-03-03T00:00:00 ∅ 33 2024-05-01T00:00:00 1 year"},
		{"lists and lambdas", "SELECT list_transform([1, 2], lambda x: x * 2), list_filter(string_split(tags, '|'), lambda t: t <> 'x'), [i + 1 for i in [1, 2]], list_sum([1, 2]), array_to_string(['a', 'b'], '-'), list_sort([2, 1])[1], list_reduce([1, 2, 3], lambda x, y: x + y), list_reduce([1, 3, 2], lambda x, y: CASE WHEN x > y THEN x ELSE y END) FROM people LIMIT 1", "1# 2|4 y 2|3 3 a-b 1 6 3"},
		{"casts and case", "SELECT TRY_CAST(name AS INTEGER), CASE WHEN id = '8' THEN 'eight' ELSE 'other' END, id::INT = 7, score::DOUBLE, CAST(score AS DECIMAL(5,2)), 0.1::DOUBLE + 0.2, 1e20, TIMESTAMP '2024-02-03 04:05:06', TIMESTAMPTZ '2024-02-03 04:05:06+03', coalesce(b, 'none'), nullif(id, '8') FROM people", "1# ∅ other true 1.5 1.50 0.30000000000000004 1e+20 2024-02-03T04:05:06 2024-02-03T01:05:06Z 2 007\n2# ∅ eight false 2 2.00 0.30000000000000004 1e+20 2024-02-03T04:05:06 2024-02-03T01:05:06Z none ∅"},
		{"values", "SELECT v.x, v.y FROM (VALUES ('a', 1), ('b', 2)) v(x, y)", "1# a 1\n2# b 2"},
		{"range", "SELECT n FROM range(3) r(n)", "1# 0\n2# 1\n3# 2"},
		{"series of days", "SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-01-02', INTERVAL 1 DAY))::DATE d", "1# 2024-01-01\n2# 2024-01-02"},
		{"padding", "SELECT lpad(id, greatest(length(id), 5), '0'), rpad('x', 2, '-'), repeat('ab', 2), format('{:05d}', id::INT), printf('%s', id) FROM people", "1# 00007 x- abab 00007 007\n2# 00008 x- abab 00008 8"},
		{"subqueries", "SELECT id, (SELECT school FROM schools s WHERE s.id = p.id) FROM people p WHERE EXISTS (FROM schools) AND id IN (SELECT id FROM schools) ORDER BY id", "1# 007 S1\n2# 8 S2"},
		{"recursion that ends", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r", "1# 1\n2# 2\n3# 3"},
		{"json and structs", "SELECT json_extract_string('{\"a\": 1}', '$.a'), {'k': id}, md5(id), hash(id) IS NOT NULL FROM people LIMIT 1", "1# 1 {\"k\":\"007\"} 9e94b15ed312fa42232fd87a55db0d39 true"},
		{"aggregates", "SELECT median(score::DOUBLE), arg_max(name, score::DOUBLE), count(DISTINCT id), quantile_cont(score::DOUBLE, 0.5), first(id ORDER BY id), list(id ORDER BY id), count(*) FILTER (id = '8'), mode(length(id)) > 0 FROM people", "1# 1.75 Bob 2 1.75 007 007|8 1 true"},
		{"collation and like", "SELECT id FROM people WHERE name ILIKE 'a%' AND name SIMILAR TO 'A.*' ORDER BY name COLLATE NOCASE", "1# 007"},
		{"blanks become nothing", "SELECT ' \u00a0' x, '\u200f y ' y, '' z, NULL w", "1# ∅ y ∅ ∅"},
		{"lateral", "SELECT p.id, l.n FROM people p, LATERAL (SELECT length(p.id) AS n) l", "1# 007 3\n2# 8 1"},
		{"asof", "SELECT p.id FROM people p ASOF JOIN schools s ON p.id >= s.id ORDER BY 1", "1# 007\n2# 8"},
		{"table by its schema", "SELECT people.id FROM main.people ORDER BY 1 LIMIT 1", "1# 007"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mapped(t, c.text, small, people, schools)
			if len(r.Problems) > 0 {
				t.Fatalf("%+v", r.Problems)
			}
			if got := shown(t, r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestCheck_refuses(t *testing.T) {
	for _, c := range []struct{ text, code, names string }{
		{"SELECT * FROM read_text('/etc/passwd')", "mapping_forbidden", "read_text()"},
		{"SELECT * FROM read_csv('/etc/passwd')", "mapping_forbidden", "read_csv()"},
		{"SELECT * FROM READ_PARQUET('x')", "mapping_forbidden", "read_parquet()"},
		{"SELECT * FROM parquet_metadata('x')", "mapping_forbidden", "parquet_metadata()"},
		{"SELECT * FROM '/etc/passwd'", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM \"/etc/passwd\"", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM 'x.parquet' JOIN t USING (a)", "mapping_forbidden", "x.parquet"},
		{"SELECT (SELECT a FROM '/etc/passwd') FROM t", "mapping_forbidden", "/etc/passwd"},
		{"WITH x AS (FROM '/etc/passwd') SELECT * FROM t", "mapping_forbidden", "/etc/passwd"},
		{"WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a FROM '/etc/passwd') SELECT * FROM x", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM (WITH \"/etc/passwd\" AS (SELECT 1) SELECT 1), '/etc/passwd'", "mapping_forbidden", "/etc/passwd"},
		{"WITH \"/etc/passwd\" AS (SELECT * FROM '/etc/passwd') FROM '/etc/passwd'", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM t WHERE a IN (SELECT x FROM '/etc/passwd')", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM t ORDER BY (SELECT 1 FROM '/etc/passwd')", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM t LIMIT (SELECT 1 FROM '/etc/passwd')", "mapping_forbidden", "/etc/passwd"},
		{"SELECT list_transform([1], lambda x: (SELECT 1 FROM '/etc/passwd')) FROM t", "mapping_forbidden", "/etc/passwd"},
		{"SELECT sum(a) FILTER ((SELECT true FROM '/etc/passwd')) OVER (PARTITION BY (SELECT 1 FROM '/etc/passwd')) FROM t", "mapping_forbidden", "/etc/passwd"},
		{"FROM (PIVOT '/etc/passwd' ON a IN ('x') USING count(*))", "mapping_forbidden", "/etc/passwd"},
		{"UNPIVOT '/etc/passwd' ON a INTO NAME n VALUE v", "mapping_forbidden", "/etc/passwd"},
		{"SELECT * FROM unnest((SELECT list(content) FROM read_text('/etc/passwd')))", "mapping_forbidden", "read_text()"},
		{"SELECT * FROM glob('/etc/*')", "mapping_forbidden", "glob()"},
		{"SELECT * FROM query('SELECT 1')", "mapping_forbidden", "query()"},
		{"SELECT * FROM query_table('t')", "mapping_forbidden", "query_table()"},
		{"SELECT * FROM json_execute_serialized_sql('{}')", "mapping_forbidden", "json_execute_serialized_sql()"},
		{"SELECT * FROM duckdb_secrets()", "mapping_forbidden", "duckdb_secrets()"},
		{"SELECT * FROM duckdb_settings", "mapping_forbidden", "duckdb_settings"},
		{"SELECT * FROM information_schema.tables", "mapping_forbidden", "information_schema.tables"},
		{"SELECT * FROM pg_catalog.pg_class", "mapping_forbidden", "pg_catalog.pg_class"},
		{"SELECT * FROM sqlite_master", "mapping_forbidden", "sqlite_master"},
		{"SELECT * FROM other", "mapping_forbidden", "other"},
		{"SELECT * FROM elsewhere.t", "mapping_forbidden", "elsewhere.t"},
		{"SELECT * FROM histogram('t', a)", "mapping_forbidden", "histogram()"},
		{"SELECT * FROM pragma_table_info('t')", "mapping_forbidden", "pragma_table_info()"},
		{"SELECT * FROM arrow_scan(1, 2, 3)", "mapping_forbidden", "arrow_scan()"},
		{"SHOW TABLES", "mapping_forbidden", "SHOW"}, {"DESCRIBE t", "mapping_forbidden", "SHOW"}, {"SUMMARIZE t", "mapping_forbidden", "SHOW"},
		{"SELECT random() FROM t", "mapping_forbidden", "random()"}, {"SELECT now()", "mapping_forbidden", "now()"},
		{"SELECT * FROM t ORDER BY RANDOM()", "mapping_forbidden", "random()"},
		{"SELECT current_date", "mapping_forbidden", "current_date"}, {"SELECT current_timestamp", "mapping_forbidden", "urrent_timestamp"},
		{"SELECT localtimestamp", "mapping_forbidden", "local"}, {"SELECT today()", "mapping_forbidden", "today()"},
		{"SELECT get_current_timestamp()", "mapping_forbidden", "get_current_timestamp()"}, {"SELECT transaction_timestamp()", "mapping_forbidden", "transaction_timestamp()"},
		{"SELECT age(DATE '2020-01-01')", "mapping_forbidden", "age()"}, {"SELECT ago(INTERVAL 1 DAY)", "mapping_forbidden", "ago()"},
		{"SELECT uuid()", "mapping_forbidden", "uuid()"}, {"SELECT gen_random_uuid()", "mapping_forbidden", "gen_random_uuid()"}, {"SELECT uuidv7()", "mapping_forbidden", "uuidv7()"},
		{"SELECT nextval('s')", "mapping_forbidden", "nextval()"}, {"SELECT current_setting('threads')", "mapping_forbidden", "current_setting()"},
		{"SELECT getvariable('x')", "mapping_forbidden", "getvariable()"}, {"SELECT system.main.random()", "mapping_forbidden", "random()"},
		{"SELECT system.main.repeat('a', 9)", "mapping_forbidden", "repeat()"}, {"SELECT sleep_ms(1)", "mapping_forbidden", "sleep_ms()"},
		{"SELECT pg_sleep(1)", "mapping_forbidden", "pg_sleep()"}, {"SELECT write_log('x')", "mapping_forbidden", "write_log()"},
		{"SELECT setseed(0.1)", "mapping_forbidden", "setseed()"}, {"SELECT txid_current()", "mapping_forbidden", "txid_current()"},
		{"SELECT list_aggregate([1, 2], 'reservoir_quantile', 0.5)", "mapping_forbidden", "list_aggregate()"},
		{"SELECT reservoir_quantile(a, 0.5) FROM t", "mapping_forbidden", "reservoir_quantile()"},
		{"SELECT list_transform([1], lambda x: random())", "mapping_forbidden", "random()"},
		{"SELECT x FROM (VALUES (random())) v(x)", "mapping_forbidden", "random()"},
		{"SELECT row_number() OVER (ORDER BY random()) FROM t", "mapping_forbidden", "random()"},
		{"SELECT * REPLACE (random() AS a) FROM t", "mapping_forbidden", "random()"},
		{"SELECT count(*) FROM t GROUP BY random() HAVING now() IS NULL", "mapping_forbidden", "()"},
		{"SELECT list_reduce(['a', 'b', 'c'], lambda x, y: x || x)", "mapping_forbidden", "list_reduce()"}, {"SELECT list_reduce(['a', 'b', 'c'], lambda x, y: replace(x, 'a', 'aa'))", "mapping_forbidden", "list_reduce()"},
		{"SELECT * FROM t USING SAMPLE 10%", "mapping_forbidden", "a sample"}, {"SELECT * FROM t TABLESAMPLE 5 ROWS", "mapping_forbidden", "a sample"},
		{"SELECT * FROM (SELECT * FROM t) TABLESAMPLE reservoir(5)", "mapping_forbidden", "a sample"},
		{"SELECT $1", "mapping_forbidden", "a parameter"}, {"SELECT * FROM t WHERE a = ?", "mapping_forbidden", "a parameter"},
		{"SELECT format('{:>100000000}', 'x')", "mapping_forbidden", "format()"}, {"SELECT printf(a, 1) FROM t", "mapping_forbidden", "printf()"},
		{"ATTACH '/tmp/x.db'", "mapping_not_select", ""}, {"INSTALL httpfs", "mapping_not_select", ""}, {"LOAD httpfs", "mapping_not_select", ""},
		{"COPY t TO '/tmp/x.csv'", "mapping_not_select", ""}, {"COPY (SELECT 1) TO '/tmp/x.csv'", "mapping_not_select", ""}, {"SET threads = 9", "mapping_not_select", ""}, {"PRAGMA version", "", ""},
		{"CREATE TABLE x AS SELECT 1", "mapping_not_select", ""}, {"INSERT INTO t VALUES (1)", "mapping_not_select", ""}, {"DELETE FROM t", "mapping_not_select", ""},
		{"UPDATE t SET a = 1", "mapping_not_select", ""}, {"DROP TABLE t", "mapping_not_select", ""}, {"EXPLAIN SELECT 1", "mapping_not_select", ""}, {"EXPLAIN ANALYZE SELECT 1", "mapping_not_select", ""},
		{"CALL duckdb_tables()", "mapping_not_select", ""}, {"EXPORT DATABASE '/tmp/x'", "mapping_not_select", ""}, {"PREPARE q AS SELECT 1", "mapping_not_select", ""}, {"CREATE MACRO m() AS 1", "mapping_not_select", ""},
		{"SELECT 1; SELECT 2", "mapping_not_select", ""}, {"SELECT 1; COPY t TO '/tmp/x'", "mapping_not_select", ""}, {"", "", ""}, {";", "", ""}, {"-- nothing", "", ""},
		{"SELECT 1) TO '/tmp/x'; --", "mapping_failed", ""}, {"SELECT FROM WHERE", "mapping_failed", ""}, {"SELECT 1\x00", "mapping_not_select", ""},
		{"PIVOT t ON a USING count(*)", "mapping_not_select", ""},
	} {
		p := Check(c.text, []string{"t"})
		switch {
		case p == nil:
			t.Errorf("%s: not refused", c.text)
		case c.code != "" && p.Code != c.code, !strings.Contains(p.Message.En, c.names):
			t.Errorf("%s: %s %s", c.text, p.Code, p.Message.En)
		case p.Effect != models.Rejection:
			t.Errorf("%s: %s", c.text, p.Effect)
		}
	}
}

// Were something to slip through Check, the database itself stands in the way.
func TestLock_holds_without_the_check(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
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
	r := runner{conn: conn, limits: small.orDefaults(), scratch: dir}
	if err := r.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"FROM '" + secret + "'", "FROM read_csv('" + secret + "')", "FROM read_text('/etc/passwd')", "FROM glob('" + dir + "/*')", "FROM read_blob('" + dir + "/*')",
		"ATTACH '" + dir + "/x.db'", "INSTALL httpfs", "LOAD httpfs", "COPY (SELECT 1) TO '" + dir + "/x.csv'", "EXPORT DATABASE '" + dir + "/out'",
		"SET enable_external_access = true", "SET allowed_directories = ['/']", "SET allowed_paths = ['" + secret + "']", "SET memory_limit = '9GB'", "RESET memory_limit", "SET lock_configuration = false",
		"SET temp_directory = '/tmp'", "FROM read_csv('https://example.org/x.csv')",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s: not stopped", statement)
		}
	}
	if err := r.exec(t.Context(), "COPY (SELECT 1 AS a) TO "+sqltext.Literal(r.output())+" (FORMAT parquet)"); err != nil {
		t.Errorf("its own output: %v", err)
	}
}

// doubling is a chain of common table expressions, each twice as long as the last.
func doubling(n int) string {
	all := []string{"c0 AS (SELECT b AS x FROM t)"}
	for i := range n {
		all = append(all, fmt.Sprintf("c%d AS (SELECT x || x AS x FROM c%d)", i+1, i))
	}
	return strings.Join(all, ", ")
}

func TestRun_stops(t *testing.T) {
	var content strings.Builder
	content.WriteString("a,b\n")
	for i := range 5000 {
		fmt.Fprintf(&content, "%d,text number %d\n", i, i)
	}
	big := source(t, "t", content.String())
	for _, c := range []struct {
		name, text string
		limits     Limits
		want       string
	}{
		{"recursion for ever", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r", Limits{Timeout: time.Second}, "mapping_too_long mapping_too_big"},
		{"recursion for ever that keeps nothing", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 1 - n FROM r) SELECT max(n) FROM r", Limits{Timeout: time.Second}, "mapping_too_long mapping_too_big"},
		{"cross joins counted", "SELECT count(*) FROM t x, t y, t z, t w WHERE x.a || y.a || z.a || w.a = 'no'", Limits{Timeout: time.Second}, "mapping_too_long"},
		{"cross joins shown", "SELECT x.a FROM t x, t y, t z", Limits{}, "mapping_multiplies"},
		{"cross joins to disk", "SELECT x.b || y.b || md5(x.b || y.b) AS c FROM t x, t y", Limits{Rows: 1 << 40, Disk: 10 << 20, Timeout: time.Minute}, "mapping_too_big"},
		{"a sort of everything", "SELECT x.b || y.b AS c FROM t x, t y ORDER BY md5(c) DESC", Limits{Memory: 100 << 20, Disk: 20 << 20, Rows: 1 << 40, Timeout: time.Minute}, "mapping_too_big"},
		{"a long text", "SELECT repeat('x', 2000000000) FROM t", Limits{}, "mapping_failed"},
		{"long texts of the data", "SELECT repeat(b, 1000000000) FROM t", Limits{}, "mapping_failed"},
		{"texts of texts", "SELECT repeat(repeat(repeat(b, 1000), 1000), 1000) FROM t", Limits{}, "mapping_failed"},
		{"texts doubled over and over", "WITH " + doubling(40) + " SELECT length(x) FROM c40", Limits{Timeout: time.Minute}, "mapping_too_big"},
		{"padding", "SELECT lpad(b, 1000000000, 'x') FROM t", Limits{}, "mapping_failed"},
		{"long lists", "SELECT len(range(a::INT * 1000000)) FROM t", Limits{}, "mapping_failed"},
		{"many rows of a range", "SELECT r.n FROM range(1000000000000) r(n)", Limits{}, "mapping_multiplies"},
		{"everything in one list", "SELECT len(list(x.b || y.b)) FROM t x, t y", Limits{Memory: 100 << 20}, "mapping_too_big mapping_too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			limits := small
			if c.limits.Memory > 0 {
				limits.Memory = c.limits.Memory
			}
			if c.limits.Disk > 0 {
				limits.Disk = c.limits.Disk
			}
			if c.limits.Rows > 0 {
				limits.Rows = c.limits.Rows
			}
			if c.limits.Timeout > 0 {
				limits.Timeout = c.limits.Timeout
			}
			start := time.Now()
			r := mapped(t, c.text, limits, big)
			if !slices.Contains(strings.Fields(c.want), codes(r)) || r.Parquet != "" {
				t.Errorf("%+v", r.Problems)
			}
			t.Logf("%.1f s: %v", time.Since(start).Seconds(), r.Problems)
		})
	}
}

// Two rows do not make millions, however much room there is; a thousand of each they may.
func TestRun_multiplies(t *testing.T) {
	two := source(t, "t", "a,b\n1,x\n2,y\n")
	if r := mapped(t, "SELECT a, n FROM t, range(1000000000000) r(n)", Limits{}, two); codes(r) != "mapping_multiplies" || r.Parquet != "" {
		t.Errorf("without end: %+v", r.Problems)
	}
	if r := mapped(t, "SELECT a, n FROM t, range(501000) r(n)", Limits{}, two); r.Rejected() || r.Rows != 1_002_000 {
		t.Errorf("as many as may be: %d, %+v", r.Rows, r.Problems)
	}
	if r := mapped(t, "SELECT a, n FROM t, range(501001) r(n)", Limits{}, two); codes(r) != "mapping_multiplies" {
		t.Errorf("one more of each: %d, %+v", r.Rows, r.Problems)
	}
}

func TestRun_never_quotes_the_data(t *testing.T) {
	s := source(t, "t", "a,b\nSECRET'S \"SECRET\" to INT32 when casting from source column SECRET,1\nSECRET,300\n")
	for _, text := range []string{
		"SELECT a::INT FROM t", "SELECT a::DATE FROM t", "SELECT strptime(a, '%d') FROM t", "SELECT a::JSON->'$.x' FROM t", "SELECT b::INT::TINYINT FROM t", "SELECT CAST(a AS ENUM ('x')) FROM t",
		"SELECT a::INT[] FROM t", "SELECT (SELECT a FROM t)", "SELECT regexp_matches('x', a || '(') FROM t", "SELECT a::BLOB FROM t", "SELECT format(a) FROM t", "SELECT a::UUID FROM t",
		"SELECT date_trunc(a, DATE '2020-01-01') FROM t", "SELECT date_part(a, DATE '2020-01-01') FROM t", "SELECT list_aggregate([1], a) FROM t", "SELECT map([a, a], [1, 2]) FROM t",
		"SELECT json_extract('{}', a) FROM t", "SELECT a::INTERVAL FROM t", "SELECT a::BOOLEAN FROM t", "SELECT a::DECIMAL(4,1) FROM t", "SELECT decode(a::BLOB) FROM t", "SELECT from_base64(a) FROM t", "SELECT strftime(DATE '2020-01-01', a) FROM t",
		"SELECT a::TIMESTAMPTZ FROM t", "SELECT timezone(a, TIMESTAMP '2020-01-01') FROM t", "SELECT a::STRUCT(x INT) FROM t", "SELECT getenv(a) FROM t", "SELECT to_json(a)::INT FROM t", "SELECT unicode(a) // 0, b::INT % 0, chr(b::INT * 10000000) FROM t",
	} {
		r := mapped(t, text, small, s)
		if said := fmt.Sprintf("%+v", r.Problems); strings.Contains(said, "SECRET") {
			t.Errorf("%s: %s", text, said)
		} else {
			t.Logf("%s: %s", text, said)
		}
	}
	r := mapped(t, "SELECT a::INT FROM t", small, s)
	if got := r.Problems[0].Message.En; got != "The mapping could not be carried out: a value could not be converted to INT32, from column a; TRY_CAST gives NULL instead." {
		t.Error(got)
	}
	r = mapped(t, "SELECT nope FROM t", small, s)
	if got := r.Problems[0].Message.En; r.Problems[0].Code != "mapping_failed" || !strings.Contains(got, `"nope"`) {
		t.Error(got)
	}
}

func TestRun_says_what_it_cannot_use(t *testing.T) {
	s := source(t, "t", "a,b\n1,2\n")
	for text, want := range map[string]string{
		"SELECT a, b AS A FROM t":  "its result has two columns called A",
		"SELECT _row FROM t":       "its result has no columns",
		"SELECT * FROM t JOIN t u": "",
	} {
		r := mapped(t, text, small, s)
		if codes(r) != "mapping_failed" || !strings.Contains(r.Problems[0].Message.En, want) {
			t.Errorf("%s: %+v", text, r.Problems)
		}
	}
	broken := source(t, "t", "a,a\n1,2\n")
	if r := mapped(t, "SELECT * FROM t", small, broken); codes(r) != "duplicate_header" || r.Parquet != "" {
		t.Errorf("%+v", r.Problems)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, []Source{s}, "SELECT * FROM t", decode.Options{}, small, t.TempDir()); err == nil {
		t.Error("no error though the caller gave up")
	}
}

func TestRun_gives_the_same_every_time(t *testing.T) {
	var content strings.Builder
	content.WriteString("a,b\n")
	for i := range 200_000 {
		fmt.Fprintf(&content, "%d,%d\n", i%5000, i)
	}
	s := source(t, "t", content.String())
	text := "SELECT a, first(b) f, any_value(b) v, list(b)[1:3] l FROM t GROUP BY a"
	if one, two := shown(t, mapped(t, text, small, s)), shown(t, mapped(t, text, small, s)); one != two {
		t.Error("two runs differ")
	}
}

func TestFromColumns(t *testing.T) {
	s := source(t, "schools", "Code,\"the \"\"name\"\"\",kind,extra\n1,A,G,x\n2,B,it's,y\n")
	feed := models.Feed{Files: map[string]models.FileList{"schools": {"schools.csv"}}, Key: []string{"extra"},
		Columns: map[string]string{"school_id": "Code", "name_en": `the "name"`, "type": "kind"},
		Values:  map[string]map[string]string{"type": {"G": "government", "P": "private"}}}
	r, err := RunFeed(t.Context(), feed, []Source{s}, decode.Options{}, small, t.TempDir())
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, r.Problems)
	}
	if got := shown(t, r); got != "2 A 1 government x\n3 B 2 it's y" || !slices.Equal(r.Columns, []string{"name_en", "school_id", "type", "extra"}) {
		t.Error(got, r.Columns)
	}
	plain := models.Feed{Files: feed.Files}
	if r, err = RunFeed(t.Context(), plain, []Source{s}, decode.Options{}, small, t.TempDir()); err != nil || shown(t, r) != "2 1 A G x\n3 2 B it's y" {
		t.Error(err, r.Problems)
	}
	feed.Columns["phase"], feed.Key = "stage", []string{"nothing"}
	if r, err = RunFeed(t.Context(), feed, []Source{s}, decode.Options{}, small, t.TempDir()); err != nil || codes(r) != "missing_column missing_column" || r.Problems[0].Column != "stage" {
		t.Error(err, r.Problems)
	}
}

func TestRun_unpivots_a_real_survey(t *testing.T) {
	path := beside.Shared(t, "data/nhes-pfi-2019/pfi_2019_curated.csv.gz")
	start := time.Now()
	r := mapped(t, "SELECT _row, item, option FROM pfi UNPIVOT (option FOR item IN (COLUMNS(* EXCLUDE (_row, _file, _delivery))))", Limits{}, Source{"pfi", []decode.File{{Name: "pfi.csv.gz", Path: path}}})
	if len(r.Problems) > 0 || r.Rows < 1_000_000 {
		t.Fatal(r.Rows, r.Problems)
	}
	ran := time.Since(start)
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
	start = time.Now()
	if err := r.Load(t.Context(), conn, "mapped"); err != nil {
		t.Fatal(err)
	}
	loaded := time.Since(start)
	var n int64
	if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM mapped WHERE _line AND _file = 'pfi.csv.gz'").Scan(&n); err != nil || n != r.Rows {
		t.Error(n, err)
	}
	t.Logf("%d rows: decoded and mapped in %v, loaded in %v (%.1f million rows/s)", n, ran, loaded, float64(n)/loaded.Seconds()/1e6)
}

// A mapping that says nothing of files still tells which sheet its rows are of, wherever that is one.
func TestRowsAreOfTheirSheet(t *testing.T) {
	b := excelize.NewFile()
	defer b.Close()
	for _, sheet := range []string{"Sheet1", "Grade 5"} {
		if _, err := b.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for place, value := range map[string]string{"A1": "id", "A2": "7"} {
			if err := b.SetCellValue(sheet, place, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := b.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, sheet, want string }{
		{"one of two", "SELECT _row, id FROM t", "Grade 5", "book.xlsx#Grade 5"},
		{"one by a pattern", "SELECT _row, id FROM t", "Gr*", "book.xlsx#Grade 5"},
		{"several", "SELECT _row, id FROM t", "*", "book.xlsx"},
		{"several, passed on", "SELECT _row, _file, id FROM t WHERE _file LIKE '%5'", "*", "book.xlsx#Grade 5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := mapped(t, c.text, Limits{}, Source{"t", []decode.File{{Name: "book.xlsx", Path: path, Sheet: c.sheet}}})
			db, err := sql.Open("duckdb", "")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			var got string
			if err := db.QueryRow("SELECT string_agg(DISTINCT _file) FROM read_parquet(?)", r.Parquet).Scan(&got); err != nil || got != c.want {
				t.Errorf("the rows are of %q, want %q (%v)", got, c.want, err)
			}
		})
	}
}
