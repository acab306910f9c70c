package warehouse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// lacksMemory reports whether DuckDB gave a statement up because it needs more memory than it may use.
func lacksMemory(err error) bool {
	failed, ok := errors.AsType[*duckdb.Error](err)
	return ok && failed.Type == duckdb.ErrorTypeOutOfMemory
}

// giveBack has memory that DuckDB let go of given back to the system soon, and not when the threads that had it come round to
// it: until then a refresh takes up to half as much again as its limit. It holds for the whole process until any DuckDB in it
// is closed, therefore it is said wherever much is about to be done.
const giveBack = "SET allocator_background_threads = true"

// withRoom does something with as much memory as DuckDB takes of its own accord, most of the machine's. Most of what it
// does turns to the disk beyond its limit, but not all: a window over some ten million people does not.
func (w *Warehouse) withRoom(ctx context.Context, do func() error) error {
	db, err := w.connected(ctx)
	if err != nil {
		return err
	}
	w.log().Warn("a refresh needs more memory than its limit: it is done again with what the machine has", "limit", w.options.Memory)
	if _, err := db.ExecContext(ctx, "SET memory_limit = "+text(w.most)); err != nil {
		return fmt.Errorf("raise the limit of memory: %w", err)
	}
	err = do()
	if _, again := db.ExecContext(context.WithoutCancel(ctx), "SET memory_limit = "+text(w.options.Memory)); again != nil {
		return errors.Join(err, fmt.Errorf("lower the limit of memory: %w", again))
	}
	return err
}

func (w *Warehouse) log() *slog.Logger {
	if w.options.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return w.options.Log
}
