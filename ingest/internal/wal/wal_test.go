package wal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// written makes a file of three frames and returns it closed.
func written(t *testing.T) (dir, path string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "open")
	l, files, err := Open(dir)
	if err != nil || len(files) > 0 {
		t.Fatal(files, err)
	}
	for i := range 3 {
		if err := l.Append(fmt.Appendf(nil, "frame %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	if path, err = l.Cut(); err != nil {
		t.Fatal(err)
	}
	return dir, path
}

func frames(t *testing.T, dir string) string {
	t.Helper()
	_, files, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, f := range files {
		all = append(all, f.Frames...)
	}
	return string(bytes.Join(all, []byte("|")))
}

func TestEveryTornEndIsCut(t *testing.T) {
	dir, path := written(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	frame := headBytes + len("frame 0")
	for length := range whole {
		if err := os.WriteFile(path, whole[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		want := ""
		for i := range length / frame {
			want += fmt.Sprintf("|frame %d", i)
		}
		if got := frames(t, dir); "|"+got != want && got != want {
			t.Errorf("of %d bytes: %q", length, got)
		}
	}
	// A page of the last frame that never came to disk.
	blank := bytes.Clone(whole)
	clear(blank[len(blank)-4:])
	if err := os.WriteFile(path, blank, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := frames(t, dir); got != "frame 0|frame 1" {
		t.Errorf("with a blank page: %q", got)
	}
}

func TestDamageIsNotTakenForATornEnd(t *testing.T) {
	dir, path := written(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range 2 * (len(whole) / 3) {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 0x10
		if err := os.WriteFile(path, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Open(dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("a bit of byte %d flipped: %v", at, err)
		}
	}
}

func TestFilesFollowOneAnother(t *testing.T) {
	dir, first := written(t)
	l, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append([]byte("later")); err != nil {
		t.Fatal(err)
	}
	if got := frames(t, dir); got != "frame 0|frame 1|frame 2|later" {
		t.Errorf("%q", got)
	}
	if err := l.Remove(first, first, ""); err != nil {
		t.Fatal(err)
	}
	if got := frames(t, dir); got != "later" {
		t.Errorf("after removal %q", got)
	}
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	dir, _ := written(t)
	l, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Append([]byte("good")); err != nil {
		t.Fatal(err)
	}
	l.file.Close() // what is written now fails, and cannot be cut off either
	if err := l.Append([]byte("lost")); err == nil {
		t.Error("a write to a closed file was acknowledged")
	}
	if err := l.Append([]byte("lost too")); err == nil {
		t.Error("a broken file was written on")
	}
	_, _ = l.Cut()
	if err := l.Append([]byte("next")); err != nil {
		t.Error(err)
	}
	if got := frames(t, dir); got != "frame 0|frame 1|frame 2|good|next" {
		t.Errorf("%q", got)
	}
}
