package lake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/ingest/lake"
)

// newestOf is the newest file of a table's metadata that matches.
func newestOf(t *testing.T, dir, pattern string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatal(pattern, err)
	}
	return slices.MaxFunc(paths, func(a, b string) int {
		first, _ := os.Stat(a)
		second, _ := os.Stat(b)
		return first.ModTime().Compare(second.ModTime())
	})
}

// damages are ways in which a file can be broken.
var damages = map[string]func(content []byte) []byte{
	"emptied":             func([]byte) []byte { return nil },
	"cut in half":         func(c []byte) []byte { return c[:len(c)/2] },
	"cut at the end":      func(c []byte) []byte { return c[:len(c)-9] },
	"flipped in the head": func(c []byte) []byte { c[1] ^= 0x40; return c },
	"zeroed in places": func(c []byte) []byte {
		for at := len(c) / 5; at < len(c); at += len(c)/5 + 1 {
			clear(c[at:min(len(c), at+len(c)/10)])
		}
		return c
	},
}

func TestWhatIsDamagedIsNamedAndRepaired(t *testing.T) {
	made, duck := filepath.Join(t.TempDir(), "made"), openDuckDB(t)
	l := openLake(t, made, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 4)
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	grow(t, l, duck, 5, 6)
	l.Close()
	const all, withoutMerged, withoutLast = "12 12 1 6", "4 4 5 6", "10 10 1 5"

	for what, file := range map[string]struct {
		find  func(dir string) string
		rows  string
		first int64
	}{
		"catalogue":     {func(dir string) string { return filepath.Join(dir, "catalog.db") }, all, 0},
		"metadata":      {func(dir string) string { return newestOf(t, dir, "scores/metadata/*.metadata.json") }, all, 0},
		"manifest list": {func(dir string) string { return newestOf(t, dir, "scores/metadata/snap-*.avro") }, all, 0},
		"manifest":      {func(dir string) string { return newestOf(t, dir, "scores/metadata/*-m*.avro") }, all, 0},
		"merged file":   {func(dir string) string { return newestOf(t, dir, "scores/data/*-*-*.parquet") }, withoutMerged, 1},
		"last file":     {func(dir string) string { return newestOf(t, dir, "scores/data/*06-*.parquet") }, withoutLast, 6},
	} {
		for how, damage := range damages {
			t.Run(strings.ReplaceAll(what+" "+how, " ", "_"), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "lake")
				copyOf(t, made, dir)
				moved := openLake(t, dir)
				if _, err := moved.RemoveStrays(t.Context()); err != nil {
					t.Fatal(err)
				}
				moved.Close()
				path := file.find(dir)
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, damage(content), 0o644); err != nil {
					t.Fatal(err)
				}
				before := fingerprints(t, dir)
				told, err := lake.Repair(t.Context(), dir, false, nil)
				if err != nil {
					t.Fatal(err)
				}
				expect(t, "files after only looking", fingerprints(t, dir), before)
				if len(told) == 0 || told[0].Text.En == "" || told[0].Text.Ar == "" || told[0].First != file.first {
					t.Fatalf("told %+v", told)
				}
				done, err := lake.Repair(t.Context(), dir, true, nil)
				if err != nil {
					t.Fatal(err)
				}
				expect(t, "what was done", fmt.Sprint(done), fmt.Sprint(told))
				l := openLake(t, dir)
				if _, err := l.RemoveStrays(t.Context()); err != nil {
					t.Fatal(err)
				}
				expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), file.rows)
				expect(t, "last commit", fmt.Sprint(l.LastCommit()), "6")
				expectSound(t, l)
				mustAppend(t, l, duck, "scores", 7, scores(7, 2))
				l.Close()
				if again, err := lake.Repair(t.Context(), dir, false, nil); err != nil || len(again) > 0 {
					t.Error("still:", again, err)
				}
				apart, _ := filepath.Glob(filepath.Join(dir, "damaged", "*"))
				if len(apart) == 0 && (what == "catalogue" || file.first > 0) {
					t.Error("nothing was set apart")
				}
			})
		}
	}
}

func TestATableThatLostItsOnlyFileKeepsItsCommit(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, numbered)
	mustAppend(t, l, duck, "scores", 3, scores(3, 2))
	path := l.Files("scores", 0, -1)[0].Path
	l.Close()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	done, err := lake.Repair(t.Context(), dir, true, nil)
	if err != nil || len(done) != 1 || done[0].First != 3 || done[0].Last != 3 {
		t.Fatal(done, err)
	}
	l = openLake(t, dir)
	expect(t, "last commit", fmt.Sprint(l.LastCommit()), "3")
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
	mustAppend(t, l, duck, "scores", 4, scores(4, 2))
	expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "2 2 4 4")
}

func TestATableWithoutRowsAndMetadataIsDeclaredAgain(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, numbered)
	l.Close()
	if err := os.Truncate(newestOf(t, dir, "scores/metadata/*.metadata.json"), 100); err != nil {
		t.Fatal(err)
	}
	if done, err := lake.Repair(t.Context(), dir, true, nil); err != nil || len(done) != 1 {
		t.Fatal(done, err)
	}
	l = openLake(t, dir)
	mustDeclare(t, l, numbered)
	mustAppend(t, l, duck, "scores", 1, scores(1, 2))
	expectSound(t, l)
}

func TestASoundLakeNeedsNoRepair(t *testing.T) {
	dir := t.TempDir()
	l, _ := erasable(t, dir)
	l.Close()
	if found, err := lake.Repair(t.Context(), dir, false, nil); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
}
