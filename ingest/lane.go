package ingest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"athar/ingest/internal/check"
	"athar/ingest/internal/decode"
	"athar/ingest/internal/pseudonym"
	"athar/ingest/internal/wal"
	"athar/models"
)

// A single record of which Go can tell all that its receipt says takes the
// lane beside the road:
//
//	post > judge > write ahead (one sync for all that wait) > receipt
//	each second, or ten where posts stream in > seal > lake
//
// Its receipt names an open commit: one whose number is given and whose rows
// stand in a write-ahead file, until they are sealed, which makes them rows of
// the lake like any others. Nothing else is committed before what is open is
// sealed. A record that is not plain, or whose key may be known, goes down the
// road; it waits there for what is open, so that it is compared with it.
type lane struct {
	in  *Intake
	log *wal.Log // written while flushing is held
	key string   // the fingerprint of the key of the pseudonyms

	flushing sync.Mutex // taken before mu
	mu       sync.Mutex
	last     int64         // the highest number given to a commit
	open     []*openCommit // in the order of their numbers
	fresh    int           // posts acknowledged in them
	unsealed int           // posts acknowledged and not in the lake's tables
	group    *group
	before   int               // posts of the group before it
	company  int               // so many posts make it whole: half of the two groups before it
	known    map[string]*known // by kind, from the first post on that asks
	judges   map[line]*judge
	busy     string // the kind of the commit that is being made, or everything
	sealing  []sealable
	rest     time.Duration // how long what is open may stay so while posts stream in, where that is longer than usual

	wake, due, quit chan struct{}
	gone            sync.WaitGroup
	closing         sync.Once
}

// everything is the busy kind while what is declared changes.
const everything = "*"

// Bounds of what is open: its age, its posts until it is sealed at once, and
// until the lane waits for that; its commits.
const (
	oldestOpen  = 700 * time.Millisecond // unless Options say otherwise
	manyOpen    = 200_000
	mostOpen    = 400_000 // of little more than a kilobyte of memory each
	mostCommits = 32
)

// While so many posts come in the time that posts wait otherwise, what is open
// waits for a rest so many times as long as the last sealing of as many took, at
// most the longest, which holds until there was one: most of the machine is for
// those who post, and the last of them wait no longer than others.
const (
	streaming   = 1000
	restsSeals  = 9
	longestRest = 10 * time.Second
)

// openCommit is posts of one feed that will be one commit.
type openCommit struct {
	number int64
	of     line
	kind   *models.Kind
	posts  []acked
}

// acked is one acknowledged post.
type acked struct {
	*entry
	row []decode.Cell
}

// judge is what must be known of a feed to judge its records.
type judge struct {
	workspace *models.Workspace // it was made under
	names     *pseudonym.One
	plain     *check.Plain // nil: never sure
	kind      *models.Kind
	refers    []models.Field
	needs     []string                  // the kinds of which must be known which keys and ids there are
	forms     map[string]*receiptForm   // by the name of the file; senders over HTTP have two
	unknown   map[string]models.Problem // by the field that refers; receipts share the sentences
}

var stranger = models.NewProblem("not_in_roster", "", "")

// judge finds or makes the judge of a feed. The caller holds mu.
func (l *lane) judge(feed models.Feed) (*judge, error) {
	at, w := lineOf(feed), l.in.Workspace()
	if j := l.judges[at]; j != nil && j.workspace == w {
		return j, nil
	}
	kind, err := models.KindNamed(feed.Kind)
	if err != nil {
		return nil, err
	}
	plain, err := check.NewPlain(kind, feed, w.Declared(kind.Levels...))
	if err != nil {
		return nil, err
	}
	if len(l.judges) > 1000 { // sources are named by senders
		clear(l.judges)
	}
	j := &judge{workspace: w, names: pseudonym.NewOne(l.in.key, kind, feed), plain: plain, kind: kind, needs: []string{kind.Name}, forms: map[string]*receiptForm{}, unknown: map[string]models.Problem{}}
	for _, f := range kind.Fields {
		if f.Refers != "" {
			j.refers, j.needs = append(j.refers, f), append(j.needs, f.Refers)
			j.unknown[f.Name] = models.NewProblem("unknown_reference", f.Name, "")
		}
	}
	l.judges[at] = j
	return j, nil
}

// form finds or makes the form of the receipts of a file. The caller holds mu.
func (j *judge) form(feed models.Feed, file string) (*receiptForm, error) {
	if f := j.forms[file]; f != nil {
		return f, nil
	}
	f, err := newReceiptForm(models.Receipt{Feed: feed.Name, Kind: j.kind.Name, Source: feed.Source, RowsRead: map[string]int64{file: 1},
		Received: 1, Accepted: 1, Problems: []models.Problem{}})
	if err != nil {
		return nil, err
	}
	if len(j.forms) > 100 { // files are named by senders
		clear(j.forms)
	}
	j.forms[file] = f
	return f, nil
}

