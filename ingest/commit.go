package ingest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
)

// commit makes what was checked part of the lake, in an order in which a kill
// at any moment leaves either no trace that anybody reads or the whole batch:
// texts and set-aside rows first (nobody reads those of a batch without
// receipt), then the rows of the kind with the receipts in their summary, by
// which the batch exists, then the receipts themselves.
func (b *batch) commit(ctx context.Context, usable bool) (_ []models.Receipt, err error) {
	in := b.in
	commit, done, err := in.turn(ctx, b.kind.Name)
	if err != nil {
		return nil, err
	}
	defer done()
	defer in.changes.Add(1)

	w := in.Workspace()
	if err := in.catchUp(ctx, w); err != nil {
		return nil, err
	}
	kept := b.kept(usable)
	var comparison models.Comparison
	appended := ""
	if len(kept) > 0 {
		if comparison, appended, err = b.compare(ctx, commit, kept); err != nil {
			return nil, err
		}
		b.tell(comparison, kept)
	}
	for d := range b.receipts {
		r := &b.receipts[d]
		r.At, r.Seconds = in.options.Now().UTC(), in.secondsSince(b.started)
		if comparison.Rows > 0 && kept[d] {
			r.Commit = commit
		}
	}
	entries := make([]*entry, len(b.receipts))
	for d, r := range b.receipts {
		entries[d] = &entry{Receipt: r, Idempotency: b.deliveries[d].idempotency}
		if r.Rejected() {
			entries[d].Idempotency = "" // mended, the same key may be used again
		}
	}
	if len(kept) > 0 {
		if err := b.keepAside(ctx, commit, kept); err != nil {
			return nil, fmt.Errorf("keep the rows set aside: %w", err)
		}
	}
	if comparison.Rows > 0 {
		if err := b.keepTexts(ctx, commit, kept); err != nil {
			return nil, fmt.Errorf("keep the texts: %w", err)
		}
		summary, err := json.Marshal(entries)
		if err != nil {
			return nil, err
		}
		in.step(b.feed.Name, "committing", comparison.Rows)
		if err := in.append(ctx, lake.Append{Table: b.kind.Name, Files: []string{appended}, Commit: commit,
			Summary: map[string]string{summaryKey: string(summary), fingerprintKey: in.key.Fingerprint()}}); err != nil {
			return nil, fmt.Errorf("commit %s: %w", b.feed.Name, err)
		}
	}
	// From here on the batch exists: a caller that gives up must not stop it half-way.
	ctx = context.WithoutCancel(ctx)
	if err := in.journal.write(ctx, commit, entries); err != nil {
		if comparison.Rows == 0 {
			return nil, fmt.Errorf("keep the receipts of %s: %w", b.feed.Name, err)
		}
		in.options.Log.Error("receipts are owed", "commit", commit, "error", err)
		in.journal.owe(commit, entries)
	}
	if err := b.settleAside(ctx); err != nil {
		in.asides.stale = true
		in.options.Log.Error("the rows awaiting correction must be read anew", "commit", commit, "error", err)
	}
	if comparison.Rows > 0 {
		b.empty()
		in.step(b.feed.Name, "refreshing", comparison.Rows)
		if err := in.ledger.Refresh(ctx, w); err != nil {
			// The batch is safe in the lake; the warehouse catches up next time.
			in.behind = true
			in.options.Log.Error("the warehouse is behind the lake", "commit", commit, "error", err)
		}
	}
	in.options.Log.Info("batch", "feed", b.feed.Name, "commit", commit, "rows", comparison.Rows, "deliveries", len(b.receipts))
	return b.receipts, nil
}

// append adds the rows of a commit to the table of their kind.
func (in *Intake) append(ctx context.Context, a lake.Append) error {
	defer func(begun time.Time) {
		if in.options.Took != nil {
			in.options.Took("commit", time.Since(begun))
		}
	}(time.Now())
	return in.lake.Append(ctx, a)
}

// catchUp does what an earlier commit left undone. A batch compared with a
// ledger that is behind would be told the wrong things.
func (in *Intake) catchUp(ctx context.Context, w *models.Workspace) error {
	if err := in.journal.settle(ctx); err != nil {
		return err
	}
	if in.asides.stale {
		if err := in.openAsides(ctx); err != nil {
			return err
		}
	}
	if !in.behind {
		return nil
	}
	if err := in.ledger.Refresh(ctx, w); err != nil {
		return &models.Error{Kind: models.Unfinished, Message: "The warehouse is behind what was taken in and could not catch up; send it again in a moment. If it stays so, the log says why.",
			Ar: "المستودع متأخر عمّا أُخذ ولم يلحق به بعد؛ أعد الإرسال بعد لحظات. إن بقي الأمر كذلك فالسبب في سجل الخدمة.", Cause: err}
	}
	in.behind = false
	return nil
}

// kept are the deliveries of which rows are taken.
func (b *batch) kept(usable bool) map[int]bool {
	kept := map[int]bool{}
	for d := range b.receipts {
		if usable && !b.checked.Rejected[d] {
			kept[d] = true
		}
	}
	return kept
}

