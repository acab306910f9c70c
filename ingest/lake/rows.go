package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"athar/models"
)

// DeclareAll makes the tables of all kinds and the logs, or adds the columns
// that a workspace's dimensions need.
func (l *Lake) DeclareAll(ctx context.Context, w *models.Workspace) error {
	for _, t := range logTables {
		if err := l.Declare(ctx, t); err != nil {
			return err
		}
	}
	for _, k := range models.Kinds {
		if err := l.Declare(ctx, RecordTable(k, w.Declared(k.Levels...))); err != nil {
			return err
		}
	}
	return nil
}

// AppendRows writes rows of a log table and appends them as one commit.
func AppendRows[T any](ctx context.Context, l *Lake, table string, commit int64, rows []T) error {
	path, err := WriteRows(l, table, commit, rows)
	if err != nil {
		return err
	}
	return l.Append(ctx, Append{Table: table, Files: []string{path}, Commit: commit})
}

// WriteRows writes rows of a log table to a new file, for Append.
func WriteRows[T any](l *Lake, table string, commit int64, rows []T) (path string, err error) {
	if path, err = l.NewFile(table, commit); err != nil {
		return "", err
	}
	if err := writeRows(path, rows); err != nil {
		return "", errors.Join(fmt.Errorf("write rows of %s: %w", table, err), os.Remove(path))
	}
	return path, nil
}

func writeRows[T any](path string, rows []T) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := parquet.NewGenericWriter[T](f, parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}))
	if _, err := w.Write(rows); err != nil {
		return err
	}
	return w.Close()
}

// Row is a row of a log table that is written and read in Go.
type Row interface{ commit() int64 }

// Rows reads the rows of a log table with after < _commit <= upTo, or all beyond after when upTo is negative, in commit
// order.
func Rows[T Row](l *Lake, table string, after, upTo int64) ([]T, error) {
	defer l.Hold()()
	var all []T
	for _, file := range l.Files(table, after, upTo) {
		rows, err := readRows[T](file.Path)
		if err != nil {
			return nil, fmt.Errorf("read rows of %s: %w", table, err)
		}
		all = append(all, slices.DeleteFunc(rows, func(row T) bool { return row.commit() <= after || upTo >= 0 && row.commit() > upTo })...)
	}
	return all, nil
}

func readRows[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := parquet.NewGenericReader[T](f)
	defer r.Close()
	rows := make([]T, r.NumRows())
	n, err := r.Read(rows)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return rows[:n], nil
}

// Workspace is what was declared as of a commit; upTo < 0 means now.
func (l *Lake) Workspace(upTo int64) (*models.Workspace, error) {
	rows, err := Rows[DeclarationRow](l, DeclarationsTable, 0, upTo)
	if err != nil {
		return nil, err
	}
	var order []string
	latest := map[string]DeclarationRow{}
	for _, r := range rows {
		if _, known := latest[r.Package]; !known {
			order = append(order, r.Package)
		}
		latest[r.Package] = r
	}
	packages := make([]*models.Package, len(order))
	for i, name := range order {
		if packages[i], err = latest[name].parse(); err != nil {
			return nil, fmt.Errorf("read the declaration of %s kept in the lake: %w", name, err)
		}
	}
	return models.Merge(packages...)
}

func (r DeclarationRow) parse() (*models.Package, error) {
	mappings := map[string]string{}
	if err := json.Unmarshal([]byte(r.Mappings), &mappings); err != nil {
		return nil, err
	}
	return models.ParsePackage([]byte(r.YAML), func(name string) ([]byte, error) {
		sql, ok := mappings[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return []byte(sql), nil
	})
}
