package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"athar/ingest/internal/wal"
	"athar/ingest/lake"
	"athar/models"
)

// sealable is commits that take no more posts, and the write-ahead file that
// holds them until they are sealed.
type sealable struct {
	path    string
	commits []*openCommit
}

// openLane reads what an earlier process acknowledged and did not seal, seals
// it under the numbers it was given, and opens the lane.
func (in *Intake) openLane(ctx context.Context) error {
	l := &lane{in: in, key: in.key.Fingerprint(), group: newGroup(0), rest: longestRest, known: map[string]*known{}, judges: map[line]*judge{},
		wake: make(chan struct{}, 1), due: make(chan struct{}, 1), quit: make(chan struct{}), last: in.lake.LastCommit()}
	log, files, err := wal.Open(openFolder(in.options.Dir))
	if errors.Is(err, wal.ErrDamaged) {
		return &models.Error{Kind: models.Conflict, Message: "Posts that were acknowledged and not sealed stand in a file under lake/open that is damaged; `athar repair` says what is lost and keeps the rest.",
			Ar: "ملف السجلات المستلمة التي لم تُختم بعد، في lake/open، تالف؛ يبيّن athar repair ما فُقد ويحفظ الباقي.", Cause: err}
	}
	if err != nil {
		return fmt.Errorf("open the write-ahead files: %w", err)
	}
	l.log, in.lane = log, l
	for _, file := range files {
		s, err := in.replay(file)
		if err != nil {
			return err
		}
		l.sealing = append(l.sealing, s)
	}
	if len(l.sealing) > 0 {
		in.options.Log.Info("acknowledged posts are sealed", "posts", l.unsealed)
		if err := in.sealAll(ctx); err != nil {
			// They are safe where they are, and readers can be served meanwhile.
			in.options.Log.Error("acknowledged posts cannot be sealed yet", "error", err)
			l.hurry()
		}
	}
	l.gone.Add(2)
	go l.write()
	go l.sealNowAndThen()
	return nil
}

// replay reads the commits of a write-ahead file. Those whose receipts are in
// the lake were sealed before the file could be removed.
func (in *Intake) replay(file wal.File) (sealable, error) {
	s := sealable{path: file.Path}
	told, _ := in.lake.Last(lake.ReceiptsTable)
	at := map[int64]*openCommit{}
	for _, frame := range file.Frames {
		for text := range strings.Lines(string(frame)) {
			var w written
			if err := json.Unmarshal([]byte(text), &w); err != nil {
				return s, fmt.Errorf("read %s: %w", file.Path, err)
			}
			if w.Pseudonyms != in.lane.key {
				return s, otherKey
			}
			p := acked{&entry{Idempotency: w.Idempotency, text: w.Receipt}, w.Row}
			if err := json.Unmarshal(w.Receipt, &p.Receipt); err != nil {
				return s, fmt.Errorf("read a receipt of %s: %w", file.Path, err)
			}
			number := p.Receipt.Commit
			in.lane.last = max(in.lane.last, number)
			if number <= told {
				continue
			}
			if at[number] == nil {
				kind, err := models.KindNamed(p.Receipt.Kind)
				if err != nil {
					return s, err
				}
				at[number] = &openCommit{number: number, kind: kind}
				s.commits = append(s.commits, at[number])
			}
			at[number].posts = append(at[number].posts, p)
			in.lane.unsealed++
			in.journal.remember(number, p.entry)
		}
	}
	slices.SortFunc(s.commits, func(a, b *openCommit) int { return int(a.number - b.number) })
	return s, nil
}

// turn waits for the one commit that is made at a time. What is open is sealed
// before it, and posts of its kind, or all where none is named, do not take the
// lane until done is called.
func (in *Intake) turn(ctx context.Context, kind string) (commit int64, done func(), err error) {
	l := in.lane
	in.writing.Lock()
	l.cut(func() {
		l.busy = kind
		l.last++
		commit = l.last
	})
	done = func() {
		l.catchUp()
		l.mu.Lock()
		l.busy = ""
		if l.last == commit && in.lake.LastCommit() < commit {
			l.last-- // nothing was committed
		}
		l.mu.Unlock()
		in.writing.Unlock()
	}
	if err := in.sealAll(ctx); err != nil {
		done()
		return 0, nil, &models.Error{Kind: models.Unfinished, Message: "What was acknowledged before could not be put into the lake yet; send it again in a moment.",
			Ar: "لم يكتمل بعد حفظ ما استُلم قبل هذا؛ أعد الإرسال بعد لحظات.", Cause: err}
	}
	return commit, done, nil
}

