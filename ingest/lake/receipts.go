package lake

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/parquet-go/parquet-go"
)

// Receipt finds the receipt that a commit brought, by its batch or its
// idempotency, which column names. It opens one file and reads of it the parts
// that hold the commit.
func (l *Lake) Receipt(commit int64, column, value string) (found ReceiptRow, ok bool, err error) {
	defer l.Hold()()
	for _, file := range l.Files(ReceiptsTable, commit-1, commit) {
		if found, ok, err = receiptIn(file, commit, column, value); ok || err != nil {
			break
		}
	}
	if err != nil {
		err = fmt.Errorf("find a receipt of commit %d: %w", commit, err)
	}
	return found, ok, err
}

func receiptIn(file File, commit int64, column, value string) (found ReceiptRow, ok bool, err error) {
	err = inParts(file, func(opened *parquet.File, parts []part) error {
		place := int64(-1)
		for _, p := range parts {
			if p.min > commit || p.max < commit {
				continue
			}
			if err := p.scan(opened, column, func(row int64, is []byte) {
				if string(is) == value {
					place = row
				}
			}); err != nil {
				return err
			}
		}
		if place < 0 {
			return nil
		}
		rows := parquet.NewGenericReader[ReceiptRow](opened)
		defer rows.Close()
		if err := rows.SeekToRow(place); err != nil {
			return err
		}
		one := make([]ReceiptRow, 1)
		if n, err := rows.Read(one); n < 1 {
			return err
		}
		found, ok = one[0], one[0].Commit == commit
		return nil
	})
	return found, ok, err
}

// CommittedAt is when the last commit up to one was made: what its receipts or
// its declaration say, whichever is later; zero where there is none. It opens
// one file of each.
func (l *Lake) CommittedAt(upTo int64) (time.Time, error) {
	defer l.Hold()()
	var last, at int64
	for _, table := range []string{ReceiptsTable, DeclarationsTable} {
		files := l.Files(table, 0, upTo)
		if len(files) == 0 {
			continue
		}
		err := inParts(files[len(files)-1], func(opened *parquet.File, parts []part) error {
			i := len(parts) - 1
			for i > 0 && parts[i].min > upTo {
				i--
			}
			var commits []int64
			if err := parts[i].scan(opened, "_commit", func(_ int64, value []byte) { commits = append(commits, int64(binary.BigEndian.Uint64(value))) }); err != nil {
				return err
			}
			return parts[i].scan(opened, "at", func(row int64, value []byte) {
				switch commit, when := commits[row-parts[i].row], int64(binary.BigEndian.Uint64(value)); {
				case commit > upTo || commit < last:
				case commit > last:
					last, at = commit, when
				default:
					at = max(at, when)
				}
			})
		})
		if err != nil {
			return time.Time{}, fmt.Errorf("read when commits of %s were made: %w", table, err)
		}
	}
	if last == 0 {
		return time.Time{}, nil
	}
	return time.UnixMicro(at).UTC(), nil
}

// part is a row group of a file: where it begins, and between which commits its
// rows lie.
type part struct {
	group         parquet.RowGroup
	row, min, max int64
}

// inParts opens a file whose rows are in the order of their commits.
func inParts(file File, do func(*parquet.File, []part) error) error {
	f, err := os.Open(file.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	opened, err := parquet.OpenFile(f, file.Bytes, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("open %s: %w", file.Path, err)
	}
	leaf, ok := opened.Schema().Lookup("_commit")
	if !ok {
		return fmt.Errorf("%s has no commits", file.Path)
	}
	var parts []part
	row := int64(0)
	for _, group := range opened.RowGroups() {
		p := part{group, row, math.MinInt64, math.MaxInt64}
		if chunk, told := group.ColumnChunks()[leaf.ColumnIndex].(*parquet.FileColumnChunk); told {
			if least, most, told := chunk.Bounds(); told {
				p.min, p.max = least.Int64(), most.Int64()
			}
		}
		parts = append(parts, p)
		row += group.NumRows()
	}
	return do(opened, parts)
}

// scan reads one column of a part; rows are numbered within the file.
func (p part) scan(opened *parquet.File, column string, each func(row int64, value []byte)) error {
	leaf, ok := opened.Schema().Lookup(column)
	if !ok {
		return fmt.Errorf("there is no column %s", column)
	}
	_, err := scanChunk(p.group.ColumnChunks()[leaf.ColumnIndex], 0, p.row, func(_ int, row int64, value []byte) { each(row, value) })
	return err
}
