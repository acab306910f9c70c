package reference

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"athar/internal/beside"
)

// folderOf is the one folder NN-topic under a root.
func folderOf(t *testing.T, root, number string) (folder string, found bool) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, number+"-*"))
	if err != nil {
		t.Fatal(err)
	}
	folders := slices.DeleteFunc(names, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || !info.IsDir()
	})
	if len(folders) > 1 {
		t.Fatalf("reference %s: more than one folder in %s", number, root)
	}
	if len(folders) == 0 {
		return "", false
	}
	return folders[0], true
}

func statsFolder(t *testing.T) string {
	return filepath.Join(beside.Repository(t), "queries", "stats")
}