// next is the commit that comes next, if nothing comes before whoever asks.
func (l *lane) next() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last + 1
}

// cut ends the open commits: they take no more posts. then is called in the
// same moment. The caller holds writing.
func (l *lane) cut(then func()) {
	l.flushing.Lock()
	defer l.flushing.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := l.group; len(g.posts) > 0 {
		l.group = newGroup(0)
		l.written(g, l.log.Append(g.payload.Bytes()))
	}
	path, err := l.log.Cut()
	if err != nil {
		l.in.options.Log.Error("a write-ahead file cannot be closed", "error", err) // what it holds is on disk
	}
	commits := slices.DeleteFunc(l.open, func(c *openCommit) bool { return len(c.posts) == 0 })
	if path != "" || len(commits) > 0 {
		l.sealing = append(l.sealing, sealable{path, commits})
	}
	l.open, l.fresh = nil, 0
	then()
}

// sealNowAndThen seals what is open when it is old or large, until the lane is
// closed.
func (l *lane) sealNowAndThen() {
	defer l.gone.Done()
	for {
		select {
		case <-l.due:
			if err := l.sealNow(context.Background()); err != nil {
				l.in.options.Log.Error("acknowledged posts cannot be sealed yet", "error", err)
				time.AfterFunc(oldestOpen, l.hurry)
			}
		case <-l.quit:
			return
		}
	}
}

// sealNow seals what is open at this moment.
func (l *lane) sealNow(ctx context.Context) error {
	l.in.writing.Lock()
	defer l.in.writing.Unlock()
	posts, begun := 0, time.Now()
	l.cut(func() { posts = l.unsealed })
	err := l.in.sealAll(ctx)
	if posts >= streaming {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.rest = min(restsSeals*time.Since(begun), longestRest)
	}
	return err
}

// Unsealed is how many posts are acknowledged that readers do not see yet.
func (in *Intake) Unsealed() int {
	in.lane.mu.Lock()
	defer in.lane.mu.Unlock()
	return in.lane.unsealed
}

// close seals what is open. No post may be on its way.
func (l *lane) close() {
	l.closing.Do(func() {
		close(l.quit)
		l.gone.Wait()
		if err := l.sealNow(context.Background()); err != nil {
			l.in.options.Log.Error("acknowledged posts are sealed when the workspace is opened again", "error", err)
		}
	})
}

// sealAll puts what was cut into the lake, in the order of its numbers. What
// fails stays in its file and is tried again. The caller holds writing.
func (in *Intake) sealAll(ctx context.Context) error {
	l := in.lane
	if len(l.sealing) == 0 {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := in.journal.settle(ctx); err != nil {
		return err
	}
	some := false
	for len(l.sealing) > 0 {
		s := l.sealing[0]
		for _, run := range runs(s.commits) {
			if err := in.seal(ctx, run); err != nil {
				return fmt.Errorf("seal commit %d of %s, and those with it: %w", run[0].number, run[0].kind.Name, err)
			}
			some = true
		}
		if err := l.log.Remove(s.path); err != nil {
			return fmt.Errorf("remove a write-ahead file: %w", err)
		}
		l.sealing = l.sealing[1:]
		l.mu.Lock()
		for _, c := range s.commits {
			l.unsealed -= len(c.posts)
		}
		l.mu.Unlock()
	}
	if !some {
		return nil
	}
	defer in.changes.Add(1)
	if in.asides.stale {
		if err := in.openAsides(ctx); err != nil {
			in.options.Log.Error("the rows awaiting correction must be read anew", "error", err)
		}
	}
	if err := in.ledger.Refresh(ctx, in.Workspace()); err != nil {
		in.behind = true
		in.options.Log.Error("the warehouse is behind the lake", "error", err)
	}
	return nil
}

// catchUp learns what was committed beside the lane. The caller holds writing.
func (l *lane) catchUp() {
	l.mu.Lock()
	var behind []*known
	for _, k := range l.known {
		if last, _ := l.in.lake.Last(k.kind.Name); last > k.upTo {
			behind = append(behind, k)
		}
	}
	l.mu.Unlock()
	defer l.in.lake.Hold()()
	for _, k := range behind {
		n, err := k.learn(l.in.lake)
		for more := err == nil; more; {
			l.mu.Lock()
			n, more = k.remember(n)
			l.mu.Unlock()
		}
		if err != nil {
			l.in.options.Log.Error("posts cannot take the lane until it is read which keys are known", "kind", k.kind.Name, "error", err)
			l.mu.Lock()
			delete(l.known, k.kind.Name)
			l.mu.Unlock()
		}
	}
}
