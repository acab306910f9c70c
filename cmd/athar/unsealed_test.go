package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// killedWithPostsWaiting has a service killed of which acknowledged posts are
// in write-ahead files and in no table, and returns these files. The last of
// the posts may be given; it waits then.
func (c *senders) killedWithPostsWaiting(workspace string, last func(try int) sent) []string {
	c.t.Helper()
	log := &lockedBuffer{}
	random := rand.New(rand.NewPCG(5, 6))
	for try := range 20 {
		s, ready := startServer(c.t, workspace, log)
		if !ready() {
			c.t.Fatalf("the service did not start: %s", log)
		}
		var posts []sent
		for n := range 12 {
			posts = append(posts, inventPost(random, fmt.Sprintf("t%dn%d", try, n)))
		}
		if last != nil {
			posts = append(posts, last(try))
		}
		for _, p := range posts {
			status, r, err := s.post(p.sending)
			if err != nil || status != http.StatusCreated {
				c.t.Fatalf("a post is answered %d %v\n%s", status, err, log)
			}
			p.receipt = r
			c.acked = append(c.acked, p)
		}
		s.stop(syscall.SIGKILL)
		files := unsealed(c.t, workspace)
		if len(files) > 0 && (last == nil || stands(c.t, posts[len(posts)-1].tag, files)) {
			return files
		}
	}
	c.t.Fatal("no post ever waited to be sealed")
	return nil
}

func stands(t *testing.T, text string, files []string) bool {
	t.Helper()
	return slices.ContainsFunc(files, func(path string) bool {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(content), text)
	})
}

// unsealed are the write-ahead files of a workspace that hold something.
func unsealed(t *testing.T, workspace string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(workspace, "lake", "open", "*.wal"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(files, func(path string) bool {
		info, err := os.Stat(path)
		return err != nil || info.Size() == 0
	})
}

func TestADamagedWriteAheadFileIsNamedAndWhatCanBeReadIsKept(t *testing.T) {
	workspace := newWorkspace(t)
	c := &senders{t: t}
	files := c.killedWithPostsWaiting(workspace, nil)
	path := files[len(files)-1]
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-3] ^= 4 // in the last post
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	if status, out, said := command(t, "verify", "--workspace", workspace); status != exitFailed || !strings.Contains(out, name+" is damaged") {
		t.Errorf("verify: status %d\n%s%s", status, out, said)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(content) {
		t.Errorf("verify changed the file: %v", err)
	}
	if status, out, said := command(t, "repair", "--yes", "--workspace", workspace); status != exitDone || !strings.Contains(out, "lost until it is sent again") {
		t.Errorf("repair: status %d\n%s%s", status, out, said)
	}
	if was, err := os.ReadFile(filepath.Join(workspace, "lake", "damaged", "open", name)); err != nil || string(was) != string(content) {
		t.Errorf("the damaged file is not set apart: %v", err)
	}
	if status, out, said := command(t, "verify", "--workspace", workspace); status != exitDone {
		t.Errorf("verify after repair: status %d\n%s%s", status, out, said)
	}
	// One post is lost, and no other.
	o := openHere(t, workspace)
	c.acked = slices.DeleteFunc(c.acked, func(p sent) bool {
		_, err := o.intake.Receipt(t.Context(), p.receipt.Batch)
		if err != nil {
			c.unknown = append(c.unknown, p)
		}
		return err != nil
	})
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	if len(c.unknown) != 1 {
		t.Errorf("%d posts are lost", len(c.unknown))
	}
	c.check(workspace)
}

func TestATornEndAndAForeignFileAreNamedAndHarmless(t *testing.T) {
	workspace := newWorkspace(t)
	c := &senders{t: t}
	files := c.killedWithPostsWaiting(workspace, nil)
	f, err := os.OpenFile(files[len(files)-1], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte{0xA7, 'W', 'A', 'L', 0, 0, 1}); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := os.WriteFile(filepath.Join(workspace, "lake", "open", "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, said := command(t, "verify", "--workspace", workspace)
	if status != exitDone || !strings.Contains(out, "cut short") || !strings.Contains(out, "notes.txt in lake/open is not one of Athar's files") {
		t.Errorf("verify: status %d\n%s%s", status, out, said)
	}
	c.check(workspace)
}

// TestAPersonWhoWaitsToBeSealedIsForgotten: nothing is left of a person whose
// records stood in a write-ahead file and nowhere else.
func TestAPersonWhoWaitsToBeSealedIsForgotten(t *testing.T) {
	workspace := newWorkspace(t)
	c := &senders{t: t}
	files := c.killedWithPostsWaiting(workspace, func(try int) sent {
		tag := fmt.Sprint("hers", try)
		return sent{tag: tag, rows: 1, sending: sending{kind: "participations", source: "web", identity: "card", media: "application/json",
			body: fmt.Sprintf(`[{"record_id":"%s-0","person_id":"forget-me","opportunity_id":"%[1]s","stage":"attended","occurred_on":"2024-03-01"}]`, tag)}}
	})
	copied := filepath.Join(t.TempDir(), "copied")
	if err := os.CopyFS(copied, os.DirFS(workspace)); err != nil {
		t.Fatal(err)
	}
	status, out, said := command(t, "query", "--workspace", copied, "--format", "csv", "SELECT DISTINCT person_id FROM participations WHERE opportunity_id LIKE '%hers%'")
	lines := strings.Fields(out)
	if status != exitDone || len(lines) != 2 {
		t.Fatalf("status %d\n%s%s", status, out, said)
	}
	pseudonym := lines[1]
	if !stands(t, pseudonym, files) {
		t.Error("she did not wait in a write-ahead file")
	}
	if status, out, said := command(t, "forget", "--workspace", workspace, "--scheme", "card", "forget-me"); status != exitDone || !strings.Contains(out, "participations") {
		t.Fatalf("forget: status %d\n%s%s", status, out, said)
	}
	if status, out, _ := command(t, "query", "--workspace", workspace, "--format", "csv", "SELECT count(*) FROM participations WHERE opportunity_id LIKE '%hers%'"); status != exitDone || !strings.HasSuffix(strings.TrimSpace(out), "0") {
		t.Errorf("she is still there: %s", out)
	}
	raw := strings.ReplaceAll(pseudonym, "-", "")
	err := filepath.WalkDir(workspace, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), pseudonym) || strings.Contains(string(content), raw) || strings.Contains(string(content), "forget-me") {
			t.Errorf("she stands in %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if left := unsealed(t, workspace); len(left) > 0 {
		t.Errorf("still to be sealed: %v", left)
	}
	if status, out, said := command(t, "verify", "--workspace", workspace); status != exitDone {
		t.Errorf("verify: status %d\n%s%s", status, out, said)
	}
	for i := range c.acked {
		if strings.HasPrefix(c.acked[i].tag, "hers") {
			c.acked[i].rows = 0
		}
	}
	c.check(workspace)
}

// A question asked after a kill counts what was acknowledged before it.
func TestAQuestionSealsWhatWaits(t *testing.T) {
	workspace := newWorkspace(t)
	c := &senders{t: t}
	c.killedWithPostsWaiting(workspace, nil)
	if status, _, said := command(t, "ask", "participation_rate", "--workspace", workspace); status != exitDone {
		t.Errorf("ask: status %d\n%s", status, said)
	}
	if left := unsealed(t, workspace); len(left) > 0 {
		t.Errorf("%d files wait still", len(left))
	}
	c.check(workspace)
}
