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
	for at := range whole {
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

func TestWhatCanBeReadOfADamagedFileIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(b []byte, frame int)
		kept   string
		gaps   string
	}{
		"first":          {func(b []byte, frame int) { b[headBytes] ^= 1 }, "frame 1|frame 2", "[0]"},
		"middle":         {func(b []byte, frame int) { b[frame+headBytes+2] ^= 1 }, "frame 0|frame 2", "[1]"},
		"last":           {func(b []byte, frame int) { b[2*frame+headBytes] ^= 1 }, "frame 0|frame 1", "[2]"},
		"length of last": {func(b []byte, frame int) { b[2*frame+5] ^= 1 }, "frame 0|frame 1", "[2]"},
		"first and last": {func(b []byte, frame int) { b[0] ^= 1; b[2*frame] ^= 1 }, "frame 1", "[0 1]"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, path := written(t)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c.damage(content, headBytes+len("frame 0"))
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			found, foreign, err := Examine(dir)
			if err != nil || len(found) != 1 || !found[0].Damaged || found[0].Torn || fmt.Sprint(found[0].Gaps) != c.gaps || len(foreign) != 1 {
				t.Fatalf("%+v %v %v", found, foreign, err)
			}
			apart := filepath.Join(filepath.Dir(dir), "damaged")
			for n := range 2 { // as if it had been cut short the first time
				if err := Mend(found[0], apart); err != nil {
					t.Fatal(err)
				}
				if got := frames(t, dir); got != c.kept {
					t.Errorf("mended %d times: %q", n+1, got)
				}
			}
			if was, err := os.ReadFile(filepath.Join(apart, filepath.Base(path))); err != nil || !bytes.Equal(was, content) {
				t.Errorf("the damaged file was not kept: %q %v", was, err)
			}
		})
	}
}
