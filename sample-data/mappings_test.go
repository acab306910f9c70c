package sampledata

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

func TestMappingsRun(t *testing.T) {
	dir := generated(t)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, mapping := range []struct {
		name, view, file string
		rowsPerRow       int
		columns          string
		allowed          map[string]string
	}{
		{"museum_bookings.sql", "bookings", "museum_bookings.csv.gz", 2, "record_id person_id opportunity_id stage occurred_on minutes channel _row",
			map[string]string{"stage": "enrolled attended absent withdrew", "channel": strings.Join(channels, " ")}},
		{"badges.sql", "badges", "badges.csv.gz", 1, "record_id person_id title opportunity_id issuer_id type awarded_on expires_on revoked_on claimed_on layer score contribution _row",
			map[string]string{"layer": "engage participate demonstrate lead"}},
		{"learner_voice.sql", "form", "learner_voice.csv.gz", 11, "record_id instrument_id item_id wave respondent_id role school_id answered_on value option text status _row",
			map[string]string{"status": "answered skipped not_applicable refused"}},
	} {
		t.Run(mapping.name, func(t *testing.T) {
			exec := func(statement string) {
				t.Helper()
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			exec("CREATE OR REPLACE TABLE " + mapping.view + " AS SELECT *, row_number() OVER () AS _row FROM read_csv('" + filepath.Join(dir, mapping.file) + "', all_varchar = true, header = true)")
			exec("CREATE OR REPLACE TABLE mapped AS " + string(read(t, dir, mapping.name)))
			var columns string
			if err := db.QueryRow("SELECT string_agg(column_name, ' ' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'mapped'").Scan(&columns); err != nil {
				t.Fatal(err)
			}
			if columns != mapping.columns {
				t.Errorf("columns %s", columns)
			}
			var rows, sourceRows int
			if err := db.QueryRow("SELECT (SELECT count(*) FROM mapped), (SELECT count(*) FROM "+mapping.view+")").Scan(&rows, &sourceRows); err != nil {
				t.Fatal(err)
			}
			if want := len(readTable(t, dir, mapping.file).rows); sourceRows != want || rows != want*mapping.rowsPerRow {
				t.Errorf("%d rows from %d, of %d in the file", rows, sourceRows, want)
			}
			for column, allowed := range mapping.allowed {
				var strange int
				if err := db.QueryRow("SELECT count(*) FROM mapped WHERE coalesce("+column+", '') NOT IN (SELECT unnest(string_split(?, ' ')))", allowed).Scan(&strange); err != nil {
					t.Fatal(err)
				}
				if strange > 0 {
					t.Errorf("%d strange values of %s", strange, column)
				}
			}
			var twice int
			key := "record_id"
			if mapping.view == "form" {
				key = "record_id || item_id"
			}
			if err := db.QueryRow("SELECT count(*) - count(DISTINCT " + key + ") FROM mapped").Scan(&twice); err != nil {
				t.Fatal(err)
			}
			if twice > 0 {
				t.Errorf("%d keys twice", twice)
			}
		})
	}
}
