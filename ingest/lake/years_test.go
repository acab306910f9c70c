package lake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"athar/ingest/lake"
)

// TestYearsOfSmallCommits is run by hand: ATHAR_COMMITS=50000 go test ./ingest/lake -run Years -v -timeout 4h. It appends that
// many commits of one row to two tables and prints after every thousand, or every tenth part, what a commit, going back and
// opening cost. The folder is ATHAR_COMMITS_DIR, or a temporary one.
func TestYearsOfSmallCommits(t *testing.T) {
	commits, err := strconv.ParseInt(os.Getenv("ATHAR_COMMITS"), 10, 64)
	if err != nil {
		t.Skip("asked for by ATHAR_COMMITS")
	}
	dir := os.Getenv("ATHAR_COMMITS_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	l, duck := openLake(t, dir), openDuckDB(t)
	tables := []string{"first", "second"}
	for _, table := range tables {
		shape := lake.Table{Name: table, Columns: []lake.Column{{Name: "_commit", Type: lake.Whole, Required: true}, {Name: "batch", Type: lake.Text}, {Name: "feed", Type: lake.Text},
			{Name: "kind", Type: lake.Text}, {Name: "at", Type: lake.Moment}, {Name: "idempotency", Type: lake.Text}, {Name: "receipt", Type: lake.Text}}}
		mustDeclare(t, l, shape)
	}
	t.Log("commits, ms a commit (median, p95), files named, files on disk, KiB of metadata, KiB of catalogue, ms to count as of half, ms to open")
	var spent []time.Duration
	for commit := int64(1); commit <= commits; commit++ {
		started := time.Now()
		for _, table := range tables {
			row := lake.ReceiptRow{Commit: commit, Batch: fmt.Sprint("batch ", commit), Feed: "posts", At: time.Unix(1700000000+commit, 0), Receipt: `{"received": 1}`}
			if err := lake.AppendRows(t.Context(), l, table, commit, []lake.ReceiptRow{row}); err != nil {
				t.Fatal(err)
			}
		}
		spent = append(spent, time.Since(started))
		if commit%max(1, min(1000, commits/10)) != 0 {
			continue
		}
		slices.Sort(spent)
		named, onDisk, metadata := 0, 0, int64(0)
		for _, table := range tables {
			named += len(l.Files(table, 0, -1))
			data, _ := filepath.Glob(filepath.Join(dir, table, "data", "*"))
			onDisk += len(data)
			kept, _ := filepath.Glob(filepath.Join(dir, table, "metadata", "*"))
			for _, path := range kept {
				metadata += bytesOf(path)
			}
		}
		started = time.Now()
		half := ask(t, duck, "SELECT count(*) FROM "+lake.Source(l.Files("first", 0, commit/2), 0, commit/2))
		back := time.Since(started)
		expect(t, "rows as of half", half, fmt.Sprint(commit/2))
		l.Close()
		started = time.Now()
		l = openLake(t, dir)
		t.Logf("%6d  %5.1f %5.1f  %3d  %4d  %6d  %4d  %5.1f  %5.1f", commit, milliseconds(spent[len(spent)/2]), milliseconds(spent[len(spent)*95/100]), named, onDisk,
			metadata/1024, bytesOf(filepath.Join(dir, "catalog.db"))/1024, milliseconds(back), milliseconds(time.Since(started)))
		if _, err := l.RemoveStrays(t.Context()); err != nil {
			t.Fatal(err)
		}
		spent = spent[:0]
	}
	expectSound(t, l)
}

func bytesOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
