package warehouse

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"athar/models"
)

func TestHistory(t *testing.T) {
	p := newPaper(t, declare(t, school))
	visit := func(minutes string) []record {
		return table("participations", "visits", "t", "record_id,person_id,opportunity_id,stage,occurred_on,minutes\n1,ann,t:o,attended,2020-02-02,"+minutes)
	}
	p.put(t, visit("10")...)
	w := p.open(t)
	p.put(t, visit("20")...)
	gone := visit("20")
	gone[0].withdraw = true
	p.put(t, gone...)
	p.put(t, visit("30")...)
	p.put(t, slicesConcat(visit("40"), gone, visit("50"))...) // within one commit the last word counts
	for commit, want := range []string{"", "10.0", "20.0", "", "30.0", "50.0"} {
		past, err := w.AsOf(t.Context(), int64(commit), p.workspace)
		if err != nil {
			t.Fatal(err)
		}
		p.expect(t, past, "SELECT minutes FROM journeys", want)
		if past.Commit() != int64(commit) {
			t.Errorf("as of %d stands at %d", commit, past.Commit())
		}
		if err := past.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p.expect(t, w, "SELECT minutes FROM journeys", "10.0")
	later, err := w.AsOf(t.Context(), 4, p.workspace)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		commit int64
		want   string
	}{{2, "20.0"}, {1, "10.0"}, {3, ""}} {
		past, err := later.AsOf(t.Context(), c.commit, p.workspace)
		if err != nil {
			t.Fatal(err)
		}
		if err := later.Close(); err != nil { // which takes nothing from the other
			t.Fatal(err)
		}
		p.expect(t, past, "SELECT minutes FROM journeys", c.want)
		later = past
	}
	if err := later.Close(); err != nil {
		t.Fatal(err)
	}
	p.refresh(t, w)
	p.expect(t, w, "SELECT minutes FROM journeys", "50.0")
	left, err := filepath.Glob(w.path + ".asof*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := w.AsOf(t.Context(), 99, p.workspace); models.KindOf(err) != models.NotFound {
		t.Errorf("as of a commit there is not: %v", err)
	}
	counts, err := w.Count(t.Context(), "participations")
	if err != nil || len(counts) != 1 || counts["visits"] != 1 {
		t.Errorf("counted %v, %v", counts, err)
	}
}

