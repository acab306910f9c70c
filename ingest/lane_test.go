package ingest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
)

// newLane is a workspace that seals only when it has to.
func newLane(t testing.TB) *road {
	t.Helper()
	r := &road{TB: t, dir: filepath.Join(t.TempDir(), "workspace"), sealed: time.Hour}
	r.open()
	t.Cleanup(r.close)
	return r
}

// small posts one body as HTTP does.
func (r *road) small(p ingest.Post, body string) (models.Receipt, error) {
	return r.in.Receive(context.Background(), bodied(p, body))
}

func bodied(p ingest.Post, body string) ingest.Post {
	p.Files = []ingest.PostedFile{{Name: "body.json", Format: "json", Body: []byte(body)}}
	return p
}

func (r *road) acknowledged(p ingest.Post, body string) models.Receipt {
	r.Helper()
	x, err := r.small(p, body)
	if err != nil {
		r.Fatal(err)
	}
	return x
}

func attended(record string) string {
	return fmt.Sprintf(`{"record_id":%q,"person_id":"ann","opportunity_id":"o","stage":"attended","occurred_on":"2024-03-01"}`, record)
}

var byWeb = ingest.Post{Kind: "participations", Source: "web"}

const (
	took      = "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0"
	unchanged = "received 1 accepted 0 unchanged 1 replaced 0 withdrawn 0 aside 0"
	replaced  = "received 1 accepted 1 unchanged 0 replaced 1 withdrawn 0 aside 0"
)

// writtenAhead are the write-ahead files.
func (r *road) writtenAhead() []string {
	r.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, "lake", "open", "*.wal"))
	if err != nil {
		r.Fatal(err)
	}
	return files
}

// same compares a receipt with the one given.
func (r *road) same(given models.Receipt) {
	r.Helper()
	found, err := r.in.Receipt(context.Background(), given.Batch)
	if err != nil {
		r.Error(err)
		return
	}
	a, _ := json.Marshal(given)
	b, _ := json.Marshal(found)
	if string(a) != string(b) {
		r.Errorf("the receipt given was\n%s\nand is\n%s", a, b)
	}
}

// told is how many receipts the lake has of a batch.
func (r *road) told(batch string) (n int) {
	r.Helper()
	rows, err := lake.Rows[lake.ReceiptRow](r.lake, lake.ReceiptsTable, 0, -1)
	if err != nil {
		r.Fatal(err)
	}
	for _, row := range rows {
		if row.Batch == batch {
			n++
		}
	}
	return n
}

func (r *road) expectRows(kind string, want int64) {
	r.Helper()
	if n := r.current(kind); n != want {
		r.Errorf("%d current records of %s, want %d", n, kind, want)
	}
	rows := int64(0)
	for _, f := range r.lake.Files(kind, 0, -1) {
		rows += f.Rows
	}
	if rows != want {
		r.Errorf("%d rows of %s in the lake, want %d", rows, kind, want)
	}
}

func TestAPlainPostIsOnDiskBeforeItIsInTheLake(t *testing.T) {
	r := newLane(t)
	first := r.acknowledged(byWeb, attended("a"))
	r.expect(first, took)
	second := r.acknowledged(byWeb, attended("b"))
	if second.Commit != first.Commit || first.Commit == 0 {
		t.Errorf("commits %d and %d", first.Commit, second.Commit)
	}
	r.expectRows("participations", 0)
	if len(r.writtenAhead()) != 1 {
		t.Fatalf("written ahead: %v", r.writtenAhead())
	}
	r.same(first)
	r.reopen()
	r.expectRows("participations", 2)
	if len(r.writtenAhead()) > 0 {
		t.Errorf("still written ahead: %v", r.writtenAhead())
	}
	for _, x := range []models.Receipt{first, second} {
		r.same(x)
		if n := r.told(x.Batch); n != 1 {
			t.Errorf("%d receipts of a batch", n)
		}
	}
}

