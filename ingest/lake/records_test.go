package lake

import (
	"context"
	"testing"
	"time"

	"athar/models"
)

// The rows written from Go must carry the field ids that Iceberg gave the
// columns, or outside readers would find them empty.
func TestLogTables(t *testing.T) {
	ctx := context.Background()
	l, err := Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	none, err := models.Merge()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.DeclareAll(ctx, none); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	t.Run("receipts come back as they were written", func(t *testing.T) {
		want := ReceiptRow{1, "b", "f", "people", at, "h", "{}"}
		if err := AppendRows(ctx, l, ReceiptsTable, 1, []ReceiptRow{want}); err != nil {
			t.Fatal(err)
		}
		got, err := Rows[ReceiptRow](l, ReceiptsTable, 0, -1)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
	t.Run("exports come back as they were written", func(t *testing.T) {
		want := ExportRow{2, at, "p", "me", true, 1, "{}"}
		if err := AppendRows(ctx, l, ExportsTable, 2, []ExportRow{want}); err != nil {
			t.Fatal(err)
		}
		got, err := Rows[ExportRow](l, ExportsTable, 0, -1)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
	t.Run("the workspace is what the latest declaration of each package says", func(t *testing.T) {
		for i, title := range []string{"First", "Second"} {
			row := DeclarationRow{int64(i) + 3, "p", at, "name: p\ntitle: " + title, "{}", "k"}
			if err := AppendRows(ctx, l, DeclarationsTable, int64(i)+3, []DeclarationRow{row}); err != nil {
				t.Fatal(err)
			}
		}
		now, err := l.Workspace(-1)
		if err != nil || now.Title().En != "Second" {
			t.Fatalf("got %v, %v", now, err)
		}
		then, err := l.Workspace(3)
		if err != nil || then.Title().En != "First" {
			t.Fatalf("got %v, %v", then, err)
		}
	})
}
