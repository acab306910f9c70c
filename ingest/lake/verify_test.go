package lake_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	change := func(t *testing.T, path string, change func([]byte) []byte) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, change(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	flip := func(at func(size int) int) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			change(t, path, func(content []byte) []byte { content[at(len(content))] ^= 1; return content })
		}
	}
	for name, damage := range map[string]struct {
		do   func(t *testing.T, path string)
		says string
	}{
		"missing":           {func(t *testing.T, path string) { os.Remove(path) }, "is missing"},
		"truncated":         {func(t *testing.T, path string) { change(t, path, func(c []byte) []byte { return c[:len(c)-9] }) }, "bytes and was appended with"},
		"flipped in a page": {flip(func(size int) int { return 200 }), "has changed since it was appended"},
		"flipped in middle": {flip(func(size int) int { return size / 2 }), "has changed since it was appended"},
		"flipped in footer": {flip(func(size int) int { return size - 20 }), "has changed since it was appended"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			l, duck := openLake(t, t.TempDir()), openDuckDB(t)
			mustDeclare(t, l, everyType)
			mustAppend(t, l, duck, "visits", 1, visits(1, 1000))
			mustAppend(t, l, duck, "visits", 2, visits(2, 1000))
			expectSound(t, l)
			path := l.Files("visits", 0, -1)[1].Path
			damage.do(t, path)
			faults, err := l.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) != 1 || faults[0].Path != path || faults[0].Table != "visits" || faults[0].Harmless || !strings.Contains(faults[0].Sentence, damage.says) {
				t.Errorf("got %+v, want one fault that says %q", faults, damage.says)
			}
		})
	}
}

func TestVerifyReportsDamagedMetadata(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	manifests, err := filepath.Glob(filepath.Join(dir, "visits", "metadata", "*-m*.avro"))
	if err != nil || len(manifests) != 1 {
		t.Fatal(manifests, err)
	}
	if err := os.Truncate(manifests[0], 100); err != nil {
		t.Fatal(err)
	}
	faults, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) != 1 || !strings.Contains(faults[0].Sentence, "The metadata of table visits cannot be read") {
		t.Errorf("got %+v", faults)
	}
}

func TestVerifyReportsATableTheCatalogueLost(t *testing.T) {
	dir := t.TempDir()
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	other, err := sql.Open("sqlite", filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Exec("DELETE FROM iceberg_tables"); err != nil {
		t.Fatal(err)
	}
	faults, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) != 1 || faults[0].Sentence != "The catalogue no longer names table visits." {
		t.Errorf("got %+v", faults)
	}
}

func TestStraysAreReportedAndRemoved(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir)
	mustDeclare(t, l, everyType)
	mustAppend(t, l, duck, "visits", 1, visits(1, 10))
	data, err := write(t.Context(), l, duck, "visits", 2, visits(2, 10))
	if err != nil {
		t.Fatal(err)
	}
	metadata := filepath.Join(dir, "visits", "metadata", "snap-1.avro")
	if err := os.WriteFile(metadata, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	faults, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) != 2 || faults[0].Path != data || faults[1].Path != metadata || !faults[0].Harmless || !faults[1].Harmless {
		t.Errorf("got %+v", faults)
	}
	removed, err := l.RemoveStrays(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "removed", strings.Join(removed, " "), data+" "+metadata)
	expectSound(t, l)
	expect(t, "rows", ask(t, duck, "SELECT count(*) FROM "+readParquet(l, "visits")), "10")
}