func TestFileIsMadeAnew(t *testing.T) {
	for what, spoil := range map[string]func(t *testing.T, p *paper, path string){
		"as it is": func(*testing.T, *paper, string) {},
		"missing":  func(t *testing.T, _ *paper, path string) { os.Remove(path) },
		"damaged": func(t *testing.T, _ *paper, path string) {
			if err := os.WriteFile(path, []byte("this is no database"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"cut short": func(t *testing.T, _ *paper, path string) {
			if err := os.Truncate(path, 20000); err != nil {
				t.Fatal(err)
			}
		},
		"of another version": func(t *testing.T, p *paper, path string) {
			p.alter(t, path, "UPDATE standing SET schema = 0")
		},
		"ahead of the lake": func(t *testing.T, p *paper, path string) {
			p.alter(t, path, "UPDATE standing SET commit = 99")
		},
		"lacking a table": func(t *testing.T, p *paper, path string) {
			p.alter(t, path, "UPDATE standing SET commit = 1; DROP TABLE participations CASCADE")
		},
	} {
		t.Run(what, func(t *testing.T) {
			p := newPaper(t, declare(t, school))
			p.put(t, table("people", "roster", "t", "person_id\nann")...)
			p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage,occurred_on\nann,t:o,attended,2020-02-02")...)
			path := filepath.Join(t.TempDir(), "warehouse.duckdb")
			for range 2 {
				w, err := Open(t.Context(), path, p, p.workspace, Options{Threads: 1})
				if err != nil {
					t.Fatal(err)
				}
				p.expect(t, w, "SELECT person_id, term, attended FROM journeys", "ann|T1|true")
				if w.Commit() != 2 {
					t.Errorf("stands at %d", w.Commit())
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				spoil(t, p, path)
			}
		})
	}
}

// alter changes a closed warehouse.
func (p *paper) alter(t *testing.T, path, statements string) {
	t.Helper()
	if _, err := p.db.Exec("ATTACH " + text(path) + " AS w; USE w; " + statements + "; USE memory; DETACH w"); err != nil {
		t.Fatal(err)
	}
}

func TestDeclarationsChange(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, table("people", "roster", "t", "person_id,gender,valid_from\nann,X,2020-01-01")...)
	p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage,occurred_on,band\nann,t:o,attended,2020-02-02,low")...)
	w := p.open(t)
	p.expect(t, w, "SELECT gender, band, applied, completed FROM journey_facts", "(not recognised)|low|true|-")
	// Another level and another stage are declared: nothing is read again, all is worked out again.
	p.workspace = declare(t, strings.NewReplacer("[F, M]", "[F, M, X]", "[applied,", "[completed,").Replace(school))
	p.refresh(t, w)
	p.expect(t, w, "SELECT gender, band, applied, completed FROM journey_facts", "X|low|-|false")
	// A dimension goes, and comes back with what was recorded of it.
	p.workspace = declare(t, strings.Replace(school, "  - {name: band, ordered: true, levels: [low, high]}\n", "", 1))
	p.refresh(t, w)
	p.expect(t, w, "SELECT * FROM (DESCRIBE journey_facts) WHERE column_name = 'band'", "")
	p.workspace = declare(t, school)
	p.refresh(t, w)
	p.expect(t, w, "SELECT gender, band FROM journey_facts", "(not recognised)|low")
	// What is due changes, and nothing else.
	for _, count := range []string{"1", "2"} {
		p.workspace = declare(t, school+"entitlements: [{id: visit, count: "+count+", of: attended, within: term}]")
		p.refresh(t, w)
		p.expect(t, w, "SELECT due FROM entitlement_facts WHERE term = 'T1'", count)
	}
}

func TestReadersSeeOneCommit(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, table("people", "roster", "t", "person_id\nann")...)
	w := p.open(t)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				// The first commit brings a person, each further one a journey of one minute.
				err := w.Read(context.Background(), func(s *Snapshot) error {
					for _, query := range []string{"SELECT count(*)::BIGINT + 1 FROM journey_facts", "SELECT count(*)::BIGINT + 1 FROM participations", "SELECT coalesce(sum(n_attended), 0)::BIGINT + 1 FROM person_terms"} {
						rows, err := s.Query(context.Background(), query)
						if err != nil {
							return err
						}
						var n int64
						rows.Next()
						if err := rows.Scan(&n); err != nil {
							return err
						}
						if err := rows.Close(); err != nil {
							return err
						}
						if n != s.Commit {
							return fmt.Errorf("commit %d has %d: %s", s.Commit, n, query)
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 8 {
		p.put(t, table("participations", "visits", "t", fmt.Sprintf("person_id,opportunity_id,stage,occurred_on\nann,t:o%d,attended,2020-02-02", i))...)
		p.refresh(t, w)
	}
	close(done)
	readers.Wait()
}

func TestRefreshIsAllOrNothing(t *testing.T) {
	p := newPaper(t, declare(t, school))
	p.put(t, table("people", "roster", "t", "person_id\nann")...)
	w := p.open(t)
	p.put(t, table("people", "roster", "t", "person_id\nbob")...)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Refresh(stopped, p.workspace); err == nil {
		t.Error("a stopped refresh says nothing")
	}
	p.put(t, table("participations", "visits", "t", "person_id,opportunity_id,stage\nann,t:o,attended")...)
	kept := p.files["participations"]
	missing := kept[0]
	missing.Path += ".gone"
	p.files["participations"] = append(p.files["participations"][:0:0], missing)
	if err := w.Refresh(t.Context(), p.workspace); err == nil {
		t.Error("a refresh without its file says nothing")
	}
	if w.Commit() != 1 {
		t.Errorf("stands at %d", w.Commit())
	}
	p.expect(t, w, "SELECT person_id FROM people", "ann")
	p.files["participations"] = kept
	p.refresh(t, w)
	p.expect(t, w, "SELECT person_id FROM people", "ann\nbob")
}