// among is a condition that keeps the rows of deliveries that are taken.
func among(kept map[int]bool) string {
	numbers := make([]string, 0, len(kept))
	for d := range kept {
		numbers = append(numbers, fmt.Sprint(d))
	}
	return "_delivery IN (" + strings.Join(numbers, ", ") + ")"
}

// compare stages the rows taken and has them compared with what is known. It
// returns the file of the rows to append.
func (b *batch) compare(ctx context.Context, commit int64, kept map[int]bool) (_ models.Comparison, appended string, err error) {
	staged, changed := models.Staged{Kind: b.kind, Feed: b.feed, Commit: commit}, ""
	if staged.Parquet, err = b.in.lake.NewFile(b.kind.Name, commit); err != nil {
		return models.Comparison{}, "", err
	}
	if changed, err = b.in.lake.NewFile(b.kind.Name, commit); err != nil {
		return models.Comparison{}, "", err
	}
	defer func() {
		for _, path := range []string{staged.Parquet, changed} {
			if path != appended {
				os.Remove(path) // what stays is a stray
			}
		}
	}()
	fieldIDs, err := b.in.lake.FieldIDs(b.kind.Name)
	if err != nil {
		return models.Comparison{}, "", err
	}
	if err := b.stage(ctx, &staged, fieldIDs, kept); err != nil {
		return models.Comparison{}, "", fmt.Errorf("stage %s: %w", b.feed.Name, err)
	}
	b.in.step(b.feed.Name, "comparing", b.rows[0])
	comparison, err := b.in.ledger.Compare(ctx, staged, changed, fieldIDs)
	if err != nil {
		return models.Comparison{}, "", fmt.Errorf("compare %s with what is known: %w", b.feed.Name, err)
	}
	if comparison.AsStaged {
		return comparison, staged.Parquet, nil
	}
	return comparison, changed, nil
}

// tell writes the comparison into the receipts.
func (b *batch) tell(c models.Comparison, kept map[int]bool) {
	for d := range b.receipts {
		if d >= len(c.Deliveries) || !kept[d] {
			continue
		}
		r := &b.receipts[d]
		r.Accepted = c.Deliveries[d].New + c.Deliveries[d].Replaced
		r.Replaced = c.Deliveries[d].Replaced
		r.Unchanged = c.Deliveries[d].Unchanged + b.checked.Duplicates[d]
		for _, u := range c.Deliveries[d].Unresolved {
			p := models.NewProblem("unknown_reference", u.Column, "")
			p.Count = u.Rows
			r.Problems = append(r.Problems, p)
			r.Warnings += u.Rows
		}
		if n := c.Deliveries[d].OfTwoIDs; n > 0 {
			p := models.NewProblem("alias_of_two_ids", "alias", "")
			p.Count = n
			r.Problems = append(r.Problems, p)
			r.Warnings += n
		}
		if n := c.Deliveries[d].NotInRoster; n > 0 {
			p := models.NewProblem("not_in_roster", "", "")
			p.Count = n
			r.Problems = append(r.Problems, p)
		}
	}
	b.receipts[len(b.receipts)-1].Withdrawn = c.Withdrawn
}

// copyTo writes a SELECT to a new file of a log table and appends it; nothing
// where there are no rows.
func (in *Intake) copyTo(ctx context.Context, conn *sql.Conn, table, rows string, commit int64) error {
	path, err := in.lake.NewFile(table, commit)
	if err != nil {
		return err
	}
	ids, err := in.lake.FieldIDs(table)
	if err != nil {
		return err
	}
	result, err := conn.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, FIELD_IDS %s)", rows, sqltext.Literal(path), ids))
	if err != nil {
		os.Remove(path)
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, os.Remove(path))
	}
	return in.lake.Append(ctx, lake.Append{Table: table, Files: []string{path}, Commit: commit, Summary: map[string]string{fingerprintKey: in.key.Fingerprint()}})
}

// keepTexts keeps free text and links of the rows taken apart from the facts.
func (b *batch) keepTexts(ctx context.Context, commit int64, kept map[int]bool) error {
	item := "NULL::VARCHAR"
	if _, ok := b.kind.Field("item_id"); ok {
		item = "t.item_id"
	}
	if _, ok := b.kind.Field("record_id"); !ok || !b.hasTexts() {
		return nil
	}
	return b.in.copyTo(ctx, b.conn, lake.TextsTable, fmt.Sprintf(
		`SELECT %d::BIGINT AS _commit, CAST(list_extract([%s], x._delivery + 1) AS UUID) AS _batch, '%s' AS kind, t.source AS source, t.record_id AS record_id, %s AS item_id, x.field AS field, x.text AS text
			FROM texts x JOIN taken t USING (_place) WHERE t.%s`,
		commit, b.batches(), b.kind.Name, item, among(kept)), commit)
}

// hasTexts reports whether the deliveries bring anything that is kept apart.
func (b *batch) hasTexts() bool {
	return slices.ContainsFunc(b.kind.Fields, func(f models.Field) bool { return f.Type == models.Apart && slices.Contains(b.columns, f.Name) })
}
