package lake_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"athar/ingest/lake"
)

func holdLake(dir string) {
	if _, err := lake.Open(context.Background(), dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("held")
	io.Copy(io.Discard, os.Stdin) // until the test closes it
}

func TestASecondProcessIsToldWhoOwnsTheLake(t *testing.T) {
	dir := t.TempDir()
	other := play("owner", dir)
	stdin, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); other.Wait() })
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "held\n" {
		t.Fatal(line, err)
	}
	before := listing(t, dir)
	_, err = lake.Open(t.Context(), dir)
	expectError(t, err, "is in use by process "+strconv.Itoa(other.Process.Pid))
	expect(t, "files", listing(t, dir), before)

	stdin.Close()
	other.Wait()
	openLake(t, dir)
}

func TestASecondOpenInOneProcessIsRefusedToo(t *testing.T) {
	dir := t.TempDir()
	l := openLake(t, dir)
	_, err := lake.Open(t.Context(), dir)
	expectError(t, err, "is in use by process "+strconv.Itoa(os.Getpid()))
	l.Close()
	openLake(t, dir)
}

// listing is every file below a folder with its size and time of change.
func listing(t *testing.T, dir string) string {
	t.Helper()
	text := ""
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		text += fmt.Sprintln(path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
