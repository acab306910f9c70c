package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a repair gave up is told by every verify after it, and is no damage to be mended again; new damage still is.
func TestWhatARepairGaveUpIsToldAndNoNewDamage(t *testing.T) {
	workspace := newWorkspace(t)
	records := filepath.Join(t.TempDir(), "people.csv")
	ingest := func(more string) {
		t.Helper()
		if err := os.WriteFile(records, []byte("person_id,school_id\n"+more), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, said := command(t, "ingest", records, "--kind", "people", "--source", "roster", "--workspace", workspace); status != exitDone {
			t.Fatalf("ingest: status %d\n%s", status, said)
		}
	}
	damage := func() {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(workspace, "lake", "people", "data", "*.parquet"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%v, %v", files, err)
		}
		path := files[len(files)-1]
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content[len(content)/2] ^= 0xff
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(want int, says string) {
		t.Helper()
		if status, out, said := command(t, "verify", "--workspace", workspace); status != want || !strings.Contains(out, says) {
			t.Errorf("verify: status %d\n%s%s", status, out, said)
		}
	}
	rows := "p1,s1\np2,s1\np3,s2\n"
	ingest(rows)
	verify(exitDone, "Everything agrees")
	damage()
	verify(exitFailed, "has changed")
	for _, again := range []string{"p4,s1\n", "p5,s1\n"} {
		if status, out, said := command(t, "repair", "--yes", "--workspace", workspace); status != exitDone || !strings.Contains(said, "Send again") {
			t.Fatalf("repair: status %d\n%s%s", status, out, said)
		}
		verify(exitDone, "3 of the 3 records of people")
		// Sent again, what was lost stands in the history still, and nothing else is wrong.
		ingest(rows + again)
		verify(exitDone, "3 of the 3 records of people")
		if err := os.RemoveAll(filepath.Join(workspace, "lake", "damaged")); err != nil {
			t.Fatal(err)
		}
		verify(exitDone, "3 of the 3 records of people")
		damage()
		verify(exitFailed, "has changed")
	}
}
