package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// spoiled reports whether DuckDB gave its file up: where it cannot write what it must, as on a full disk, it answers
// nothing any more until the file is opened anew. What was committed is in the file.
func spoiled(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "FATAL Error") || strings.Contains(err.Error(), "database has been invalidated"))
}

// mostWait is how long a spoiled file is waited for until everybody who reads it has found out.
const mostWait = 30 * time.Second

// reopen opens a spoiled file anew. Where that cannot be done yet, whoever reads next tries again.
func (w *Warehouse) reopen(ctx context.Context) error {
	w.opening.Lock()
	defer w.opening.Unlock()
	if w.db != nil {
		w.spoiled, w.db = w.db, nil
		_ = w.spoiled.Close() // nothing of it can be used
	}
	for until := time.Now().Add(mostWait); w.spoiled != nil && w.spoiled.Stats().OpenConnections > 0 && time.Now().Before(until); {
		time.Sleep(5 * time.Millisecond)
	}
	return w.again(ctx)
}

// again opens the file where it had to be let go. The caller holds opening.
func (w *Warehouse) again(ctx context.Context) error {
	if w.db != nil {
		return nil
	}
	if w.spoiled != nil && w.spoiled.Stats().OpenConnections > 0 {
		return errors.New("the warehouse is still read as it was before it was given up")
	}
	if err := w.connect(ctx); err != nil {
		return fmt.Errorf("open it anew: %w", err)
	}
	w.spoiled = nil
	return nil
}

// connected is the open database.
func (w *Warehouse) connected(ctx context.Context) (*sql.DB, error) {
	w.opening.RLock()
	db := w.db
	w.opening.RUnlock()
	if db != nil {
		return db, nil
	}
	w.opening.Lock()
	defer w.opening.Unlock()
	err := w.again(ctx)
	return w.db, err
}

// survived reports whether a refresh that could not be brought to its end is in the file all the same.
func (w *Warehouse) survived(ctx context.Context, upTo int64, columns, meaning string) bool {
	db, err := w.connected(ctx)
	if err != nil {
		return false
	}
	var commit int64
	var hasColumns, hasMeaning string
	err = db.QueryRowContext(ctx, "SELECT commit, columns, meaning FROM standing").Scan(&commit, &hasColumns, &hasMeaning)
	return err == nil && commit == upTo && hasColumns == columns && hasMeaning == meaning
}
