package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/iceberg-go"
	"github.com/apache/iceberg-go/catalog"
	icebergio "github.com/apache/iceberg-go/io"
	"github.com/apache/iceberg-go/table"
)

// remade is what a table's metadata, made anew, stands on. Nothing of the old metadata is changed by making it; the
// catalogue names the one or the other, so a crash in between leaves the table as it was.
type remade struct {
	name       string
	version    int // of the metadata file the catalogue names now
	schema     *iceberg.Schema
	properties iceberg.Properties
	commit     int64
	summary    map[string]string
	kept       []iceberg.DataFile // described already, wherever they lay then
	added      []string           // paths, to be described from their footers
}

// asItIs is a table's present state, to be made anew.
func (l *Lake) asItIs(name string) (remade, error) {
	log := l.log(name)
	if log.doubt != nil {
		return remade{}, inDoubt(log.doubt)
	}
	version, _ := metadataVersion(filepath.Base(log.iceberg.MetadataLocation()))
	r := remade{name: name, version: version, schema: log.iceberg.Schema(), properties: log.iceberg.Properties(), commit: log.commit, summary: log.summary}
	if snapshot := log.iceberg.CurrentSnapshot(); snapshot != nil {
		var err error
		if r.kept, err = dataFilesOf(snapshot, durableFS{}); err != nil {
			return remade{}, err
		}
	}
	return r, nil
}

// drop leaves a file out.
func (r *remade) drop(file File) {
	r.kept = slices.DeleteFunc(r.kept, func(kept iceberg.DataFile) bool { return kept.FilePath() == locationOf(file.Path) })
}

// remake writes metadata of one snapshot and no history, and returns its location for switchTo.
func (l *Lake) remake(ctx context.Context, r remade) (string, error) {
	properties := maps.Clone(r.properties)
	delete(properties, table.PropertyFormatVersion)
	folder := filepath.Join(l.dir, r.name)
	empty, err := table.NewMetadata(r.schema, nil, table.UnsortedSortOrder, locationOf(folder), properties)
	if err != nil {
		return "", err
	}
	if !empty.CurrentSchema().Equals(r.schema) {
		return "", errors.New("its columns would get other numbers")
	}
	file := metadataName(r.version + 1)
	writer := &metadataWriter{base: empty, location: locationOf(filepath.Join(folder, "metadata", file))}
	if len(r.kept)+len(r.added) == 0 {
		return writer.location, writer.write(empty)
	}
	local := func(context.Context) (icebergio.IO, error) { return durableFS{}, nil }
	tx := table.New(identifier(r.name), empty, "", local, writer).NewTransaction()
	said := ownSummary(r.summary)
	said[commitKey] = strconv.FormatInt(r.commit, 10)
	if len(r.kept) > 0 {
		here := make([]iceberg.DataFile, len(r.kept))
		for i, file := range r.kept {
			if here[i], err = l.describedHere(r.name, file); err != nil {
				return "", err
			}
		}
		if err := tx.AddDataFiles(ctx, here, said, table.WithoutDuplicateCheck()); err != nil {
			return "", err
		}
	}
	if len(r.added) > 0 {
		locations := make([]string, len(r.added))
		for i, path := range r.added {
			locations[i] = locationOf(path)
		}
		if err := tx.AddFiles(ctx, locations, said, true); err != nil {
			return "", err
		}
	}
	_, err = tx.Commit(ctx)
	return writer.location, err
}

// describedHere is what a manifest says of a data file, under this lake's folder.
func (l *Lake) describedHere(name string, file iceberg.DataFile) (iceberg.DataFile, error) {
	path, err := pathOf(file.FilePath())
	if err != nil {
		return nil, fmt.Errorf("read location %q: %w", file.FilePath(), err)
	}
	builder, err := iceberg.NewDataFileBuilder(*iceberg.UnpartitionedSpec, iceberg.EntryContentData,
		locationOf(filepath.Join(l.dir, name, "data", filepath.Base(path))), iceberg.ParquetFile, nil, nil, nil, file.Count(), file.FileSizeBytes())
	if err != nil {
		return nil, err
	}
	builder.ColumnSizes(file.ColumnSizes()).ValueCounts(file.ValueCounts()).NullValueCounts(file.NullValueCounts()).
		NaNValueCounts(file.NaNValueCounts()).LowerBoundValues(file.LowerBoundValues()).UpperBoundValues(file.UpperBoundValues()).
		SplitOffsets(file.SplitOffsets())
	return builder.Build(), nil
}

// ownSummary is what was said with a commit, without what Iceberg counts by itself: only our keys have an owner's prefix.
func ownSummary(summary map[string]string) iceberg.Properties {
	own := iceberg.Properties{}
	for key, value := range summary {
		if strings.Contains(key, ".") {
			own[key] = value
		}
	}
	return own
}

// metadataWriter is a catalogue to Iceberg's transaction: it writes what the transaction makes to a file, and keeps it
// from the real catalogue.
type metadataWriter struct {
	base     table.Metadata
	location string
}

func (w *metadataWriter) LoadTable(context.Context, table.Identifier) (*table.Table, error) {
	return nil, catalog.ErrNoSuchTable
}

func (w *metadataWriter) CommitTable(_ context.Context, _ table.Identifier, _ []table.Requirement, updates []table.Update) (table.Metadata, string, error) {
	made, err := table.UpdateTableMetadata(w.base, updates, "")
	if err != nil {
		return nil, "", err
	}
	return made, w.location, w.write(made)
}

func (w *metadataWriter) write(made table.Metadata) error {
	content, err := json.Marshal(made)
	if err != nil {
		return err
	}
	return durableFS{}.WriteFile(w.location, content)
}

// switchTo makes the catalogue name metadata made anew, of all these tables or of none.
func (l *Lake) switchTo(ctx context.Context, locations map[string]string) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for name, location := range locations {
		result, err := tx.ExecContext(ctx, `UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = NULL
			WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?`, location, namespace, namespace, name)
		if err != nil {
			return err
		}
		if changed, err := result.RowsAffected(); err != nil || changed != 1 {
			return errors.Join(err, fmt.Errorf("the catalogue has %d rows of table %s", changed, name))
		}
	}
	return tx.Commit()
}
