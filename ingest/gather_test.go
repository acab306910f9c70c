package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"athar/ingest"
	"athar/models"
)

// together posts at once, so that they are gathered.
func (r *road) together(posts []ingest.Post, bodies []string) []models.Receipt {
	r.Helper()
	receipts := make([]models.Receipt, len(posts))
	var sent sync.WaitGroup
	send := func(i int) {
		sent.Add(1)
		go func() {
			defer sent.Done()
			var err error
			if receipts[i], err = r.tryPost(posts[i], bodies[i]); err != nil {
				r.Errorf("post %d: %v", i, err)
			}
		}()
	}
	// The first is held up, and the others arrive behind it.
	until := make(chan struct{})
	r.held = make(chan chan struct{}, 1)
	r.held <- until
	sent.Add(1)
	go func() {
		defer sent.Done()
		if _, err := r.tryPost(ingest.Post{Kind: posts[0].Kind, Source: posts[0].Source}, `{"record_id":"held","person_id":"p","opportunity_id":"o","stage":"attended"}`); err != nil {
			r.Error(err)
		}
	}()
	for len(r.held) > 0 {
		time.Sleep(time.Millisecond)
	}
	for i := range posts {
		send(i)
		time.Sleep(10 * time.Millisecond) // in their order
	}
	close(until)
	sent.Wait()
	return receipts
}

func TestGatheredPostsAreJudgedAsIfAlone(t *testing.T) {
	visit := func(rest string) string {
		return `{"person_id":"ann","opportunity_id":"o","stage":"attended"` + rest + "}"
	}
	bodies := []string{
		visit(`,"occurred_on":"2024-03-01"`),
		// Rejected for half of it, though the rest is one row twice.
		strings.Repeat(visit(`,"occurred_on":"2024-03-01","record_id":"d"`)+"\n", 2) + strings.Repeat(visit(`,"occurred_on":"2024-99-01","record_id":"e"`)+"\n", 2),
		visit(`,"occurred_on":"2024-03-01","record_id":"a"`), // its record id is not another's lack of one
		visit(`,"occurred_on":"2024-03-01","colour":"red"`),  // nor its unknown column another's content
		`{"person_id":"bob","opportunity_id":"o"}`,           // a column is missing: rejected, and nobody else
		"{not json", // broken, and nobody else
		visit(`,"occurred_on":"2024-03-02"`) + "\n" + visit(`,"occurred_on":"2024-99-02"`), // half of it wrong
		visit(`,"occurred_on":"2024-03-01","batch":"x","row":"1"`),                         // a correction, and nobody else
		visit(`,"occurred_on":"2024-03-01"`),                                               // the first again
	}
	want := []string{
		"received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 4 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 2 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 0 unchanged 0 replaced 0 withdrawn 0 aside 0",
		"received 1 accepted 0 unchanged 1 replaced 0 withdrawn 0 aside 0",
	}
	// Alone, one after the other; then gathered.
	alone, gathered := newRoad(t), newRoad(t)
	var one []models.Receipt
	for _, body := range bodies {
		one = append(one, alone.post("participations", "web", body))
	}
	posts := make([]ingest.Post, len(bodies))
	for i := range posts {
		posts[i] = ingest.Post{Kind: "participations", Source: "web"}
	}
	many := gathered.together(posts, bodies)
	for i := range bodies {
		alone.expect(one[i], want[i])
		gathered.expect(many[i], want[i])
		if a, b := problems(one[i]), problems(many[i]); a != b {
			t.Errorf("post %d: alone\n%s\ngathered\n%s", i, a, b)
		}
		if a, b := fmt.Sprint(one[i].RowsRead), fmt.Sprint(many[i].RowsRead); a != b {
			t.Errorf("post %d: rows read alone %s, gathered %s", i, a, b)
		}
	}
	if n := gathered.batches(); n != int64(len(bodies)+1) {
		t.Errorf("%d receipts of %d posts", n, len(bodies)+1)
	}
}

