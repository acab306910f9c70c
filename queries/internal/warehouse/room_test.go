package warehouse

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest/lake"
)

// TestARefreshThatLacksMemoryIsDoneWithMore: a limit that is too low for what came holds nobody up, and holds again afterwards.
func TestARefreshThatLacksMemoryIsDoneWithMore(t *testing.T) {
	p := newPaper(t, declare(t, school))
	const people = 60_000
	p.last++
	path := filepath.Join(p.dir, "people.parquet")
	p.write(t, fmt.Sprintf(`SELECT 1::BIGINT AS _commit, i AS _seq, 'put' AS _op, 'register' AS _feed, 't' AS source, md5('p' || i)::UUID AS person_id, DATE '2019-09-01' AS valid_from,
		't:s' || (i %% 200) AS school_id FROM range(%d) t(i)`, people), path)
	p.files["people"] = append(p.files["people"], lake.File{Path: path, Commit: p.last, Rows: people})
	const answer = "SELECT count(*), count(DISTINCT person_id) FROM person_terms"
	want := p.ask(t, p.open(t), answer)

	var said bytes.Buffer
	const tight = "12MB"
	w, err := Open(t.Context(), filepath.Join(t.TempDir(), "warehouse.duckdb"), p, p.workspace, Options{Threads: 1, Memory: tight, Log: slog.New(slog.NewTextHandler(&said, nil))})
	if err != nil {
		t.Fatal(err, said.String())
	}
	t.Cleanup(func() { w.Close() })
	if !strings.Contains(said.String(), "more memory") {
		t.Errorf("%s were enough, or nobody is told: %q", tight, said.String())
	}
	if limit := p.ask(t, w, "SELECT current_setting('memory_limit')"); !strings.HasPrefix(limit, "11.4") { // MiB
		t.Errorf("the limit is now %s", limit)
	}
	if got := p.ask(t, w, answer); got != want || w.Commit() != p.last {
		t.Errorf("as of %d it answers %s, with room %s", w.Commit(), got, want)
	}
}
