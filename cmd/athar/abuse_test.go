package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"athar/ingest"
	"athar/models"
)

// service is a workspace served on a port of its own, as `athar serve` does.
type service struct {
	t     *testing.T
	at    string // http://127.0.0.1:PORT
	token string
	log   *lockedBuffer
	*opened
}

// serving loads packages into a workspace of their own and serves it.
func serving(t *testing.T, packages ...string) *service {
	t.Helper()
	return servingWith(t, func(*program) {}, packages...)
}

// servingWith is serving under limits other than the usual.
func servingWith(t *testing.T, set func(*program), packages ...string) *service {
	t.Helper()
	ctx := context.Background()
	s := &service{t: t, log: &lockedBuffer{}}
	p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, language: "en", format: "table",
		log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: scrubbed}))}
	set(p)
	o, err := p.openAt(ctx, t.TempDir(), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.close() })
	for _, dir := range packages {
		folder, err := ingest.ReadFolder(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		receipts, err := o.intake.Load(ctx, folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range receipts {
			if r.Rejected() || r.SetAside > 0 {
				t.Fatalf("feed %s is not taken whole: %v", r.Feed, r.Problems)
			}
		}
	}
	s.opened = o
	if s.token, err = tokenOf(o.dir); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := p.server(o, s.token)
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	s.at = "http://" + listener.Addr().String()
	return s
}

// answer is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Timeout: time.Minute}

func (s *service) do(method, path string, body io.Reader, headers ...string) reply {
	s.t.Helper()
	r, err := http.NewRequest(method, s.at+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	response, err := client.Do(r)
	if err != nil {
		s.t.Fatalf("%s %.80s: %v", method, path, err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, b}
}

func (s *service) get(path string, headers ...string) reply {
	s.t.Helper()
	return s.do("GET", path, nil, headers...)
}

// post sends a body with the token.
func (s *service) post(path, media string, body []byte, headers ...string) reply {
	s.t.Helper()
	return s.do("POST", path, bytes.NewReader(body), append([]string{"Authorization", "Bearer " + s.token, "Content-Type", media}, headers...)...)
}

// problem reads a problem document and checks that it is whole.
func (r reply) problem(t *testing.T, status int) problemDocument {
	t.Helper()
	var d problemDocument
	if r.status != status || r.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("answered with %d %s, not a problem of %d: %.300s", r.status, r.header.Get("Content-Type"), status, r.body)
	}
	if err := json.Unmarshal(r.body, &d); err != nil {
		t.Fatalf("%v: %.300s", err, r.body)
	}
	if d.Status != status || d.Title == "" || d.Detail == "" || d.DetailAr == "" {
		t.Errorf("the problem is not whole: %s", r.body)
	}
	return d
}

func (r reply) receipt(t *testing.T, status int) models.Receipt {
	t.Helper()
	var receipt models.Receipt
	if r.status != status {
		t.Fatalf("answered with %d, not %d: %.500s", r.status, status, r.body)
	}
	if err := json.Unmarshal(r.body, &receipt); err != nil {
		t.Fatalf("%v: %.300s", err, r.body)
	}
	for _, p := range receipt.Problems {
		if p.Message.En == "" || p.Message.Ar == "" {
			t.Errorf("%s does not speak both languages", p.Code)
		}
	}
	return receipt
}

func squeezed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// secret stands in every wrong body: nothing that comes back may show it.
const secret = "28498765432"

// TestBadBodies posts what cannot be taken, while a reader goes on reading.
func TestBadBodies(t *testing.T) {
	s := serving(t, "testdata/tiny")
	defer reading(t, s.at)()

	header := "person_id,opportunity_id,stage,occurred_on\n"
	good := header + "1001,v1,enrolled,2024-10-10\n"
	row := secret + ",v1,enrolled,2024-10-10\n"
	wide := strings.Builder{}
	for i := range 10_000 {
		fmt.Fprintf(&wide, "c%d,", i)
	}
	noise := make([]byte, 1<<16)
	for i := range noise {
		noise[i] = byte(i*7919>>3) ^ byte(i)
	}
	pressed := squeezed([]byte(header + strings.Repeat(row, 5000)))
	bomb := squeezed(append([]byte(header+secret), bytes.Repeat([]byte("x"), 100<<20)...))
	for _, c := range []struct {
		name, media, body string
		headers           []string
		status            int
		code              string // of the receipt, or "" for a problem document
	}{
		{name: "good", media: "text/csv", body: good, status: 201},
		{name: "good, dry", media: "text/csv; charset=utf-8", body: good, status: 200},
		{name: "noise as CSV", media: "text/csv", body: string(noise), status: 422, code: "not_text"},
		{name: "noise as JSON", media: "application/json", body: string(noise), status: 422, code: "not_text"},
		{name: "noise as Parquet", media: "application/vnd.apache.parquet", body: string(noise), status: 422, code: "broken_file"},
		{name: "Parquet cut short", media: "application/vnd.apache.parquet", body: "PAR1" + secret, status: 422, code: "broken_file"},
		{name: "noise as gzip", media: "text/csv", body: string(noise), headers: []string{"Content-Encoding", "gzip"}, status: 422, code: "broken_file"},
		{name: "noise as zstd", media: "text/csv", body: string(noise), headers: []string{"Content-Encoding", "zstd"}, status: 422, code: "broken_file"},
		{name: "gzip cut short", media: "text/csv", body: string(pressed[:len(pressed)-20]), headers: []string{"Content-Encoding", "gzip"}, status: 422, code: "broken_file"},
		{name: "a bomb as gzip", media: "text/csv", body: string(bomb), headers: []string{"Content-Encoding", "gzip"}, status: 422, code: "unpacks_too_far"},
		{name: "NUL", media: "text/csv", body: header + secret + ",v1\x00,enrolled,2024-10-10\n", status: 422, code: "not_text"},
		{name: "not UTF-8", media: "text/csv", body: header + secret + ",caf\xe9,enrolled,2024-10-10\n", status: 422, code: "wrong_charset"},
		{name: "empty", media: "text/csv", status: 422, code: "empty_file"},
		{name: "empty JSON", media: "application/json", status: 422, code: "empty_file"},
		{name: "a header only", media: "text/csv", body: header, status: 201, code: "no_rows"},
		{name: "two headers alike", media: "text/csv", body: "person_id,person_id\n1," + secret + "\n", status: 422, code: "duplicate_header"},
		{name: "no header", media: "text/csv", body: row + row, status: 422, code: "missing_column"},
		{name: "no header, cells alike", media: "text/csv", body: secret + "," + secret + ",enrolled\n", status: 422, code: "duplicate_header"},
		{name: "a column missing", media: "text/csv", body: "person_id,stage\n" + secret + ",enrolled\n", status: 422, code: "missing_column"},
		{name: "10,000 columns", media: "text/csv", body: wide.String() + "\n", status: 422, code: "too_many_columns"},
		{name: "one line of 20 MB", media: "text/csv", body: header + secret + strings.Repeat("x", 20<<20) + ",v1,enrolled,2024-10-10\n", status: 422, code: "line_too_long"},
		{name: "one JSON line of 20 MB", media: "application/x-ndjson", body: `{"person_id":"` + secret + strings.Repeat("x", 20<<20) + `"}`, status: 422},
		{name: "quotes open", media: "text/csv", body: header + `"` + row, status: 422, code: "bad_quotes"},
		{name: "JSON that is a list of numbers", media: "application/json", body: "[1," + secret + "]", status: 422, code: "bad_json"},
		{name: "JSON that is a number", media: "application/json", body: secret, status: 422},
		{name: "JSON cut short", media: "application/json", body: `[{"person_id":"` + secret, status: 422, code: "broken_file"},
		{name: "JSON nested deep", media: "application/json", body: strings.Repeat("[", 200_000), status: 422},
		{name: "NDJSON of words", media: "application/x-ndjson", body: "hello " + secret + "\n", status: 422},
		{name: "every row wrong", media: "text/csv", body: header + secret + ",v1,went,2024-10-10\n", status: 422, code: "unknown_code"},
		{name: "another media type", media: "application/pdf", body: good, status: 415},
		{name: "another charset", media: "text/csv; charset=windows-1256", body: good, status: 415},
		{name: "another encoding", media: "text/csv", body: good, headers: []string{"Content-Encoding", "br"}, status: 415},
		{name: "a broken media type", media: "text/", body: good, status: 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := "/api/v1/records/participations?source=web"
			if strings.Contains(c.name, "dry") {
				path += "&dry_run=true"
			}
			r := s.post(path, c.media, []byte(c.body), c.headers...)
			if bytes.Contains(r.body, []byte(secret)) {
				t.Errorf("the answer shows a value: %.500s", r.body)
			}
			if c.status == 415 {
				r.problem(t, c.status)
				return
			}
			receipt := r.receipt(t, c.status)
			if !told(c.code, receipt) {
				t.Errorf("not told: %s; told is %+v", c.code, receipt.Problems)
			}
			kept := s.get("/api/v1/batches/" + receipt.Batch)
			if c.status == 200 {
				kept.problem(t, 404) // a dry run leaves nothing
			} else {
				kept.receipt(t, 200)
				if problems := s.get("/api/v1/batches/" + receipt.Batch + "/problems"); problems.status != 200 || bytes.Contains(problems.body, []byte(secret)) {
					t.Errorf("problems answer %d %.300s", problems.status, problems.body)
				}
			}
		})
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the log shows a value")
	}
	if m := s.get("/metrics"); bytes.Contains(m.body, []byte(secret)) || m.status != 200 {
		t.Error("the metrics show a value, or nothing")
	}
}

func told(code string, receipt models.Receipt) bool {
	return code == "" || slices.ContainsFunc(receipt.Problems, func(p models.Problem) bool { return p.Code == code })
}

// TestBadRequests asks wrongly; every answer is a problem in both languages.
func TestBadRequests(t *testing.T) {
	s := serving(t, "testdata/tiny")
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/api/v1/records/nonsense?source=web", 404},
		{"POST", "/api/v1/records/participations", 400},
		{"POST", "/api/v1/records/participations?source=a%20b", 400},
		{"POST", "/api/v1/records/participations?source=../x", 400},
		{"POST", "/api/v1/feeds/nonsense", 404},
		{"GET", "/api/v1/batches/nonsense", 404},
		{"GET", "/api/v1/batches/..%2f..%2fkeys%2ftoken", 404},
		{"GET", "/api/v1/answers/nonsense", 404},
		{"GET", "/api/v1/answers/participation_rate?by=nonsense", 404},
		{"GET", "/api/v1/answers/participation_rate?by=gender,gender", 400},
		{"GET", "/api/v1/answers/participation_rate?by=gender,phase,grade", 400},
		{"GET", "/api/v1/answers/participation_rate?where=gender", 400},
		{"GET", "/api/v1/answers/participation_rate?where=gender=Q", 400},
		{"GET", "/api/v1/answers/participation_rate?where=gender=F&where=gender=M", 400},
		{"GET", "/api/v1/answers/participation_rate?term=1999", 404},
		{"GET", "/api/v1/answers/participation_rate?asof=0", 400},
		{"GET", "/api/v1/answers/participation_rate?asof=soon", 400},
		{"GET", "/api/v1/answers/participation_rate?asof=99999", 404},
		{"GET", "/api/v1/answers/participation_rate?colour=blue", 400},
		{"GET", "/api/v1/answers/participation_rate?by=school", 403},
		{"GET", "/api/v1/answers/participation_rate?by=provider", 403},
		{"GET", "/api/v1/answers/journeys?by=opportunity", 403},
		{"GET", "/api/v1/answers/participation_rate?where=school=S0", 403},
		{"GET", "/api/v1/answers/participation_rate?by=gender,school", 403},
		{"GET", "/api/v1/nonsense", 404},
		{"GET", "/nonsense", 404},
		{"GET", "/static/..%2f..%2fgo.mod", 404},
		{"GET", "/static/%2e%2e/%2e%2e/keys/token", 404},
		{"GET", "/static//etc/passwd", 404},
		{"GET", "/static/", 404},
		{"GET", "/en/ministry/nonsense.json", 404},
		{"GET", "/en/ministry/nonsense.csv", 404},
		{"DELETE", "/api/v1/measures", 405},
		{"PUT", "/api/v1/records/people?source=web", 405},
		{"POST", "/api/v1/answers/participation_rate", 405},
		{"POST", "/en/ministry", 405},
		{"TRACE", "/healthz", 405},
		{"BREW", "/healthz", 405},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			var r reply
			if c.method == "POST" {
				r = s.post(c.path, "text/csv", []byte("person_id\n1\n"))
				if strings.Contains(c.path, "/feeds/") {
					body, media := form(t, map[string]string{"pupils": "id\n1\n"})
					r = s.post(c.path, media, body)
				}
			} else {
				r = s.do(c.method, c.path, nil)
			}
			if strings.HasPrefix(c.path, "/en/") && !strings.Contains(c.path, ".") {
				if r.status != c.status {
					t.Errorf("answers %d, not %d", r.status, c.status)
				}
				return
			}
			r.problem(t, c.status)
		})
	}
	t.Run("without the token", func(t *testing.T) {
		for _, authorization := range []string{"", "Bearer", "Bearer ", "Bearer x", "bearer " + s.token, "Basic " + s.token, "Bearer " + s.token[:47], "Bearer " + s.token + " "} {
			r := s.do("POST", "/api/v1/records/people?source=web", strings.NewReader("person_id\n1\n"), "Authorization", authorization, "Content-Type", "text/csv")
			if authorization == "Bearer "+s.token+" " { // the server trims a header's ends
				continue
			}
			r.problem(t, 401)
			if r.header.Get("WWW-Authenticate") == "" {
				t.Error("it does not say how to be let in")
			}
		}
	})
	t.Run("a feed's files", func(t *testing.T) {
		body, media := form(t, map[string]string{"pupils": "id,since,sex,school\n2001,01/09/2024,F,S0\n"})
		if r := s.post("/api/v1/feeds/pupils?dry_run=true", media, body).receipt(t, 200); r.Accepted != 1 {
			t.Errorf("a dry run would take %d", r.Accepted)
		}
		s.post("/api/v1/feeds/pupils", "text/csv", []byte("id\n1\n")).problem(t, 415)
		s.post("/api/v1/feeds/pupils", media, body[:len(body)-30]).problem(t, 400)
		body, media = form(t, map[string]string{"pupils": "id,since\n" + secret + ",soon\n"})
		r := s.post("/api/v1/feeds/pupils", media, body)
		if receipt := r.receipt(t, 422); !told("missing_column", receipt) || bytes.Contains(r.body, []byte(secret)) {
			t.Errorf("told is %s", r.body)
		}
	})
}

