// Package decode turns delivered files into one DuckDB table of text columns.
// Nothing is interpreted here: a code keeps its leading zeros, a number its
// decimals. What cannot be decoded becomes a problem that says where it is and
// never what it says.
package decode

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"athar/models"
)

// File is one delivered file.
type File struct {
	Name     string // as the user knows it, for problems
	Path     string
	Format   string // csv, tsv, ndjson, jsonl, json, parquet or xlsx, text ones also with .gz or .zst; "" is told by Name
	Sheet    string // of a workbook: its name or a pattern; "" is the only one
	Delivery int    // ordinal of the delivery within a gathered batch; usually 0
}

// Limits protect the process from files that are not what they say. Zero
// means the default.
type Limits struct {
	MaxBytes   int64 // of one file, decompressed; default 32 GiB
	MaxRatio   int64 // of a file's decompressed bytes to its own, beyond the first FreeBytes; default 250
	FreeBytes  int64 // that any file may decompress to; default 64 MiB
	MaxColumns int   // of the table; default 2,000
	MaxLine    int   // bytes of one row or record; default 16 MiB
	MaxBroken  int   // rows that cannot be decoded, before the table is refused; default 100,000
}

func (l Limits) orDefaults() Limits {
	if l.MaxBytes <= 0 {
		l.MaxBytes = 32 << 30
	}
	if l.MaxRatio <= 0 {
		l.MaxRatio = 250
	}
	if l.FreeBytes <= 0 {
		l.FreeBytes = 64 << 20
	}
	if l.MaxColumns <= 0 {
		l.MaxColumns = 2_000
	}
	if l.MaxLine <= 0 {
		l.MaxLine = 16 << 20
	}
	if l.MaxBroken <= 0 {
		l.MaxBroken = 100_000
	}
	return l
}

// unpacking bounds what is read of a file, or of a part, that was pressed to so many bytes.
func (l Limits) unpacking(in io.Reader, pressed int64) io.Reader {
	most := max(l.FreeBytes, pressed*l.MaxRatio)
	if most >= l.MaxBytes {
		return &limited{in, l.MaxBytes, l.MaxBytes, "too_large"}
	}
	return &limited{in, most, most, "unpacks_too_far"}
}

// Options say how to decode.
type Options struct {
	Encoding string // of text files; "" is utf-8. A byte order mark outweighs it
	Limits   Limits
	Temp     string                            // the folder for temporary files; "" is the system's
	Progress func(file string, rowsDone int64) // may be nil
	// View says by their columns and rows whether large files of separated values
	// may stay in Temp, as clean files of which the table is a view; nil for never.
	View  func(columns []string, rows int64) bool
	Room  int64 // bytes that files of a view may take up; 0 for any
	parts int   // bytes of a part, however small the file; 0 for parts of large files alone
}

// Broken is a row that could not be decoded and is not in the table.
type Broken struct {
	Delivery int
	File     string
	Line     int64
	Problem  models.Problem
}

// Decoded says what a table was made of.
type Decoded struct {
	Columns  []string         // in the order of their first appearance, without _row, _file, _delivery
	Rows     map[string]int64 // a file: data rows read, including those that could not be decoded
	Broken   []Broken
	Problems []models.Problem // of whole files; with a Rejection the table must not be used
	Files    []Read           // in the order given
}

// Read says what came of one file, several of which may have one name.
type Read struct {
	File     File
	Named    string   // what its rows have as _file; of a workbook of which one sheet was read, with that sheet
	Rows     int64    // as Decoded.Rows
	Columns  []string // of this file, sorted, in lower case
	Problems []models.Problem
}

// Rejected reports whether a problem forbids the use of the table.
func (d Decoded) Rejected() bool {
	for _, p := range d.Problems {
		if p.Effect == models.Rejection {
			return true
		}
	}
	return false
}

// The columns that every table has besides those of its files.
const (
	RowColumn      = "_row"      // BIGINT: the line as a spreadsheet numbers it; without a header, the record's ordinal from 1
	FileColumn     = "_file"     // VARCHAR: the file's name
	DeliveryColumn = "_delivery" // INTEGER
)

// rejection ends the reading of one file with a problem.
type rejection struct{ problem models.Problem }

func (r *rejection) Error() string { return r.problem.Code }

func reject(code, column, detail string) error {
	return &rejection{models.NewProblem(code, column, detail)}
}

