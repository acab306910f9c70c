package lake

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"
)

// Scan reads some columns of a data file, one after the other, without an
// engine. each is told the column's place in columns, the row's place in the
// file and the value, which it must not keep: nil for none, numbers and days
// in eight bytes, most significant first.
func Scan(file File, columns []string, each func(column int, row int64, value []byte)) error {
	f, err := os.Open(file.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	opened, err := parquet.OpenFile(f, file.Bytes, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("open %s: %w", file.Path, err)
	}
	for place, name := range columns {
		leaf, ok := opened.Schema().Lookup(name)
		if !ok {
			for row := range file.Rows {
				each(place, row, nil)
			}
			continue
		}
		row := int64(0)
		for _, group := range opened.RowGroups() {
			if row, err = scanChunk(group.ColumnChunks()[leaf.ColumnIndex], place, row, each); err != nil {
				return fmt.Errorf("read %s of %s: %w", name, file.Path, err)
			}
		}
	}
	return nil
}

func scanChunk(chunk parquet.ColumnChunk, place int, row int64, each func(int, int64, []byte)) (int64, error) {
	pages := chunk.Pages()
	defer pages.Close()
	var values [512]parquet.Value
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return row, nil
		}
		if err != nil {
			return row, err
		}
		for reader := page.Values(); ; {
			n, err := reader.ReadValues(values[:])
			for _, v := range values[:n] {
				each(place, row, bytesOf(v))
				row++
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return row, err
			}
		}
		parquet.Release(page)
	}
}

func bytesOf(v parquet.Value) []byte {
	switch {
	case v.IsNull():
		return nil
	case v.Kind() == parquet.Int32:
		return binary.BigEndian.AppendUint64(nil, uint64(int64(v.Int32())))
	case v.Kind() == parquet.Int64:
		return binary.BigEndian.AppendUint64(nil, uint64(v.Int64()))
	case v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray:
		return v.ByteArray()
	}
	return v.Bytes()
}
