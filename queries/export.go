package queries

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
	"athar/queries/internal/extract"
	"athar/queries/internal/warehouse"
)

// ExportOptions say what to take out, for whom, and to where.
type ExportOptions struct {
	Project string // whose pseudonyms they are; named in the log
	Dir     string // a folder that is not there yet, or is empty
	Texts   bool   // with what people wrote in their own words
	By      string // who takes it; default: the account on the machine
	// Rename makes the project's pseudonym of one of the workspace's: the same
	// for the same one, and nothing that leads back, or to another project's.
	Rename func(id [16]byte) [16]byte
	// Log keeps the entry, whose commit it gives, in the lake's log of exports.
	Log func(lake.ExportRow) error
}

// ExportFile is one file of records of an export.
type ExportFile struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// ExportSummary is what an export holds.
type ExportSummary struct {
	Project     string       `json:"project"`
	Dir         string       `json:"dir"`
	At          time.Time    `json:"at"`
	DataVersion int64        `json:"data_version"`
	Texts       bool         `json:"texts"`
	Files       []ExportFile `json:"files"`
	Bytes       int64        `json:"bytes"`
	Groups      GroupSizes   `json:"groups"`
}

// GroupSizes says how alone people stand in an export: how many of them share
// all that others may know of a person.
type GroupSizes struct {
	By       []string `json:"by"`
	People   int64    `json:"people"`
	Smallest int64    `json:"smallest"` // people in the smallest group
	Alone    int64    `json:"alone"`
	Least    int64    `json:"least"`
	Below    int64    `json:"below"` // people in groups below Least
}

// Sentence says it in words.
func (g GroupSizes) Sentence() models.Text {
	if g.People == 0 {
		return models.Text{En: "There is nobody in it.", Ar: "ليس فيه أحد."}
	}
	by := strings.Join(g.By, ", ")
	return models.Text{
		En: fmt.Sprintf("By %s, the smallest group has %d; %d of %d people are in groups below %d, %d of them alone.", by, g.Smallest, g.Below, g.People, g.Least, g.Alone),
		Ar: fmt.Sprintf("بحسب %s، أصغر فئة فيها %d؛ و%d من %d شخصًا في فئات أقل من %d، منهم %d بمفردهم.", by, g.Smallest, g.Below, g.People, g.Least, g.Alone)}
}

// Export writes all current records for a researcher who is trusted with them,
// with pseudonyms of the project's own, so that no two projects' exports can be
// joined. The folder appears whole, or not at all; what was taken out is in the
// log before it does.
func (e *Engine) Export(ctx context.Context, o ExportOptions) (ExportSummary, error) {
	if strings.TrimSpace(o.Project) == "" {
		return ExportSummary{}, invalid("Name the project that the export is for.", "اذكر اسم المشروع الذي يُعدّ له التصدير.")
	}
	if o.Rename == nil || o.Log == nil {
		return ExportSummary{}, errors.New("an export needs pseudonyms of its own and a log")
	}
	if err := free(o.Dir); err != nil {
		return ExportSummary{}, err
	}
	target, err := filepath.Abs(o.Dir)
	if err != nil {
		return ExportSummary{}, err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return ExportSummary{}, fmt.Errorf("make the folder of the export: %w", err)
	}
	made, err := os.MkdirTemp(filepath.Dir(target), "."+filepath.Base(target)+"-unfinished-")
	if err != nil {
		return ExportSummary{}, fmt.Errorf("make the folder of the export: %w", err)
	}
	defer os.RemoveAll(made)
	description, err := e.extract(ctx, o, made)
	if err != nil {
		return ExportSummary{}, err
	}
	summary := summaryOf(description, o)
	if err := document(made, description); err != nil {
		return ExportSummary{}, fmt.Errorf("describe the export: %w", err)
	}
	if err := syncFolder(made); err != nil {
		return ExportSummary{}, fmt.Errorf("bring the export to disk: %w", err)
	}
	manifest, err := json.Marshal(summary.Files)
	if err != nil {
		return ExportSummary{}, err
	}
	by := o.By
	if by == "" {
		if account, err := user.Current(); err == nil {
			by = account.Username
		}
	}
	if err := o.Log(lake.ExportRow{At: summary.At, Project: o.Project, By: by, Texts: o.Texts, DataVersion: summary.DataVersion, Manifest: string(manifest)}); err != nil {
		return ExportSummary{}, fmt.Errorf("keep the export in the log: %w", err)
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ExportSummary{}, notEmpty(o.Dir)
	}
	if err := os.Rename(made, target); err != nil {
		return ExportSummary{}, fmt.Errorf("put the export in place: %w", err)
	}
	return summary, syncPath(filepath.Dir(target))
}

