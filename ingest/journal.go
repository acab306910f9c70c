package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"athar/ingest/internal/index"
	"athar/ingest/lake"
	"athar/models"
)

// journal is the receipts of all batches. They are kept in the lake, where an
// index finds them; at hand are those that the index was not told of yet.
type journal struct {
	lake  *lake.Lake
	index *index.Index
	log   *slog.Logger

	// The receipts that a commit has in its summary and receipts has not yet: of
	// one commit at most, because settle goes before the next.
	owed       []*entry
	owedCommit int64

	mu      sync.RWMutex
	recent  map[int64][]*entry // by commit
	byKey   map[string]*entry  // of recent, by hashed Idempotency-Key
	tallies []*models.Tally    // of all receipts, recent ones too
	tallyOf map[feedKind]*models.Tally
}

// indexFile is the name of the index in a workspace.
const indexFile = "receipts.db"

// Discard removes what the road in derives from the lake of a workspace that
// nobody has open; the next Open makes it anew.
func Discard(dir string) error { return index.Remove(filepath.Join(dir, indexFile)) }

type feedKind struct{ feed, kind string }

// entry is a receipt with the sender's key under which it may be asked again.
type entry struct {
	Receipt     models.Receipt `json:"receipt"`
	Idempotency string         `json:"idempotency"` // hashed
	text        []byte         // the receipt as JSON, where it was written already
}

// summaryKey is where a commit of a kind's table keeps its receipts, so that a
// batch that is in the lake has a receipt even if the process was killed
// before the receipt was written.
const summaryKey = "athar.receipts"

// openJournal opens the index of the receipts of a workspace, tells it what it
// does not know, and writes the receipts that a killed process owes.
func openJournal(ctx context.Context, l *lake.Lake, dir string, log *slog.Logger) (_ *journal, err error) {
	j := &journal{lake: l, log: log, recent: map[int64][]*entry{}, byKey: map[string]*entry{}, tallyOf: map[feedKind]*models.Tally{}}
	if j.index, err = index.Open(ctx, filepath.Join(dir, indexFile)); err != nil {
		return nil, err
	}
	if err := j.open(ctx); err != nil {
		j.index.Close()
		return nil, err
	}
	return j, nil
}

func (j *journal) open(ctx context.Context) error {
	commit, batch, err := j.index.Last(ctx)
	known := false
	if err == nil && commit > 0 {
		_, known, err = j.lake.Receipt(commit, "batch", batch)
	}
	if err != nil || commit > 0 && !known {
		// It is damaged, or of another lake.
		if err := j.index.Clear(ctx); err != nil {
			return err
		}
	}
	if err := j.catchUp(ctx); err != nil {
		return err
	}
	if j.tallies, err = j.index.Tallies(ctx); err != nil {
		return fmt.Errorf("read the sums of the receipts: %w", err)
	}
	for _, t := range j.tallies {
		j.tallyOf[feedKind{t.Feed, t.Kind}] = t
	}
	told, _ := j.lake.Last(lake.ReceiptsTable)
	for _, k := range models.Kinds {
		commit, summary := j.lake.Last(k.Name)
		if summary[summaryKey] == "" || commit <= told {
			continue
		}
		var named []*entry
		if err := json.Unmarshal([]byte(summary[summaryKey]), &named); err != nil {
			return fmt.Errorf("read the receipts of the last commit of %s: %w", k.Name, err)
		}
		j.owe(commit, named)
	}
	return j.settle(ctx)
}

