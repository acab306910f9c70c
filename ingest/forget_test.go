package ingest_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

// forget does what the command does.
func (r *road) forget(scheme, id string) (lake.Erased, error) {
	r.Helper()
	r.close()
	l, err := lake.Open(context.Background(), filepath.Join(r.dir, "lake"))
	if err != nil {
		r.Fatal(err)
	}
	defer l.Close()
	return ingest.Forget(context.Background(), ingest.ForgetOptions{Dir: r.dir, Lake: l, Now: clock,
		Before: func() error { return queries.Discard(r.dir) }}, scheme, id)
}

// mentions are the files of the workspace in which an id can be found, in any of its forms; Parquet is decoded.
func (r *road) mentions(id uuid.UUID) []string {
	r.Helper()
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		r.Fatal(err)
	}
	defer duck.Close()
	plain := hex.EncodeToString(id[:])
	var found []string
	err = filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lower := bytes.ToLower(content)
		holds := bytes.Contains(content, id[:]) || bytes.Contains(lower, []byte(id.String())) || bytes.Contains(lower, []byte(plain))
		if strings.HasSuffix(path, ".parquet") {
			var n int
			if err := duck.QueryRow(fmt.Sprintf("SELECT count(*) FROM read_parquet('%s') t WHERE contains(t::VARCHAR, '%s')", path, id)).Scan(&n); err != nil {
				return err
			}
			holds = holds || n > 0
		}
		if holds {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	return found
}

// personOf is the pseudonym under which a record of the lake names its person.
func (r *road) personOf(kind, column, where string) uuid.UUID {
	r.Helper()
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		r.Fatal(err)
	}
	defer duck.Close()
	var text string
	if err := duck.QueryRow("SELECT DISTINCT " + column + "::VARCHAR FROM " + lake.Source(r.lake.Files(kind, 0, -1), 0, -1) + " WHERE " + where).Scan(&text); err != nil {
		r.Fatal(err)
	}
	return uuid.MustParse(text)
}

// peopled is a workspace in which one person, 7 in the scheme roster and club-7 in the scheme club, is in every place
// where a person can be.
func peopled(t *testing.T) (r *road, ids []uuid.UUID) {
	r = newRoad(t)
	post := func(kind, identity, body string) {
		t.Helper()
		if _, err := r.tryPost(ingest.Post{Kind: kind, Source: "post", Identity: identity}, body); err != nil {
			t.Fatal(err)
		}
	}
	post("people", "roster", `[{"person_id": "7", "grade": "5"}, {"person_id": "8", "grade": "6"}]`)
	post("participations", "roster", `[{"record_id": "a", "person_id": "7", "opportunity_id": "o", "stage": "attended", "occurred_on": "2024-10-01"},
		{"record_id": "b", "person_id": "8", "opportunity_id": "o", "stage": "attended", "occurred_on": "2024-10-01"}]`)
	post("participations", "club", `[{"record_id": "c", "person_id": "club-7", "opportunity_id": "o", "stage": "attended", "occurred_on": "2024-10-02"}]`)
	// A record that first named another person, and one set aside.
	post("participations", "roster", `[{"record_id": "d", "person_id": "8", "opportunity_id": "p", "stage": "attended", "occurred_on": "2024-10-01"}]`)
	post("participations", "roster", `[{"record_id": "d", "person_id": "7", "opportunity_id": "p", "stage": "attended", "occurred_on": "2024-10-01"}]`)
	many := `[{"record_id": "e", "person_id": "7", "opportunity_id": "p", "stage": "attended", "occurred_on": "2024-19-01"}`
	for i := range 30 {
		many += fmt.Sprintf(`, {"record_id": "m%d", "person_id": "8", "opportunity_id": "q", "stage": "attended", "occurred_on": "2024-10-01"}`, i)
	}
	post("participations", "roster", many+"]")
	post("credentials", "roster", `[{"record_id": "k", "person_id": "7", "title": "Swimming", "awarded_on": "2024-11-01", "content": "what the seventh wrote"},
		{"record_id": "l", "person_id": "8", "title": "Swimming", "awarded_on": "2024-11-01", "content": "what the eighth wrote"}]`)
	post("aliases", "roster", `[{"of": "person", "scheme": "club", "alias": "club-7", "id": "7"}, {"of": "person", "scheme": "club", "alias": "club-8", "id": "8"}]`)
	ids = []uuid.UUID{r.personOf("people", "person_id", "grade = '5'"), r.personOf("participations", "person_id", "occurred_on = DATE '2024-10-02'")}
	return r, ids
}

