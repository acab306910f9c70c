package lake_test

import (
	"context"
	"crypto/md5"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"athar/ingest/lake"
)

var forgottenTable = lake.Table{Name: lake.ForgottenTable, Columns: []lake.Column{
	{Name: "_commit", Type: lake.Whole, Required: true}, {Name: "at", Type: lake.Moment}, {Name: "what", Type: lake.Text}}}

// erasable is a lake of two tables and nine commits, small files merged and not, in both of which the person of row 1 of commit
// 3 is; the texts' rows carry the id as text.
func erasable(t *testing.T, dir string) (l *lake.Lake, e lake.Erasure) {
	t.Helper()
	l, duck := openLake(t, dir, lake.Soon), openDuckDB(t)
	mustDeclare(t, l, forgottenTable)
	mustDeclare(t, l, numbered)
	mustDeclare(t, l, lake.Table{Name: "notes", Columns: []lake.Column{{Name: "_commit", Type: lake.Whole, Required: true}, {Name: "note", Type: lake.Text}}})
	grow(t, l, duck, 1, 6)
	mustAppend(t, l, duck, "notes", 7, "SELECT 7::BIGINT AS _commit, 'of ' || md5('3-1')::UUID AS note")
	mustAppend(t, l, duck, "notes", 8, "SELECT 8::BIGINT AS _commit, 'of nobody' AS note")
	if err := l.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, duck, "scores", 9, "SELECT 9::BIGINT AS _commit, 1::BIGINT AS _seq, md5('3-1')::UUID AS person, 1.0::DOUBLE AS score, now() AS \"at\"")
	return l, lake.Erasure{IDs: []uuid.UUID{uuid.UUID(md5.Sum([]byte("3-1")))}, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Rows: map[string]string{"scores": "person IN (SELECT id FROM erased)", "notes": "EXISTS (FROM erased WHERE contains(note, text))"}}
}

func TestErasedRowsAreInNoFileAndInNoEarlierState(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l, e := erasable(t, dir)
	was := map[string]bool{}
	for _, table := range []string{"scores", "notes"} {
		files, _ := filepath.Glob(filepath.Join(dir, table, "metadata", "*"))
		for _, path := range files {
			was[path] = true
		}
	}
	asked := 0
	e.Before = func() error { asked++; return nil }
	done, err := l.Erase(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "done", fmt.Sprint(done.Commit, done.Rows, asked), "10 map[notes:1 scores:2] 1")
	for path := range was {
		if _, err := os.Stat(path); err == nil {
			t.Error(filepath.Base(path), "is from before and may name the person")
		}
	}
	for _, table := range []string{"scores", "notes"} {
		files, _ := filepath.Glob(filepath.Join(dir, table, "data", "*"))
		if len(files) != len(l.Files(table, 0, -1)) {
			t.Errorf("%s has files that it does not name: %v", table, files)
		}
		for _, path := range files {
			expect(t, filepath.Base(path), ask(t, duck, fmt.Sprintf("SELECT count(*) FROM read_parquet('%s') t WHERE contains(t::VARCHAR, md5('3-1')::UUID::VARCHAR)", path)), "0")
		}
	}
	for range 2 {
		expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "11 11 1 6")
		expect(t, "rows as of 3", scoresAsOf(t, l, duck, 0, 3), "5 5 1 3")
		commit, summary := l.Last("scores")
		expect(t, "last", fmt.Sprint(commit, " ", summary["athar.commit"], " ", l.LastCommit()), "9 9 10")
		told, err := l.Forgotten(0)
		if err != nil || len(told) != 1 || told[0].Commit != 10 || !told[0].At.Equal(e.At) {
			t.Error(told, err)
		}
		expectSound(t, l)
		l.Close()
		l = openLake(t, dir, lake.Soon)
	}
	again, err := l.Erase(t.Context(), e)
	if err != nil || len(again.Rows) != 0 || l.LastCommit() != 10 || asked != 1 {
		t.Error("the second time:", again, err, l.LastCommit())
	}
	mustAppend(t, l, duck, "scores", 11, scores(11, 2))
	expectSound(t, l)
}

func TestAnErasureThatIsStoppedChangesNothing(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l, e := erasable(t, dir)
	e.Before = func() error { return fmt.Errorf("not now") }
	if _, err := l.Erase(t.Context(), e); err == nil {
		t.Fatal("it was not stopped")
	}
	expect(t, "rows", scoresAsOf(t, l, duck, 0, -1), "13 12 1 9")
	if _, err := l.RemoveStrays(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectSound(t, l)
}

func TestAnErasureCutShortIsWholeOrAbsent(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	l, _ := erasable(t, dir)
	l.Close()
	for round := range 8 {
		cut := filepath.Join(t.TempDir(), "cut")
		copyOf(t, dir, cut)
		openLake(t, cut).Close() // takes its place
		wait := time.Duration(60+40*round) * time.Millisecond
		if round == 7 {
			wait = time.Minute // not cut short
		}
		ctx, kill := context.WithTimeout(t.Context(), wait)
		_ = played(ctx, "eraser", cut).Run()
		kill()
		l := openLake(t, cut)
		if _, err := l.RemoveStrays(t.Context()); err != nil {
			t.Fatal(err)
		}
		rows := scoresAsOf(t, l, duck, 0, -1)
		notes := ask(t, duck, "SELECT count(*) FROM "+lake.Source(l.Files("notes", 0, -1), 0, -1))
		told, err := l.Forgotten(0)
		if state := fmt.Sprint(rows, "/", notes, "/", len(told), err); state != "13 12 1 9/2/0 <nil>" && state != "11 11 1 6/1/1 <nil>" || round == 7 && len(told) == 0 {
			t.Errorf("round %d: %s", round, state)
		}
		expectSound(t, l)
		l.Close()
	}
}

func eraseOnce(dir string) error {
	l, err := lake.Open(context.Background(), dir)
	if err != nil {
		return err
	}
	_, err = l.Erase(context.Background(), lake.Erasure{IDs: []uuid.UUID{uuid.UUID(md5.Sum([]byte("3-1")))},
		Rows: map[string]string{"scores": "person IN (SELECT id FROM erased)", "notes": "EXISTS (FROM erased WHERE contains(note, text))"}})
	return err
}
