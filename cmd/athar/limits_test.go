package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/ingest"
)

// reading asks all along, as readers do; what it returns ends it, and fails
// the test where a reader was not answered.
func reading(t *testing.T, at string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	answered := make(chan int)
	go func() {
		n := 0
		defer func() { answered <- n }()
		paths := []string{"/healthz", "/en/ministry", "/ar/data", "/api/v1/answers/participation_rate?by=gender", "/metrics"}
		for ; ctx.Err() == nil; n++ {
			r, err := client.Get(at + paths[n%len(paths)])
			if err != nil {
				t.Errorf("a reader of %s meanwhile: %v", paths[n%len(paths)], err)
				return
			}
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if r.StatusCode != http.StatusOK && r.StatusCode != http.StatusFound {
				t.Errorf("a reader of %s meanwhile is answered %d", paths[n%len(paths)], r.StatusCode)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return func() {
		cancel()
		if n := <-answered; n < 3 {
			t.Errorf("a reader was answered %d times only meanwhile", n)
		}
	}
}

// folderBytes is what the files of a folder hold.
func folderBytes(dir string) (bytes int64) {
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return nil
	})
	return bytes
}

// upload is a post on a connection of its own, sent in pieces.
type upload struct {
	net.Conn
	answers *bufio.Reader
}

func (s *service) upload(bytes int) *upload {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.at, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(conn, "POST /api/v1/records/people?source=web HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n", s.token, bytes)
	return &upload{conn, bufio.NewReader(conn)}
}

func (u *upload) answer(t *testing.T) *http.Response {
	t.Helper()
	r, err := http.ReadResponse(u.answers, nil)
	if err != nil {
		t.Fatalf("an upload is not answered: %v", err)
	}
	return r
}

// A hundred large uploads at once: as many as there is room for are taken, the
// others are told to come again before they have sent anything, and what lies
// on disk stays within the room.
func TestManyLargeUploadsAtOnce(t *testing.T) {
	const size, roomMB, senders = 1 << 20, 8, 100
	s := servingWith(t, func(p *program) { p.bodyMB, p.spoolMB = 2, roomMB }, "testdata/tiny")
	stop := reading(t, s.at)
	defer stop()
	body := "person_id,grade\n" + strings.Repeat("1001,4\n", size)
	body = body[:size-2] + "4\n"
	var taken []*upload
	refused := 0
	for range senders {
		u := s.upload(size)
		if len(taken) < roomMB {
			io.WriteString(u, body[:size/2])
			taken = append(taken, u)
			for s.intake.Waiting().Posts < len(taken) { // so that it is in before the next one
				time.Sleep(time.Millisecond)
			}
			continue
		}
		r := u.answer(t)
		if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" {
			t.Fatalf("an upload for which there is no room is answered %d, Retry-After %q", r.StatusCode, r.Header.Get("Retry-After"))
		}
		refused++
	}
	if refused != senders-roomMB {
		t.Errorf("%d of %d were refused", refused, senders)
	}
	if held := folderBytes(filepath.Join(s.dir, "tmp")); held > roomMB<<20 {
		t.Errorf("the uploads hold %d bytes of disk, in a room of %d MB", held, roomMB)
	}
	if small := s.post("/api/v1/records/people?source=web", "text/csv", []byte("person_id,grade\n1001,4\n")); small.status != http.StatusServiceUnavailable {
		t.Errorf("with the room full a small post is answered %d", small.status)
	}
	for _, u := range taken {
		go io.WriteString(u, body[size/2:])
	}
	for _, u := range taken {
		if r := u.answer(t); r.StatusCode != http.StatusCreated {
			text, _ := io.ReadAll(r.Body)
			t.Errorf("an upload that was let in is answered %d: %.300s", r.StatusCode, text)
		}
	}
	if w := s.intake.Waiting(); w != (ingest.Waiting{}) {
		t.Errorf("with all done, there still wait %+v", w)
	}
	if left, err := os.ReadDir(filepath.Join(s.dir, "tmp")); err != nil || len(left) > 1 { // the stage's own folder may be there
		t.Errorf("left behind: %v %v", left, err)
	}
}

