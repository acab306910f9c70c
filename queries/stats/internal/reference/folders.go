package reference

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// folderOf is the one folder NN-topic under a root.
func folderOf(t *testing.T, root, number string) (folder string, found bool) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(root, number+"-*"))
	if err != nil || len(folders) > 1 {
		t.Fatalf("reference %s: more than one folder in %s (%v)", number, root, err)
	}
	if len(folders) == 0 {
		return "", false
	}
	return folders[0], true
}

// repository is the folder of go.mod.
func repository(t *testing.T) string {
	t.Helper()
	folder, found := above(t, "go.mod")
	if !found {
		t.Fatal("there is no go.mod above the test")
	}
	return folder
}

func statsFolder(t *testing.T) string { return filepath.Join(repository(t), "queries", "stats") }

// outsideFolder finds the cases outside the repository or skips, loudly; on a build server their absence is a failure.
func outsideFolder(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("ATHAR_REFERENCE"); named != "" {
		if _, err := os.Stat(named); err != nil {
			t.Fatalf("ATHAR_REFERENCE: %v", err)
		}
		return named
	}
	if folder, found := above(t, filepath.Join("shared", "reference")); found {
		return filepath.Join(folder, "shared", "reference")
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("reference cases not found: set ATHAR_REFERENCE to their folder")
	}
	fmt.Println("reference: SKIPPED, no folder of reference cases; set ATHAR_REFERENCE to check against them")
	t.Skip("reference cases not found: set ATHAR_REFERENCE to their folder")
	return ""
}

// above is the nearest folder, from the working one upwards, that holds name.
func above(t *testing.T, name string) (folder string, found bool) {
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
