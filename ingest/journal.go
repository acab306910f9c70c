package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"athar/ingest/lake"
	"athar/models"
)

// journal is the receipts of all batches, kept in the lake and at hand.
type journal struct {
	lake *lake.Lake

	// The receipts that a commit has in its summary and receipts has not yet: of
	// one commit at most, because settle goes before the next.
	owed       []entry
	owedCommit int64

	mu          sync.RWMutex
	receipts    []models.Receipt
	byBatch     map[string]int
	byIdemptKey map[string]int
	lastTaken   map[string]time.Time // by feed and kind
}

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

// openJournal reads the receipts, and writes those that a killed process owes.
func openJournal(ctx context.Context, l *lake.Lake) (*journal, error) {
	j := &journal{lake: l, byBatch: map[string]int{}, byIdemptKey: map[string]int{}, lastTaken: map[string]time.Time{}}
	rows, err := lake.Rows[lake.ReceiptRow](l, lake.ReceiptsTable, 0, -1)
	if err != nil {
		return nil, fmt.Errorf("read the receipts: %w", err)
	}
	for _, row := range rows {
		var r models.Receipt
		if err := json.Unmarshal([]byte(row.Receipt), &r); err != nil {
			return nil, fmt.Errorf("read the receipt of batch %s: %w", row.Batch, err)
		}
		j.remember(entry{Receipt: r, Idempotency: row.Idempotency})
	}
	for _, k := range models.Kinds {
		commit, summary := l.Last(k.Name)
		if summary[summaryKey] == "" {
			continue
		}
		var named []entry
		if err := json.Unmarshal([]byte(summary[summaryKey]), &named); err != nil {
			return nil, fmt.Errorf("read the receipts of the last commit of %s: %w", k.Name, err)
		}
		for _, e := range named {
			if _, known := j.byBatch[e.Receipt.Batch]; !known {
				j.remember(e)
				j.owed, j.owedCommit = append(j.owed, e), commit
			}
		}
	}
	return j, j.settle(ctx)
}

// settle writes the receipts that are owed.
func (j *journal) settle(ctx context.Context) error {
	if len(j.owed) == 0 {
		return nil
	}
	// Under the commit they are of: set-aside rows of a commit count once it has receipts.
	if err := j.append(ctx, j.owedCommit, j.owed); err != nil {
		return fmt.Errorf("write the receipts that are owed: %w", err)
	}
	j.owed = nil
	return nil
}

// owe remembers receipts that stand in the summary of a commit and could not
// be written.
func (j *journal) owe(commit int64, entries []entry) {
	j.owed, j.owedCommit = entries, commit
	for _, e := range entries {
		j.remember(e)
	}
}

// write keeps receipts in the lake, then at hand.
func (j *journal) write(ctx context.Context, commit int64, entries []entry) error {
	if err := j.append(ctx, commit, entries); err != nil {
		return err
	}
	for _, e := range entries {
		j.remember(e)
	}
	return nil
}

func (j *journal) append(ctx context.Context, commit int64, entries []entry) error {
	rows := make([]lake.ReceiptRow, len(entries))
	for i, e := range entries {
		text := e.text
		if text == nil {
			var err error
			if text, err = json.Marshal(e.Receipt); err != nil {
				return err
			}
		}
		rows[i] = lake.ReceiptRow{Commit: commit, Batch: e.Receipt.Batch, Feed: e.Receipt.Feed, Kind: e.Receipt.Kind,
			At: e.Receipt.At, Idempotency: e.Idempotency, Receipt: string(text)}
	}
	return lake.AppendRows(ctx, j.lake, lake.ReceiptsTable, commit, rows)
}

func (j *journal) remember(e entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.byBatch[e.Receipt.Batch] = len(j.receipts)
	if e.Idempotency != "" {
		j.byIdemptKey[e.Idempotency] = len(j.receipts)
	}
	if of := e.Receipt.Feed + "/" + e.Receipt.Kind; e.Receipt.Taken() && e.Receipt.At.After(j.lastTaken[of]) {
		j.lastTaken[of] = e.Receipt.At
	}
	j.receipts = append(j.receipts, e.Receipt)
}

// last is when something of a feed was last taken in; nil: never.
func (j *journal) last(feed, kind string) *time.Time {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if at, ok := j.lastTaken[feed+"/"+kind]; ok {
		return &at
	}
	return nil
}

func (j *journal) receipt(batch string) (models.Receipt, bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	i, ok := j.byBatch[batch]
	if !ok {
		return models.Receipt{}, false
	}
	return j.receipts[i], true
}

// repeated finds the receipt given to an earlier delivery with the same key.
func (j *journal) repeated(key string) (models.Receipt, bool) {
	if key == "" {
		return models.Receipt{}, false
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	i, ok := j.byIdemptKey[key]
	if !ok {
		return models.Receipt{}, false
	}
	r := j.receipts[i]
	r.Repeated = true
	return r, true
}

func (j *journal) all() []models.Receipt {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return append([]models.Receipt(nil), j.receipts...)
}

// idempotencyKey hashes a sender's key within what it was sent to; the empty
// key stays empty.
func idempotencyKey(target, key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(target + "\x00" + key))
	return hex.EncodeToString(sum[:])
}
