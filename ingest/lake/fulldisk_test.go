package lake_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest/lake"
	"athar/internal/smalldisk"
)

// TestAFullDiskLosesNothing fills the disk so far that appending, merging,
// erasing and a snapshot each stop at another of their steps.
func TestAFullDiskLosesNothing(t *testing.T) {
	disk := smalldisk.Make(t, 32)
	dir := filepath.Join(disk, "lake")
	l, e := erasable(t, dir)
	duck := openDuckDB(t)
	taken := map[int64]bool{}
	next := int64(20)
	refused := map[string]int{}
	told := func(step string, err error) {
		if err == nil {
			return
		}
		refused[step]++
		if text := strings.ToLower(err.Error()); !strings.Contains(text, "no space left") && !strings.Contains(text, "full") {
			t.Errorf("%s: the error does not tell that the disk is full: %v", step, err)
		}
	}
	check := func(leave int64) {
		t.Helper()
		for commit := int64(20); commit < next; commit++ {
			rows := int64(0)
			for _, row := range strings.Fields(scoresAsOf(t, l, duck, commit-1, commit))[:1] {
				fmt.Sscan(row, &rows)
			}
			if want := map[bool]int64{true: 2}[taken[commit]]; rows != want {
				t.Errorf("%d bytes left: commit %d has %d rows instead of %d", leave, commit, rows, want)
			}
		}
	}
	for _, leave := range []int64{0, 4 << 10, 12 << 10, 24 << 10, 40 << 10, 80 << 10, 200 << 10} {
		remove := smalldisk.Fill(t, disk, leave)
		for range 40 {
			commit := next
			next++
			err := appendRows(t.Context(), l, duck, "scores", commit, scores(commit, 2))
			told("append", err)
			if taken[commit] = err == nil; err != nil {
				break
			}
		}
		told("merge", l.Compact(t.Context()))
		stopped := e
		stopped.Before = func() error { return context.Canceled } // nothing may be erased yet
		if _, err := l.Erase(t.Context(), stopped); !strings.Contains(fmt.Sprint(err), context.Canceled.Error()) {
			told("erase", err)
		}
		if dir, err := l.Snapshot(t.Context()); err == nil {
			l.RemoveSnapshot(dir)
		} else {
			told("snapshot", err)
		}
		check(leave)
		remove()
		check(leave)
		// With room again the same lake goes on, and so does one that is opened again.
		mustAppend(t, l, duck, "scores", next, scores(next, 2))
		taken[next] = true
		next++
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		l = openLake(t, dir, lake.Soon)
		if _, err := l.RemoveStrays(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(leave)
		expectSound(t, l)
	}
	for _, step := range []string{"append", "erase", "snapshot"} {
		if refused[step] < 2 {
			t.Errorf("the disk was not full: %v", refused)
		}
	}
	if done, err := l.Erase(t.Context(), e); err != nil || done.Rows["scores"] != 2 {
		t.Errorf("with room again: %v %v", done, err)
	}
	expectSound(t, l)
}
