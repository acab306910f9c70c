package queries

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// warehouseFile is the name of the warehouse in a workspace; files beside it begin with it.
const warehouseFile = "warehouse.duckdb"

// Discard removes the warehouse of a workspace that nobody has open; the next
// Open makes it anew from the lake.
func Discard(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), warehouseFile) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, entry.Name())))
		}
	}
	return err
}
