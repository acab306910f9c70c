package lake_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest/lake"
)

// TestChangedMetadataThatCanStillBeReadAreFound changes what the lake reads
// without a complaint; only the check sums can tell.
func TestChangedMetadataThatCanStillBeReadAreFound(t *testing.T) {
	made, duck := filepath.Join(t.TempDir(), "made"), openDuckDB(t)
	l := openLake(t, made, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 6)
	l.Close()
	for what, c := range map[string]struct {
		pattern string
		change  func(t *testing.T, dir, path string, content []byte)
	}{
		"metadata": {"scores/metadata/*.metadata.json", func(t *testing.T, dir, path string, content []byte) {
			changed := bytes.ReplaceAll(content, []byte(`"athar.commit":"6"`), []byte(`"athar.commit":"5"`))
			if bytes.Equal(changed, content) {
				t.Fatal("the metadata do not tell the commit")
			}
			rewrite(t, path, changed)
		}},
		"manifest list": {"scores/metadata/snap-*.avro", flippedReadably},
		"manifest":      {"scores/metadata/*-m*.avro", flippedReadably},
	} {
		t.Run(strings.ReplaceAll(what, " ", "_"), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "lake")
			copyOf(t, made, dir)
			moved := openLake(t, dir)
			if _, err := moved.RemoveStrays(t.Context()); err != nil {
				t.Fatal(err)
			}
			moved.Close()
			path := newestOf(t, dir, c.pattern)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c.change(t, dir, path, content)
			l := openLake(t, dir)
			faults, err := l.Verify(t.Context())
			l.Close()
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) == 0 || faults[0].Path != path || faults[0].Harmless || !strings.Contains(faults[0].Sentence, "has changed since it was written") {
				t.Fatalf("got %+v", faults)
			}
			if done, err := lake.Repair(t.Context(), dir, true, nil); err != nil || len(done) != 1 {
				t.Fatalf("%+v %v", done, err)
			}
			l = openLake(t, dir)
			if _, err := l.RemoveStrays(t.Context()); err != nil {
				t.Fatal(err)
			}
			expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "12 12 1 6")
			expect(t, "last commit", fmt.Sprint(l.LastCommit()), "6")
			expectSound(t, l)
		})
	}
}

func rewrite(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// flippedReadably flips the last bit of a file with which the lake still opens.
func flippedReadably(t *testing.T, dir, path string, content []byte) {
	t.Helper()
	for at := len(content) - 1; at >= 0; at-- {
		flipped := bytes.Clone(content)
		flipped[at] ^= 1
		rewrite(t, path, flipped)
		if l, err := lake.Open(t.Context(), dir); err == nil {
			sound := len(l.Files("scores", 0, -1)) > 0
			l.Close()
			if sound {
				return
			}
		}
	}
	t.Fatal("no bit can be changed without the lake noticing")
}

// TestCheckSumsOfMetadataGoWithTheirFiles: there is never one of a file that is
// not there.
func TestCheckSumsOfMetadataGoWithTheirFiles(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 60)
	l.Close()
	l = openLake(t, dir, lake.Soon)
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
	l.Close()
	files, err := filepath.Glob(filepath.Join(dir, "scores", "metadata", "*"))
	if err != nil {
		t.Fatal(err)
	}
	if sums := lake.MetadataSums(t, dir, "scores"); sums == 0 || sums > len(files) {
		t.Errorf("%d check sums of %d metadata files", sums, len(files))
	}
}
