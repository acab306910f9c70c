package lake_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/ingest/lake"
)

// The test binary also plays the other process: one that holds a lake, or appends to it until it is killed.
func TestMain(m *testing.M) {
	switch os.Getenv("LAKE_TEST_ROLE") {
	case "owner":
		holdLake(os.Getenv("LAKE_TEST_DIR"))
	case "appender":
		appendForever(os.Getenv("LAKE_TEST_DIR"))
	case "opener":
		if _, err := lake.Open(context.Background(), os.Getenv("LAKE_TEST_DIR")); err != nil {
			os.Exit(1)
		}
	case "compacter":
		l, err := lake.Open(context.Background(), os.Getenv("LAKE_TEST_DIR"), lake.Soon)
		if err != nil || l.Compact(context.Background()) != nil {
			os.Exit(1)
		}
	case "eraser":
		if eraseOnce(os.Getenv("LAKE_TEST_DIR")) != nil {
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

func play(role, dir string) *exec.Cmd { return played(context.Background(), role, dir) }

func played(ctx context.Context, role, dir string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), "LAKE_TEST_ROLE="+role, "LAKE_TEST_DIR="+dir)
	command.Stderr = os.Stderr
	return command
}

var everyType = lake.Table{
	Name: "visits",
	Doc:  "One row per visit.",
	Columns: []lake.Column{
		{Name: "visit", Type: lake.ID, Doc: "Made when the visit was recorded.", Required: true},
		{Name: "person", Type: lake.Text, Doc: "Pseudonym.", Required: true},
		{Name: "minutes", Type: lake.Whole},
		{Name: "share", Type: lake.Number},
		{Name: "finished", Type: lake.Boolean},
		{Name: "on day", Type: lake.Date},
		{Name: "at", Type: lake.Moment},
	},
}

// visits is a SELECT of that many rows in the columns of everyType, told apart by commit and number.
func visits(commit int64, rows int) string {
	return fmt.Sprintf(`SELECT uuid() AS visit, 'p%d-' || i AS person, i::BIGINT AS minutes, i / 7.0 AS share,
		i %% 2 = 0 AS finished, DATE '2024-01-01' + i::INTEGER AS "on day",
		make_timestamp(1700000000000000 + i)::TIMESTAMPTZ AS "at" FROM range(%d) r(i)`, commit, rows)
}

func openLake(t *testing.T, dir string, options ...lake.Option) *lake.Lake {
	t.Helper()
	l, err := lake.Open(t.Context(), dir, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func openDuckDB(t *testing.T) *sql.DB {
	t.Helper()
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { duck.Close() })
	return duck
}

// write has DuckDB write the rows of a SELECT to a new file of a table.
func write(ctx context.Context, l *lake.Lake, duck *sql.DB, table string, commit int64, query string) (string, error) {
	path, err := l.NewFile(table, commit)
	if err != nil {
		return "", err
	}
	numbers, err := l.FieldIDs(table)
	if err != nil {
		return "", err
	}
	_, err = duck.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd, FIELD_IDS %s)",
		query, strings.ReplaceAll(path, "'", "''"), numbers))
	return path, err
}

func appendRows(ctx context.Context, l *lake.Lake, duck *sql.DB, table string, commit int64, query string) error {
	path, err := write(ctx, l, duck, table, commit, query)
	if err != nil {
		return err
	}
	return l.Append(ctx, lake.Append{Table: table, Files: []string{path}, Commit: commit})
}

func mustAppend(t *testing.T, l *lake.Lake, duck *sql.DB, table string, commit int64, query string) {
	t.Helper()
	if err := appendRows(t.Context(), l, duck, table, commit, query); err != nil {
		t.Fatal(err)
	}
}

func mustDeclare(t *testing.T, l *lake.Lake, table lake.Table) {
	t.Helper()
	if err := l.Declare(t.Context(), table); err != nil {
		t.Fatal(err)
	}
}

// readParquet is the table as plain DuckDB reads it, by the list of its files.
func readParquet(l *lake.Lake, table string) string {
	var paths []string
	for _, file := range l.Files(table, 0, -1) {
		paths = append(paths, "'"+strings.ReplaceAll(file.Path, "'", "''")+"'")
	}
	return "read_parquet([" + strings.Join(paths, ", ") + "], union_by_name=true)"
}

func ask(t *testing.T, duck *sql.DB, query string) string {
	t.Helper()
	rows, err := duck.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, value := range values {
			cells = append(cells, fmt.Sprint(*value.(*any)))
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func expectError(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("got error %v, want one that says %q", err, part)
	}
}

func expectSound(t *testing.T, l *lake.Lake) {
	t.Helper()
	faults, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Errorf("fault: %s", fault)
	}
}

func TestAppendedRowsAreReadByPlainDuckDB(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 3, visits(3, 10))
	mustAppend(t, l, duck, "visits", 7, visits(7, 20))

	expect(t, "rows", ask(t, duck, "SELECT count(*), count(DISTINCT person), count(DISTINCT visit) FROM "+readParquet(l, "visits")), "30 30 30")
	expect(t, "types", ask(t, duck, "SELECT DISTINCT typeof(visit), typeof(person), typeof(minutes), typeof(share), typeof(finished), typeof(\"on day\"), typeof(\"at\") FROM "+readParquet(l, "visits")),
		"UUID VARCHAR BIGINT DOUBLE BOOLEAN DATE TIMESTAMP WITH TIME ZONE")
	expect(t, "moment", ask(t, duck, "SELECT epoch_us(max(\"at\")) FROM "+readParquet(l, "visits")), "1700000000000019")
	expectSound(t, l)
}

