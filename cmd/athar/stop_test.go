package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAServiceToldToStopFinishesWhatItHas(t *testing.T) {
	workspace := newWorkspace(t)
	log := &lockedBuffer{}
	c := &senders{t: t}
	c.answered.Store(int64(time.Second))
	c.run(8)
	defer func() { c.stop(); c.gone.Wait() }()
	refused := 0
	for round := range 3 {
		s, ready := startServer(t, workspace, log)
		if !ready() {
			t.Fatalf("the service did not start: %v\n%s", <-s.ended, log)
		}
		before := c.count()
		c.server.Store(s)
		for c.count() < before+4 {
			time.Sleep(time.Millisecond)
		}
		c.server.Store(nil)
		ended := make(chan error, 1)
		go func() { ended <- s.stop(syscall.SIGTERM) }()
		random := rand.New(rand.NewPCG(1, uint64(round)))
		for n := 0; ; n++ {
			p := inventPost(random, fmt.Sprintf("late%dn%d", round, n))
			status, r, err := s.post(p.sending)
			if err != nil {
				c.giveUp(p)
				break // nobody listens any more
			}
			switch status {
			case http.StatusServiceUnavailable:
				refused++
			case http.StatusCreated:
				p.receipt = r
				c.acknowledge(p)
			default:
				t.Errorf("a post to a stopping service: %d", status)
			}
			time.Sleep(2 * time.Millisecond)
		}
		if err := <-ended; err != nil {
			t.Errorf("round %d: the service ended with %v\n%s", round, err, log)
		}
		if left, err := os.ReadDir(filepath.Join(workspace, "tmp")); err == nil {
			t.Errorf("left behind: %v", left)
		}
	}
	if refused == 0 {
		t.Error("no post was told that the service stops")
	}
	c.stop()
	c.gone.Wait()
	c.check(workspace)
	t.Logf("%d acknowledged, %d without an answer, %d refused while stopping", len(c.acked), len(c.unknown), refused)
}

