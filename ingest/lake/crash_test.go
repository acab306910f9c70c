package lake_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"athar/ingest/lake"
)

var crashTables = []string{"first", "second"}

// appendForever is the process that gets killed. It prints a commit once it is acknowledged.
func appendForever(dir string) {
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ctx := context.Background()
	l, err := lake.Open(ctx, dir, lake.Soon) // so that merging is killed too
	if err != nil {
		fail(err)
	}
	if _, err := l.RemoveStrays(ctx); err != nil {
		fail(err)
	}
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		fail(err)
	}
	for _, table := range crashTables {
		if err := l.Declare(ctx, lake.Table{Name: table, Columns: append([]lake.Column{{Name: "_commit", Type: lake.Whole, Required: true}}, everyType.Columns...)}); err != nil {
			fail(err)
		}
	}
	for {
		commit := l.LastCommit() + 1
		table := crashTables[commit%2]
		if err := appendRows(ctx, l, duck, table, commit, fmt.Sprintf("SELECT %d::BIGINT AS _commit, * FROM (%s)", commit, visits(commit, 10))); err != nil {
			fail(err)
		}
		fmt.Println(commit)
	}
}

func TestAKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	dir, duck := t.TempDir(), openDuckDB(t)
	acknowledged := map[int64]bool{}
	for round := range 20 {
		appender := play("appender", dir)
		stdout, err := appender.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := appender.Start(); err != nil {
			t.Fatal(err)
		}
		// Every fourth round dies while the lake is made or opened, the others while commits are under way.
		wait := time.Duration(rand.IntN(250)) * time.Millisecond
		killed := false
		kill := func() { killed = true; time.AfterFunc(wait, func() { appender.Process.Kill() }) }
		if round%4 == 0 {
			kill()
		}
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if !killed {
				kill()
			}
			commit, err := strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			if acknowledged[commit] {
				t.Errorf("round %d: commit %d was used twice", round, commit)
			}
			acknowledged[commit] = true
		}
		if appender.Wait(); appender.ProcessState.Exited() {
			t.Fatalf("round %d: the process ended by itself: %s", round, appender.ProcessState)
		}
		checkAfterKill(t, dir, duck, acknowledged)
		if t.Failed() {
			t.Fatalf("after round %d, killed at %s", round, wait)
		}
	}
	if len(acknowledged) < 15 { // one for each round that waited for its first
		t.Errorf("only %d commits were acknowledged in all, too few to show anything", len(acknowledged))
	}
	if merged, err := filepath.Glob(filepath.Join(dir, "*", "data", "*-*-*.parquet")); err != nil || len(merged) == 0 {
		t.Error("no files were merged", err)
	}
	t.Logf("%d commits acknowledged", len(acknowledged))
}

func checkAfterKill(t *testing.T, dir string, duck *sql.DB, acknowledged map[int64]bool) {
	t.Helper()
	l, err := lake.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	faults, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		if !fault.Harmless {
			t.Errorf("fault: %s", fault)
		}
	}
	found := map[int64]bool{}
	for _, table := range crashTables {
		if len(l.Files(table, 0, -1)) == 0 {
			continue
		}
		answer := ask(t, duck, `SELECT split_part(substr(person, 2), '-', 1) AS c, count(*), count(DISTINCT person)
			FROM `+readParquet(l, table)+` GROUP BY c`)
		for line := range strings.SplitSeq(answer, "\n") {
			var commit, rows, people int64
			if _, err := fmt.Sscan(line, &commit, &rows, &people); err != nil {
				t.Fatal(line, err)
			}
			if rows != 10 || people != 10 {
				t.Errorf("commit %d has %d rows of %d people", commit, rows, people)
			}
			found[commit] = true
		}
	}
	for commit := range acknowledged {
		if !found[commit] {
			t.Errorf("commit %d was acknowledged and is not there", commit)
		}
	}
	// The one commit that was under way may have been made without its word getting out.
	// It is in the lake now and must stay, as if it had been acknowledged.
	if len(found) > len(acknowledged)+1 || int64(len(found)) != l.LastCommit() {
		t.Errorf("%d commits found, %d acknowledged, the last is %d", len(found), len(acknowledged), l.LastCommit())
	}
	maps.Copy(acknowledged, found)
}
