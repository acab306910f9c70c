// Package draft looks at files and writes a first athar.yaml for them: what
// kind of record each holds, which column is which field, how its dates are
// written and what its codes mean. It says what it could not tell, and what a
// person must decide. What it writes holds names of columns and the levels of
// groups, and never a value of a column that could tell who somebody is.
package draft

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the files are looked at in SQL

	"athar/ingest/internal/decode"
	"athar/internal/lockedsql"
	"athar/models"
)

// File is a file to look at.
type File struct {
	Name string // as the user knows it; with # and a sheet for one sheet of a workbook
	Path string
}

// Options say what a draft is called, where it may put temporary files and what it is to go with.
type Options struct {
	Name string // of the package; "" is told by the first file
	Temp string // a folder; "" is the system's
	Disk int64  // bytes of temporary disk that files may be turned to; 0: what the disk has
	// Beside is the workspace that the package is for, so that it goes with what is declared there; nil: any.
	Beside *models.Workspace
}

// memory and threads hold the engine that files are looked at with.
const (
	memory  = 1 << 30
	threads = 2
)

// What a draft is made of, as models has it.
type (
	Draft = models.Draft
	Feed  = models.DraftFeed
	Field = models.DraftField
	Doubt = models.Doubt
)

// Package looks at files and drafts a package of them. A file that cannot be
// read is in Unread and costs only itself; an error is a failure of ours.
func Package(ctx context.Context, files []File, o Options) (*Draft, error) {
	d, err := draftOf(ctx, files, o)
	if err != nil {
		return nil, err
	}
	return d.out, nil
}

func draftOf(ctx context.Context, files []File, o Options) (*drafter, error) {
	scratch, err := os.MkdirTemp(o.Temp, "draft-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	d := &drafter{ctx: ctx, conn: conn, temp: scratch, beside: o.Beside, out: &Draft{Mappings: map[string][]byte{}, Feeds: []Feed{}, Dimensions: []models.Dimension{}, Terms: []models.Term{}, Doubts: []Doubt{}, Unread: []models.Problem{}}}
	if err := lockedsql.Prepare(ctx, conn, scratch, lockedsql.Limits{Memory: memory, Tables: o.Disk, Threads: threads}); err != nil {
		return nil, err
	}
	for i, f := range files {
		sheets, err := sheetsOf(f)
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", f.Name, err)
		}
		for j, sheet := range sheets {
			if err := d.look(sheet, fmt.Sprintf("file_%d_%d", i, j)); err != nil {
				return nil, fmt.Errorf("look at %s: %w", f.Name, err)
			}
		}
	}
	name := o.Name
	if name == "" && len(files) > 0 {
		name = stem(files[0].Name)
	}
	d.out.Name = d.packageName(name)
	if err := d.decide(); err != nil {
		return nil, err
	}
	if err := d.write(); err != nil {
		return nil, err
	}
	return d, nil
}

// sheetsOf is a workbook as its sheets, where it has several; any other file as
// itself.
func sheetsOf(f File) ([]File, error) {
	if _, named := decode.SplitSheet(f.Path); named != "" {
		return []File{f}, nil
	}
	sheets, err := decode.Sheets(f.Path)
	if err != nil || len(sheets) < 2 {
		return []File{f}, err
	}
	all := make([]File, len(sheets))
	for i, sheet := range sheets {
		all[i] = File{f.Name + "#" + sheet, f.Path + "#" + sheet}
	}
	return all, nil
}

type drafter struct {
	ctx    context.Context
	conn   *sql.Conn
	temp   string
	beside *models.Workspace
	seen   []*seenFile
	out    *Draft
	named  map[string]bool // feeds, so that no two have one name
}

// seenFile is a file that was looked at.
type seenFile struct {
	File
	table    string
	encoding string
	rows     int64
	columns  []*column
	totals   *models.Totals
	guess    guess // the kind that fits best
}

func (f *seenFile) column(name string) *column {
	for _, c := range f.columns {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (d *drafter) doubt(file, feed, column, en, ar string) {
	d.out.Doubts = append(d.out.Doubts, Doubt{File: file, Feed: feed, Column: column, Text: models.Text{En: en, Ar: ar}})
}

// stem is a file's name without folder, sheet and endings.
func stem(name string) string {
	file, sheet := decode.SplitSheet(filepath.Base(name))
	file, _, _ = strings.Cut(file, ".")
	if sheet != "" && sheet != "*" {
		return sheet
	}
	return file
}

// plain is a name of a-z, 0-9 and _; "" where nothing of it can be kept.
func plain(name string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && out.Len() > 0:
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "_"):
			out.WriteByte('_')
		}
	}
	return strings.Trim(out.String(), "_")
}
