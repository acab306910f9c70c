package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"athar/ingest"
)

// progress shows on a terminal what a long step does and how far it is; to
// anything else it is silent.
type progress struct {
	out      io.Writer
	terminal bool
	mu       sync.Mutex
	last     time.Time
	shown    bool
}

func newProgress(out io.Writer) *progress {
	f, ok := out.(*os.File)
	return &progress{out: out, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

func (p *progress) step(s ingest.Step) {
	p.line(fmt.Sprintf("%s: %s, %d rows", s.Feed, s.Doing, s.Rows))
}

// line replaces the line shown, a few times a second at most.
func (p *progress) line(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.terminal || time.Since(p.last) < 200*time.Millisecond {
		return
	}
	p.last, p.shown = time.Now(), true
	fmt.Fprintf(p.out, "\r\x1b[K%s", text)
}

// clear takes the line away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}
