package lake_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest/lake"
)

func TestAFailedAppendLeavesTheTableAsItWas(t *testing.T) {
	good := visits(2, 5)
	for name, failing := range map[string]struct {
		spoil func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append
		says  string
	}{
		"no file": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append { return lake.Append{Commit: 2} }, "no files"},
		"a file that does not exist": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path, _ := l.NewFile("visits", 2)
			return lake.Append{Commit: 2, Files: []string{path}}
		}, "no such file"},
		"a file that is no Parquet": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path, _ := l.NewFile("visits", 2)
			os.WriteFile(path, []byte("person,minutes\n1,2\n"), 0o644)
			return lake.Append{Commit: 2, Files: []string{path}}
		}, "look at"},
		"one good file and one bad": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path := written(t, l, duck, good)
			return lake.Append{Commit: 2, Files: []string{path, strings.Replace(path, ".parquet", "9.parquet", 1)}}
		}, "no such file"},
		"a file of another commit": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{Commit: 3, Files: []string{written(t, l, duck, good)}}
		}, "not a file of table visits and commit 3"},
		"commits without a file of the last": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{First: 2, Commit: 3, Files: []string{written(t, l, duck, good)}}
		}, "not a file of table visits and commit 3"},
		"commits out of order": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			later, err := write(t.Context(), l, duck, "visits", 3, visits(3, 5))
			if err != nil {
				t.Fatal(err)
			}
			return lake.Append{First: 2, Commit: 3, Files: []string{later, written(t, l, duck, good)}}
		}, "not a file of table visits and commit 3"},
		"commits from one that is there already": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{First: 1, Commit: 2, Files: []string{l.Files("visits", 0, -1)[0].Path, written(t, l, duck, good)}}
		}, "commit 1 does not follow"},
		"a file from elsewhere": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path := written(t, l, duck, good)
			return lake.Append{Commit: 2, Files: []string{filepath.Join(t.TempDir(), filepath.Base(path))}}
		}, "not a file of table visits"},
		"a file twice": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path := written(t, l, duck, good)
			return lake.Append{Commit: 2, Files: []string{path, path}}
		}, "twice"},
		"a commit that is there already": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{Commit: 1, Files: []string{l.Files("visits", 0, -1)[0].Path}}
		}, "commit 1 does not follow"},
		"columns without numbers": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			path, _ := l.NewFile("visits", 2)
			if _, err := duck.Exec(fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet)", good, path)); err != nil {
				t.Fatal(err)
			}
			return lake.Append{Commit: 2, Files: []string{path}}
		}, "FIELD_IDS"},
		"a column of another type": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{Commit: 2, Files: []string{written(t, l, duck, "SELECT * REPLACE (minutes::DOUBLE AS minutes) FROM ("+good+")")}}
		}, "minutes"},
		"a moment without its zone": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{Commit: 2, Files: []string{written(t, l, duck, "SELECT * REPLACE (\"at\"::TIMESTAMP AS \"at\") FROM ("+good+")")}}
		}, "at"},
		"a required column with an empty value": {func(t *testing.T, l *lake.Lake, duck *sql.DB) lake.Append {
			return lake.Append{Commit: 2, Files: []string{written(t, l, duck, "SELECT * REPLACE (nullif(person, 'p2-3') AS person) FROM ("+good+")")}}
		}, `column "person" is required`},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			dir, duck := t.TempDir(), openDuckDB(t)
			l := openLake(t, dir)
			mustDeclare(t, l, everyType)
			mustAppend(t, l, duck, "visits", 1, visits(1, 5))
			before := fmt.Sprint(l.Files("visits", 0, -1), l.LastCommit())

			a := failing.spoil(t, l, duck)
			a.Table = "visits"
			expectError(t, l.Append(t.Context(), a), failing.says)

			expect(t, "state", fmt.Sprint(l.Files("visits", 0, -1), l.LastCommit()), before)
			mustAppend(t, l, duck, "visits", 2, good)
			l.Close()
			l = openLake(t, dir)
			if _, err := l.RemoveStrays(t.Context()); err != nil {
				t.Fatal(err)
			}
			expect(t, "rows", ask(t, duck, "SELECT count(DISTINCT person) FROM "+readParquet(l, "visits")), "10")
			expectSound(t, l)
		})
	}
}

