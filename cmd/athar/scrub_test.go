package main

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/duckdb/duckdb-go/v2"
)

// A database is made to fail over a value in every way that is known to quote
// one; no log line shows it, however the error was wrapped on its way.
func TestLogsDoNotQuoteWhatADatabaseFailedOver(t *testing.T) {
	const value = "QID 28412345678"
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE t (id VARCHAR PRIMARY KEY, n INTEGER CHECK (n > 0)); INSERT INTO t VALUES ('" + value + "', 1); CREATE TYPE e AS ENUM ('a')"); err != nil {
		t.Fatal(err)
	}
	failures := map[string]error{}
	for _, statement := range []string{
		"SELECT CAST(v AS BIGINT) FROM data", "SELECT CAST(v AS DATE) FROM data", "SELECT CAST(v AS TIMESTAMP) FROM data", "SELECT CAST(v AS BOOLEAN) FROM data",
		"SELECT CAST(v AS UUID) FROM data", "SELECT CAST(v AS e) FROM data", "SELECT CAST(v AS INTEGER[]) FROM data", "SELECT CAST(v AS DECIMAL(3,1)) FROM data",
		"SELECT strptime(v, '%d/%m/%Y') FROM data", "SELECT CAST(v AS STRUCT(a INTEGER)) FROM data", "SELECT json_extract(v, '$.a') FROM data", "SELECT CAST(v AS INTERVAL) FROM data",
		"INSERT INTO t SELECT v, 1 FROM data", "SELECT error(v) FROM data", "SELECT * FROM read_csv(getvariable('x') || '" + value + "')", "SELECT date_part(v, DATE '2024-01-01') FROM data",
		"SELECT regexp_matches('a', v || '(') FROM data", "SELECT \"" + value + "\" FROM t", "SELECT * FROM \"" + value + "\"",
	} {
		_, err := db.Exec("WITH data AS (SELECT unnest(['" + value + "']) AS v) " + statement)
		if strings.HasPrefix(statement, "INSERT") {
			_, err = db.Exec("INSERT INTO t VALUES ('" + value + "', 1)")
		}
		if err == nil {
			t.Fatalf("the database does not fail over %s", statement)
		}
		failures[statement] = err
	}
	raw, err := connector.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	appender, err := duckdb.NewAppenderFromConn(raw, "", "t")
	if err != nil {
		t.Fatal(err)
	}
	failures["append a text to numbers"] = appender.AppendRow(driver.Value("x"), driver.Value(value))
	appender.Close()
	quoting := 0
	for how, failure := range failures {
		if strings.Contains(failure.Error(), "28412345678") {
			quoting++
		}
		for _, wrapped := range []error{
			failure, fmt.Errorf("count people: %w", failure), fmt.Errorf("count people: %v", failure),
			errors.Join(errors.New("one"), fmt.Errorf("two: %w", failure)), errors.Join(failure, fmt.Errorf("again: %w", failure)),
		} {
			var out bytes.Buffer
			log := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: scrubbed}))
			log.Error("request failed", "error", wrapped, "panic", wrapped.Error())
			if strings.Contains(out.String(), "28412345678") || strings.Contains(withoutValue(wrapped), "28412345678") {
				t.Errorf("%s: the log says %s", how, out.String())
			}
		}
	}
	if quoting < 10 {
		t.Errorf("only %d of %d failures quote the value: this shows little", quoting, len(failures))
	}
	if said := withoutValue(fmt.Errorf("count people: %w", failures["SELECT CAST(v AS DATE) FROM data"])); !strings.HasPrefix(said, "count people: database error of type") {
		t.Errorf("it does not say which step failed: %s", said)
	}
}
