package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A run of the smallest size, on the program as it is now: the numbers say nothing, but every item must still have some.
func TestEveryItemCanStillBeMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	dir := t.TempDir()
	athar := filepath.Join(dir, "athar")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", athar, "athar/cmd/athar")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	document := filepath.Join(dir, "benchmarks.md")
	if err := os.WriteFile(document, []byte("before\n"+resultsBegin+"\nold\n"+resultsEnd+"\nafter\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := options{athar: athar, size: 2_000, commits: 4, write: document, seconds: 200 * time.Millisecond, repeat: 1}
	if err := run(context.Background(), o, filepath.Join(dir, "data"), &out); err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		if !strings.Contains(out.String(), "\n| "+i.letter+" | ") {
			t.Errorf("nothing was measured of %s", i.title)
		}
	}
	written, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(written); !strings.HasPrefix(text, "before\n") || !strings.HasSuffix(text, "\nafter\n") || strings.Contains(text, "old") || !strings.Contains(text, out.String()) {
		t.Error("the results did not take their place in the document")
	}
}

func TestQuantilesAreOfTheSortedTimings(t *testing.T) {
	hundred := make(timings, 100)
	for i := range hundred {
		hundred[(i*37)%100] = time.Duration(i+1) * time.Millisecond
	}
	for share, want := range map[float64]time.Duration{0: 1, 0.5: 51, 0.95: 96, 0.99: 100, 1: 100} {
		if got := hundred.at(share); got != want*time.Millisecond {
			t.Errorf("at %v: %v, want %v ms", share, got, want)
		}
	}
}

func TestSizesAreRead(t *testing.T) {
	for text, want := range map[string]int{"5": 5, "200k": 200_000, "10m": 10_000_000} {
		if got, err := count(text); err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "m", "-1", "ten"} {
		if _, err := count(text); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
