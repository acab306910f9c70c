package ingest_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
)

const visit = `{"record_id":"1","person_id":"ann","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01"}`

func TestAWarehouseThatIsBehindCatchesUp(t *testing.T) {
	r := newRoad(t)
	r.broken = true
	first := r.post("participations", "web", visit)
	r.expect(first, "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
	if n := r.current("participations"); n != 0 {
		t.Fatalf("the warehouse was to fail and has %d records", n)
	}

	// While it is behind nothing is compared with it: it would call known records new.
	if _, err := r.tryPost(ingest.Post{Kind: "participations", Source: "web"}, visit); models.KindOf(err) != models.Unfinished {
		t.Fatalf("got %v", err)
	}
	r.broken = false
	r.expect(r.post("participations", "web", visit), "received 1 accepted 0 unchanged 1 replaced 0 withdrawn 0 aside 0")
	if n := r.current("participations"); n != 1 {
		t.Errorf("%d records", n)
	}

	// The process ends before the warehouse took a commit in.
	r.broken = true
	r.post("participations", "web", `{"record_id":"2","person_id":"bob","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01"}`)
	r.broken = false
	r.reopen()
	if n := r.current("participations"); n != 2 {
		t.Errorf("after opening again %d records", n)
	}
	if got, err := r.in.Receipt(t.Context(), first.Batch); err != nil || got.Accepted != 1 {
		t.Errorf("first receipt: %v %v", got, err)
	}
}

func TestADamagedWarehouseIsMadeAnew(t *testing.T) {
	r := newRoad(t)
	r.post("participations", "web", visit)
	r.post("people", "web", "person_id,grade\nann,4\n")
	path := filepath.Join(r.dir, "warehouse.duckdb")
	for name, damage := range map[string]func() error{
		"deleted":       func() error { return os.Remove(path) },
		"cut short":     func() error { return os.Truncate(path, 5000) },
		"emptied":       func() error { return os.Truncate(path, 0) },
		"another thing": func() error { return os.WriteFile(path, []byte("this is no database at all"), 0o600) },
		"half a log":    func() error { return os.WriteFile(path+".wal", []byte("garbage"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			r.close()
			if err := damage(); err != nil {
				t.Fatal(err)
			}
			r.open()
			r.expect(r.post("participations", "web", visit), "received 1 accepted 0 unchanged 1 replaced 0 withdrawn 0 aside 0")
			if n := r.current("people"); n != 1 {
				t.Errorf("%d people", n)
			}
		})
	}
}

func TestReceiptsOwedAreWritten(t *testing.T) {
	for name, reopened := range map[string]bool{"on opening": true, "before the next commit": false} {
		t.Run(name, func(t *testing.T) {
			r := newRoad(t)
			// As on a full disk: the batch's own commit can be made and its receipts cannot be written.
			undo := blockTable(r, "receipts", "data")
			first, err := r.tryPost(ingest.Post{Kind: "participations", Source: "web", Key: "k"}, visit)
			if err != nil || first.Accepted != 1 {
				t.Fatalf("%+v %v", first, err)
			}
			if _, err := r.tryPost(ingest.Post{Kind: "people", Source: "web"}, "person_id\nann\n"); err == nil {
				t.Error("a batch was taken though a receipt is owed and cannot be written")
			}
			undo()
			if reopened {
				r.reopen()
			} else {
				r.post("people", "web", "person_id\nann\n")
			}
			got, err := r.in.Receipt(t.Context(), first.Batch)
			if err != nil || got.Accepted != 1 || got.Commit != first.Commit {
				t.Fatalf("%+v %v", got, err)
			}
			again, err := r.tryPost(ingest.Post{Kind: "participations", Source: "web", Key: "k"}, visit)
			if err != nil || again.Batch != first.Batch || !again.Repeated {
				t.Errorf("again: %+v %v", again, err)
			}
			r.reopen()
			rows, err := lake.Rows[lake.ReceiptRow](r.lake, lake.ReceiptsTable, 0, -1)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, row := range rows {
				if row.Batch == first.Batch {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d receipts of the batch in the lake", n)
			}
		})
	}
}

// blockTable makes writing to a folder of a table fail until it is undone.
func blockTable(r *road, table, folder string) (undo func()) {
	r.Helper()
	path := filepath.Join(r.dir, "lake", table, folder)
	if err := errors.Join(os.Rename(path, path+".away"), os.WriteFile(path, nil, 0o600)); err != nil {
		r.Fatal(err)
	}
	return func() {
		r.Helper()
		if err := errors.Join(os.Remove(path), os.Rename(path+".away", path)); err != nil {
			r.Fatal(err)
		}
	}
}
