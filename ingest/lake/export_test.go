package lake

import (
	"path/filepath"
	"testing"
)

// Soon has files merged and snapshots dropped after few commits, as they otherwise are after many.
func Soon(l *Lake) { l.bounds = bounds{appends: 4, bytes: usualBounds.bytes, snapshots: 8} }

// MetadataSums counts the check sums that the catalogue of a closed lake keeps
// of a table's metadata.
func MetadataSums(t *testing.T, dir, table string) (n int) {
	t.Helper()
	db, err := openDatabase(t.Context(), filepath.Join(dir, "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM athar_metadata_files WHERE table_name = ?", table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
