package warehouse

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"athar/ingest/lake"
	"athar/internal/smalldisk"
)

// waiting is a warehouse in a folder after more small commits than DuckDB puts into the file at once.
func waiting(t *testing.T, folder string) (*paper, *Warehouse) {
	t.Helper()
	p := newPaper(t, declare(t, school))
	visits := func(from, n int) {
		p.last++
		path := filepath.Join(p.dir, fmt.Sprintf("visits-%d.parquet", p.last))
		p.write(t, fmt.Sprintf(`SELECT %d::BIGINT AS _commit, i AS _seq, 'put' AS _op, 'visits' AS _feed, 't' AS source, md5('r' || i)::UUID AS record_id,
			md5('p' || i)::UUID AS person_id, 't:o' AS opportunity_id, 'attended' AS stage FROM range(%d, %d) t(i)`, p.last, from, from+n), path)
		p.files["participations"] = append(p.files["participations"], lake.File{Path: path, First: p.last, Commit: p.last, Rows: int64(n)})
	}
	visits(0, 1000)
	w, err := Open(t.Context(), filepath.Join(folder, "warehouse.duckdb"), p, p.workspace, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	w.wholeFrom = 1000 // never everybody
	for i := range 4 {
		visits(1000*(i+1), 1000)
		p.refresh(t, w)
	}
	if n := waits(t, w); n <= mostReplayed {
		t.Fatalf("only %d bytes wait", n)
	}
	return p, w
}

// waits is how many bytes wait to be put into a warehouse's file.
func waits(t *testing.T, w *Warehouse) int64 {
	t.Helper()
	info, err := os.Stat(w.path + ".wal")
	if os.IsNotExist(err) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// asOfTheFirst asks the warehouse that waits as of its first commit, and as it is.
func (p *paper) asOfTheFirst(t *testing.T, w *Warehouse) {
	t.Helper()
	past, err := w.AsOf(t.Context(), 1, p.workspace)
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	p.expect(t, past, "SELECT count(*) FROM journeys", "1000")
	p.expect(t, w, "SELECT count(*) FROM journeys", "5000")
}

func TestACopyReplaysLittle(t *testing.T) {
	p, w := waiting(t, t.TempDir())
	p.asOfTheFirst(t, w)
	if n := waits(t, w); n > mostReplayed {
		t.Errorf("%d bytes are read in again with each copy", n)
	}
}

// TestNoRoomForACopyLeavesTheWarehouseAsItWas asks as of an earlier commit on a full disk, and again with room.
func TestNoRoomForACopyLeavesTheWarehouseAsItWas(t *testing.T) {
	disk := smalldisk.Make(t, 64)
	p, w := waiting(t, disk)
	for _, leave := range []int64{0, 16 << 10, 256 << 10, 1 << 20} {
		remove := smalldisk.Fill(t, disk, leave)
		if past, err := w.AsOf(t.Context(), 1, p.workspace); err == nil {
			past.Close()
			t.Errorf("with %d bytes left a copy was made", leave)
		}
		p.expect(t, w, "SELECT count(*) FROM journeys", "5000")
		remove()
	}
	p.asOfTheFirst(t, w)
}