func TestASecondProcessIsToldSoAndHarmsNothing(t *testing.T) {
	workspace := newWorkspace(t)
	file := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(file, []byte("person_id,grade\nann,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log := &lockedBuffer{}
	s, ready := startServer(t, workspace, log)
	if !ready() {
		t.Fatal(log)
	}
	defer s.stop(syscall.SIGKILL)
	p := inventPost(rand.New(rand.NewPCG(1, 1)), "a")
	if status, _, err := s.post(p.sending); status != http.StatusCreated {
		t.Fatal(status, err)
	}
	// Something of a post under way, which a second process must not clear.
	spooled := filepath.Join(workspace, "tmp", "post-1-body.csv")
	if err := os.WriteFile(spooled, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"ingest", "--kind", "people", "--source", "x", file}, {"serve", "--listen", "127.0.0.1:0"}, {"awaiting"}} {
		status, _, said := command(t, append(args, "--workspace", workspace)...)
		if status == exitDone || !strings.Contains(said, "process") {
			t.Errorf("%s: status %d, said %q", args[0], status, said)
		}
	}
	if _, err := os.Stat(spooled); err != nil {
		t.Errorf("a second process cleared what the first was working on: %v", err)
	}
	if status, _, err := s.post(inventPost(rand.New(rand.NewPCG(2, 2)), "b").sending); status != http.StatusCreated {
		t.Errorf("the first process: %d %v", status, err)
	}
}

func TestNoIDStandsInAnyFileOrLog(t *testing.T) {
	workspace := newWorkspace(t)
	log := &lockedBuffer{}
	t.Setenv("ATHAR_LOG", "debug")
	s, ready := startServer(t, workspace, log)
	if !ready() {
		t.Fatal(log)
	}
	person, record, session, school := "QID28412345678", "REC-7781-secret", "SES-5512-secret", "visible-school"
	posts := []sending{
		{kind: "people", media: "text/csv", body: "person_id,school_id,birth_year\n" + person + "," + school + ",2014\n"},
		{kind: "people", media: "text/csv", body: "person_id,school_id,birth_year\n" + person + "," + school + ",not-a-year-" + person + "\n"}, // rejected
		{kind: "participations", media: "application/json", body: `[{"record_id":"` + record + `","session_id":"` + session + `","person_id":"` + person + `","opportunity_id":"o","stage":"attended"}]`},
		{kind: "participations", media: "application/x-ndjson", body: `{"record_id":"` + record + `", broken "` + person},
		{kind: "aliases", media: "text/csv", body: "of,scheme,alias,id\nperson,card," + person + ",other-" + person + "\n"},
		{kind: "decisions", media: "text/csv", body: "record_id,subject_kind,subject_id,matter\n" + record + ",person," + person + ",fund\n"},
		{kind: "responses", media: "text/csv", body: "record_id,instrument_id,item_id,wave,respondent_id,value\n" + record + ",i,1,baseline," + person + ",3\n"},
		{kind: "credentials", media: "text/csv", body: "record_id,person_id,title,awarded_on\n" + record + "," + person + ",T,2024-01-01\n"},
		{kind: "participations", media: "text/csv", body: person + "," + person + "\n" + person + ",x\n"}, // no header
		{kind: "participations", media: "text/csv", body: person + "," + record + "\n" + person + ",x\n"},
	}
	// And one that is set aside among good ones.
	aside := "record_id,person_id,opportunity_id,stage\n"
	for i := range 20 {
		aside += record + string(rune('a'+i)) + "," + person + ",o,attended\n"
	}
	posts = append(posts, sending{kind: "participations", media: "text/csv", body: aside + record + "z," + person + ",o,wrong\n"})
	for i, p := range posts {
		p.source, p.identity, p.key = "web", "card", "key-of-"+person
		p.key += string(rune('a' + i))
		status, r, err := s.post(p)
		if err != nil || status != http.StatusCreated && status != http.StatusUnprocessableEntity {
			t.Errorf("post %d: %d %v", i, status, err)
		}
		for _, problem := range r.Problems {
			if strings.Contains(problem.Message.En+problem.Message.Ar+problem.File+problem.Column, "28412345678") {
				t.Errorf("post %d: a problem shows a value: %+v", i, problem)
			}
		}
	}
	// Killed in the middle of a post that is as large as it gets here.
	go s.post(sending{kind: "people", source: "web", identity: "card", media: "text/csv", body: "person_id,grade\n" + strings.Repeat(person+",4\n", 200_000)})
	time.Sleep(30 * time.Millisecond)
	s.stop(syscall.SIGKILL)
	o := openHere(t, workspace)
	if left, err := os.ReadDir(filepath.Join(workspace, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("what a killed process left in tmp: %v %v", left, err)
	}
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	// DuckDB and Parquet press what they write: read the values as well as the bytes.
	secrets := []string{"28412345678", "7781-secret", "5512-secret"}
	seen := 0
	err := filepath.WalkDir(workspace, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".parquet") {
			duck := openDuck(t, "")
			var all string
			err := duck.QueryRow("SELECT coalesce(string_agg(CAST(r AS VARCHAR), chr(10)), '') FROM read_parquet('" + path + "') AS r").Scan(&all)
			if err != nil {
				return errors.Join(errors.New(path), err)
			}
			text = append(text, all...)
			duck.Close()
		}
		if bytes.Contains(text, []byte(school)) {
			seen++
		}
		for _, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds %s", path, secret)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Error("not even what may be kept was found: the search does not work")
	}
	duck := openDuck(t, filepath.Join(workspace, "warehouse.duckdb")+"?access_mode=read_only")
	rows, err := duck.Query("SELECT table_name FROM duckdb_tables()")
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, name := range tables {
		var all string
		if err := duck.QueryRow(`SELECT coalesce(string_agg(CAST(r AS VARCHAR), chr(10)), '') FROM "` + name + `" AS r`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if strings.Contains(all, secret) {
				t.Errorf("table %s of the warehouse holds %s", name, secret)
			}
		}
	}
	for _, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s:\n%s", secret, log)
		}
	}
	if !strings.Contains(log.String(), `"level":"INFO"`) {
		t.Error("nothing was logged")
	}
}
