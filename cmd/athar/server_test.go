package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"athar/models"
)

// The test binary is also the program: with this in its environment it runs
// its arguments as a command line.
const asProgram = "ATHAR_TEST_AS_PROGRAM"

// TestMain starts the program where main would: during init Go keeps DuckDB's
// threads from calling back, and a statement that does would never end.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){"athar": main})
}

// testServer is a service in a process of its own.
type testServer struct {
	process *exec.Cmd
	url     string
	token   string
	ended   chan error
	log     *lockedBuffer
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// startServer serves a workspace; ready must be called before it is used.
func startServer(t testing.TB, workspace string, log *lockedBuffer, more ...string) (s *testServer, ready func() bool) {
	t.Helper()
	s = &testServer{process: exec.Command(os.Args[0], append([]string{"serve", "--workspace", workspace, "--listen", "127.0.0.1:0"}, more...)...), ended: make(chan error, 1), log: log}
	s.process.Env = append(os.Environ(), asProgram+"=1", "ATHAR_LOG="+cmp.Or(os.Getenv("ATHAR_LOG"), "warn"))
	s.process.Stderr = log
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			address <- strings.TrimSuffix(lines.Text(), "/")
		}
		close(address)
		io.Copy(io.Discard, out)
		s.ended <- s.process.Wait()
	}()
	return s, func() bool {
		s.url = <-address
		if s.url == "" {
			return false
		}
		text, err := os.ReadFile(filepath.Join(workspace, "keys", "token"))
		if err != nil {
			t.Fatal(err)
		}
		s.token = strings.TrimSpace(string(text))
		return true
	}
}

// stop ends the service by a signal and waits for its end.
func (s *testServer) stop(how syscall.Signal) error {
	s.process.Process.Signal(how)
	return <-s.ended
}

// sending is one post.
type sending struct {
	kind, source, identity, key, media, body string
}

var testClient = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// post sends and gives the status and, with 201 and 422, the receipt.
func (s *testServer) post(p sending) (int, models.Receipt, error) {
	var r models.Receipt
	request, err := http.NewRequest("POST", fmt.Sprintf("%s/api/v1/records/%s?source=%s&identity=%s", s.url, p.kind, p.source, p.identity), strings.NewReader(p.body))
	if err != nil {
		return 0, r, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", p.media)
	if p.key != "" {
		request.Header.Set("Idempotency-Key", p.key)
	}
	answer, err := testClient.Do(request)
	if err != nil {
		return 0, r, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, r, err
	}
	if answer.StatusCode != http.StatusCreated && answer.StatusCode != http.StatusUnprocessableEntity {
		return answer.StatusCode, r, nil
	}
	return answer.StatusCode, r, json.Unmarshal(text, &r)
}

// get reads JSON.
func (s *testServer) get(path string, into any) (int, error) {
	answer, err := testClient.Get(s.url + path)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	return answer.StatusCode, json.NewDecoder(answer.Body).Decode(into)
}

// command runs a command line in this process.
func command(t testing.TB, args ...string) (status int, out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}

// newWorkspace makes an empty workspace.
func newWorkspace(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "workspace")
	o := openHere(t, dir)
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// openHere opens a workspace in this process.
func openHere(t testing.TB, dir string) *opened {
	t.Helper()
	p := &program{out: io.Discard, err: io.Discard, log: discardLog}
	o, err := p.openAt(t.Context(), dir, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