// free refuses a folder that holds anything.
func free(dir string) error {
	if dir == "" {
		return invalid("Name a folder for the export.", "اذكر مجلدًا للتصدير.")
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &models.Error{Kind: models.Invalid, Message: "An export cannot be written to " + dir + ": it is no folder that can be read.", Ar: "لا يمكن كتابة التصدير في " + dir + ".", Cause: err}
	case len(entries) > 0:
		return notEmpty(dir)
	}
	return nil
}

func notEmpty(dir string) error {
	return &models.Error{Kind: models.Conflict, Message: "The folder " + dir + " is not empty. An export goes into a new folder, so that nothing in it is of another one.",
		Ar: "المجلد " + dir + " ليس فارغًا. يُكتب التصدير في مجلد جديد."}
}

// extract writes the files of records.
func (e *Engine) extract(ctx context.Context, o ExportOptions, made string) (extract.Description, error) {
	d := extract.Description{Project: o.Project, Created: e.options.Now().UTC(), Texts: o.Texts, Workspace: e.Workspace()}
	scratch, err := e.scratch("export-")
	if err != nil {
		return d, err
	}
	defer os.RemoveAll(scratch)
	defer e.lake.Hold()()
	var tables []extract.Table
	err = e.warehouse.Read(ctx, func(s *warehouse.Snapshot) error {
		var err error
		if tables, d.Views, err = extract.Tables(ctx, s, d.Workspace); err != nil {
			return err
		}
		if o.Texts {
			source := ""
			if files := e.lake.Files(lake.TextsTable, 0, s.Commit); len(files) > 0 {
				source = lake.Source(files, 0, s.Commit)
			}
			tables = append(tables, extract.Texts(source))
		}
		d.DataVersion = min(e.DataVersion(), s.Commit)
		return extract.Copy(ctx, s, tables, scratch, false)
	})
	if err != nil {
		return d, fmt.Errorf("read the records: %w", err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return d, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return d, err
	}
	defer conn.Close()
	settings := []string{"SET TimeZone = 'UTC'", "SET autoinstall_known_extensions = false", "SET temp_directory = " + sqltext.Literal(filepath.Join(scratch, "spill"))}
	if e.options.MemoryLimit != "" {
		settings = append(settings, "SET memory_limit = "+sqltext.Literal(e.options.MemoryLimit))
	}
	if e.options.Threads > 0 {
		settings = append(settings, fmt.Sprintf("SET threads = %d", e.options.Threads))
	}
	for _, s := range settings {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return d, err
		}
	}
	w := extract.Writer{Conn: conn, From: scratch, To: made, Rename: o.Rename}
	if err := w.Renamed(ctx, tables); err != nil {
		return d, fmt.Errorf("make the project's pseudonyms: %w", err)
	}
	for _, t := range tables {
		written, err := w.Write(ctx, t)
		if err != nil {
			return d, err
		}
		d.Tables = append(d.Tables, written)
	}
	if err := w.Judge(ctx, d.Tables); err != nil {
		return d, err
	}
	d.Groups, err = w.Groups(ctx, tables, d.Workspace)
	return d, err
}

// scratch is a folder for intermediate files; what a killed process leaves in
// it is cleared when the workspace is next opened.
func (e *Engine) scratch(prefix string) (string, error) {
	temporary := filepath.Join(e.options.Dir, "tmp")
	if err := os.MkdirAll(temporary, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of temporary files: %w", err)
	}
	dir, err := os.MkdirTemp(temporary, prefix)
	if err != nil {
		return "", fmt.Errorf("make the folder of temporary files: %w", err)
	}
	return filepath.Abs(dir)
}

func summaryOf(d extract.Description, o ExportOptions) ExportSummary {
	s := ExportSummary{Project: o.Project, Dir: o.Dir, At: d.Created, DataVersion: d.DataVersion, Texts: o.Texts,
		Groups: GroupSizes{By: d.Groups.By, People: d.Groups.People, Smallest: d.Groups.Smallest, Alone: d.Groups.Alone, Least: extract.Least, Below: d.Groups.Below}}
	for _, t := range d.Tables {
		s.Files = append(s.Files, ExportFile{t.Name, t.Rows, t.Bytes, t.SHA256})
		s.Bytes += t.Bytes
	}
	return s
}

// document writes what explains the files of records.
func document(dir string, d extract.Description) error {
	pack, err := d.Package()
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		"README.md": []byte(d.Readme()), "codebook.md": []byte(d.CodebookText()), "codebook.csv": d.Codebook(),
		"datapackage.json": pack, "views.sql": []byte(d.ViewsSQL()),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// syncFolder brings a folder and the files in it to disk.
func syncFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if err := errors.Join(os.Chmod(path, 0o600), syncPath(path)); err != nil {
			return err
		}
	}
	return syncPath(dir)
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
