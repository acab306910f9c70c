package lake_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/ingest/lake"
)

// numbered is a table whose rows carry their commit, as all but those of tests do.
var numbered = lake.Table{Name: "scores", Columns: []lake.Column{
	{Name: "_commit", Type: lake.Whole, Required: true}, {Name: "_seq", Type: lake.Whole, Required: true},
	{Name: "person", Type: lake.ID}, {Name: "score", Type: lake.Number}, {Name: "at", Type: lake.Moment}}}

func scores(commit int64, rows int) string {
	return fmt.Sprintf(`SELECT %d::BIGINT AS _commit, i::BIGINT AS _seq, md5('%d-' || i)::UUID AS person, i / 7.0 AS score,
		make_timestamp(1700000000000000 + i)::TIMESTAMPTZ AS "at" FROM range(%d) r(i)`, commit, commit, rows)
}

// grow appends small commits from one to another, each of two rows.
func grow(t *testing.T, l *lake.Lake, duck *sql.DB, from, to int64) {
	t.Helper()
	for commit := from; commit <= to; commit++ {
		mustAppend(t, l, duck, "scores", commit, scores(commit, 2))
	}
}

// scoresAsOf counts the rows with after < _commit <= upTo, as a reader does.
func scoresAsOf(t *testing.T, l *lake.Lake, duck *sql.DB, after, upTo int64) string {
	t.Helper()
	files := l.Files("scores", after, upTo)
	if len(files) == 0 {
		return "none"
	}
	return ask(t, duck, "SELECT count(*), count(DISTINCT person), min(_commit), max(_commit) FROM "+lake.Source(files, after, upTo))
}

func TestMergedFilesAnswerAsOfEveryCommit(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 19)
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		if files := l.Files("scores", 0, -1); len(files) >= 10 {
			t.Errorf("%d files after 19 commits", len(files))
		}
		for _, bounds := range [][2]int64{{0, 1}, {0, 10}, {5, 6}, {5, 17}, {18, 19}, {0, 19}, {3, 5}} {
			after, upTo := bounds[0], bounds[1]
			want := fmt.Sprint(2*(upTo-after), 2*(upTo-after), after+1, upTo)
			expect(t, fmt.Sprint("rows after ", after, " up to ", upTo), scoresAsOf(t, l, duck, after, upTo), want)
		}
		expect(t, "rows beyond", scoresAsOf(t, l, duck, 8, -1), "22 22 9 19")
		expect(t, "rows beyond the last", scoresAsOf(t, l, duck, 19, -1), "none")
		expect(t, "what each says", ask(t, duck, `SELECT count(*) FROM `+lake.Source(l.Files("scores", 0, -1), 0, -1)+
			` WHERE person = md5(_commit || '-' || _seq)::UUID AND score = _seq / 7.0 AND epoch_us("at") = 1700000000000000 + _seq`), "38")
		if round == 0 {
			l.Close()
			l = openLake(t, dir, lake.Soon)
		}
	}
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
}

