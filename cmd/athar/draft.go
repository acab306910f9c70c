package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"athar/ingest/draft"
)

func (p *program) draft() *cobra.Command {
	var out, name string
	c := &cobra.Command{
		Use: "draft FILE... --out FOLDER", Short: "look at files and write a first athar.yaml for them", Args: cobra.MinimumNArgs(1),
		Long: "Looks at files and writes a first athar.yaml, and mappings where they are needed: which kind of record each\nfile holds, which column is which field, how dates are written, what codes mean. It says what it could not\ntell; every such place is marked with ? in what it writes. Nothing is loaded.",
		Example: "  athar draft pupils.xlsx visits.csv --out my-package\n" +
			"  athar check my-package --files .",
		RunE: func(c *cobra.Command, args []string) error {
			if out == "" {
				return usageError{errors.New("say where to write: --out FOLDER")}
			}
			if _, err := os.Stat(filepath.Join(out, "athar.yaml")); err == nil {
				return usageError{fmt.Errorf("there is an athar.yaml in %s already; choose another folder", out)}
			}
			files := make([]draft.File, len(args))
			for i, path := range args {
				if err := isFile(path); err != nil {
					return err
				}
				files[i] = draft.File{Name: filepath.Base(path), Path: path}
			}
			d, err := draft.Package(c.Context(), files, draft.Options{Name: name})
			if err != nil {
				return err
			}
			if err := writeDraft(out, d); err != nil {
				return err
			}
			return p.drafted(d, out)
		},
	}
	c.Flags().StringVar(&out, "out", "", "the folder to write to")
	c.Flags().StringVar(&name, "name", "", "the name of the package; default that of the first file")
	return c
}

// writeDraft writes athar.yaml last, so that a folder with one is whole.
func writeDraft(dir string, d *draft.Draft) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(d.Mappings)) {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return usageError{fmt.Errorf("there is a %s in %s already; choose another folder", name, dir)}
		}
	}
	for name, text := range d.Mappings {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "athar.yaml"), d.YAML, 0o644)
}

// drafted says what was guessed and what is left to a person.
func (p *program) drafted(d *draft.Draft, out string) error {
	if p.format == "json" {
		return p.printJSON(d)
	}
	feeds := table{columns: []string{"feed", "kind", "file", "rows", "fields", "not_used"}}
	for _, f := range d.Feeds {
		fields := make([]string, len(f.Fields))
		for i, x := range f.Fields {
			fields[i] = x.Name
		}
		feeds.rows = append(feeds.rows, []string{f.Name, f.Kind, f.File, strconv.FormatInt(f.Rows, 10), strings.Join(fields, " "), strconv.Itoa(len(f.Left))})
	}
	if err := p.printTable(feeds); err != nil || p.format == "csv" {
		return err
	}
	if len(d.Doubts)+len(d.Unread) > 0 {
		fmt.Fprintln(p.out)
	}
	for _, u := range d.Unread {
		fmt.Fprintf(p.out, "? %s: %s\n", u.File, p.say(u.Message))
	}
	for _, doubt := range d.Doubts {
		var about []string
		for _, s := range []string{doubt.File, doubt.Feed, doubt.Column} {
			if s != "" {
				about = append(about, s)
			}
		}
		said := p.say(doubt.Text)
		if len(about) > 0 {
			said = strings.Join(about, ", ") + ": " + said
		}
		fmt.Fprintln(p.out, "? "+said)
	}
	fmt.Fprintf(p.err, "%s\n", filepath.Join(out, "athar.yaml"))
	if len(d.Feeds) == 0 {
		p.status = exitNothing
	}
	return nil
}
