package ingest

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"athar/models"
)

// Posts are gathered: while one batch of a kind is on its way, those that
// arrive for the same kind, source and identity wait, and go together as the
// next commit. So many small posts cost few commits, and a lone one no delay.
// What becomes of a post never depends on the company it came in.

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

func lineOf(f models.Feed) line { return line{f.Name, f.Kind, f.Source, f.Identity} }

// waiting is one post and, once done is closed, what became of it.
type waiting struct {
	delivery delivery
	feed     models.Feed
	done     chan struct{}
	told     told
	err      error
}

// told is what a post is answered.
type told struct {
	models.Receipt
	text []byte // the same as JSON, where it was written already
}

func newGatherer(in *Intake) *gatherer {
	return &gatherer{in: in, lines: map[line]*[]*waiting{}, same: map[string]*waiting{}}
}

// stopping is said to posts that come while the service stops.
var stopping = &models.Error{Kind: models.Busy, Message: "The service is stopping; send it again in a moment.", Ar: "الخدمة تتوقف؛ أعد الإرسال بعد لحظات."}

// post waits until a delivery is in the lake and returns its receipt. A caller
// that gives up stops waiting; what it sent is taken all the same.
func (g *gatherer) post(ctx context.Context, feed models.Feed, d delivery) (told, error) {
	if d.body != nil && d.idempotency == "" {
		t, taken, err := g.single(ctx, feed, &d)
		if taken || err != nil {
			return t, err
		}
	}
	w, twin, err := g.enter(feed, d)
	switch {
	case err != nil:
		d.discard()
		return told{}, err
	case twin:
		d.discard()
	case !g.repeated(ctx, w) && !g.lane(ctx, w):
		g.mu.Lock()
		g.queue(w)
		g.mu.Unlock()
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		return told{}, ctx.Err()
	}
	if twin {
		repeated := w.told.Receipt
		repeated.Repeated = true
		return told{Receipt: repeated}, w.err
	}
	return w.told, w.err
}

// single tries whether a post without a key, which nobody else can be waiting
// for, can take the lane; where it cannot, its body goes to a file for the road.
func (g *gatherer) single(ctx context.Context, feed models.Feed, d *delivery) (t told, taken bool, err error) {
	g.mu.Lock()
	closed := g.closed
	if !closed {
		g.working.Add(1)
	}
	g.mu.Unlock()
	if closed {
		return told{}, false, stopping
	}
	defer g.working.Done()
	if t, taken, err = g.in.lane.take(ctx, feed, *d); err == nil && !taken {
		*d, err = d.onDisk(g.in)
	}
	return t, taken, err
}

// enter takes note of a post, or finds the one with the same key that is on its
// way already.
func (g *gatherer) enter(feed models.Feed, d delivery) (w *waiting, twin bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, false, stopping
	}
	if w := g.same[d.idempotency]; w != nil && d.idempotency != "" {
		return w, true, nil
	}
	w = &waiting{delivery: d, feed: feed, done: make(chan struct{})}
	if d.idempotency != "" {
		g.same[d.idempotency] = w
	}
	g.working.Add(1) // so that close waits for it, wherever it goes
	return w, false, nil
}

// repeated answers a post whose key had a receipt before it came. A receipt is
// in the journal before its post is forgotten here, so that one of the two
// always knows a key.
func (g *gatherer) repeated(ctx context.Context, w *waiting) bool {
	r, known, err := g.in.journal.repeated(context.WithoutCancel(ctx), w.delivery.idempotency)
	if known || err != nil {
		g.answer(w, told{Receipt: r}, err)
	}
	return known || err != nil
}

// lane tries whether a post can take the lane; false where it must queue.
func (g *gatherer) lane(ctx context.Context, w *waiting) bool {
	if w.delivery.body == nil {
		return false
	}
	r, taken, err := g.in.lane.take(ctx, w.feed, w.delivery)
	if err == nil && !taken {
		w.delivery, err = w.delivery.onDisk(g.in)
	}
	if !taken && err == nil {
		return false
	}
	g.answer(w, r, err)
	return true
}

// answer ends the wait for a post.
func (g *gatherer) answer(w *waiting, r told, err error) {
	w.told, w.err = r, err
	g.mu.Lock()
	delete(g.same, w.delivery.idempotency)
	g.mu.Unlock()
	w.delivery.discard()
	close(w.done)
	g.working.Done()
}

// queue puts a post in its line, and starts a worker for the line if none is
// at work. The caller holds mu.
func (g *gatherer) queue(w *waiting) {
	at := lineOf(w.feed)
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
		if len(*queue) == 0 {
			delete(g.lines, at)
			g.mu.Unlock()
			return
		}
		most := mostGathered
		if alone((*queue)[0].feed) {
			most = 1
		}
		together := (*queue)[:min(len(*queue), most)]
		*queue = (*queue)[len(together):]
		g.mu.Unlock()
		g.take(together)
	}
}

// alone reports whether a feed's deliveries cannot share a commit: the files of
// a mapping belong together, and a delivery that stands for all there is
// withdraws what the one before it brought.
func alone(f models.Feed) bool {
	return f.SQL != "" || len(f.Columns) > 0 || f.Replaces != models.ReplacesNothing
}

// take sends posts down the road: together, in the groups that can go
// together, or one by one where that failed, so that none holds up the others.
func (g *gatherer) take(posts []*waiting) {
	deliveries := make([]delivery, len(posts))
	for i, w := range posts {
		deliveries[i] = w.delivery
	}
	receipts, err := g.receive(posts[0].feed, deliveries)
	if differ, ok := errors.AsType[*unlike](err); ok {
		for _, group := range differ.groups {
			some := make([]*waiting, len(group))
			for i, d := range group {
				some[i] = posts[d]
			}
			g.take(some)
		}
		return
	}
	if len(posts) > 1 && err != nil {
		for _, w := range posts {
			g.take([]*waiting{w})
		}
		return
	}
	for i, w := range posts {
		var r told
		if err == nil {
			r.Receipt = receipts[i]
		}
		g.answer(w, r, err)
	}
}

// receive keeps a fault of ours in one post from ending the process.
func (g *gatherer) receive(feed models.Feed, deliveries []delivery) (_ []models.Receipt, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("receive %s: %v\n%s", feed.Name, fault, debug.Stack())
		}
	}()
	return g.in.receive(context.Background(), feed, deliveries, nil)
}

// close takes no more, and lets what is queued finish.
func (g *gatherer) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.working.Wait()
}