// catchUp tells the index of the receipts that came after the last it knows,
// one file of them at a time.
func (j *journal) catchUp(ctx context.Context) error {
	last, _, err := j.index.Last(ctx)
	if err != nil {
		return fmt.Errorf("read the index of receipts: %w", err)
	}
	for _, file := range j.lake.Files(lake.ReceiptsTable, last, -1) {
		rows, err := lake.Rows[lake.ReceiptRow](j.lake, lake.ReceiptsTable, last, file.Commit)
		if err != nil {
			return fmt.Errorf("read the receipts: %w", err)
		}
		told := make([]index.Row, len(rows))
		for i, row := range rows {
			told[i] = index.Row{Commit: row.Commit, Batch: row.Batch, Key: row.Idempotency}
			if err := json.Unmarshal([]byte(row.Receipt), &told[i].Receipt); err != nil {
				return fmt.Errorf("read the receipt of batch %s: %w", row.Batch, err)
			}
		}
		if err := j.index.Add(ctx, told); err != nil {
			return fmt.Errorf("write the index of receipts: %w", err)
		}
		last = file.Commit
	}
	return nil
}

// settle writes the receipts that are owed.
func (j *journal) settle(ctx context.Context) error {
	if len(j.owed) == 0 {
		return nil
	}
	// Under the commit they are of: set-aside rows of a commit count once it has receipts.
	if err := j.append(ctx, given{j.owedCommit, j.owed}); err != nil {
		return fmt.Errorf("write the receipts that are owed: %w", err)
	}
	j.owed = nil
	return nil
}

// owe remembers receipts that stand in the summary of a commit and could not
// be written.
func (j *journal) owe(commit int64, entries []*entry) {
	j.owed, j.owedCommit = entries, commit
	for _, e := range entries {
		j.remember(commit, e)
	}
}

// write keeps receipts for good.
func (j *journal) write(ctx context.Context, commit int64, entries []*entry) error {
	if err := j.append(ctx, given{commit, entries}); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range entries {
		j.count(e.Receipt)
	}
	return nil
}

// given is the receipts of a commit.
type given struct {
	commit  int64
	entries []*entry
}

// rows are the receipts as the lake and the index keep them.
func (g given) rows() ([]lake.ReceiptRow, []index.Row, error) {
	rows, told := make([]lake.ReceiptRow, len(g.entries)), make([]index.Row, len(g.entries))
	for i, e := range g.entries {
		text := e.text
		if text == nil {
			var err error
			if text, err = json.Marshal(e.Receipt); err != nil {
				return nil, nil, err
			}
		}
		rows[i] = lake.ReceiptRow{Commit: g.commit, Batch: e.Receipt.Batch, Feed: e.Receipt.Feed, Kind: e.Receipt.Kind,
			At: e.Receipt.At, Idempotency: e.Idempotency, Receipt: string(text)}
		told[i] = index.Row{Commit: g.commit, Batch: e.Receipt.Batch, Key: e.Idempotency, Receipt: e.Receipt}
	}
	return rows, told, nil
}

// append keeps the receipts of commits that follow each other in the lake, all
// or none, and tells the index. Those of which the index cannot be told stay at
// hand until it can.
func (j *journal) append(ctx context.Context, all ...given) error {
	var paths []string
	var told []index.Row
	for _, g := range all {
		rows, some, err := g.rows()
		if err != nil {
			return err
		}
		path, err := lake.WriteRows(j.lake, lake.ReceiptsTable, g.commit, rows)
		if err != nil {
			return errors.Join(err, removeAll(paths))
		}
		paths, told = append(paths, path), append(told, some...)
	}
	before, _ := j.lake.Last(lake.ReceiptsTable)
	commit := all[len(all)-1].commit
	if err := j.lake.Append(ctx, lake.Append{Table: lake.ReceiptsTable, Files: paths, First: all[0].commit, Commit: commit}); err != nil {
		return err
	}
	known, _, err := j.index.Last(ctx)
	switch {
	case err != nil:
	case known == before:
		err = j.index.Add(ctx, told)
	default: // it could not be told of an earlier one
		err = j.catchUp(ctx)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		j.log.Error("the index of receipts is behind", "commit", commit, "error", err)
		for _, g := range all {
			j.recent[g.commit] = nil
			for _, e := range g.entries {
				j.hold(g.commit, e)
			}
		}
		return nil
	}
	for n, done := range j.recent {
		if n > commit {
			continue
		}
		for _, e := range done {
			delete(j.byKey, e.Idempotency)
		}
		delete(j.recent, n)
	}
	return nil
}

