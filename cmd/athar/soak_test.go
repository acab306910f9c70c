package main

import (
	"archive/tar"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"athar/internal/smalldisk"
	"athar/models"
)

// soak is mixed work on one workspace, while senders post without a pause: services that are killed and stopped, files
// loaded between them, people forgotten, backups restored, disks filled up.
type soak struct {
	*testing.T
	*senders
	disk, workspace string
	log             lockedBuffer
	random          *rand.Rand
	server          *testServer
	done            map[string]int
}

// TestMixedWorkLosesNothingAcknowledged goes on for as long as ATHAR_SOAK_MIXED says: make soak-mixed FOR=1h.
func TestMixedWorkLosesNothingAcknowledged(t *testing.T) {
	patience, err := time.ParseDuration(os.Getenv("ATHAR_SOAK_MIXED"))
	if err != nil {
		t.Skip("set ATHAR_SOAK_MIXED to how long it is to go on, such as 1h")
	}
	k := &soak{T: t, senders: &senders{t: t}, disk: smalldisk.Make(t, 1024), random: rand.New(rand.NewPCG(11, 12)), done: map[string]int{}}
	k.workspace = filepath.Join(k.disk, "workspace")
	if err := openHere(t, k.workspace).close(); err != nil {
		t.Fatal(err)
	}
	k.senders.run(6)
	defer func() { k.senders.stop(); k.gone.Wait() }()
	begun, checked := time.Now(), time.Now()
	for n := 0; time.Since(begun) < patience; n++ {
		k.serve()
		time.Sleep(time.Duration(k.random.IntN(3000)) * time.Millisecond)
		switch n % 6 {
		case 0:
			k.fill()
		case 1:
			k.large(n)
		case 2:
			k.backup(n)
		}
		if n%2 == 0 {
			k.halt(syscall.SIGKILL)
		} else {
			k.halt(syscall.SIGTERM)
			k.load(n)
			k.forget()
		}
		if time.Since(checked) > 5*time.Minute {
			k.check(k.workspace)
			checked = time.Now()
		}
		if t.Failed() {
			t.Fatalf("in round %d\n%s", n, k.log.String())
		}
	}
	k.senders.stop()
	k.gone.Wait()
	k.check(k.workspace)
	t.Logf("%s: %v; %d posts acknowledged, %d never answered, %d sent twice", time.Since(begun).Round(time.Second), k.done, len(k.acked), len(k.unknown), k.retried)
	if status, out, said := command(t, "verify", "--workspace", k.workspace); status != exitDone {
		t.Errorf("athar verify: status %d\n%s%s", status, out, said)
	}
	if strings.Contains(k.log.String(), "panic") {
		t.Error(k.log.String())
	}
}

func (k *soak) serve() {
	k.Helper()
	s, ready := startServer(k, k.workspace, &k.log, "--keep-free", "0")
	if !ready() {
		k.Fatalf("the service did not start: %v\n%s", <-s.ended, k.log.String())
	}
	k.server = s
	k.senders.server.Store(s)
}

func (k *soak) halt(how syscall.Signal) {
	k.senders.server.Store(nil)
	err := k.server.stop(how)
	if how == syscall.SIGTERM && err != nil {
		k.Errorf("the service ended with %v\n%s", err, k.log.String())
	}
	k.done[how.String()]++
}

// fill leaves so little of the disk for a while that some posts are refused; readers go on.
func (k *soak) fill() {
	k.full.Store(true)
	remove := smalldisk.Fill(k, k.disk, k.random.Int64N(1<<20))
	for range 5 {
		time.Sleep(300 * time.Millisecond)
		for _, path := range []string{"/en/ministry", "/api/v1/answers/people"} {
			r, err := testClient.Get(k.server.url + path)
			if err != nil || r.StatusCode != http.StatusOK {
				k.Errorf("with a full disk %s is answered %v %v", path, r, err)
			}
			if err == nil {
				r.Body.Close()
			}
		}
	}
	remove()
	k.full.Store(false)
	k.done["full disks"]++
}

// visits are rows of one tag, as a file.
func visitsOf(tag string, rows int) string {
	var text strings.Builder
	text.WriteString("record_id,person_id,opportunity_id,stage,occurred_on\n")
	for i := range rows {
		fmt.Fprintf(&text, "%s-%d,p%d,%s,attended,2024-03-01\n", tag, i, i%50, tag)
	}
	return text.String()
}

