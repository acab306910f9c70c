package pseudonym

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

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
	for said, kept := range map[string]bool{"school": true, "School": true, "programme": true, "person": false, "Person": false, "PERSON": false, "persn": false, "": false, "no column": false} {
		t.Run(said, func(t *testing.T) {
			db, key := database(t)
			conn := connection(t, db)
			columns := []string{"subject_id", "subject_kind"}
			create := "CREATE TEMP TABLE mapped AS SELECT 2::BIGINT AS _row, 'f' AS _file, 0 AS _delivery, '" + raw + "' AS subject_id, nullif('" + said + "', '') AS subject_kind"
			if said == "no column" {
				columns, create = columns[:1], "CREATE TEMP TABLE mapped AS SELECT 2::BIGINT AS _row, 'f' AS _file, 0 AS _delivery, '"+raw+"' AS subject_id"
			}
			if _, err := conn.ExecContext(t.Context(), create); err != nil {
				t.Fatal(err)
			}
			in := Input{Kind: kind, Feed: models.Feed{Source: "s", Identity: "qid"}, Columns: columns}
			if err := Apply(t.Context(), conn, in); err != nil {
				t.Fatal(err)
			}
			var got string
			if err := conn.QueryRowContext(t.Context(), "SELECT subject_id FROM named").Scan(&got); err != nil {
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

// database is one that knows a key.
func database(t *testing.T) (*sql.DB, *Key) {
	t.Helper()
	key, err := OpenKey(filepath.Join(t.TempDir(), "key"), true)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn := connection(t, db)
	if err := Install(conn, key); err != nil {
		t.Fatal(err)
	}
	return db, key
}

func connection(t *testing.T, db *sql.DB) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestRowsWithoutIdsAreKnownByWhatTheySayAndHowOften(t *testing.T) {
	db, key := database(t)
	conn := connection(t, db)
	kind, err := models.KindNamed("participations")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), `CREATE TEMP TABLE mapped AS SELECT i::BIGINT AS _row, 'f' AS _file, d::INTEGER AS _delivery, o AS opportunity_id, s AS stage
		FROM (VALUES (2, 0, 'a', 'enrolled'), (3, 0, 'b', NULL), (4, 0, 'a', 'enrolled'), (5, 0, 'a', 'attended'), (2, 1, 'a', 'enrolled')) AS m(i, d, o, s)`); err != nil {
		t.Fatal(err)
	}
	in := Input{Kind: kind, Feed: models.Feed{Source: "s"}, Columns: []string{"stage", "opportunity_id"}}
	if err := Apply(t.Context(), conn, in); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.QueryContext(t.Context(), "SELECT CAST(record_id AS VARCHAR) FROM named ORDER BY _place")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	records := key.Pseudonymiser(RecordScope("s"))
	for i, text := range []string{
		"row\x1f1\x1fopportunity_id\x1da\x1fstage\x1denrolled",
		"row\x1f1\x1fopportunity_id\x1db",
		"row\x1f2\x1fopportunity_id\x1da\x1fstage\x1denrolled",
		"row\x1f1\x1fopportunity_id\x1da\x1fstage\x1dattended",
		"row\x1f1\x1fopportunity_id\x1da\x1fstage\x1denrolled", // of another delivery: the same record again
	} {
		var got string
		if !rows.Next() {
			t.Fatalf("%d rows", i)
		}
		if err := rows.Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != records.ID(text).String() {
			t.Errorf("row %d is not the record of its text", i+1)
		}
	}
}

func TestTheDatabaseMakesThePseudonymsThatTheKeyMakes(t *testing.T) {
	db, key := database(t)
	conn := connection(t, db)
	const rows = 50_000 // many chunks, on all processors
	if _, err := conn.ExecContext(t.Context(), `CREATE TEMP TABLE ids AS SELECT CASE WHEN i % 7 > 0 THEN 'scope ' || i % 1500 END AS scope, CASE WHEN i % 5 > 0 THEN ' ٠' || i || ' ' END AS id FROM range(?) t(i)`, rows); err != nil {
		t.Fatal(err)
	}
	made, err := conn.QueryContext(t.Context(), "SELECT scope, id, CAST(pseudonym("+Scoped("scope", "id")+") AS VARCHAR) FROM ids")
	if err != nil {
		t.Fatal(err)
	}
	defer made.Close()
	n := 0
	for ; made.Next(); n++ {
		var scope, id, got sql.NullString
		if err := made.Scan(&scope, &id, &got); err != nil {
			t.Fatal(err)
		}
		if known := scope.Valid && id.Valid; known != got.Valid || known && got.String != key.Pseudonymiser(scope.String).ID(Normalise(id.String)).String() {
			t.Fatalf("row %d of %v and %v became %v", n, scope, id, got)
		}
	}
	if err := made.Err(); err != nil || n != rows {
		t.Error(n, err)
	}
}

// TestPseudonymsOfManyConnectionsAtOnceCanBeStopped: none of the statements
// would end by itself.
func TestPseudonymsOfManyConnectionsAtOnceCanBeStopped(t *testing.T) {
	db, key := database(t)
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE ids AS SELECT i::VARCHAR AS id FROM range(250_000) t(i)"); err != nil { // for two threads
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for wait := range 6 {
		conn := connection(t, db)
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(wait)*20*time.Millisecond)
			defer cancel()
			if _, err := conn.ExecContext(ctx, "CREATE TEMP TABLE made AS SELECT pseudonym("+Scoped("'a'", "id || i")+") AS p FROM ids, range(1_000_000) t(i)"); !errors.Is(err, ctx.Err()) || err == nil {
				t.Errorf("ended with %v", err)
			}
			var made string
			if err := conn.QueryRowContext(t.Context(), "SELECT CAST(pseudonym("+Scoped("'a'", "id")+") AS VARCHAR) FROM ids WHERE id = '7'").Scan(&made); err != nil || made != key.Pseudonymiser("a").ID("7").String() {
				t.Errorf("afterwards: %v, %s", err, made)
			}
		})
	}
	all.Wait()
}