// remember counts a receipt and has it at hand until the index is told of it.
func (j *journal) remember(commit int64, e *entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.count(e.Receipt)
	j.hold(commit, e)
}

// hold has a receipt at hand. The caller holds mu.
func (j *journal) hold(commit int64, e *entry) {
	j.recent[commit] = append(j.recent[commit], e)
	if e.Idempotency != "" {
		j.byKey[e.Idempotency] = e
	}
}

// count adds a receipt to the tallies. The caller holds mu.
func (j *journal) count(r models.Receipt) {
	of := feedKind{r.Feed, r.Kind}
	t := j.tallyOf[of]
	if t == nil {
		t = &models.Tally{Feed: r.Feed, Kind: r.Kind, Source: r.Source}
		j.tallies, j.tallyOf[of] = append(j.tallies, t), t
	}
	t.Add(r)
}

// last is when something of a feed was last taken in; nil: never.
func (j *journal) last(feed, kind string) *time.Time {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if t := j.tallyOf[feedKind{feed, kind}]; t != nil && !t.TakenAt.IsZero() {
		at := t.TakenAt
		return &at
	}
	return nil
}

// receipt finds that of a batch.
func (j *journal) receipt(ctx context.Context, batch string) (models.Receipt, bool, error) {
	if e := j.atHand(batch); e != nil {
		return e.Receipt, true, nil
	}
	commits, err := j.index.Commits(ctx, batch)
	if err != nil {
		return models.Receipt{}, false, fmt.Errorf("look a batch up: %w", err)
	}
	for _, commit := range commits {
		if r, known, err := j.read(commit, "batch", batch); known || err != nil {
			return r, known, err
		}
	}
	return models.Receipt{}, false, nil
}

func (j *journal) atHand(batch string) *entry {
	j.mu.RLock()
	defer j.mu.RUnlock()
	for _, entries := range j.recent {
		for _, e := range entries {
			if e.Receipt.Batch == batch {
				return e
			}
		}
	}
	return nil
}

// read reads a receipt from the lake.
func (j *journal) read(commit int64, column, value string) (r models.Receipt, known bool, err error) {
	row, known, err := j.lake.Receipt(commit, column, value)
	if err != nil || !known {
		return r, false, err
	}
	if err := json.Unmarshal([]byte(row.Receipt), &r); err != nil {
		return r, false, fmt.Errorf("read the receipt of batch %s: %w", row.Batch, err)
	}
	return r, true, nil
}

// repeated finds the receipt given to an earlier delivery with the same key.
func (j *journal) repeated(ctx context.Context, key string) (r models.Receipt, known bool, err error) {
	if key == "" {
		return r, false, nil
	}
	j.mu.RLock()
	e := j.byKey[key]
	j.mu.RUnlock()
	if e != nil {
		r, known = e.Receipt, true
	} else {
		commit, err := j.index.Commit(ctx, key)
		if err != nil {
			return r, false, fmt.Errorf("look an Idempotency-Key up: %w", err)
		}
		if commit == 0 {
			return r, false, nil
		}
		if r, known, err = j.read(commit, "idempotency", key); err != nil {
			return r, false, err
		}
	}
	r.Repeated = known
	return r, known, nil
}

// sums are the tallies as they are now.
func (j *journal) sums() []models.Tally {
	j.mu.RLock()
	defer j.mu.RUnlock()
	all := make([]models.Tally, len(j.tallies))
	for i, t := range j.tallies {
		all[i] = *t
		all[i].Problems = slices.Clone(t.Problems)
	}
	return all
}

func (j *journal) close() error { return j.index.Close() }

// idempotencyKey hashes a sender's key within what it was sent to; the empty
// key stays empty.
func idempotencyKey(target, key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(target + "\x00" + key))
	return hex.EncodeToString(sum[:])
}