func form(t *testing.T, files map[string]string) (body []byte, media string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, text := range files {
		part, err := w.CreateFormFile(name, name+".csv")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, text)
	}
	w.Close()
	return out.Bytes(), w.FormDataContentType()
}

// TestOnlyThisMachineIsAnswered: neither another name, nor another origin, nor
// a connection that dawdles gets anything.
func TestOnlyThisMachineIsAnswered(t *testing.T) {
	s := serving(t, "testdata/tiny")
	for _, host := range []string{"example.org", "attacker.example:8080", "127.0.0.1.example.org", "0.0.0.0", "192.168.0.1:9301", "localhost.example.org", "[2001:db8::1]:80"} {
		s.get("/api/v1/measures", "Host", host).problem(t, 421)
	}
	for _, host := range []string{"localhost", "localhost:9301", "127.0.0.1", "127.0.0.1:1", "[::1]:9301", "[::1]"} {
		if r := s.get("/api/v1/measures", "Host", host); r.status != 200 {
			t.Errorf("host %s is answered %d", host, r.status)
		}
	}
	pages := []string{"/", "/en", "/en/ministry", "/ar/data", "/en/nonsense", "/en/ministry/nonsense", "/nonsense", "/static/style.css", "/static/icon.svg", "/api/openapi.json", "/api/v1/measures", "/api/v1/dimensions",
		"/api/v1/terms", "/api/v1/answers/people", "/api/v1/answers/nonsense", "/healthz", "/readyz", "/metrics"}
	for _, path := range pages {
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			r := s.do(method, path, nil, "Origin", "https://example.org", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
			for name := range r.header {
				if strings.HasPrefix(name, "Access-Control") {
					t.Errorf("%s %s opens itself to others: %s", method, path, name)
				}
			}
			h := r.header
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s %s lacks headers: %v", method, path, h)
			}
			if method == "HEAD" && (len(r.body) > 0 || r.status == 405) {
				t.Errorf("HEAD %s answers %d with %d bytes", path, r.status, len(r.body))
			}
			if csp := h.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
				t.Errorf("%s %s allows %s", method, path, csp)
			}
		}
	}
	for _, host := range []string{"evil\"><script>alert(1)</script>", "127.0.0.1\"><b>"} {
		response := s.raw("GET /en/ministry HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
		if strings.Contains(response, " 200 ") || strings.Contains(response, "<script>alert") {
			t.Errorf("host %s is answered %.200s", host, response)
		}
	}

	t.Run("what is asked is told to no log and no metric", func(t *testing.T) {
		s.get("/api/v1/answers/people?where=gender=" + secret)
		s.get("/en/ministry?only.gender=" + secret + "&x=" + secret)
		s.get("/" + secret)
		s.get("/api/v1/batches/" + secret)
		s.do("SECRETMETHOD"+secret, "/healthz", nil)
		s.get("/healthz", "Referer", "https://example.org/"+secret, "User-Agent", secret)
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log has it: %.2000s", s.log.String())
		}
		if m := s.get("/metrics"); bytes.Contains(m.body, []byte(secret)) {
			t.Errorf("the metrics have it: %.2000s", m.body)
		}
	})
	t.Run("nothing typed comes back as markup", func(t *testing.T) {
		const markup = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
		quoted := strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", " ", "%20").Replace(markup)
		for _, path := range []string{"/en/" + quoted, "/ar/ministry/" + quoted, "/en/ministry?by=" + quoted, "/en/ministry?only.gender=" + quoted, "/en/ministry?" + quoted + "=1", "/en/research?measure=" + quoted,
			"/api/v1/answers/" + quoted, "/api/v1/answers/people?by=" + quoted, "/api/v1/answers/people?" + quoted + "=1", "/" + quoted, "/static/" + quoted} {
			for _, accept := range []string{"text/html", "*/*"} {
				r := s.get(path, "Accept", accept)
				if bytes.Contains(r.body, []byte("<script>alert")) || bytes.Contains(r.body, []byte("<img src=x")) {
					t.Errorf("%s (%d, %s) echoes markup", path, r.status, r.header.Get("Content-Type"))
				}
			}
		}
	})
	t.Run("long addresses and headers", func(t *testing.T) {
		long := strings.Repeat("x", 8<<10)
		for _, path := range []string{"/" + long, "/en/ministry?x=" + long, "/api/v1/answers/people?by=" + long} {
			if r := s.get(path); r.status >= 500 {
				t.Errorf("%.20s… is answered %d", path, r.status)
			}
		}
		if response := s.raw("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n"); !strings.Contains(response, " 431 ") {
			t.Errorf("80 KB of header are answered %.100s", response)
		}
		many := strings.Builder{}
		for i := range 20_000 {
			fmt.Fprintf(&many, "X-%d: 1\r\n", i)
		}
		if response := s.raw("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + many.String() + "\r\n"); !strings.Contains(response, " 431 ") {
			t.Errorf("20,000 headers are answered %.100s", response)
		}
		for _, broken := range []string{"GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /healthz HTTP/1.1\r\n\r\n", "POST /api/v1/records/people?source=x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
			"POST /api/v1/records/people?source=x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\nx"} {
			if response := s.raw(broken); strings.Contains(response, " 200 ") || strings.Contains(response, " 201 ") || strings.Contains(response, " 500 ") {
				t.Errorf("%q is answered %.100s", broken, response)
			}
		}
	})
	t.Run("no connection is waited for without end", func(t *testing.T) {
		server := (&program{log: discardLog}).server(s.opened, s.token)
		if server.ReadHeaderTimeout == 0 || server.IdleTimeout == 0 || server.MaxHeaderBytes == 0 || slowest > time.Minute {
			t.Error("a limit is not set")
		}
		slowest = time.Second
		defer func() { slowest = 30 * time.Second }()
		begun := time.Now()
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.at, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(begun.Add(20 * time.Second))
		io.WriteString(conn, "POST /api/v1/records/people?source=web HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "+s.token+"\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\nperson_id\n")
		dawdled, _ := io.ReadAll(conn) // the connection is ended by the server
		if time.Since(begun) > 10*time.Second || !strings.Contains(string(dawdled), " 408 ") {
			t.Errorf("a body that stops coming is answered after %v with %.200s", time.Since(begun), dawdled)
		}
		response := s.raw("POST /api/v1/records/people?source=web HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + s.token + "\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\nperson_id\n1\n")
		if strings.Contains(response, " 201 ") || strings.Contains(response, " 500 ") {
			t.Errorf("a body cut short is answered %.200s", response)
		}
	})
}

