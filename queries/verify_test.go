package queries

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"athar/ingest/lake"
	"athar/models"
)

func (w *town) verified(t *testing.T) []Fault {
	t.Helper()
	faults, err := w.engine.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		if f.Text.En == "" || f.Text.Ar == "" || strings.Contains(f.Text.En, "kid") {
			t.Errorf("%+v", f)
		}
	}
	return faults
}

func said(faults []Fault, kind, words string) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.Kind == kind && strings.Contains(f.Text.En, words) })
}

// inWarehouse spoils what is served.
func (w *town) inWarehouse(t *testing.T, statement string) {
	t.Helper()
	rows, err := w.engine.warehouse.Query(context.Background(), statement)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
	}
	if err := errorOf(rows); err != nil {
		t.Fatal(err)
	}
}

func errorOf(rows *sql.Rows) error {
	defer rows.Close()
	return rows.Err()
}

// testVerify spoils the workspace step by step.
func (w *town) testVerify(t *testing.T) {
	if faults := w.verified(t); len(faults) > 0 {
		t.Fatalf("a sound workspace: %+v", faults)
	}

	t.Run("rows that no receipt speaks of", func(t *testing.T) {
		commit := w.lake.LastCommit() + 1
		path, err := w.lake.NewFile("scales", commit)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := w.lake.FieldIDs("scales")
		if err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("duckdb", "")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(fmt.Sprintf("COPY (SELECT * REPLACE (%d AS _commit, '%s'::UUID AS _batch, 'town:new' AS scale_id) FROM read_parquet('%s')) TO '%s' (FORMAT parquet, FIELD_IDS %s)",
			commit, uuid.NewString(), w.lake.Files("scales", 0, -1)[0].Path, path, ids)); err != nil {
			t.Fatal(err)
		}
		if err := w.lake.Append(t.Context(), lake.Append{Table: "scales", Files: []string{path}, Commit: commit}); err != nil {
			t.Fatal(err)
		}
		if err := w.engine.Refresh(t.Context(), w.engine.Workspace()); err != nil {
			t.Fatal(err)
		}
		faults := w.verified(t)
		if len(faults) != 1 || faults[0].Kind != "scales" || faults[0].Commit != commit || !strings.Contains(faults[0].Text.En, "has no receipt") {
			t.Errorf("%+v", faults)
		}
	})

	t.Run("a receipt that counts otherwise", func(t *testing.T) {
		r := models.Receipt{Batch: uuid.NewString(), Kind: "people", Feed: "roster", Accepted: 5, Withdrawn: 2, Commit: 3}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		commit := w.lake.LastCommit() + 1
		if err := lake.AppendRows(t.Context(), w.lake, lake.ReceiptsTable, commit, []lake.ReceiptRow{{Commit: commit, Batch: r.Batch, Kind: "people", Feed: "roster", Receipt: string(text)}}); err != nil {
			t.Fatal(err)
		}
		faults := w.verified(t)
		if len(faults) != 3 || !said(faults, "people", "5 records of people were accepted in commit 3; the lake holds 0") || !said(faults, "people", "2 records of people were withdrawn; the lake holds 0") {
			t.Errorf("%+v", faults)
		}
	})

	t.Run("a warehouse that is not the lake's", func(t *testing.T) {
		w.inWarehouse(t, "UPDATE main.people SET grade = '99' WHERE rowid = 0")
		w.inWarehouse(t, "DELETE FROM main.credentials WHERE rowid < 3")
		w.inWarehouse(t, "UPDATE main.passages SET minutes = 1000 WHERE rowid = 0")
		w.inWarehouse(t, "ALTER TABLE main.participations DROP COLUMN occurred_on")
		faults := w.verified(t)
		for kind, words := range map[string]string{"people": "do not say", "credentials": "holds", "journeys": "made anew", "participations": "do not say"} {
			if !said(faults, kind, words) {
				t.Errorf("%s: %+v", kind, faults)
			}
		}
		if len(faults) != 7 {
			t.Errorf("%+v", faults)
		}
	})

	t.Run("a file that has changed", func(t *testing.T) {
		path := w.lake.Files("participations", 0, -1)[0].Path
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content[len(content)/2] ^= 0xff
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		faults := w.verified(t)
		if !said(faults, "participations", "has changed") || faults[0].Commit == 0 || !said(faults, "people", "do not say") {
			t.Errorf("%+v", faults)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if faults := w.verified(t); !said(faults, "participations", "is missing") {
			t.Errorf("%+v", faults)
		}
	})
}
