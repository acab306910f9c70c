package main

import (
	"context"
	"time"

	"athar/ingest"
	"athar/models"
)

// timed is a ledger that tells how long its steps took.
type timed struct {
	ingest.Ledger
	steps *steps
}

// Compare is the ledger's.
func (t timed) Compare(ctx context.Context, s models.Staged, out, fieldIDs string) (models.Comparison, error) {
	defer func(begun time.Time) { t.steps.took("compare", time.Since(begun)) }(time.Now())
	return t.Ledger.Compare(ctx, s, out, fieldIDs)
}

// Refresh is the ledger's.
func (t timed) Refresh(ctx context.Context, w *models.Workspace) error {
	defer func(begun time.Time) { t.steps.took("refresh", time.Since(begun)) }(time.Now())
	return t.Ledger.Refresh(ctx, w)
}
