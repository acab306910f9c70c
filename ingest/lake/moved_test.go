package lake_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/ingest/lake"
)

// madeLake is a closed lake of two tables and several commits.
func madeLake(t *testing.T, dir string, duck *sql.DB) {
	t.Helper()
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustDeclare(t, l, lake.Table{Name: "notes", Columns: []lake.Column{{Name: "note", Type: lake.Text}}})
	mustDeclare(t, l, lake.Table{Name: "empty", Columns: []lake.Column{{Name: "note", Type: lake.Text}}})
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	mustAppend(t, l, duck, "notes", 2, "SELECT 'said' AS note")
	wider := everyType
	wider.Columns = append(wider.Columns[:len(wider.Columns):len(wider.Columns)], lake.Column{Name: "later", Type: lake.Text})
	mustDeclare(t, l, wider)
	path, err := write(t.Context(), l, duck, "visits", 3, "SELECT *, 'x' AS later FROM ("+visits(3, 5)+")")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), lake.Append{Table: "visits", Files: []string{path}, Commit: 3, Summary: map[string]string{"receipt.id": "r3"}}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// told is what a lake says of itself, without where it lies.
func told(l *lake.Lake) string {
	var all []string
	for _, table := range l.Tables() {
		numbers, err := l.FieldIDs(table.Name)
		commit, summary := l.Last(table.Name)
		all = append(all, fmt.Sprint(table, numbers, err, commit, summary["receipt.id"], summary["athar.commit"], len(summary)))
		for _, file := range l.Files(table.Name, 0, -1) {
			all = append(all, fmt.Sprint(filepath.Base(file.Path), file.Commit, file.Rows, file.Bytes))
		}
	}
	return strings.Join(all, "\n")
}

// fingerprints is the content of every file in a folder, the lock apart.
func fingerprints(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "lock" {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, fmt.Sprintf("%s %x", path, sha256.Sum256(content)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

func copyOf(t *testing.T, dir, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
}

func TestAMovedLakeTakesItsNewPlace(t *testing.T) {
	parent, duck := t.TempDir(), openDuckDB(t)
	made, moved := filepath.Join(parent, "made"), filepath.Join(parent, "مكان آخر")
	madeLake(t, made, duck)
	l := openLake(t, made)
	before := told(l)
	rows := ask(t, duck, "SELECT count(*), count(DISTINCT person), count(later) FROM "+readParquet(l, "visits"))
	expect(t, "moved from", l.MovedFrom(), "")
	l.Close()
	if err := os.Rename(made, moved); err != nil {
		t.Fatal(err)
	}
	l = openLake(t, moved)
	expect(t, "moved from", l.MovedFrom(), made)
	expect(t, "lake", told(l), before)
	expect(t, "rows", ask(t, duck, "SELECT count(*), count(DISTINCT person), count(later) FROM "+readParquet(l, "visits")), rows)
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
	mustAppend(t, l, duck, "notes", 4, "SELECT 'again' AS note")
	l.Close()
	if _, err := os.Stat(made); err == nil {
		t.Error("something was made where the lake had been")
	}
	metadata, err := filepath.Glob(filepath.Join(moved, "*", "metadata", "*"))
	if err != nil || len(metadata) == 0 {
		t.Fatal(metadata, err)
	}
	for _, path := range metadata {
		if content, err := os.ReadFile(path); err != nil || strings.Contains(string(content), made) {
			t.Error(path, "still names the old place", err)
		}
	}
	l = openLake(t, moved)
	expect(t, "moved again", l.MovedFrom(), "")
	expectSound(t, l)
}

func TestACopyNeverTouchesTheOriginal(t *testing.T) {
	parent, duck := t.TempDir(), openDuckDB(t)
	made, copied := filepath.Join(parent, "made"), filepath.Join(parent, "copied")
	madeLake(t, made, duck)
	copyOf(t, made, copied)
	before := fingerprints(t, made)
	original := openLake(t, made) // in use meanwhile

	l := openLake(t, copied)
	mustAppend(t, l, duck, "visits", 4, "SELECT *, 'y' AS later FROM ("+visits(4, 5)+")")
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
	for _, file := range l.Files("visits", 0, -1) {
		if !strings.HasPrefix(file.Path, copied) {
			t.Error(file.Path, "is not the copy's own")
		}
	}
	expect(t, "the original", fingerprints(t, made), before)
	expect(t, "its commits", fmt.Sprint(original.LastCommit(), l.LastCommit()), "3 4")
	expectSound(t, original)
	original.Close()

	// Nor does it need the original.
	l.Close()
	if err := os.RemoveAll(made); err != nil {
		t.Fatal(err)
	}
	expectSound(t, openLake(t, copied))
}

func TestAMoveCutShortIsDoneAgain(t *testing.T) {
	parent, duck := t.TempDir(), openDuckDB(t)
	made := filepath.Join(parent, "made")
	madeLake(t, made, duck)
	l := openLake(t, made)
	before := told(l)
	l.Close()
	for round := range 8 {
		moved := filepath.Join(parent, fmt.Sprint("moved", round))
		copyOf(t, made, moved)
		ctx, cut := context.WithTimeout(t.Context(), time.Duration(round)*25*time.Millisecond)
		if opener := played(ctx, "opener", moved); opener.Run() == nil && round == 0 {
			t.Error("the first was not cut short, so this test shows nothing")
		}
		cut()
		l := openLake(t, moved)
		expect(t, "lake", told(l), before)
		if _, err := l.RemoveStrays(t.Context()); err != nil {
			t.Fatal(err)
		}
		expectSound(t, l)
		l.Close()
	}
}

func TestAMoveThatTheCatalogueRefusesLeavesEverythingAsItWas(t *testing.T) {
	parent, duck := t.TempDir(), openDuckDB(t)
	made, moved := filepath.Join(parent, "made"), filepath.Join(parent, "moved")
	madeLake(t, made, duck)
	if err := os.Rename(made, moved); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", filepath.Join(moved, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Exec(`CREATE TRIGGER full BEFORE UPDATE ON iceberg_tables WHEN old.table_name = 'visits' BEGIN SELECT raise(ABORT, 'disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	_, err = lake.Open(t.Context(), moved)
	expectError(t, err, "disk is full")
	if _, err := other.Exec(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	l := openLake(t, moved)
	expect(t, "moved from", l.MovedFrom(), made)
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
}
