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
	verify := func(want int, says string) {
		t.Helper()
		if status, out, said := command(t, "verify", "--workspace", workspace); status != want || !strings.Contains(out, says) {
			t.Errorf("verify: status %d\n%s%s", status, out, said)
		}
	}
	rows := "p1,s1\np2,s1\np3,s2\n"
	ingestPeople(t, workspace, rows)
	verify(exitDone, "Everything agrees")
	damage(t, workspace, -1)
	verify(exitFailed, "has changed")
	for _, again := range []string{"p4,s1\n", "p5,s1\n"} {
		if status, out, said := command(t, "repair", "--yes", "--workspace", workspace); status != exitDone || !strings.Contains(said, "Send again") {
			t.Fatalf("repair: status %d\n%s%s", status, out, said)
		}
		verify(exitDone, "3 of the 3 records of people")
		// Sent again, what was lost stands in the history still, and nothing else is wrong.
		ingestPeople(t, workspace, rows+again)
		verify(exitDone, "3 of the 3 records of people")
		if err := os.RemoveAll(filepath.Join(workspace, "lake", "damaged")); err != nil {
			t.Fatal(err)
		}
		verify(exitDone, "3 of the 3 records of people")
		damage(t, workspace, -1)
		verify(exitFailed, "has changed")
	}
}

// Posts that wait have numbers of commits already; what a repair tells of a loss takes none of them away.
func TestARepairBesidePostsThatWait(t *testing.T) {
	workspace := newWorkspace(t)
	ingestPeople(t, workspace, "p1,s1\np2,s1\n")
	c := &senders{t: t}
	c.killedWithPostsWaiting(workspace, nil)
	damage(t, workspace, 0)
	if status, out, said := command(t, "repair", "--yes", "--workspace", workspace); status != exitDone || !strings.Contains(said, "Send again") {
		t.Fatalf("repair: status %d\n%s%s", status, out, said)
	}
	ingestPeople(t, workspace, "p1,s1\np2,s1\n")
	if status, out, said := command(t, "verify", "--workspace", workspace); status != exitDone || !strings.Contains(out, "2 of the 2 records of people") {
		t.Errorf("verify: status %d\n%s%s", status, out, said)
	}
	c.check(workspace)
}

func ingestPeople(t *testing.T, workspace, rows string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte("person_id,school_id\n"+rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, said := command(t, "ingest", path, "--kind", "people", "--source", "roster", "--workspace", workspace); status != exitDone {
		t.Fatalf("ingest: status %d\n%s", status, said)
	}
}

// damage flips a byte in the data file of people at a place; negative places count from the newest.
func damage(t *testing.T, workspace string, at int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(workspace, "lake", "people", "data", "*.parquet"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	path := files[(at+len(files))%len(files)]
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 0xff
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
