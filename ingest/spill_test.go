package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"athar/ingest"
	"athar/models"
)

// TestTheStagesKeepToTheirTemporaryDisk sends more than the stages may hold: it is refused in a sentence, leaves
// nothing, and what is small enough is taken as before.
func TestTheStagesKeepToTheirTemporaryDisk(t *testing.T) {
	r := &road{TB: t, dir: filepath.Join(t.TempDir(), "workspace"), spill: 2 << 20}
	r.open()
	t.Cleanup(r.close)
	var rows strings.Builder
	rows.WriteString("person_id,grade,municipality,zone\n")
	for i := range 400_000 {
		fmt.Fprintf(&rows, "%d,%d,municipality %d,zone %d\n", 28400000000+i, i%12, i*7919%99991, i*104729%99989)
	}
	post := func(text string) (models.Receipt, error) {
		path, err := r.in.Spool(strings.NewReader(text), "people.csv", 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		return r.in.Receive(t.Context(), ingest.Post{Kind: "people", Source: "web", Spooled: true, Files: []ingest.PostedFile{{Name: "people.csv", Path: path}}})
	}
	_, err := post(rows.String())
	if models.KindOf(err) != models.TooLarge || !strings.Contains(err.Error(), "temporary disk") {
		t.Fatalf("it is answered with %v", err)
	}
	if r.lake.LastCommit() != 0 {
		t.Error("some of it was taken")
	}
	var left int64
	if err := filepath.Walk(filepath.Join(r.dir, "tmp"), func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			left += info.Size()
		}
		return nil
	}); err != nil || left > 4<<20 {
		t.Errorf("%d bytes are left of it: %v", left, err)
	}
	if receipt, err := post("person_id,grade\n1,4\n"); err != nil || receipt.Accepted != 1 {
		t.Errorf("a small post is answered with %v %v", receipt, err)
	}
}
