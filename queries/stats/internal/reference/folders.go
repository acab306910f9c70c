package reference

import (
	"path/filepath"
	"testing"

	"athar/internal/beside"
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

func statsFolder(t *testing.T) string {
	return filepath.Join(beside.Repository(t), "queries", "stats")
}
