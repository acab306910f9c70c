package ingest

import (
	"context"

	"github.com/google/uuid"

	"athar/ingest/lake"
)

// Project makes the pseudonyms of one project out of the workspace's, by a key
// of its own: with neither of the two keys can anybody lead one back, or match
// it with another project's. It is for one goroutine.
func (in *Intake) Project(name string) func(id [16]byte) [16]byte {
	p := in.key.Project(name).Pseudonymiser("export")
	return func(id [16]byte) [16]byte { return p.ID(uuid.UUID(id).String()) }
}

// LogExport keeps an entry in the lake's log of exports, as the next commit.
func (in *Intake) LogExport(ctx context.Context, row lake.ExportRow) error {
	commit, done, err := in.turn(ctx, "")
	if err != nil {
		return err
	}
	defer done()
	row.Commit = commit
	return lake.AppendRows(ctx, in.lake, lake.ExportsTable, row.Commit, []lake.ExportRow{row})
}
