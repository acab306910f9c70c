package ingest_test

import (
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