func TestCommitsThatGoTogetherStandEachForItself(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 5))
	var together []string
	for _, commit := range []int64{2, 3, 3, 7} {
		path, err := write(t.Context(), l, duck, "visits", commit, visits(commit, 2))
		if err != nil {
			t.Fatal(err)
		}
		together = append(together, path)
	}
	if err := l.Append(t.Context(), lake.Append{Table: "visits", First: 2, Commit: 7, Files: together}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if last, _ := l.Last("visits"); last != 7 {
			t.Errorf("the last commit is %d", last)
		}
		for upTo, want := range map[int64]string{1: "5", 2: "7", 3: "11", 6: "11", 7: "13"} {
			expect(t, fmt.Sprint("rows as of ", upTo), ask(t, duck, "SELECT count(*) FROM "+lake.Source(l.Files("visits", 0, upTo), 0, upTo)), want)
		}
		expectSound(t, l)
		l.Close()
		l = openLake(t, dir)
	}
}

func written(t *testing.T, l *lake.Lake, duck *sql.DB, query string) string {
	t.Helper()
	path, err := write(t.Context(), l, duck, "visits", 2, query)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestACancelledAppendIsWholeOrAbsent(t *testing.T) {
	l, duck := openLake(t, t.TempDir()), openDuckDB(t)
	mustDeclare(t, l, everyType)
	path, err := write(t.Context(), l, duck, "visits", 1, visits(1, 5))
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	a := lake.Append{Table: "visits", Files: []string{path}, Commit: 1}
	if err := l.Append(cancelled, a); err == nil {
		t.Error("a cancelled append said it was done")
	}
	expect(t, "files", fmt.Sprint(len(l.Files("visits", 0, -1))), "0")
	if err := l.Append(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
}

func TestACatalogueThatRefusesLeavesTheTableAsItWas(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 5))
	// Another program makes the catalogue refuse new metadata, as a full disk would.
	other, err := sql.Open("sqlite", filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Exec(`CREATE TRIGGER full BEFORE UPDATE ON iceberg_tables BEGIN SELECT raise(ABORT, 'disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	expectError(t, appendRows(t.Context(), l, duck, "visits", 2, visits(2, 5)), "disk is full")
	expect(t, "files", fmt.Sprint(len(l.Files("visits", 0, -1)), l.LastCommit()), "1 1")
	if _, err := other.Exec(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, duck, "visits", 2, visits(2, 5))
	removed, err := l.RemoveStrays(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(removed) == 0 {
		t.Error("the refused append left no strays, so this test shows nothing")
	}
	expect(t, "rows", ask(t, duck, "SELECT count(*), count(DISTINCT person) FROM "+readParquet(l, "visits")), "10 10")
	expectSound(t, l)
}

func TestManyCommitsKeepMetadataBounded(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, everyType)
	most := 0
	for commit := int64(1); commit <= 60; commit++ {
		mustAppend(t, l, duck, "visits", commit, visits(commit, 2))
		entries, err := os.ReadDir(filepath.Join(dir, "visits", "metadata"))
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, len(entries))
	}
	// Eight snapshots, each with a list and a manifest, fifty manifests before they merge, eleven metadata files.
	if most > 85 {
		t.Errorf("at most there were %d metadata files", most)
	}
	l.Close()
	l = openLake(t, dir)
	expect(t, "files", fmt.Sprint(len(l.Files("visits", 0, -1))), "60")
	expect(t, "rows", ask(t, duck, "SELECT count(*), count(DISTINCT person) FROM "+readParquet(l, "visits")), "120 120")
	expectSound(t, l)
}

func TestAfterACommitInDoubtTheLakeMustBeOpenedAgain(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 5))
	other, err := sql.Open("sqlite", filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Exec("ALTER TABLE iceberg_tables RENAME TO away"); err != nil {
		t.Fatal(err)
	}
	expectError(t, appendRows(t.Context(), l, duck, "visits", 2, visits(2, 5)), "iceberg_tables")
	if _, err := other.Exec("ALTER TABLE away RENAME TO iceberg_tables"); err != nil {
		t.Fatal(err)
	}
	expectError(t, appendRows(t.Context(), l, duck, "visits", 2, visits(2, 5)), "must be opened again")
	expectError(t, l.Declare(t.Context(), lake.Table{Name: "visits", Columns: []lake.Column{{Name: "new", Type: lake.Text}}}), "must be opened again")
	expect(t, "files", fmt.Sprint(len(l.Files("visits", 0, -1))), "1") // reading goes on
	l.Close()
	l = openLake(t, dir)
	mustAppend(t, l, duck, "visits", 2, visits(2, 5))
}
