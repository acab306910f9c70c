package warehouse

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"athar/ingest/lake"
)

// TestACopyReplaysLittle makes more small commits than DuckDB puts into the file at once, and asks as of the first.
func TestACopyReplaysLittle(t *testing.T) {
	p := newPaper(t, declare(t, school))
	visits := func(from, n int) {
		p.last++
		path := filepath.Join(p.dir, fmt.Sprintf("visits-%d.parquet", p.last))
		p.write(t, fmt.Sprintf(`SELECT %d::BIGINT AS _commit, i AS _seq, 'put' AS _op, 'visits' AS _feed, 't' AS source, md5('r' || i)::UUID AS record_id,
			md5('p' || i)::UUID AS person_id, 't:o' AS opportunity_id, 'attended' AS stage FROM range(%d, %d) t(i)`, p.last, from, from+n), path)
		p.files["participations"] = append(p.files["participations"], lake.File{Path: path, First: p.last, Commit: p.last, Rows: int64(n)})
	}
	visits(0, 1000)
	w := p.open(t)
	w.wholeFrom = 1000 // never everybody
	for i := range 4 {
		visits(1000*(i+1), 1000)
		p.refresh(t, w)
	}
	waits := func() int64 {
		info, err := os.Stat(w.path + ".wal")
		if os.IsNotExist(err) {
			return 0
		}
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if waits() <= mostReplayed {
		t.Fatalf("only %d bytes wait", waits())
	}
	past, err := w.AsOf(t.Context(), 1, p.workspace)
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	p.expect(t, past, "SELECT count(*) FROM journeys", "1000")
	p.expect(t, w, "SELECT count(*) FROM journeys", "5000")
	if waits() > mostReplayed {
		t.Errorf("%d bytes are read in again with each copy", waits())
	}
}
