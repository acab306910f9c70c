package main

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// databaseWords are how a database's own words begin in the text of an error:
// those of DuckDB by their class, those of its driver by what failed.
var databaseWords = regexp.MustCompile(`\b((?:[A-Z][A-Za-z-]* )+Error|failed to set value|cast error|conversion error|invalid input|duplicate name): `)

// withoutValue is what an error says to a log or a terminal: the steps that
// failed, but of a database's own words only their kind, since they may quote
// the value it failed over. What is hidden begins where such words begin and
// has no end: a quoted value may look like anything.
func withoutValue(err error) string {
	text := err.Error()
	for _, of := range databaseErrors(err, nil) {
		if of.Msg != "" {
			text = strings.ReplaceAll(text, of.Msg, fmt.Sprintf("database error of type %d", of.Type))
		}
	}
	if at := databaseWords.FindStringSubmatchIndex(text); at != nil {
		text = text[:at[3]]
	}
	return text
}

// databaseErrors are all of them that an error stands on.
func databaseErrors(err error, found []*duckdb.Error) []*duckdb.Error {
	if of, ok := err.(*duckdb.Error); ok {
		return append(found, of)
	}
	switch err := err.(type) {
	case interface{ Unwrap() error }:
		return databaseErrors(err.Unwrap(), found)
	case interface{ Unwrap() []error }:
		for _, one := range err.Unwrap() {
			found = databaseErrors(one, found)
		}
	}
	return found
}

// scrubbed keeps errors in log lines from quoting data, also those that come
// as text, as in what a panic says.
func scrubbed(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, withoutValue(v))
	case string:
		return slog.String(a.Key, withoutValue(errors.New(v)))
	}
	return a
}
