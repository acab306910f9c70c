// Package index tells where the receipts of the lake are, so that one is found,
// and all are summed, without reading the others: an SQLite file that is made
// from the lake and can be made from it again.
package index

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver

	"athar/models"
)

// Index is an open index. It is safe for concurrent use; commits are added one
// after the other.
type Index struct {
	db   *sql.DB
	path string
}

// Row is what the index is told of a receipt.
type Row struct {
	Commit  int64  // that brought it
	Batch   string // ids of batches sort by their time
	Key     string // of idempotency, in hexadecimal digits; "" for none
	Receipt models.Receipt
}

// layout is what version says.
const (
	version = 1
	layout  = `
CREATE TABLE commits (number INTEGER PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL); -- of its batches
CREATE TABLE keys (key BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tallies (feed TEXT NOT NULL, kind TEXT NOT NULL, tally TEXT NOT NULL, UNIQUE (feed, kind));`
)

// Open opens the index at a path. Where there is none, or one that cannot be
// read, it makes an empty one.
func Open(ctx context.Context, path string) (*Index, error) {
	x := &Index{path: path}
	if x.open(ctx) == nil {
		return x, nil
	}
	return x, x.Clear(ctx)
}

var errOther = errors.New("the index is of another version")

func (x *Index) open(ctx context.Context) error {
	// What a crash of the machine takes of it is read from the lake again.
	settings := url.Values{"_pragma": {"journal_mode(wal)", "synchronous(normal)", "busy_timeout(10000)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: x.path, RawQuery: settings.Encode()}).String())
	if err != nil {
		return err
	}
	var found int
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found)
	if err == nil && found != version {
		err = errOther
	}
	if err == nil {
		if _, err = db.ExecContext(ctx, "SELECT 1 FROM commits, keys, tallies LIMIT 0"); err == nil {
			x.db = db
			return nil
		}
	}
	return errors.Join(err, db.Close())
}

// Clear makes it empty.
func (x *Index) Clear(ctx context.Context) error {
	if x.db != nil {
		x.db.Close() // whatever it says, the file goes
	}
	if err := Remove(x.path); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: x.path}).String())
	if err == nil {
		_, err = db.ExecContext(ctx, fmt.Sprintf("%s; PRAGMA user_version = %d", layout, version))
		err = errors.Join(err, db.Close())
	}
	if err == nil {
		err = x.open(ctx)
	}
	if err != nil {
		return fmt.Errorf("make the index of receipts: %w", err)
	}
	return nil
}

// Remove removes an index that nobody has open.
func Remove(path string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove the index of receipts: %w", err)
		}
	}
	return nil
}

// Close lets go of the file.
func (x *Index) Close() error { return x.db.Close() }

// Last is the last commit it was told of, and one of its batches; 0 for none.
func (x *Index) Last(ctx context.Context) (commit int64, batch string, err error) {
	err = x.db.QueryRowContext(ctx, "SELECT number, last FROM commits ORDER BY number DESC LIMIT 1").Scan(&commit, &batch)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return commit, batch, err
}

// Commit is that of the receipt with a key; 0 where there is none.
func (x *Index) Commit(ctx context.Context, key string) (commit int64, err error) {
	short, err := shorter(key)
	if err != nil {
		return 0, err
	}
	err = x.db.QueryRowContext(ctx, "SELECT number FROM keys WHERE key = ?", short).Scan(&commit)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return commit, err
}

// Commits are those that may have brought a batch, mostly one.
func (x *Index) Commits(ctx context.Context, batch string) (commits []int64, err error) {
	rows, err := x.db.QueryContext(ctx, "SELECT number FROM commits WHERE first <= ?1 AND last >= ?1 ORDER BY number", batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		commits = append(commits, n)
	}
	return commits, rows.Err()
}

// Tallies are the sums of all receipts, feeds in the order they first came.
func (x *Index) Tallies(ctx context.Context) (tallies []*models.Tally, err error) {
	rows, err := x.db.QueryContext(ctx, "SELECT tally FROM tallies ORDER BY rowid")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		t := &models.Tally{}
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, t); err != nil {
			return nil, err
		}
		tallies = append(tallies, t)
	}
	return tallies, rows.Err()
}

// Add tells it of all receipts of commits that come after the last, all or
// none.
func (x *Index) Add(ctx context.Context, rows []Row) error {
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	type of struct{ feed, kind string }
	tallies := map[of]*models.Tally{}
	var order []of
	type span struct{ first, last string }
	batches := map[int64]span{}
	for _, r := range rows {
		b, known := batches[r.Commit]
		if !known {
			b.first = r.Batch
		}
		batches[r.Commit] = span{min(b.first, r.Batch), max(b.last, r.Batch)}
		if r.Key != "" {
			short, err := shorter(r.Key)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO keys VALUES (?, ?)", short, r.Commit); err != nil {
				return err
			}
		}
		at := of{r.Receipt.Feed, r.Receipt.Kind}
		if tallies[at] == nil {
			t := &models.Tally{Feed: at.feed, Kind: at.kind, Source: r.Receipt.Source}
			var text []byte
			err := tx.QueryRowContext(ctx, "SELECT tally FROM tallies WHERE feed = ? AND kind = ?", at.feed, at.kind).Scan(&text)
			if err == nil {
				err = json.Unmarshal(text, t)
			}
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			tallies[at], order = t, append(order, at)
		}
		tallies[at].Add(r.Receipt)
	}
	for commit, b := range batches {
		if _, err := tx.ExecContext(ctx, "INSERT INTO commits VALUES (?, ?, ?)", commit, b.first, b.last); err != nil {
			return err
		}
	}
	for _, at := range order {
		text, err := json.Marshal(tallies[at])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO tallies VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET tally = excluded.tally", at.feed, at.kind, string(text)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// shorter is the half of a key that is kept: whoever finds it compares the
// whole.
func shorter(key string) ([]byte, error) {
	whole, err := hex.DecodeString(key)
	if err != nil {
		return nil, err
	}
	return whole[:len(whole)/2], nil
}