// raw sends bytes as they are, ends its side, and reads what comes.
func (s *service) raw(request string) string {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.at, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() {
		io.WriteString(conn, request)
		conn.(*net.TCPConn).CloseWrite()
	}()
	b, _ := io.ReadAll(conn) // a server may end the connection as it likes
	return string(b)
}

// TestBadPackages: what is wrong with a package is said with its place.
func TestBadPackages(t *testing.T) {
	tiny, err := os.ReadFile("testdata/tiny/athar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, from, to, says string }{
		{"unknown key", "name: tiny\n", "name: tiny\ncolour: blue\n", "colour"},
		{"unknown kind", "kind: schools", "kind: castles", "Feed schools has an unknown kind"},
		{"no name", "name: tiny\n", "", "name"},
		{"a term that ends before it starts", "ends_on: 2025-06-30", "ends_on: 2023-06-30", "look at term 2024"},
		{"a term without days", "starts_on: 2024-09-01, ends_on: 2025-06-30", "", "look at term 2024"},
		{"a day that is none", "2024-09-01", "2024-09-31", "2024-09-31"},
		{"a feed twice", "name: visits", "name: schools", "Feed schools is declared twice"},
		{"no feed's name", "name: visits", "name: Visits!", "a-z"},
		{"a threshold of none", "terms:", "disclosure: {threshold: 0}\nterms:", "public: true"},
		{"a mapping that is not there", "    files: {visits: visits.csv}", "    files: {visits: visits.csv}\n    select: visits.sql", "visits.sql"},
		{"a mapping elsewhere", "    files: {visits: visits.csv}", "    files: {visits: visits.csv}\n    select: ../../../etc/passwd", "cannot be read: ../../../etc/passwd"},
		{"a mapping at the root", "    files: {visits: visits.csv}", "    files: {visits: visits.csv}\n    select: /etc/passwd", "cannot be read: /etc/passwd"},
		{"a file elsewhere", "visits.csv", "../../../etc/passwd", "outside its folder"},
		{"a format that is none", "DD/MM/YYYY", "Day/Month", "date format"},
		{"an unknown stage", "[enrolled, attended]", "[enrolled, slept]", "unknown stage"},
		{"levels twice", "{id: M,", "{id: F,", "declared twice"},
		{"a field's name", "name: gender,", "name: zone,", "name of a field of people"},
		{"an order without levels", "title: {en: Gender, ar: الجنس}, levels: [{id: F, title: {en: Girls, ar: بنات}}, {id: M, title: {en: Boys, ar: بنون}}]", "ordered: true", "must list its levels"},
		{"a population that is none", "population: whole", "population: most", "population"},
		{"no yaml at all", string(tiny), "\x00\x01", "cannot be read"},
		{"a list", string(tiny), "- a\n- b\n", "cannot be read"},
		{"nothing", string(tiny), "", "empty"},
		{"columns and a mapping", "    formats:", "    select: pupils.sql\n    formats:", "keep one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "p")
			if err := os.CopyFS(dir, os.DirFS("testdata/tiny")); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(tiny), c.from) {
				t.Fatalf("the package has no %q", c.from)
			}
			if err := os.WriteFile(filepath.Join(dir, "athar.yaml"), []byte(strings.Replace(string(tiny), c.from, c.to, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			w := filepath.Join(t.TempDir(), "w")
			for _, language := range []string{"en", "ar"} {
				var out, said bytes.Buffer
				if status := run(context.Background(), []string{"load", dir, "--workspace", w, "--language", language}, nil, &out, &said); status != exitUsage {
					t.Errorf("exit status is %d: %s", status, said.String())
				}
				if language == "en" && !strings.Contains(said.String(), c.says) {
					t.Errorf("it does not say %q: %s", c.says, said.String())
				}
				if language == "ar" && !strings.ContainsAny(said.String(), "ابتفيل") {
					t.Errorf("no Arabic: %s", said.String())
				}
				if strings.Contains(said.String(), "root:") || strings.Contains(said.String(), "panic") {
					t.Errorf("it says too much: %s", said.String())
				}
			}
		})
	}
}
