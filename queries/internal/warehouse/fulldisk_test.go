package warehouse

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest/lake"
	"athar/internal/smalldisk"
)

// TestAFullDiskLeavesTheWarehouseAsItWas fills the disk so far that a refresh stops at one or another of its steps:
// answers are then those of the commit before, and with room again the next refresh makes up for it.
func TestAFullDiskLeavesTheWarehouseAsItWas(t *testing.T) {
	disk := smalldisk.Make(t, 64)
	p := newPaper(t, declare(t, school)) // the lake lies elsewhere
	const each = 4000
	visits := func() {
		p.last++
		path := filepath.Join(p.dir, fmt.Sprintf("visits-%d.parquet", p.last))
		p.write(t, fmt.Sprintf(`SELECT %d::BIGINT AS _commit, i AS _seq, 'put' AS _op, 'visits' AS _feed, 't' AS source, md5('r' || (%[1]d * 100000 + i))::UUID AS record_id,
			md5('p' || hash(i * 31 + %[1]d) %% 3000)::UUID AS person_id, 't:o' || (hash(i) %% 200) AS opportunity_id, 'attended' AS stage, DATE '2020-01-05' + (i %% 700)::INT AS occurred_on,
			30.0 AS minutes FROM range(%d) t(i)`, p.last, each), path)
		p.files["participations"] = append(p.files["participations"], lake.File{Path: path, Commit: p.last, Rows: each})
	}
	const answer = "SELECT term, count(*), sum(attended::INT) FROM journeys GROUP BY ALL"
	visits()
	w, err := Open(t.Context(), filepath.Join(disk, "warehouse.duckdb"), p, p.workspace, Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	refused := 0
	for _, leave := range []int64{0, 16 << 10, 64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20, 2 << 20} {
		before, at := p.ask(t, w, answer), w.Commit()
		remove := smalldisk.Fill(t, disk, leave)
		visits()
		if err := w.Refresh(t.Context(), p.workspace); err != nil {
			refused++
			if text := strings.ToLower(err.Error()); !strings.Contains(text, "no space left") && !strings.Contains(text, "full") {
				t.Errorf("%d bytes left: the error does not tell that the disk is full: %v", leave, err)
			}
			if after := p.ask(t, w, answer); after != before || w.Commit() != at {
				t.Errorf("%d bytes left: as of commit %d instead of %d it answers\n%s\ninstead of\n%s", leave, w.Commit(), at, after, before)
			}
		}
		remove()
		p.refresh(t, w)
		if w.Commit() != p.last {
			t.Errorf("with room again it stands at %d, not %d", w.Commit(), p.last)
		}
	}
	if refused < 3 {
		t.Errorf("the disk was not full: %d refusals", refused)
	}
	if got, want := p.ask(t, w, answer), p.ask(t, p.open(t), answer); got != want {
		t.Errorf("it answers\n%s\nand one made anew\n%s", got, want)
	}
}
