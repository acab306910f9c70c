package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// walk runs a walk of docs/operations.md as it stands there.
func walk(t *testing.T, title string, settings ...string) string {
	t.Helper()
	for _, tool := range []string{"sh", "curl", "tar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the walk needs %s, which is not here", tool)
		}
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, from, ok := strings.Cut(string(text), "```sh\n# "+title+"\n")
	if !ok {
		t.Fatalf("docs/operations.md has no walk called %q", title)
	}
	script, _, _ := strings.Cut(from, "```")
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	tools := t.TempDir()
	if err := os.Symlink(program, filepath.Join(tools, "athar")); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-e", "-u", "-c", script)
	shell.Env = slices.Concat(os.Environ(), []string{asProgram + "=1", "PATH=" + tools + string(os.PathListSeparator) + os.Getenv("PATH")}, settings)
	said, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", title, err, said)
	}
	return string(said)
}

// places are where a walk copies from and to.
func places(t *testing.T, workspace string) (restored string, settings []string) {
	t.Helper()
	backup, keys := t.TempDir(), t.TempDir()
	restored = filepath.Join(t.TempDir(), "restored")
	return restored, []string{"WORKSPACE=" + workspace, "BACKUP=" + backup, "KEYS=" + keys, "RESTORED=" + restored}
}

func answerOf(t *testing.T, workspace string) string {
	t.Helper()
	status, out, said := command(t, "query", "--workspace", workspace, "--format", "csv", "SELECT count(*), count(DISTINCT person_id), bit_xor(hash(record_id)) FROM participations")
	if status != exitDone {
		t.Fatalf("query: status %d\n%s%s", status, out, said)
	}
	return out
}

func TestABackupOfAStoppedServiceHoldsWhatWaits(t *testing.T) {
	workspace := newWorkspace(t)
	c := &senders{t: t}
	c.killedWithPostsWaiting(workspace, nil)
	restored, settings := places(t, workspace)
	walk(t, "Back up a stopped service.", settings...)
	want := answerOf(t, workspace)
	if err := os.RemoveAll(workspace); err != nil { // nothing of the old place is needed
		t.Fatal(err)
	}
	walk(t, "Restore into a folder that is not there yet.", settings...)
	c.check(restored)
	if got := answerOf(t, restored); got != want {
		t.Errorf("the restored workspace answers %q instead of %q", got, want)
	}
}

func TestABackupOfARunningServiceHoldsWhatWasAcknowledgedBefore(t *testing.T) {
	workspace := newWorkspace(t)
	log := &lockedBuffer{}
	s, ready := startServer(t, workspace, log)
	if !ready() {
		t.Fatalf("the service did not start: %s", log)
	}
	defer s.process.Process.Kill()
	c := &senders{t: t}
	c.server.Store(s)
	c.run(6)
	defer func() { c.stop(); c.gone.Wait() }()
	for before := range 2 {
		for c.count() < 40*(before+1) {
			time.Sleep(time.Millisecond)
		}
		restored, settings := places(t, workspace)
		c.mu.Lock()
		told := &senders{t: t, acked: slices.Clone(c.acked)}
		c.mu.Unlock()
		walk(t, "Back up a running service.", append(settings, "ADDRESS="+s.url)...)
		after := c.count()
		for c.count() < after+5 { // posts are taken on
			time.Sleep(time.Millisecond)
		}
		c.mu.Lock()
		told.unknown = slices.Concat(c.acked[len(told.acked):], c.unknown)
		c.mu.Unlock()
		walk(t, "Restore into a folder that is not there yet.", settings...)
		told.check(restored)
	}
	if left, err := os.ReadDir(filepath.Join(workspace, "lake", "snapshots")); err != nil || len(left) > 0 {
		t.Errorf("what was linked for the backups is still there: %v %v", left, err)
	}
	if strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("errors were logged:\n%s", log)
	}
}

func TestABackupNeedsTheToken(t *testing.T) {
	s := serving(t, "testdata/tiny")
	s.do(http.MethodPost, "/api/v1/backup", nil, "Authorization", "Bearer wrong").problem(t, http.StatusUnauthorized)
}
