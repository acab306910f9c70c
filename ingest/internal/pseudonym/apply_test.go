package pseudonym

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/models"
)

// TestMixedIdsArePseudonymsUnlessSaidOtherwise: a person's id under a kind that
// is misspelt, or not given at all, must not be kept as it came.
func TestMixedIdsArePseudonymsUnlessSaidOtherwise(t *testing.T) {
	const raw = "28412345678"
	kind, err := models.KindNamed("responses")
	if err != nil {
		t.Fatal(err)
	}
	key, err := OpenKey(filepath.Join(t.TempDir(), "key"), true)
	if err != nil {
		t.Fatal(err)
	}
	for said, kept := range map[string]bool{"school": true, "School": true, "programme": true, "person": false, "Person": false, "PERSON": false, "persn": false, "": false, "no column": false} {
		t.Run(said, func(t *testing.T) {
			ctx := context.Background()
			db, err := sql.Open("duckdb", "")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			conn, err := db.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			columns := []string{"subject_id", "subject_kind"}
			create := "CREATE TEMP TABLE mapped AS SELECT 2::BIGINT AS _row, 'f' AS _file, 0 AS _delivery, '" + raw + "' AS subject_id, nullif('" + said + "', '') AS subject_kind"
			if said == "no column" {
				columns, create = columns[:1], "CREATE TEMP TABLE mapped AS SELECT 2::BIGINT AS _row, 'f' AS _file, 0 AS _delivery, '"+raw+"' AS subject_id"
			}
			if _, err := conn.ExecContext(ctx, create); err != nil {
				t.Fatal(err)
			}
			in := Input{Kind: kind, Feed: models.Feed{Source: "s", Identity: "qid"}, Columns: columns}
			if err := Install(conn, key); err != nil {
				t.Fatal(err)
			}
			if err := Apply(ctx, conn, in); err != nil {
				t.Fatal(err)
			}
			var got string
			if err := conn.QueryRowContext(ctx, "SELECT subject_id FROM named").Scan(&got); err != nil {
				t.Fatal(err)
			}
			if (got == raw) != kept {
				t.Errorf("kept as %s", got)
			}
			if !kept && got != key.Pseudonymiser(PersonScope("qid")).ID(Normalise(raw)).String() {
				t.Errorf("%s is not the person's pseudonym", got)
			}
		})
	}
}