// TestBesideTheRoadThingsAreAsOnIt sends the same posts by both ways and
// compares receipts and rows.
func TestBesideTheRoadThingsAreAsOnIt(t *testing.T) {
	package_ := map[string]string{"athar.yaml": "name: web\ndimensions: [{name: band, levels: [low, high]}]\nfeeds:\n" +
		"  - {name: roster, kind: people, files: {p: p.csv}}\n  - {name: offers, kind: opportunities, files: {o: o.csv}}\n",
		"p.csv": "person_id\nann\n", "o.csv": "opportunity_id,title_en\no,Offer\n"}
	bodies := []string{
		attended("a"),
		`{"person_id":"ann","opportunity_id":"o","stage":"Attended","occurred_on":"2024-03-01","minutes":45.5,"band":"low"}`,
		`[{"record_id":"c","person_id":"bob","opportunity_id":"elsewhere","stage":"completed","session_id":"s","channel":"school"}]`,
		attended("a"),
		strings.Replace(attended("a"), "attended", "completed", 1),
		`{"record_id":"e","person_id":"٣ ann","opportunity_id":"o","stage":"attended","reason":null}`,
		`{"record_id":"f","person_id":"ann","opportunity_id":"o","stage":"attended","occurred_on":"2031-03-01"}`,
		`{"record_id":"g","person_id":"ann","opportunity_id":"o","stage":"attended","colour":"red"}`,
		`{"record_id":"h","person_id":"ann","opportunity_id":"o"}`,
		`{"person_id":"ann","opportunity_id":"o","stage":"attended","minutes":-1}`,
	}
	beside, onIt := newLane(t), newLane(t)
	for _, r := range []*road{beside, onIt} {
		r.load(package_)
	}
	for i, body := range bodies {
		a := beside.acknowledged(byWeb, body)
		b := onIt.post(byWeb.Kind, byWeb.Source, body)
		if counts(a) != counts(b) || fmt.Sprint(withoutFiles(a.Problems)) != fmt.Sprint(withoutFiles(b.Problems)) || a.Warnings != b.Warnings {
			t.Errorf("post %d: beside the road\n%s %v\non it\n%s %v", i, counts(a), a.Problems, counts(b), b.Problems)
		}
	}
	beside.reopen()
	if !strings.Contains(beside.log.String(), "msg=posts") {
		t.Error("no post took the lane")
	}
	for _, column := range []string{"person_id", "opportunity_id", "stage", "occurred_on", "occurred_on_precision", "minutes", "session_id", "channel", "reason", "band", "source", "_feed", "_apart", "_contradictory"} {
		if column == "person_id" || column == "session_id" { // keys differ by workspace
			continue
		}
		if a, b := beside.records("participations", column), onIt.records("participations", column); a != b {
			t.Errorf("%s beside the road: %s\non it: %s", column, a, b)
		}
	}
}

// withoutFiles is problems without where they lie, which a body says otherwise
// than a file.
func withoutFiles(problems []models.Problem) []models.Problem {
	out := []models.Problem{}
	for _, p := range problems {
		p.File = ""
		out = append(out, p)
	}
	return out
}

func TestWhatIsOpenIsSealedBeforeAnythingElse(t *testing.T) {
	r := newLane(t)
	r.expect(r.acknowledged(byWeb, attended("a")), took)
	// The same key again cannot be new: it is compared with what is open.
	again := r.acknowledged(byWeb, attended("a"))
	r.expect(again, unchanged)
	r.expectRows("participations", 1)
	other := strings.Replace(attended("a"), "attended", "completed", 1)
	r.expect(r.acknowledged(byWeb, other), replaced)
	// Another source's key is another record's.
	r.expect(r.acknowledged(ingest.Post{Kind: "participations", Source: "app"}, attended("a")), took)
	open := r.acknowledged(byWeb, attended("b"))
	// A declaration, a load and a dry run find it in the lake.
	dry, err := r.in.Rehearse(context.Background(), bodied(byWeb, attended("b")))
	if err != nil {
		t.Fatal(err)
	}
	r.expect(dry.Receipts[0], unchanged)
	r.expect(r.acknowledged(byWeb, attended("c")), took)
	loaded := r.load(map[string]string{"athar.yaml": "name: web\nfeeds: [{name: more, kind: participations, files: {p: p.csv}, identity: web}]\n",
		"p.csv": "record_id,person_id,opportunity_id,stage,occurred_on\nc,ann,o,attended,2024-03-01\nd,ann,o,attended,2024-03-01\n"})["more"]
	r.expect(loaded, "received 2 accepted 1 unchanged 1 replaced 0 withdrawn 0 aside 0")
	if loaded.Commit <= open.Commit {
		t.Errorf("commit %d after %d", loaded.Commit, open.Commit)
	}
	// And what the load brought is known in the lane.
	r.expect(r.acknowledged(byWeb, attended("d")), unchanged)
	// Set aside on the road, mended beside it: it no longer awaits correction.
	r.post("participations", "web", strings.Repeat(attended("x")+"\n", 20)+strings.Replace(attended("y"), "attended", "sat", 1))
	if r.awaiting() == "" {
		t.Fatal("nothing awaits correction")
	}
	r.expect(r.acknowledged(byWeb, attended("y")), took)
	r.reopen()
	r.expectAwaiting("")
}

