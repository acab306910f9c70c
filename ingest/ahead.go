package ingest

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"

	"athar/ingest/internal/decode"
	"athar/models"
)

// gathering is how long a group waits at most until it is half of the two before
// it: each costs a sync, those who post one record after another all come again,
// and while one half is synced the other is judged.
const gathering = 2 * time.Millisecond

// written is an acknowledged post as a write-ahead file keeps it.
type written struct {
	Pseudonyms  string          `json:"key"` // the fingerprint of the key they were made with
	Idempotency string          `json:"idempotency,omitempty"`
	Receipt     json.RawMessage `json:"receipt"`
	Row         []decode.Cell   `json:"row"`
}

// writeTo writes a post as a line that reads as written; its two keys are
// hexadecimal digits.
func (p acked) writeTo(out *bytes.Buffer, key string) {
	for _, part := range [...]string{`{"key":"`, key, `","idempotency":"`, p.Idempotency, `","receipt":`} {
		out.WriteString(part)
	}
	out.Write(p.text)
	out.WriteString(`,"row":[`)
	for i, c := range p.row {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(`{"n":`)
		writeText(out, c.Name)
		out.WriteString(`,"v":`)
		writeText(out, c.Value)
		out.WriteByte('}')
	}
	out.WriteString("]}\n")
}

// writeText writes a text as JSON.
func writeText(out *bytes.Buffer, s string) {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e || s[i] == '"' || s[i] == '\\' {
			text, _ := json.Marshal(s) // no text fails
			out.Write(text)
			return
		}
	}
	out.WriteByte('"')
	out.WriteString(s)
	out.WriteByte('"')
}

// group is posts that are written ahead together.
type group struct {
	payload *bytes.Buffer
	posts   []entering
	done    chan struct{}
	err     error
}

// entering is a post on its way into an open commit.
type entering struct {
	acked
	commit  *openCommit
	key, id uint64 // hashes
}

var payloads = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// newGroup makes a group with room for so many posts.
func newGroup(company int) *group {
	g := &group{payload: payloads.Get().(*bytes.Buffer), posts: make([]entering, 0, company), done: make(chan struct{})}
	g.payload.Reset()
	return g
}

// write writes groups ahead until the lane is closed.
func (l *lane) write() {
	defer l.gone.Done()
	for {
		select {
		case <-l.wake:
			l.mu.Lock()
			early := len(l.group.posts) < l.company
			l.mu.Unlock()
			if early {
				select {
				case <-l.wake:
				case <-time.After(gathering):
				}
			}
			l.flushing.Lock()
			l.mu.Lock()
			g := l.group
			l.group, l.company, l.before = newGroup(len(g.posts)), (l.before+len(g.posts)+1)/2, len(g.posts)
			l.mu.Unlock()
			if len(g.posts) > 0 {
				err := l.log.Append(g.payload.Bytes())
				l.mu.Lock()
				l.written(g, err)
				l.mu.Unlock()
			}
			l.flushing.Unlock()
		case <-l.quit:
			return
		}
	}
}

// written acknowledges a group, or forgets it. The caller holds mu.
func (l *lane) written(g *group, err error) {
	payloads.Put(g.payload)
	for _, p := range g.posts {
		k := l.known[p.Receipt.Kind] // nil where it could not be read on; it is read anew once these are sealed
		if err != nil {
			if k != nil {
				delete(k.keys, p.key)
			}
			continue
		}
		if k != nil && k.referred {
			k.ids[p.id] = struct{}{}
		}
		p.commit.posts = append(p.commit.posts, p.acked)
		l.unsealed++
		l.fresh++
		l.in.journal.remember(p.Receipt.Commit, p.entry)
	}
	if err != nil {
		l.in.options.Log.Error("posts cannot be written ahead", "posts", len(g.posts), "error", err)
		g.err = outOfSpace(&models.Error{Kind: models.Unfinished, Message: "The record could not be written to disk, so it was not taken; send it again in a moment.",
			Ar: "تعذرت كتابة السجل على القرص فلم يؤخذ؛ أعد إرساله بعد لحظات.", Cause: err})
	}
	if l.fresh >= manyOpen {
		l.hurry()
	}
	close(g.done)
}