// take acknowledges a post of one plain record; ok is false where it has to go
// down the road.
func (l *lane) take(ctx context.Context, feed models.Feed, d delivery) (_ told, ok bool, err error) {
	started := l.in.options.Now()
	file := d.sources[0].files[0]
	cells, ok := decode.One(d.body, file.Format == "ndjson")
	if !ok {
		return told{}, false, nil
	}
	l.mu.Lock()
	j, err := l.judge(feed)
	var f *receiptForm
	if err == nil {
		f, err = j.form(feed, file.Name)
	}
	l.mu.Unlock()
	if err != nil || j.plain == nil {
		return told{}, false, err
	}
	if cells, ok = j.names.Name(cells); !ok {
		return told{}, false, nil
	}
	row, ok := j.plain.Row(cells, models.Day{Time: started.UTC().Truncate(24 * time.Hour)})
	if !ok {
		return told{}, false, nil
	}
	if err := l.learn(ctx, j); err != nil {
		return told{}, false, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return told{}, false, err
	}
	p := acked{&entry{Receipt: f.receipt, Idempotency: d.idempotency}, row}
	p.Receipt.Batch, p.Receipt.At = id.String(), started
	g, err := l.enter(j, f, feed, p)
	if g == nil || err != nil {
		return told{}, false, err
	}
	<-g.done
	return told{p.Receipt, p.text}, true, g.err
}

// enter puts a row in an open commit, if its key is new, and into the group
// that is written ahead next; nil where it has to go down the road.
func (l *lane) enter(j *judge, f *receiptForm, feed models.Feed, p acked) (*group, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy == j.kind.Name || l.busy == everything || j.workspace != l.in.Workspace() || l.unsealed >= mostOpen {
		return nil, nil
	}
	k := l.known[j.kind.Name]
	if k == nil {
		return nil, nil
	}
	key, of, ok := k.key(feed.Source, p.row)
	if _, there := k.keys[key]; there || !ok || !l.resolve(j, &p.Receipt, p.row) {
		return nil, nil
	}
	c := l.commitOf(feed, j.kind)
	if c == nil {
		return nil, nil
	}
	r := &p.Receipt
	r.Commit = c.number
	r.At, r.Seconds = r.At.UTC(), l.in.secondsSince(r.At)
	var err error
	if p.text, err = f.text(r); err != nil {
		return nil, err
	}
	g := l.group
	p.writeTo(g.payload, l.key)
	k.keys[key] = struct{}{} // no other post may bring it now
	g.posts = append(g.posts, entering{p, c, key, of})
	if n := len(g.posts); n == 1 || n == l.company {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
	return g, nil
}

// resolve says in a receipt what a row names and nobody knows, as tell does;
// false where that takes the ledger. The caller holds mu.
func (l *lane) resolve(j *judge, r *models.Receipt, row []decode.Cell) bool {
	var strangers []string
	for _, f := range j.refers {
		text := check.Value(row, f.Name)
		if text == "" {
			continue
		}
		target := l.known[f.Refers]
		if target == nil {
			return false
		}
		there, sure := target.refers(f.Type, text)
		if !sure || !there && f.Refers == j.kind.Name {
			return false
		}
		if there {
			continue
		}
		if commit, _ := l.in.lake.Last("aliases"); commit > 0 {
			return false // it may be another name of one that is known
		}
		if f.Refers == "people" {
			strangers = append(strangers, text)
			continue
		}
		r.Problems = append(r.Problems, j.unknown[f.Name])
		r.Warnings++
	}
	if len(strangers) > 0 {
		p := stranger
		slices.Sort(strangers)
		p.Count = int64(len(slices.Compact(strangers)))
		r.Problems = append(r.Problems, p)
	}
	return true
}

// commitOf is the open commit of a feed's posts; nil where too many are open.
// The caller holds mu.
func (l *lane) commitOf(feed models.Feed, kind *models.Kind) *openCommit {
	at := lineOf(feed)
	for _, c := range l.open {
		if c.of == at {
			return c
		}
	}
	if len(l.open) >= mostCommits {
		return nil
	}
	if len(l.open) == 0 {
		l.age(l.rest)
	}
	l.last++
	c := &openCommit{number: l.last, of: at, kind: kind}
	l.open = append(l.open, c)
	return c
}

// age has what is open sealed once it is old: where posts stream in, after a
// rest, and as soon as they no longer do. The caller holds mu.
func (l *lane) age(rest time.Duration) {
	if l.in.options.SealAfter != 0 {
		time.AfterFunc(l.in.options.SealAfter, l.hurry)
		return
	}
	before := l.fresh
	time.AfterFunc(oldestOpen, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if rest > oldestOpen && l.fresh-before >= streaming {
			l.age(rest - oldestOpen)
		} else {
			l.hurry()
		}
	})
}

// hurry has what is open sealed.
func (l *lane) hurry() {
	select {
	case l.due <- struct{}{}:
	default:
	}
}

// learn reads which keys and ids are known, where no post asked before.
func (l *lane) learn(ctx context.Context, j *judge) error {
	missing := func() (kinds []string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, name := range j.needs {
			if l.known[name] == nil {
				kinds = append(kinds, name)
			}
		}
		return kinds
	}
	if len(missing()) == 0 {
		return nil
	}
	// While nothing is committed, and nothing of these kinds is open.
	l.in.writing.Lock()
	defer l.in.writing.Unlock()
	if len(missing()) == 0 {
		return nil // another post that waited here has read it
	}
	l.cut(func() {})
	if err := l.in.sealAll(ctx); err != nil {
		return err
	}
	defer l.in.lake.Hold()()
	for _, name := range missing() {
		kind, err := models.KindNamed(name)
		if err != nil {
			return err
		}
		k := newKnown(kind)
		n, err := k.learn(l.in.lake)
		if err != nil {
			return err
		}
		for more := true; more; {
			n, more = k.remember(n)
		}
		l.mu.Lock()
		l.known[name] = k
		l.mu.Unlock()
	}
	return nil
}