func TestMergingKeepsWhatWasSaidWithTheLastCommit(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 4)
	path, err := write(t.Context(), l, duck, "scores", 5, scores(5, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append(t.Context(), lake.Append{Table: "scores", Files: []string{path}, Commit: 5, Summary: map[string]string{"receipt.id": "r5"}}); err != nil {
		t.Fatal(err)
	}
	grown := func() string {
		commit, summary := l.Last("scores")
		return fmt.Sprint(commit, " ", summary["receipt.id"], " ", summary["athar.commit"], l.LastCommit())
	}
	for range 2 {
		if err := l.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect(t, "last", grown(), "5 r5 55")
		l.Close()
		l = openLake(t, dir, lake.Soon)
	}
	expect(t, "last", grown(), "5 r5 55")
}

func TestRowsWrittenFromGoAreReadFromMergedFiles(t *testing.T) {
	l := openLake(t, t.TempDir(), lake.Soon)
	mustDeclareAll(t, l)
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	for commit := int64(1); commit <= 14; commit++ {
		rows := []lake.ReceiptRow{{Commit: commit, Batch: fmt.Sprint("b", commit, "-1"), Kind: "people", At: at, Receipt: "{}"},
			{Commit: commit, Batch: fmt.Sprint("b", commit, "-2"), Feed: "مدرسة", At: at, Receipt: "{}"}}
		if err := lake.AppendRows(t.Context(), l, lake.ReceiptsTable, commit, rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files := l.Files(lake.ReceiptsTable, 0, -1); len(files) > 6 {
		t.Errorf("%d files", len(files))
	}
	rows, err := lake.Rows[lake.ReceiptRow](l, lake.ReceiptsTable, 2, 11)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 18 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		commit := int64(3 + i/2)
		if row.Commit != commit || row.Batch != fmt.Sprint("b", commit, "-", 1+i%2) || !row.At.Equal(at) || row.Receipt != "{}" || i%2 == 1 && row.Feed != "مدرسة" {
			t.Fatalf("row %d is %+v", i, row)
		}
	}
}

func TestMergingBringsOlderFilesTheColumnsTheyLack(t *testing.T) {
	l, duck := openLake(t, t.TempDir(), lake.Soon), openDuckDB(t)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 4)
	wider := numbered
	wider.Columns = append(wider.Columns[:len(wider.Columns):len(wider.Columns)], lake.Column{Name: "later", Type: lake.Date})
	mustDeclare(t, l, wider)
	for commit := int64(5); commit <= 8; commit++ {
		mustAppend(t, l, duck, "scores", commit, "SELECT *, DATE '2024-01-01' AS later FROM ("+scores(commit, 2)+")")
	}
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	source := lake.Source(l.Files("scores", 0, -1), 0, -1)
	expect(t, "rows", ask(t, duck, "SELECT count(*), count(later), min(_commit) FILTER (later IS NOT NULL) FROM "+source), "16 8 5")
	expectSound(t, l)
}

func TestAReaderKeepsTheFilesItHolds(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 3)
	release := l.Hold()
	held := l.Files("scores", 0, -1)
	grow(t, l, duck, 4, 24)
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t, "rows held", ask(t, duck, "SELECT count(*) FROM "+lake.Source(held, 0, -1)), "6")
	release()
	grow(t, l, duck, 25, 40) // enough for the snapshots that name them to be dropped
	for _, file := range held {
		if _, err := os.Stat(file.Path); err == nil {
			t.Error(filepath.Base(file.Path), "is still there")
		}
	}
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
}

func TestFilesAndMetadataStayFewOverManyCommits(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	for _, last := range []int64{40, 80} {
		grow(t, l, duck, last-39, last)
		if err := l.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		if files := len(l.Files("scores", 0, -1)); files > 8 { // 3 of one commit, and the powers of two in merged ones
			t.Errorf("%d files after %d commits", files, last)
		}
		data, _ := filepath.Glob(filepath.Join(dir, "scores", "data", "*"))
		metadata, _ := filepath.Glob(filepath.Join(dir, "scores", "metadata", "*"))
		if len(data) > 30 || len(metadata) > 60 {
			t.Errorf("%d data and %d metadata files on disk after %d commits", len(data), len(metadata), last)
		}
	}
}

func TestADamagedFileIsNotMerged(t *testing.T) {
	l, duck := openLake(t, t.TempDir(), lake.Soon), openDuckDB(t)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 3)
	path := l.Files("scores", 0, -1)[2].Path
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[40] ^= 1
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	grow(t, l, duck, 4, 6)
	expectError(t, l.Compact(t.Context()), "has changed since it was appended")
	expect(t, "files", fmt.Sprint(len(l.Files("scores", 0, -1))), "6")
	faults, err := l.Verify(t.Context())
	if err != nil || len(faults) != 1 || faults[0].Path != path {
		t.Error(faults, err)
	}
	grow(t, l, duck, 7, 8)
}

func TestMergingCutShortLosesNothing(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l := openLake(t, dir, lake.Soon)
	mustDeclare(t, l, numbered)
	grow(t, l, duck, 1, 3)
	l.Close()
	for round := range 8 {
		cut := filepath.Join(t.TempDir(), "cut")
		copyOf(t, dir, cut)
		l := openLake(t, cut)
		mustAppend(t, l, duck, "scores", 4, scores(4, 2))
		l.Close()
		ctx, kill := context.WithTimeout(t.Context(), time.Duration(60+15*round)*time.Millisecond)
		_ = played(ctx, "compacter", cut).Run()
		kill()
		l = openLake(t, cut, lake.Soon)
		if _, err := l.RemoveStrays(t.Context()); err != nil {
			t.Fatal(err)
		}
		expectSound(t, l)
		expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "8 8 1 4")
		l.Close()
	}
}

func mustDeclareAll(t *testing.T, l *lake.Lake) {
	t.Helper()
	for _, name := range []string{lake.ReceiptsTable} {
		table := lake.Table{Name: name}
		for _, column := range strings.Fields("batch feed kind at idempotency receipt") {
			typed := lake.Text
			if column == "at" {
				typed = lake.Moment
			}
			table.Columns = append(table.Columns, lake.Column{Name: column, Type: typed, Required: true})
		}
		table.Columns = append([]lake.Column{{Name: "_commit", Type: lake.Whole, Required: true}}, table.Columns...)
		mustDeclare(t, l, table)
	}
}
