package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestLogsDoNotQuoteWhatADatabaseFailedOver(t *testing.T) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, failure := db.Exec("SELECT CAST('28412345678x' AS BIGINT)")
	if failure == nil || !strings.Contains(failure.Error(), "28412345678x") {
		t.Fatalf("the database does not quote the value any more: %v", failure)
	}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: scrubbed})).
		Error("request failed", "error", fmt.Errorf("count people: %w", failure))
	if strings.Contains(out.String(), "28412345678") || !strings.Contains(out.String(), "count people: database error of type") {
		t.Errorf("the log says %s", out.String())
	}
}
