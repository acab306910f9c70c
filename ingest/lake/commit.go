package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/apache/iceberg-go/catalog"
	icebergio "github.com/apache/iceberg-go/io"
	"github.com/apache/iceberg-go/table"
	"github.com/google/uuid"
)

// committer is a catalogue to one of Iceberg's transactions. What the transaction makes it writes to a metadata file, and one
// transaction of catalog.db names that file and keeps the check sums of the data files that come with it: a file is in its
// table with its check sum, or not at all.
type committer struct {
	lake  *Lake
	name  string
	was   *table.Table
	files []writtenFile
	made  *table.Table // what is committed, read back: what Iceberg returns holds on to the state before, and that to the one before
}

// begin begins a change of a table that adds files. The caller holds writing.
func (l *Lake) begin(name string, was *table.Table, files ...writtenFile) (*table.Transaction, *committer) {
	c := &committer{lake: l, name: name, was: was, files: files}
	return c.table(was.Metadata(), was.MetadataLocation(), c).NewTransaction(), c
}

func (c *committer) table(metadata table.Metadata, location string, in table.CatalogIO) *table.Table {
	local := func(context.Context) (icebergio.IO, error) { return durableFS{}, nil }
	return table.New(identifier(c.name), metadata, location, local, in)
}

// finish commits the transaction, and drops snapshots once there are many.
func (c *committer) finish(ctx context.Context, tx *table.Transaction) (*table.Table, error) {
	if len(c.was.Metadata().Snapshots()) >= c.lake.bounds.snapshots {
		// Iceberg's clean-up after an expiry also deletes data files it finds unused. They may be in use here, so it is
		// told to leave the files, and sweep takes them.
		err := tx.ExpireSnapshots(table.WithRetainLast(snapshotsKept), table.WithOlderThan(0), table.WithPostCommit(false))
		if err != nil {
			return nil, fmt.Errorf("expire snapshots: %w", err)
		}
	}
	// From here a cancelled request no longer stops the commit: half-way is the one place it must not stop.
	if _, err := tx.Commit(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return c.made, nil
}

// LoadTable is asked for where a commit is tried again, which ours never are.
func (c *committer) LoadTable(context.Context, table.Identifier) (*table.Table, error) {
	return nil, catalog.ErrNoSuchTable
}

func (c *committer) CommitTable(ctx context.Context, _ table.Identifier, required []table.Requirement, updates []table.Update) (table.Metadata, string, error) {
	for _, r := range required {
		if err := r.Validate(c.was.Metadata()); err != nil {
			return nil, "", err
		}
	}
	updated, err := table.UpdateTableMetadata(c.was.Metadata(), updates, c.was.MetadataLocation())
	if err != nil {
		return nil, "", err
	}
	content, err := json.Marshal(updated)
	if err != nil {
		return nil, "", err
	}
	made, err := table.ParseMetadataBytes(content)
	if err != nil {
		return nil, "", err
	}
	was, err := pathOf(c.was.MetadataLocation())
	if err != nil {
		return nil, "", err
	}
	version, ok := metadataVersion(filepath.Base(was))
	if !ok {
		return nil, "", fmt.Errorf("%s is no metadata file", was)
	}
	location := locationOf(filepath.Join(c.lake.dir, c.name, "metadata", metadataName(version+1)))
	if err := (durableFS{}).WriteFile(location, content); err != nil {
		return nil, "", err
	}
	if err := c.switchTo(ctx, location); err != nil {
		return nil, "", err
	}
	c.made = c.table(made, location, c.lake.catalog)
	c.forgetPrevious()
	return made, location, nil
}

func metadataName(version int) string {
	return fmt.Sprintf("%05d-%s.metadata.json", version, uuid.New())
}

// switchTo makes the catalogue name the new metadata file.
func (c *committer) switchTo(ctx context.Context, location string) error {
	tx, err := c.lake.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	result, err := tx.ExecContext(ctx, `UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = metadata_location
		WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?`, location, namespace, namespace, c.name, c.was.MetadataLocation())
	if err != nil {
		return err
	}
	if changed, err := result.RowsAffected(); err != nil || changed != 1 {
		return errors.Join(err, fmt.Errorf("another program has changed table %s", c.name))
	}
	return c.lake.commitCheckSums(ctx, tx, c.name, c.files)
}

// forgetPrevious lets go of the check sums of metadata files that are too old to be kept, which Iceberg removes next.
func (c *committer) forgetPrevious() {
	kept := map[string]bool{}
	for previous := range c.made.Metadata().PreviousFiles() {
		kept[previous.MetadataFile] = true
	}
	for previous := range c.was.Metadata().PreviousFiles() {
		if path, err := pathOf(previous.MetadataFile); err == nil && !kept[previous.MetadataFile] {
			c.lake.forgetMetadata(c.name, filepath.Base(path))
		}
	}
}
