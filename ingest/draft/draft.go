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
	"path/filepath"
	"slices"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the files are looked at in SQL

	"athar/ingest/internal/decode"
	"athar/models"
)

// File is a file to look at.
type File struct {
	Name string // as the user knows it; with # and a sheet for one sheet of a workbook
	Path string
}

// Options say what a draft is called and where it may put temporary files.
type Options struct {
	Name string // of the package; "" is told by the first file
	Temp string // a folder; "" is the system's
}

// Draft is a package as far as it can be guessed.
type Draft struct {
	Name       string             `json:"name"`
	Feeds      []Feed             `json:"feeds"`
	Dimensions []models.Dimension `json:"dimensions"`
	Terms      []models.Term      `json:"terms"`
	Doubts     []Doubt            `json:"doubts"`
	Unread     []models.Problem   `json:"unread"` // why a file could not be looked at
	YAML       []byte             `json:"-"`
	Mappings   map[string][]byte  `json:"-"` // the SQL files beside it, by name

	files []*seenFile
}

// Feed is what one file, or a part of it, is guessed to hold.
type Feed struct {
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	File       string   `json:"file"`
	Encoding   string   `json:"encoding,omitempty"`
	Rows       int64    `json:"rows"`
	Fields     []Field  `json:"fields"`
	Left       []string `json:"left"` // columns that become nothing
	Key        []string `json:"key,omitempty"`
	Identity   string   `json:"identity,omitempty"`
	Stages     []string `json:"stages,omitempty"`
	Population string   `json:"population,omitempty"`
	// Once is true where the file says the same of one thing in many rows, so
	// that each different one is taken once.
	Once bool `json:"once,omitempty"`

	items []string // columns of a survey that has one a question
}

// Field is a column that becomes a field or a dimension.
type Field struct {
	Name     string            `json:"name"`
	Column   string            `json:"column,omitempty"`
	Constant string            `json:"constant,omitempty"` // where no column says it
	Format   string            `json:"format,omitempty"`   // of a date
	Values   map[string]string `json:"values,omitempty"`   // recoding
}

// Doubt is something that a person must look at.
type Doubt struct {
	File   string      `json:"file,omitempty"`
	Feed   string      `json:"feed,omitempty"`
	Column string      `json:"column,omitempty"`
	Text   models.Text `json:"text"`
}

// Field finds a field by its name.
func (f Feed) Field(name string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Package looks at files and drafts a package of them. A file that cannot be
// read is in Unread and costs only itself; an error is a failure of ours.
func Package(ctx context.Context, files []File, o Options) (*Draft, error) {
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
	d := &drafter{ctx: ctx, conn: conn, temp: o.Temp, out: &Draft{Mappings: map[string][]byte{}, Feeds: []Feed{}, Dimensions: []models.Dimension{}, Terms: []models.Term{}, Doubts: []Doubt{}, Unread: []models.Problem{}}}
	if _, err := conn.ExecContext(ctx, "SET memory_limit = '2GB'; SET threads = 2"); err != nil {
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
	d.out.Name, d.out.files = packageName(name), d.seen
	if err := d.decide(); err != nil {
		return nil, err
	}
	if err := d.write(); err != nil {
		return nil, err
	}
	return d.out, nil
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
	ctx   context.Context
	conn  *sql.Conn
	temp  string
	seen  []*seenFile
	out   *Draft
	named map[string]int // feeds and dimensions, so that no two have one name
}

// seenFile is a file that was looked at.
type seenFile struct {
	File
	table    string
	encoding string
	rows     int64
	columns  []*column
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
	d.out.Doubts = append(d.out.Doubts, Doubt{file, feed, column, models.Text{En: en, Ar: ar}})
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

// packageName keeps what a package's name may be made of.
func packageName(name string) string {
	clean := plain(name)
	if clean == "" {
		return "draft"
	}
	return strings.ReplaceAll(clean, "_", "-")
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
