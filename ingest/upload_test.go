package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"athar/models"
)

// stage sends a file for a feed and waits for its dry run.
func (r *road) stage(feed, as, text string) string {
	r.Helper()
	path, err := r.in.Spool(strings.NewReader(text), as+".csv", 1<<20)
	if err != nil {
		r.Fatal(err)
	}
	id, err := r.in.Stage(feed, []models.UploadedFile{{Name: as + ".csv", As: as, Path: path, Bytes: int64(len(text))}})
	if err != nil {
		r.Fatal(err)
	}
	r.settled(id)
	return id
}

// settled waits until nothing is being done with an upload.
func (r *road) settled(id string) models.Upload {
	r.Helper()
	for range 1200 {
		u, err := r.in.Upload(id)
		if err != nil {
			r.Fatal(err)
		}
		if !u.Busy() {
			return u
		}
		time.Sleep(25 * time.Millisecond)
	}
	r.Fatal("the upload is never done")
	return models.Upload{}
}

func TestAnUploadNobodyAcceptsExpires(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	last := r.lake.LastCommit()
	feed := r.in.Workspace().Feeds[0]
	as := feed.SortedFiles()[0]
	id := r.stage(feed.Name, as, visitsBad)
	r.ahead = 59 * time.Minute
	if u, err := r.in.Upload(id); err != nil || u.State != models.UploadChecked {
		t.Fatalf("an hour has not passed and it is %q, %v", u.State, err)
	}
	r.ahead += 61 * time.Minute
	if err := r.in.Accept(id); models.KindOf(err) != models.NotFound {
		t.Errorf("an expired upload is accepted: %v", err)
	}
	if _, err := r.in.Upload(id); models.KindOf(err) != models.NotFound {
		t.Errorf("an expired upload is there: %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(r.dir, "tmp")); err != nil || len(left) > 0 {
		t.Errorf("its files are kept: %v %v", left, err)
	}
	if r.lake.LastCommit() != last {
		t.Error("something was taken")
	}
}

func TestUploadsThatWaitAreBounded(t *testing.T) {
	r := newRoad(t)
	r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad})
	feed := r.in.Workspace().Feeds[0]
	large := func() error {
		path, err := r.in.Spool(strings.NewReader("x\n"), "x.csv", 1<<20)
		if err != nil {
			r.Fatal(err)
		}
		_, err = r.in.Stage(feed.Name, []models.UploadedFile{{Name: "x.csv", As: feed.SortedFiles()[0], Path: path, Bytes: 1500 << 20}})
		return err
	}
	if err := large(); err != nil {
		t.Fatal(err)
	}
	if err := large(); models.KindOf(err) != models.Busy {
		t.Errorf("3 GB wait to be accepted: %v", err)
	}
}

// The second file of a drafted package needs more room when it is accepted than there is: the roster stays taken, and is said to be.
func TestWhatIsTakenOfAPackageThatFailsIsSaid(t *testing.T) {
	r := &road{TB: t, dir: filepath.Join(t.TempDir(), "workspace"), spill: 2 << 20}
	r.open()
	t.Cleanup(r.close)
	var files []models.UploadedFile
	for name, text := range map[string]string{"roster.csv": "id\n1\n2\n", "visits.csv": "id,workshop,day,stage\n1,w,2025-10-01,attended\n"} {
		path, err := r.in.Spool(strings.NewReader(text), name, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, models.UploadedFile{Name: name, Path: path, Bytes: int64(len(text))})
	}
	id, err := r.in.StageDraft(files)
	if err != nil {
		t.Fatal(err)
	}
	r.settled(id)
	yaml := `name: club
terms: [{id: "2025", year: 2025, title: {en: Year 2025-26}, starts_on: 2025-09-01, ends_on: 2026-06-30}]
feeds:
  - {name: visits, kind: participations, files: {v: visits.csv}, columns: {person_id: id, opportunity_id: workshop, occurred_on: day, stage: stage}, stages: [attended]}
  - {name: roster, kind: people, files: {r: roster.csv}, columns: {person_id: id}}
`
	if err := r.in.Try(id, []byte(yaml), nil); err != nil {
		t.Fatal(err)
	}
	if u := r.settled(id); u.State != models.UploadChecked || len(u.Receipts) != 2 {
		t.Fatalf("checked, it is %q: %+v %v", u.State, u.Receipts, u.Failure)
	}
	left, err := filepath.Glob(filepath.Join(r.dir, "tmp", "package-*", "visits.csv"))
	if err != nil || len(left) != 1 {
		t.Fatalf("kept are %v, %v", left, err)
	}
	var more strings.Builder
	more.WriteString("id,workshop,day,stage\n")
	for i := range 400_000 {
		fmt.Fprintf(&more, "%d,workshop %d,2025-10-01,attended\n", 28400000000+i, i*7919%99991)
	}
	if err := os.WriteFile(left[0], []byte(more.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.in.Accept(id); err != nil {
		t.Fatal(err)
	}
	u := r.settled(id)
	if u.State != models.UploadFailed || u.Failure == nil || len(u.Receipts) != 1 || u.Receipts[0].Feed != "roster" || u.Receipts[0].Accepted != 2 || u.Receipts[0].Commit == 0 {
		t.Errorf("it is %q: %+v %v", u.State, u.Receipts, u.Failure)
	}
}
