package ingest

import (
	"context"
	"sync"

	"athar/models"
)

// Posts are gathered: while one batch of a kind is on its way, those that
// arrive for the same kind, source and identity wait, and go together as the
// next commit. So many small posts cost few commits, and a lone one no delay.

// mostGathered bounds how many posts go in one commit.
const mostGathered = 256

type gatherer struct {
	in      *Intake
	mu      sync.Mutex
	lines   map[line]*[]*waiting
	same    map[string]*waiting // by hashed Idempotency-Key
	closed  bool
	working sync.WaitGroup
}

// line is what posts must share to be gathered.
type line struct{ feed, kind, source, identity string }

// waiting is one post and, once done is closed, what became of it.
type waiting struct {
	delivery delivery
	feed     models.Feed
	done     chan struct{}
	receipt  models.Receipt
	err      error
}

func newGatherer(in *Intake) *gatherer {
	return &gatherer{in: in, lines: map[line]*[]*waiting{}, same: map[string]*waiting{}}
}

// stopping is said to posts that come while the service stops.
var stopping = &models.Error{Kind: models.Busy, Message: "The service is stopping; send it again in a moment.", Ar: "الخدمة تتوقف؛ أعد الإرسال بعد لحظات."}

// post waits until a delivery is in the lake and returns its receipt. A caller
// that gives up stops waiting; what it sent is taken all the same.
func (g *gatherer) post(ctx context.Context, feed models.Feed, d delivery) (models.Receipt, error) {
	if r, ok := g.in.journal.repeated(d.idempotency); ok {
		return r, nil
	}
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return models.Receipt{}, stopping
	}
	w, twin := g.same[d.idempotency], true
	if w == nil || d.idempotency == "" {
		w, twin = &waiting{delivery: d, feed: feed, done: make(chan struct{})}, false
		if d.idempotency != "" {
			g.same[d.idempotency] = w
		}
		g.queue(w)
	}
	g.mu.Unlock()
	select {
	case <-w.done:
	case <-ctx.Done():
		return models.Receipt{}, ctx.Err()
	}
	r := w.receipt
	r.Repeated = r.Repeated || twin
	return r, w.err
}

// queue puts a post in its line, and starts a worker for the line if none is
// at work. The caller holds mu.
func (g *gatherer) queue(w *waiting) {
	at := line{w.feed.Name, w.feed.Kind, w.feed.Source, w.feed.Identity}
	if queue, busy := g.lines[at]; busy {
		*queue = append(*queue, w)
		return
	}
	g.lines[at] = &[]*waiting{w}
	g.working.Add(1)
	go g.work(at)
}

// work takes the posts of a line, as many at a time as have come.
func (g *gatherer) work(at line) {
	defer g.working.Done()
	for {
		g.mu.Lock()
		queue := g.lines[at]
		together := (*queue)[:min(len(*queue), mostGathered)]
		if len(together) == 0 {
			delete(g.lines, at)
			g.mu.Unlock()
			return
		}
		*queue = (*queue)[len(together):]
		g.mu.Unlock()
		g.take(together)
	}
}

// take sends posts down the road: together, or one by one where one of them
// cannot even be read, so that it does not hold up the others.
func (g *gatherer) take(posts []*waiting) {
	deliveries := make([]delivery, len(posts))
	for i, w := range posts {
		deliveries[i] = w.delivery
	}
	receipts, err := g.in.receive(context.Background(), posts[0].feed, deliveries, false)
	if len(posts) > 1 && (err != nil || unreadable(receipts)) {
		for _, w := range posts {
			g.take([]*waiting{w})
		}
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range posts {
		if w.err = err; err == nil {
			w.receipt = receipts[i]
		}
		delete(g.same, w.delivery.idempotency)
		close(w.done)
	}
}

// unreadable reports whether a gathered batch was given up because some of it
// could not be read.
func unreadable(receipts []models.Receipt) bool {
	for _, r := range receipts {
		for _, p := range r.Problems {
			if p.Effect == models.Rejection && p.Code != "too_many_bad_rows" {
				return true
			}
		}
	}
	return false
}

// close lets what is queued finish and takes no more.
func (g *gatherer) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.working.Wait()
}