func TestFilesAreThoseAfterOneCommitAndUpToAnother(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, everyType)
	for _, commit := range []int64{2, 5, 9} {
		mustAppend(t, l, duck, "visits", commit, visits(commit, int(commit)))
	}
	commits := func(after, upTo int64) string {
		var text []string
		for _, file := range l.Files("visits", after, upTo) {
			text = append(text, fmt.Sprintf("%d:%d", file.Commit, file.Rows))
		}
		return strings.Join(text, " ")
	}
	expect(t, "all", commits(0, -1), "2:2 5:5 9:9")
	expect(t, "up to 5", commits(0, 5), "2:2 5:5")
	expect(t, "after 2", commits(2, -1), "5:5 9:9")
	expect(t, "after 2 up to 8", commits(2, 8), "5:5")
	expect(t, "after the last", commits(9, -1), "")
	expect(t, "up to before the first", commits(0, 1), "")
	expect(t, "upside down", commits(9, 2), "")
}

func TestOneCommitMayHoldSeveralFilesAndSeveralTables(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, everyType)
	mustDeclare(t, l, lake.Table{Name: "receipts", Columns: []lake.Column{{Name: "id", Type: lake.Text}}})
	var files []string
	for range 2 {
		path, err := write(t.Context(), l, duck, "visits", 1, visits(1, 5))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	summary := map[string]string{"receipt.id": "r1"}
	if err := l.Append(t.Context(), lake.Append{Table: "visits", Files: files, Commit: 1, Summary: summary}); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, duck, "receipts", 1, "SELECT 'r1' AS id")

	expect(t, "files", fmt.Sprint(len(l.Files("visits", 0, -1)), len(l.Files("receipts", 0, -1))), "2 1")
	commit, kept := l.Last("visits")
	expect(t, "last", fmt.Sprintf("%d %s %s", commit, kept["receipt.id"], kept["athar.commit"]), "1 r1 1")
	expect(t, "last of all", fmt.Sprint(l.LastCommit()), "1")
}

func TestReopeningKeepsEverything(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	for commit := int64(1); commit <= 3; commit++ {
		path, err := write(t.Context(), l, duck, "visits", commit, visits(commit, 10))
		if err != nil {
			t.Fatal(err)
		}
		err = l.Append(t.Context(), lake.Append{Table: "visits", Files: []string{path}, Commit: commit,
			Summary: map[string]string{"receipt.id": fmt.Sprint("r", commit)}})
		if err != nil {
			t.Fatal(err)
		}
	}
	state := func(l *lake.Lake) string {
		commit, summary := l.Last("visits")
		numbers, err := l.FieldIDs("visits")
		return fmt.Sprint(l.Tables(), l.Files("visits", 0, -1), commit, summary, numbers, l.LastCommit(), err)
	}
	before := state(l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = openLake(t, dir)
	expect(t, "state", state(l), before)
	mustAppend(t, l, duck, "visits", 4, visits(4, 10))
	expect(t, "rows", ask(t, duck, "SELECT count(DISTINCT person) FROM "+readParquet(l, "visits")), "40")
	expectSound(t, l)
}

func TestFoldersWithSpacesArabicAndSignsWork(t *testing.T) {
	dir, duck := filepath.Join(t.TempDir(), "مساحة عمل 100% #1?"), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	l.Close()
	l = openLake(t, dir)
	mustAppend(t, l, duck, "visits", 2, visits(2, 10))
	expect(t, "rows", ask(t, duck, "SELECT count(*) FROM "+readParquet(l, "visits")), "20")
	expectSound(t, l)
}

func TestALostCatalogueIsNotReplacedByAnEmptyOne(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	l.Close()
	catalogue := filepath.Join(dir, "catalog.db")
	empty, err := os.ReadFile(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	l = openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	l.Close()
	if err := os.Remove(catalogue); err != nil {
		t.Fatal(err)
	}
	_, err = lake.Open(t.Context(), dir)
	expectError(t, err, "missing though there are tables")
	if err := os.WriteFile(catalogue, empty, 0o644); err != nil {
		t.Fatal(err)
	}
	l = openLake(t, dir)
	expectError(t, l.Declare(t.Context(), everyType), "the catalogue is older than the tables")
}

func TestReadersDoNotDisturbAppends(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, everyType)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
				}
				files, last := l.Files("visits", 0, -1), l.LastCommit()
				for i, file := range files {
					if file.Commit != int64(i+1) || file.Rows != 3 {
						t.Errorf("file %d is %+v", i, file)
						return
					}
				}
				if last < int64(len(files)) {
					t.Errorf("%d files and last commit %d", len(files), last)
					return
				}
			}
		})
	}
	for commit := int64(1); commit <= 20; commit++ {
		mustAppend(t, l, duck, "visits", commit, visits(commit, 3))
	}
	close(done)
	readers.Wait()
}

func TestACatalogueOlderThanItsTablesIsRefused(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	l.Close()
	catalogue := filepath.Join(dir, "catalog.db")
	old, err := os.ReadFile(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	l = openLake(t, dir)
	mustAppend(t, l, duck, "visits", 2, visits(2, 10))
	mustAppend(t, l, duck, "visits", 3, visits(3, 10))
	l.Close()
	if err := os.WriteFile(catalogue, old, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = lake.Open(t.Context(), dir)
	expectError(t, err, "the catalogue is older than the tables")
}
