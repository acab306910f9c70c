package lake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"
)

type writtenFile struct {
	File
	sha256 string
}

// inspect looks at the files of a batch before anything is changed: are they this table's and this commit's, and do
// their columns carry the table's numbers?
func (l *Lake) inspect(log *tableLog, a Append) ([]writtenFile, error) {
	if len(a.Files) == 0 {
		return nil, errors.New("there are no files to append")
	}
	var written []writtenFile
	least := a.First
	for i, path := range a.Files {
		first, commit, ok := commitsInName(path)
		inOrder := least <= commit && commit <= a.Commit && (commit == a.Commit || i < len(a.Files)-1)
		if !ok || first != commit || !inOrder || filepath.Dir(path) != filepath.Join(l.dir, a.Table, "data") {
			return nil, fmt.Errorf("%s is not a file of table %s and commit %d", path, a.Table, a.Commit)
		}
		least = commit
		if slices.Contains(a.Files[:i], path) {
			return nil, fmt.Errorf("%s is there twice", path)
		}
		file, err := inspectFile(log, path)
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", filepath.Base(path), err)
		}
		file.First, file.Commit = commit, commit
		written = append(written, file)
	}
	return written, nil
}

func inspectFile(log *tableLog, path string) (writtenFile, error) {
	sum, err := checkSum(path)
	if err != nil {
		return writtenFile{}, err
	}
	footer, done, err := openParquet(path)
	if err != nil {
		return writtenFile{}, err
	}
	defer done()
	if err := checkColumns(log, footer); err != nil {
		return writtenFile{}, err
	}
	return writtenFile{File: File{Path: path, Rows: footer.NumRows(), Bytes: footer.Size()}, sha256: sum}, nil
}

// checkColumns refuses a file whose columns are not numbered as the table's: Iceberg would take it and readers that go by
// number would find nothing in it. Iceberg itself refuses columns of another type.
func checkColumns(log *tableLog, footer *parquet.File) error {
	chunkOf := map[string]int{}             // the column's place in each row group
	columns := footer.Metadata().Schema[1:] // the first is the root
	for i, element := range columns {
		field, ok := log.iceberg.Schema().FindFieldByName(element.Name)
		if !ok {
			return fmt.Errorf("the table has no column %q", element.Name)
		}
		if int(element.FieldID) != field.ID {
			return fmt.Errorf("column %q has the number %d instead of %d: write the file with FIELD_IDS",
				element.Name, element.FieldID, field.ID)
		}
		chunkOf[element.Name] = i
	}
	for _, column := range log.shape.Columns {
		chunk, ok := chunkOf[column.Name]
		if !ok {
			return fmt.Errorf("column %q is missing", column.Name)
		}
		for _, group := range footer.Metadata().RowGroups {
			if column.Required && group.Columns[chunk].MetaData.Statistics.NullCount > 0 {
				return fmt.Errorf("column %q is required and has empty values", column.Name)
			}
		}
	}
	return nil
}

func openParquet(path string) (*parquet.File, func() error, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	parsed, err := parquet.OpenFile(file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return parsed, file.Close, nil
}

// readThrough decodes every page of every column, and counts the rows.
func readThrough(path string) (rows int64, err error) {
	// A decoder given bytes that make no sense may panic; for the reader of the answer that is one more broken file.
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("decode: %v", broken)
		}
	}()
	file, done, err := openParquet(path)
	if err != nil {
		return 0, err
	}
	defer done()
	for _, group := range file.RowGroups() {
		for _, chunk := range group.ColumnChunks() {
			if err := readPages(chunk, group.NumRows()); err != nil {
				return 0, fmt.Errorf("column %s: %w", file.Schema().Columns()[chunk.Column()][0], err)
			}
		}
	}
	return file.NumRows(), nil
}

func readPages(chunk parquet.ColumnChunk, rows int64) error {
	pages := chunk.Pages()
	defer pages.Close()
	values := make([]parquet.Value, 1024)
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for reader := page.Values(); err == nil; {
			_, err = reader.ReadValues(values)
		}
		rows -= page.NumRows()
		parquet.Release(page)
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
	if rows != 0 {
		return fmt.Errorf("its pages and its row group differ by %d rows", rows)
	}
	return nil
}

func checkSum(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