func TestPostsOfLikeColumnsShareACommit(t *testing.T) {
	r := newRoad(t)
	var posts []ingest.Post
	var bodies []string
	for i := range 12 {
		posts = append(posts, ingest.Post{Kind: "participations", Source: "web", Key: fmt.Sprint("k", i)})
		bodies = append(bodies, fmt.Sprintf(`{"record_id":"%d","person_id":"ann","opportunity_id":"o%d","stage":"attended"}`, i, i))
	}
	commits, batches := map[int64]bool{}, map[string]bool{}
	for _, x := range r.together(posts, bodies) {
		r.expect(x, "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
		commits[x.Commit], batches[x.Batch] = true, true
	}
	if len(commits) > 3 || len(batches) != 12 {
		t.Errorf("12 posts in %d commits with %d receipts", len(commits), len(batches))
	}
}

func TestOneKeyIsOnePost(t *testing.T) {
	r := newRoad(t)
	const body = `{"person_id":"ann","opportunity_id":"o","stage":"attended"}`
	p := ingest.Post{Kind: "participations", Source: "web", Key: "k"}
	first := ""
	for _, x := range r.together([]ingest.Post{p, p, p}, []string{body, body, body}) {
		if first == "" {
			first = x.Batch
		}
		if x.Batch != first {
			t.Errorf("two receipts for one key")
		}
	}
	r.reopen()
	again, err := r.tryPost(p, body)
	if err != nil || again.Batch != first || !again.Repeated {
		t.Errorf("%+v %v", again, err)
	}
	// What was refused may be sent again under its key, once mended.
	p.Key = "k2"
	if x, err := r.tryPost(p, "{broken"); err != nil || !x.Rejected() {
		t.Errorf("%+v %v", x, err)
	}
	if x, err := r.tryPost(p, `{"person_id":"bob","opportunity_id":"o","stage":"attended"}`); err != nil || x.Accepted != 1 || x.Repeated {
		t.Errorf("%+v %v", x, err)
	}
}

func TestASenderThatHangsUpIsTakenAllTheSame(t *testing.T) {
	r := newRoad(t)
	path, err := r.in.Spool(strings.NewReader(visit), "body.ndjson", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := ingest.Post{Kind: "participations", Source: "web", Key: "k", Spooled: true, Files: []ingest.PostedFile{{Name: "body.ndjson", Path: path}}}
	if _, err := r.in.Receive(ctx, p); err == nil {
		t.Log("it was answered in time")
	}
	x, err := r.tryPost(ingest.Post{Kind: "participations", Source: "web", Key: "k"}, visit)
	if err != nil {
		t.Fatal(err)
	}
	r.expect(x, "received 1 accepted 1 unchanged 0 replaced 0 withdrawn 0 aside 0")
	if n := r.batches(); n != 1 {
		t.Errorf("%d receipts", n)
	}
	if left, _ := filepath.Glob(filepath.Join(r.dir, "tmp", "post-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAStoppingRoadFinishesWhatItHas(t *testing.T) {
	r := newRoad(t)
	answers := make(chan error, 40)
	var receipts sync.Map
	for i := range 40 {
		go func() {
			time.Sleep(time.Duration(i) * 10 * time.Millisecond)
			x, err := r.tryPost(ingest.Post{Kind: "participations", Source: "web"}, fmt.Sprintf(`{"record_id":"%d","person_id":"ann","opportunity_id":"o","stage":"attended"}`, i))
			if err == nil {
				receipts.Store(x.Batch, true)
			}
			answers <- err
		}()
	}
	time.Sleep(150 * time.Millisecond)
	r.in.Stop()
	taken, refused := 0, 0
	for range 40 {
		switch err := <-answers; {
		case err == nil:
			taken++
		case models.KindOf(err) == models.Busy:
			refused++
		default:
			t.Error(err)
		}
	}
	if taken == 0 || refused == 0 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
	if left, _ := os.ReadDir(filepath.Join(r.dir, "tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	r.reopen()
	if n := r.current("participations"); n != int64(taken) {
		t.Errorf("%d acknowledged, %d there", taken, n)
	}
	receipts.Range(func(batch, _ any) bool {
		if _, err := r.in.Receipt(context.Background(), batch.(string)); err != nil {
			t.Error(err)
		}
		return true
	})
}
