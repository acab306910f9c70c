// Package smalldisk gives tests a disk of their own that can be filled.
package smalldisk

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Make is a disk of some megabytes, gone when the test is done. Making one
// takes root; without, the test is skipped.
func Make(t testing.TB, megabytes int) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can make a small disk to fill")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes)); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("let go of the small disk: %v", err)
		}
	})
	return dir
}

// Fill fills a disk but for some bytes, rounded to its blocks; what it returns
// makes room again.
func Fill(t testing.TB, disk string, leave int64) (remove func()) {
	t.Helper()
	path := filepath.Join(disk, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); ; {
		var at syscall.Statfs_t
		if err := syscall.Statfs(disk, &at); err != nil {
			t.Fatal(err)
		}
		if int64(at.Bavail)*at.Bsize <= leave {
			break
		}
		if _, err := f.Write(block); err != nil {
			break
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}