func TestOneKeyIsOnePostBesideTheRoad(t *testing.T) {
	r := newLane(t)
	p := ingest.Post{Kind: "participations", Source: "web", Key: "k"}
	var all sync.WaitGroup
	receipts := make([]models.Receipt, 8)
	for i := range receipts {
		all.Go(func() { receipts[i], _ = r.small(p, attended("a")) })
	}
	all.Wait()
	for _, x := range receipts[1:] {
		if x.Batch == "" || x.Batch != receipts[0].Batch {
			t.Errorf("batches %s and %s of one key", x.Batch, receipts[0].Batch)
		}
	}
	r.reopen()
	if x := r.acknowledged(p, attended("a")); x.Batch != receipts[0].Batch || !x.Repeated {
		t.Errorf("%+v", x)
	}
	r.expectRows("participations", 1)
}

// TestWhatIsWrittenAheadIsSealedOnce opens workspaces as kills leave them.
func TestWhatIsWrittenAheadIsSealedOnce(t *testing.T) {
	r := newLane(t)
	a, b := r.acknowledged(byWeb, attended("a")), r.acknowledged(ingest.Post{Kind: "people", Source: "web"}, `{"person_id":"ann"}`)
	file := r.writtenAhead()[0]
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// The rows are in their table and the receipts cannot be written.
	receipts := filepath.Join(r.dir, "lake", "receipts", "data")
	if err := os.Rename(receipts, receipts+"-away"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.small(byWeb, `{"person_id":"ann"}`); err == nil {
		t.Error("a commit was made though what was before it could not be kept")
	}
	r.expectRows("participations", 0+1)
	if err := os.Rename(receipts+"-away", receipts); err != nil {
		t.Fatal(err)
	}
	r.same(a)
	for name, found := range map[string][]byte{"as it was": content, "torn": append(content[:len(content):len(content)], 0xA7, 'W', 'A', 'L', 0, 0, 1)} {
		r.reopen()
		r.expectRows("participations", 1)
		r.expectRows("people", 1)
		for _, x := range []models.Receipt{a, b} {
			r.same(x)
			if n := r.told(x.Batch); n != 1 {
				t.Errorf("%s: %d receipts of a batch", name, n)
			}
		}
		r.close()
		// Killed before the file was removed.
		if err := os.WriteFile(file, found, 0o600); err != nil {
			t.Fatal(err)
		}
		r.open()
	}
	r.expectRows("participations", 1)
	if faults, err := r.engine.Verify(context.Background()); err != nil || len(faults) > 0 {
		t.Errorf("%v %v", faults, err)
	}
	// Damage is said, and nothing is touched.
	r.acknowledged(byWeb, attended("c"))
	r.acknowledged(byWeb, attended("d"))
	left := r.writtenAhead()[0]
	if content, err = os.ReadFile(left); err != nil {
		t.Fatal(err)
	}
	r.close()
	content[40] ^= 1
	if err := os.WriteFile(left, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.tryOpen(); models.KindOf(err) != models.Conflict {
		t.Errorf("a damaged file: %v", err)
	}
}

// TestSourcesAreSealedTogetherEachUnderItsCommit: what several sources posted
// changes a table once, and stays apart in it; also where that was interrupted.
func TestSourcesAreSealedTogetherEachUnderItsCommit(t *testing.T) {
	r := newLane(t)
	of := func(kind, source string) ingest.Post { return ingest.Post{Kind: kind, Source: source} }
	given := []models.Receipt{
		r.acknowledged(of("people", "web"), `{"person_id":"bob"}`), // sealed when it is first asked what is on offer
		r.acknowledged(of("participations", "web"), attended("a")),
		r.acknowledged(of("participations", "app"), attended("b")),
		r.acknowledged(of("participations", "web"), attended("c")),
		r.acknowledged(of("participations", "kiosk"), attended("d")),
		r.acknowledged(of("people", "web"), `{"person_id":"ann"}`),
		r.acknowledged(of("participations", "desk"), attended("e")),
	}
	file := r.writtenAhead()[0]
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changes := func() int {
		all, err := filepath.Glob(filepath.Join(r.dir, "lake", "participations", "metadata", "*.metadata.json"))
		if err != nil || len(all) == 0 {
			t.Fatal(all, err)
		}
		version, _, _ := strings.Cut(filepath.Base(slices.Max(all)), "-") // by which their names begin
		n, err := strconv.Atoi(version)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := changes()
	undo := blockTable(r, "receipts", "data")
	if _, err := r.small(byWeb, `{"person_id":"ann"}`); err == nil {
		t.Error("a commit was made though what was before it could not be kept")
	}
	if n := len(r.lake.Files("participations", 0, -1)); n != 3 {
		t.Errorf("the rows of %d commits are in the table before the receipts", n)
	}
	undo()
	for range 2 {
		r.reopen()
		rows := map[int64]int64{}
		for _, x := range given {
			r.same(x)
			if n := r.told(x.Batch); n != 1 {
				t.Errorf("%d receipts of a batch", n)
			}
			rows[x.Commit]++
		}
		if len(rows) != 6 {
			t.Errorf("the posts are in %d commits", len(rows))
		}
		for _, kind := range []string{"participations", "people"} {
			for _, f := range r.lake.Files(kind, 0, -1) {
				if f.First != f.Commit || f.Rows != rows[f.Commit] {
					t.Errorf("a file of %s has %d rows of the commits %d to %d", kind, f.Rows, f.First, f.Commit)
				}
			}
		}
		r.expectRows("participations", 5)
		if n := changes() - before; n != 2 {
			t.Errorf("the table changed %d times", n)
		}
		r.close()
		// Killed before the file was removed.
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		r.open()
	}
}

func TestWhatCannotBeWrittenAheadIsNotTaken(t *testing.T) {
	r := newLane(t)
	open := filepath.Join(r.dir, "lake", "open")
	if err := os.Rename(open, open+"-away"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.small(byWeb, attended("a")); models.KindOf(err) != models.Unfinished {
		t.Errorf("%v", err)
	}
	if err := os.Rename(open+"-away", open); err != nil {
		t.Fatal(err)
	}
	r.expect(r.acknowledged(byWeb, attended("a")), took)
	r.reopen()
	r.expectRows("participations", 1)
	if n := r.batches(); n != 1 {
		t.Errorf("%d receipts", n)
	}
}

func TestReadersSeeAPostSoon(t *testing.T) {
	r := newLane(t)
	r.close()
	r.sealed = time.Millisecond
	r.open()
	r.acknowledged(byWeb, attended("a"))
	for r.current("participations") == 0 {
		time.Sleep(5 * time.Millisecond) // until the test's own time is over
	}
}

func TestAStoppingLaneLosesNothing(t *testing.T) {
	r := newLane(t)
	r.close()
	r.sealed = 20 * time.Millisecond
	r.open()
	var senders sync.WaitGroup
	var mu sync.Mutex
	given := map[string]bool{}
	begun := make(chan struct{}, 1000)
	for s := range 8 {
		senders.Go(func() {
			for n := 0; ; n++ {
				x, err := r.small(byWeb, attended(fmt.Sprint(s, "-", n)))
				if err != nil {
					if models.KindOf(err) != models.Busy {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				given[x.Batch] = true
				mu.Unlock()
				select {
				case begun <- struct{}{}:
				default:
				}
			}
		})
	}
	for range 200 {
		<-begun
	}
	r.in.Stop()
	senders.Wait()
	r.reopen()
	r.expectRows("participations", int64(len(given)))
	for batch := range given {
		if _, err := r.in.Receipt(context.Background(), batch); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkPostsBesideTheRoad(b *testing.B) {
	r := newLane(b)
	r.acknowledged(byWeb, attended("first"))
	var n atomic.Int64
	b.ReportAllocs()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.acknowledged(byWeb, attended(fmt.Sprint(n.Add(1))))
		}
	})
	b.StopTimer()
}
