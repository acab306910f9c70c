package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// withoutValue is what an error says to a log or a terminal: the steps that
// failed, but
// of a database's own message only its type, since that message may quote the
// value it failed over.
func withoutValue(err error) string {
	text := err.Error()
	if of, ok := errors.AsType[*duckdb.Error](err); ok && of.Msg != "" {
		text = strings.ReplaceAll(text, of.Msg, fmt.Sprintf("database error of type %d", of.Type))
	}
	return text
}

// scrubbed keeps errors in log lines from quoting data.
func scrubbed(_ []string, a slog.Attr) slog.Attr {
	if err, ok := a.Value.Any().(error); ok {
		return slog.String(a.Key, withoutValue(err))
	}
	return a
}