// Into creates a table and fills it with all rows of the files: the columns
// above, and every column of every file as trimmed text, NULL where empty.
// A view has rowid besides, which counts rows as that of a table does.
// Files may differ in columns: they are joined by name, case aside. What is
// wrong with the data is in Decoded; an error is a failure of ours.
func Into(ctx context.Context, conn *sql.Conn, table string, files []File, o Options) (Decoded, error) {
	d := &decoder{ctx: ctx, conn: conn, o: o, limits: o.Limits.orDefaults(), out: Decoded{Rows: map[string]int64{}}}
	s, err := newSink(ctx, conn, table, d.limits.MaxColumns)
	if err != nil {
		return Decoded{}, err
	}
	d.sink = s
	for _, f := range files {
		d.file, d.named, d.rows = f, f.Name, 0
		clear(s.used)
		said := len(d.out.Problems)
		err := d.decode()
		if r, ok := errors.AsType[*rejection](err); ok {
			d.problem(r.problem)
			err = nil
		}
		d.out.Rows[f.Name] += d.rows
		d.out.Files = append(d.out.Files, Read{f, d.named, d.rows, slices.Sorted(maps.Keys(s.used)), slices.Clone(d.out.Problems[said:])})
		if err != nil {
			s.close()
			return Decoded{}, fmt.Errorf("decode %s: %w", f.Name, err)
		}
		if d.tooBroken {
			break
		}
	}
	if err := errors.Join(s.close(), s.settle(o.View != nil && o.View(s.columns, s.placed))); err != nil {
		return Decoded{}, err
	}
	d.out.Columns = s.columns
	return d.out, nil
}

type decoder struct {
	ctx    context.Context
	conn   *sql.Conn
	o      Options
	limits Limits
	sink   *sink
	out    Decoded

	file      File
	named     string // as Read.Named
	sheet     string // of a workbook, while it is read
	rows      int64
	cells     []jsonCell // room for one record
	tooBroken bool
}

func (d *decoder) problem(p models.Problem) {
	p.File, p.Sheet = d.file.Name, d.sheet
	d.out.Problems = append(d.out.Problems, p)
}

func (d *decoder) broken(line int64, code, detail string) error {
	if len(d.out.Broken) >= d.limits.MaxBroken {
		d.tooBroken = true
		return reject("too_many_bad_rows", "", fmt.Sprint(d.limits.MaxBroken))
	}
	p := models.NewProblem(code, "", detail)
	p.File, p.Sheet, p.Line = d.file.Name, d.sheet, line
	d.out.Broken = append(d.out.Broken, Broken{d.file.Delivery, d.file.Name, line, p})
	return nil
}

// counted notes one more data row.
func (d *decoder) counted() error {
	d.rows++
	if d.rows%65_536 == 0 {
		if d.o.Progress != nil {
			d.o.Progress(d.file.Name, d.rows)
		}
		return d.ctx.Err()
	}
	return nil
}

func (d *decoder) decode() error {
	format, pressed := formatOf(d.file)
	if format == "" {
		return reject("unknown_format", "", "")
	}
	info, err := os.Stat(d.file.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && info.IsDir():
		return reject("missing_file", "", d.file.Name)
	case err != nil:
		return err
	case info.Size() == 0:
		return reject("empty_file", "", "")
	}
	switch format {
	case "parquet":
		err = d.parquet()
	case "xlsx":
		err = d.workbook()
	default:
		err = d.text(format, pressed)
	}
	if err == nil && d.rows == 0 {
		d.problem(models.NewProblem("no_rows", "", ""))
	}
	if err == nil && d.o.Progress != nil {
		d.o.Progress(d.file.Name, d.rows)
	}
	return err
}

func (d *decoder) text(format, pressed string) error {
	t, err := openText(d.file.Path, pressed, d.o.Encoding, d.limits)
	if err != nil {
		return err
	}
	defer t.close()
	switch format {
	case "csv", "tsv":
		err = d.csv(t, format == "tsv")
	case "ndjson":
		err = d.ndjson(t)
	case "json":
		err = d.json(t)
	}
	return err
}

// formatOf tells the format and the compression ("", gz or zst); "" for a
// format that is not known.
func formatOf(f File) (format, pressed string) {
	name := strings.ToLower(f.Format)
	if name == "" {
		book, _ := SplitSheet(f.Name)
		base := strings.ToLower(filepath.Base(book))
		name = strings.TrimPrefix(filepath.Ext(base), ".")
		if name == "gz" || name == "zst" {
			name = strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(base, "."+name)), ".") + "." + name
		}
	}
	name, pressed, _ = strings.Cut(strings.TrimPrefix(name, "."), ".")
	switch {
	case pressed != "" && pressed != "gz" && pressed != "zst":
		return "", ""
	case name == "jsonl":
		name = "ndjson"
	case name == "xlsm" || name == "xls": // what is called .xls may be either; the file itself says
		name = "xlsx"
	}
	if pressed != "" && (name == "parquet" || name == "xlsx") {
		return "", ""
	}
	switch name {
	case "csv", "tsv", "ndjson", "json", "parquet", "xlsx":
		return name, pressed
	}
	return "", ""
}

// bytesText says a size as a person would.
func bytesText(n int64) string {
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= unit.size {
			return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/float64(unit.size)), ".0") + " " + unit.name
		}
	}
	return fmt.Sprint(n, " bytes")
}