// A body over the limit is refused at once where its length is told, and where
// it turns out so; one whose length is not told takes no more room than it needs.
func TestBodiesOverTheLimit(t *testing.T) {
	s := servingWith(t, func(p *program) { p.bodyMB, p.spoolMB = 1, 4 }, "testdata/tiny")
	if r := s.upload(1 << 40).answer(t); r.StatusCode != http.StatusRequestEntityTooLarge { // nothing of it was sent
		t.Errorf("a body of a terabyte is answered %d", r.StatusCode)
	}
	endless := io.MultiReader(strings.NewReader("person_id,grade\n"), strings.NewReader(strings.Repeat("1001,4\n", 1<<18)))
	s.do("POST", "/api/v1/records/people?source=web", endless, "Authorization", "Bearer "+s.token, "Content-Type", "text/csv").problem(t, http.StatusRequestEntityTooLarge)
	small := io.MultiReader(strings.NewReader("person_id,grade\n1001,4\n"))
	s.do("POST", "/api/v1/records/people?source=web", small, "Authorization", "Bearer "+s.token, "Content-Type", "text/csv").receipt(t, http.StatusCreated)
	if w := s.intake.Waiting(); w != (ingest.Waiting{}) {
		t.Errorf("with all done, there still wait %+v", w)
	}
}

// A body that only trickles is given up; one from a slow phone is taken.
func TestSlowBodies(t *testing.T) {
	s := serving(t, "testdata/tiny")
	slowest = time.Second // of wall clock, which a busy machine stretches
	defer func() { slowest = 30 * time.Second }()
	trickle := s.upload(1000)
	go func() {
		for range 1000 {
			if _, err := trickle.Write([]byte("x")); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	if r := trickle.answer(t); r.StatusCode != http.StatusRequestTimeout {
		t.Errorf("a body that trickles is answered %d", r.StatusCode)
	}
	text := "person_id,grade\n" + strings.Repeat("1001,4\n", 520)
	phone := s.upload(len(text))
	for at := 0; at < len(text); at += 60 { // about a kilobyte a second, for far longer than one may be silent
		io.WriteString(phone, text[at:min(len(text), at+60)])
		time.Sleep(50 * time.Millisecond)
	}
	if r := phone.answer(t); r.StatusCode != http.StatusCreated {
		t.Errorf("a slow phone is answered %d", r.StatusCode)
	}
}

// A dimension of which every person has a value of their own is no dimension:
// the question is refused with what to do, the pages go on, and once its levels
// are declared the rest is one group.
func TestADimensionOfFreeText(t *testing.T) {
	declaration := `
name: clubs
basis: {purpose: Tests, permission: None is needed}
dimensions: [{name: club, title: {en: Club, ar: ناد}LEVELS}]
terms: [{id: "2024", year: 2024, starts_on: 2024-09-01, ends_on: 2025-06-30}]
feeds: [{name: pupils, kind: people, files: {p: p.csv}, population: whole}]
`
	people := "person_id,valid_from,club\n"
	for i := range 3000 {
		people += fmt.Sprintf("p%d,2024-09-01,%s %d\n", i, secret, i)
	}
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("p.csv", people)
	put("athar.yaml", strings.Replace(declaration, "LEVELS", "", 1))
	s := serving(t, dir)
	for _, path := range []string{"/api/v1/answers/people?by=club", "/api/v1/answers/people?by=club&term=all"} {
		d := s.get(path).problem(t, http.StatusBadRequest)
		if strings.Contains(d.Detail, secret) || !strings.Contains(d.Detail, "declare its levels") {
			t.Errorf("%s: %s", path, d.Detail)
		}
	}
	for _, path := range []string{"/en/ministry", "/ar/ministry?by=club", "/en/data"} {
		r := s.get(path)
		if r.status != http.StatusOK || len(r.body) > 1<<20 || strings.Contains(string(r.body), secret) {
			t.Errorf("%s is answered %d with %d bytes", path, r.status, len(r.body))
		}
	}
	put("athar.yaml", strings.Replace(declaration, "LEVELS", ", levels: [chess, football]", 1))
	s = serving(t, dir)
	if r := s.get("/api/v1/answers/people?by=club"); r.status != http.StatusOK || len(r.body) > 1<<16 || strings.Contains(string(r.body), secret) {
		t.Errorf("with levels declared it is answered %d with %d bytes", r.status, len(r.body))
	}
}
