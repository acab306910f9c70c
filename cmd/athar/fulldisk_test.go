package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"athar/internal/smalldisk"
)

// TestAFullDisk fills the disk of a running service until posts are refused,
// reads meanwhile, makes room, and posts again: without a restart.
func TestAFullDisk(t *testing.T) {
	disk := smalldisk.Make(t, 128)
	workspace := filepath.Join(disk, "workspace")
	if err := openHere(t, workspace).close(); err != nil {
		t.Fatal(err)
	}
	log := &lockedBuffer{}
	s, ready := startServer(t, workspace, log, "--keep-free", "0")
	if !ready() {
		t.Fatalf("the service did not start: %s", log)
	}
	defer s.process.Process.Kill()
	c := &senders{t: t}
	random := rand.New(rand.NewPCG(3, 4))
	post := func(tag string) int {
		p := inventPost(random, tag)
		status, r, err := s.post(p.sending)
		switch {
		case err != nil:
			t.Fatalf("post %s: %v\n%s", tag, err, log)
		case status == http.StatusCreated:
			p.receipt = r
			c.acked = append(c.acked, p)
		default:
			c.unknown = append(c.unknown, p)
		}
		return status
	}
	for i := range 5 {
		if status := post(fmt.Sprint("before", i)); status != http.StatusCreated {
			t.Fatalf("before the disk is full a post is answered %d", status)
		}
	}
	refused := 0
	for round, leave := range []int64{0, 8 << 10, 64 << 10, 200 << 10, 600 << 10} {
		remove := smalldisk.Fill(t, disk, leave)
		for n := range 60 {
			status := post(fmt.Sprintf("full%dn%d", round, n))
			if status == http.StatusInsufficientStorage {
				refused++
				break
			}
			if status != http.StatusCreated {
				t.Errorf("round %d: with a full disk a post is answered %d\n%s", round, status, log)
				break
			}
		}
		for _, path := range []string{"/healthz", "/en/ministry", "/ar/data", "/api/v1/answers/people", "/metrics"} {
			r, err := testClient.Get(s.url + path)
			if err != nil || r.StatusCode != http.StatusOK {
				t.Errorf("round %d: with a full disk %s is answered %v %v", round, path, r, err)
			}
			if err == nil {
				r.Body.Close()
			}
		}
		remove()
		status := 0
		for n := range 20 { // the first may be told that the warehouse is catching up
			if status = post(fmt.Sprintf("room%dn%d", round, n)); status == http.StatusCreated {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if status != http.StatusCreated {
			t.Fatalf("round %d: with room again a post is answered %d\n%s", round, status, log)
		}
	}
	if refused < 4 {
		t.Errorf("the disk was not full: %d refusals", refused)
	}
	if err := s.stop(syscall.SIGTERM); err != nil {
		t.Errorf("the service ended with %v\n%s", err, log)
	}
	c.check(workspace)
	if strings.Contains(log.String(), "panic") {
		t.Error(log)
	}
}

// TestPostsLeaveSomeOfTheDisk: below what is kept free, posts are refused in
// both languages before anything of them is written.
func TestPostsLeaveSomeOfTheDisk(t *testing.T) {
	s := servingWith(t, func(p *program) { p.freeMB = 1 << 40 }, "testdata/tiny")
	s.post("/api/v1/records/people?source=web", "text/csv", []byte("person_id,grade\n1001,4\n")).problem(t, http.StatusInsufficientStorage)
	if r := s.get("/en/ministry"); r.status != http.StatusOK && r.status != http.StatusFound {
		t.Errorf("a reader is answered %d", r.status)
	}
}
