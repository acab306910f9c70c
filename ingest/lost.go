package ingest

import (
	"context"

	"athar/ingest/lake"
)

// LogLost keeps in the lake which data files a repair set apart, so that Verify can tell what was given up then from new
// damage. It is a commit after those that acknowledged posts wait under: an earlier number would hide them from the warehouse.
func (in *Intake) LogLost(ctx context.Context, rows []lake.LostRow) error {
	if len(rows) == 0 {
		return nil
	}
	commit, done, err := in.turn(ctx, "")
	if err != nil {
		return err
	}
	defer done()
	for i := range rows {
		rows[i].Commit, rows[i].At = commit, in.options.Now().UTC()
	}
	return lake.AppendRows(ctx, in.lake, lake.LostTable, commit, rows)
}
