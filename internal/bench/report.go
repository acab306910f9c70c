package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// line is one measured number beside its rival and its target.
type line struct {
	item, what, size    string
	athar, rival, ratio string
	target, met         string
}

const (
	met    = "yes"
	notMet = "**no**"
	none   = "–"
)

func isMet(ok bool) string {
	if ok {
		return met
	}
	return notMet
}

// report is a run told.
type report struct {
	machine []fact
	took    time.Duration
	size    int
	commits int
	lines   []line
	course  course
}

// fact is one line about the machine.
type fact struct{ name, value string }

// The results stand between these lines of the document; the rest of it is written by hand.
const (
	resultsBegin = "<!-- results: written by make bench -->"
	resultsEnd   = "<!-- end of results -->"
)

func (r report) table() string {
	var b strings.Builder
	b.WriteString("| | |\n|---|---|\n")
	for _, f := range r.machine {
		fmt.Fprintf(&b, "| %s | %s |\n", f.name, f.value)
	}
	fmt.Fprintf(&b, "| Run | %s participations, %s small commits, %s |\n\n", thousands(r.size), thousands(r.commits), r.took.Round(time.Second))
	b.WriteString("| | What | Size | Athar | Beside it | Ratio | Target | Met |\n|---|---|---|---|---|---|---|---|\n")
	for _, l := range r.lines {
		cells := []string{l.item, l.what, l.size, l.athar, l.rival, l.ratio, l.target, l.met}
		for i, c := range cells {
			if c == "" {
				cells[i] = none
			}
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	b.WriteString(r.course.table())
	return b.String()
}

// writeInto replaces the results in a document.
func (r report) writeInto(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := bytes.Cut(text, []byte(resultsBegin))
	_, after, ends := bytes.Cut(rest, []byte(resultsEnd))
	if !begins || !ends {
		return fmt.Errorf("%s has no place for results", path)
	}
	return os.WriteFile(path, slices.Concat(before, []byte(resultsBegin+"\n\n"+r.table()+"\n"+resultsEnd), after), 0o644)
}

// thousands writes 1,000,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// took writes a duration as people say it.
func took(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func megabytes(bytes int64) string { return thousands(int(bytes>>20)) + " MiB" }

func times(x float64) string { return fmt.Sprintf("%.2f ×", x) }

// timings are durations of the same thing.
type timings []time.Duration

// at is a quantile: the smallest duration that so large a share does not exceed.
func (t timings) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

func (t timings) median() time.Duration { return t.at(0.5) }