// large posts a file of thousands of rows.
func (k *soak) large(n int) {
	p := sent{sending: sending{kind: "participations", source: "web", identity: "card", media: "text/csv"}, tag: fmt.Sprint("large", n), rows: 5000}
	p.body = visitsOf(p.tag, p.rows)
	status, receipt, err := k.server.post(p.sending)
	if err != nil || status != http.StatusCreated || receipt.Accepted != int64(p.rows) {
		k.Errorf("%s is answered %d %v %+v", p.tag, status, err, receipt)
		return
	}
	p.receipt = receipt
	k.acknowledge(p)
	k.done["large posts"]++
}

// load takes a file in while no service runs.
func (k *soak) load(n int) {
	p := sent{tag: fmt.Sprint("loaded", n), rows: 500}
	path := filepath.Join(k.TempDir(), "visits.csv")
	if err := os.WriteFile(path, []byte(visitsOf(p.tag, p.rows)), 0o600); err != nil {
		k.Fatal(err)
	}
	status, out, said := command(k, "ingest", "--workspace", k.workspace, "--kind", "participations", "--source", "web", "--identity", "card", "--format", "json", path)
	var receipts []models.Receipt
	if err := json.Unmarshal([]byte(out), &receipts); err != nil || status != exitDone || len(receipts) != 1 {
		k.Errorf("%s: status %d %v\n%s%s", p.tag, status, err, out, said)
		return
	}
	p.receipt = receipts[0]
	k.acknowledge(p)
	k.done["loads"]++
}

// forget removes the only person of an acknowledged post.
func (k *soak) forget() {
	k.mu.Lock()
	i := slices.IndexFunc(k.acked, func(p sent) bool { return p.kind == "people" && p.rows == 1 })
	var p sent
	if i >= 0 {
		p = k.acked[i]
		k.acked = slices.Delete(slices.Clone(k.acked), i, i+1)
	}
	k.mu.Unlock()
	if i < 0 {
		return
	}
	if status, out, said := command(k, "forget", "--workspace", k.workspace, "--scheme", "card", p.tag+"-0"); status != exitDone {
		k.Errorf("forget: status %d\n%s%s", status, out, said)
	}
	k.done["forgotten"]++
}

// backup restores a backup of the running service: what was acknowledged before it was asked for is in it.
func (k *soak) backup(n int) {
	k.mu.Lock()
	before := slices.Clone(k.acked)
	k.mu.Unlock()
	request, err := http.NewRequest(http.MethodPost, k.server.url+"/api/v1/backup", nil)
	if err != nil {
		k.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+k.server.token)
	answer, err := testClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		k.Errorf("the backup is answered %v %v", answer, err)
		return
	}
	defer answer.Body.Close()
	restored := filepath.Join(k.TempDir(), "restored")
	if err := unpack(answer.Body, restored); err != nil {
		k.Errorf("the backup cannot be unpacked: %v", err)
		return
	}
	if err := os.CopyFS(filepath.Join(restored, "keys"), os.DirFS(filepath.Join(k.workspace, "keys"))); err != nil {
		k.Fatal(err)
	}
	if status, out, said := command(k, "verify", "--workspace", restored); status != exitDone {
		k.Errorf("athar verify of the backup: status %d\n%s%s", status, out, said)
	}
	o := openHere(k, restored)
	for _, p := range before {
		if r, err := o.intake.Receipt(k.Context(), p.receipt.Batch); err != nil || !sameReceipt(r, p.receipt) {
			k.Errorf("the backup has no receipt of %s: %v", p.tag, err)
		}
	}
	if err := o.close(); err != nil {
		k.Error(err)
	}
	if err := os.RemoveAll(restored); err != nil {
		k.Error(err)
	}
	k.done["backups"]++
}

// unpack writes what a tar holds into a folder.
func unpack(r io.Reader, dir string) error {
	for files := tar.NewReader(r); ; {
		h, err := files.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			if err := os.MkdirAll(path, 0o700); err != nil {
				return err
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		text, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return err
		}
	}
}
