// Package beside finds what tests read outside their own folder: the
// repository, and the borrowed files that lie beside it in shared/ and are not
// committed. Only tests use it.
package beside

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Repository is the folder of go.mod.
func Repository(t testing.TB) string {
	t.Helper()
	folder, found := above(t, "go.mod")
	if !found {
		t.Fatal("there is no go.mod above the test")
	}
	return folder
}

// Find is the path of a file or folder in shared/, if it is there.
func Find(t testing.TB, name string) (path string, found bool) {
	t.Helper()
	name = filepath.Join("shared", filepath.FromSlash(name))
	folder, found := above(t, name)
	return filepath.Join(folder, name), found
}

// Shared is the path of a file or folder in shared/. Without it the test is
// skipped; on a build server it fails.
func Shared(t testing.TB, name string) string {
	t.Helper()
	path, found := Find(t, name)
	if !found {
		missing(t, "not checked: shared/"+name+" is not beside the repository")
	}
	return path
}

// Reference is the folder of published cases of statistics: the one that
// ATHAR_REFERENCE names, which must exist, or shared/reference. Go runs a test
// in the folder of its package; a relative name begins at the repository.
func Reference(t testing.TB) string {
	t.Helper()
	if named := os.Getenv("ATHAR_REFERENCE"); named != "" {
		if !filepath.IsAbs(named) {
			named = filepath.Join(Repository(t), named)
		}
		if _, err := os.Stat(named); err != nil {
			t.Fatalf("ATHAR_REFERENCE: %v", err)
		}
		return named
	}
	path, found := Find(t, "reference")
	if !found {
		missing(t, "not checked: reference cases not found: set ATHAR_REFERENCE to their folder")
	}
	return path
}

// missing fails on a build server, where all is there, and skips elsewhere.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	fmt.Println("SKIPPED:", what) // said without -v too
	t.Skip(what)
}

// above is the nearest folder, from the working one upwards, that holds name.
func above(t testing.TB, name string) (folder string, found bool) {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return folder, true
		} else if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", false
		}
		folder = parent
	}
}
