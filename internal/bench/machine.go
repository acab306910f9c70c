package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine tells on what a run was made.
func machine(ctx context.Context) []fact {
	facts := []fact{
		{"Day", time.Now().Format("2 January 2006")},
		{"Processor", fmt.Sprintf("%s, %d cores", valueIn("/proc/cpuinfo", "model name"), runtime.NumCPU())},
		{"Memory", valueIn("/proc/meminfo", "MemTotal")},
		{"System", runtime.GOOS + "/" + runtime.GOARCH + ", kernel " + firstLine("/proc/sys/kernel/osrelease")},
		{"Load before", firstLine("/proc/loadavg")},
		{"Go", runtime.Version()},
	}
	if commit, err := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		facts = append(facts, fact{"Athar", "commit " + strings.TrimSpace(string(commit))})
	}
	var version string
	if err := onDuckDB(ctx, func(db *sql.DB) error { return db.QueryRowContext(ctx, "SELECT version()").Scan(&version) }); err == nil {
		facts = append(facts, fact{"DuckDB", version})
	}
	if bin, ok := postgresFolder(); ok {
		if version, err := exec.CommandContext(ctx, bin+"/postgres", "--version").Output(); err == nil {
			facts = append(facts, fact{"PostgreSQL", strings.TrimSpace(string(version))})
		}
	}
	return facts
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	return string(first)
}

// valueIn is what stands after the colon of a line that begins with a name.
func valueIn(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "unknown"
	}
	for l := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}