func TestAForgottenPersonIsInNoFile(t *testing.T) {
	r, ids := peopled(t)
	other := r.personOf("people", "person_id", "grade = '6'")
	before := r.lake.LastCommit()
	for _, id := range ids {
		if len(r.mentions(id)) == 0 {
			t.Fatal("the person cannot be found before, so this test shows nothing")
		}
	}
	done, err := r.forget("club", " club-7 ")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"people": 1, "participations": 4, "credentials": 1, "aliases": 1, "set_aside": 1, "texts": 1}
	if fmt.Sprint(done.Rows) != fmt.Sprint(want) {
		t.Errorf("removed %v, want %v", done.Rows, want)
	}
	for range 2 {
		for _, id := range ids {
			if found := r.mentions(id); len(found) > 0 {
				t.Errorf("the person is still in %v", found)
			}
		}
		r.reopen() // makes the warehouse anew
	}
	if len(r.mentions(other)) == 0 {
		t.Error("somebody else is gone too")
	}
	if got := r.records("participations", "opportunity_id"); got != "post:o=1 post:q=30" {
		t.Errorf("participations are %s", got)
	}
	if r.awaiting() != "" {
		t.Errorf("awaiting: %s", r.awaiting())
	}
	faults, err := r.engine.Verify(t.Context())
	if err != nil || len(faults) > 0 {
		t.Error(faults, err)
	}
	if done.Commit != before+1 || r.engine.DataVersion() != done.Commit {
		t.Errorf("commit %d, before %d, data version %d", done.Commit, before, r.engine.DataVersion())
	}
}

func TestAnEarlierAnswerSaysThatSomebodyWasForgotten(t *testing.T) {
	r, _ := peopled(t)
	ask := func(asOf int64) models.Answer {
		t.Helper()
		released, err := r.engine.Answer(t.Context(), models.Question{Measure: "people", AsOf: asOf, Terms: []string{models.AllTerms}})
		if err != nil {
			t.Fatal(err)
		}
		return released.Answer()
	}
	warned := func(a models.Answer) bool {
		for _, w := range a.Warnings {
			if strings.Contains(w.En, "removed for good") && strings.Contains(w.Ar, "نهائيًا") {
				return true
			}
		}
		return false
	}
	if warned(ask(3)) {
		t.Error("a warning before anybody was forgotten")
	}
	done, err := r.forget("roster", "7")
	if err != nil {
		t.Fatal(err)
	}
	r.open()
	if !warned(ask(3)) {
		t.Error("an earlier answer does not say that it changed")
	}
	if warned(ask(0)) || warned(ask(done.Commit)) {
		t.Error("an answer from after it carries the warning too")
	}
}

func TestAPersonUnknownIsSaidAndNothingChanges(t *testing.T) {
	r, _ := peopled(t)
	last := r.lake.LastCommit()
	for _, who := range [][2]string{{"roster", "9"}, {"club", "7"}, {"nowhere", "7"}} {
		if _, err := r.forget(who[0], who[1]); models.KindOf(err) != models.Unusable {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(filepath.Join(r.dir, "warehouse.duckdb")); err != nil {
			t.Error("the warehouse was removed for nobody")
		}
	}
	if _, err := r.forget("roster", "7"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.forget("roster", "7"); models.KindOf(err) != models.Unusable {
		t.Errorf("the second time: %v", err)
	}
	r.open()
	if r.lake.LastCommit() != last+1 {
		t.Errorf("commits went from %d to %d", last, r.lake.LastCommit())
	}
	// The person may come again, as somebody new.
	r.expect(r.post("people", "post", `[{"person_id": "7", "grade": "5"}]`), "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
}
