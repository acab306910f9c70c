package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/models"
)

func (p *program) load() *cobra.Command {
	var files string
	c := &cobra.Command{
		Use: "load FOLDER...", Short: "take packages in; prints one receipt a feed", Args: cobra.MinimumNArgs(1),
		Long: "Takes packages in: folders with an athar.yaml, the files as their platform exported them and the\nmappings. Loading a package again changes nothing. Exit status: 0 all taken, 3 taken but rows were set\naside, 4 nothing taken because of the data.",
		RunE: func(c *cobra.Command, args []string) error {
			return p.take(c.Context(), args, files)
		},
	}
	p.temporaryDisk(c)
	c.Flags().StringVar(&files, "files", "", "where the exported files lie, if not beside athar.yaml")
	return c
}

// garbagePercent is how much a load's own memory may grow before it is collected. It is little beside that of the engines, but
// every row leaves some of it.
const garbagePercent = 400

// take loads packages.
func (p *program) take(ctx context.Context, folders []string, files string) error {
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	read, err := readFolders(folders, files)
	if err != nil {
		return err
	}
	shown := newProgress(p.err)
	o, err := p.open(ctx, true, shown.step)
	if err != nil {
		return err
	}
	defer o.close()
	var all []models.Receipt
	for _, folder := range read {
		receipts, err := o.intake.Load(ctx, folder, p.told(shown))
		all = append(all, receipts...)
		if err != nil {
			return err
		}
	}
	shown.clear()
	return p.receipts(all)
}

// readFolders reads packages and makes sure that they go together, before the
// first of them is taken.
func readFolders(folders []string, files string) ([]*ingest.Folder, error) {
	read := make([]*ingest.Folder, len(folders))
	packages := make([]*models.Package, len(folders))
	for i, folder := range folders {
		var err error
		if read[i], err = ingest.ReadFolder(folder, files); err != nil {
			return nil, err
		}
		packages[i] = read[i].Package
	}
	_, err := models.Merge(packages...)
	return read, err
}

// told says of each receipt in a line that it is there.
func (p *program) told(shown *progress) func(models.Receipt) {
	return func(r models.Receipt) {
		shown.clear()
		if p.format == "table" {
			fmt.Fprintf(p.err, "%s: %s of %s records in %.1f s\n", r.Feed, strconv.FormatInt(r.Accepted+r.Unchanged, 10), strconv.FormatInt(r.Received, 10), r.Seconds)
		}
	}
}

// receipts prints receipts and their problems and sets the exit status.
func (p *program) receipts(all []models.Receipt) error {
	p.judge(all)
	if p.format == "json" {
		return p.printJSON(all)
	}
	return p.counts(all)
}

// judge sets the exit status for what came of deliveries.
func (p *program) judge(all []models.Receipt) {
	aside, nothing := false, len(all) > 0
	for _, r := range all {
		aside = aside || r.SetAside > 0 || !r.Taken()
		nothing = nothing && !r.Taken()
	}
	switch {
	case nothing:
		p.status = exitNothing
	case aside:
		p.status = exitSetAside
	}
}

// counts prints receipts and their problems.
func (p *program) counts(all []models.Receipt) error {
	counts := table{columns: []string{"feed", "kind", "rows_read", "received", "accepted", "unchanged", "replaced", "withdrawn", "set_aside", "warnings", "commit", "batch"}}
	problems := table{columns: []string{"feed", "effect", "code", "column", "count", "file", "line", "message"}}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	for _, r := range all {
		var read int64
		for _, file := range slices.Sorted(maps.Keys(r.RowsRead)) {
			read += r.RowsRead[file]
		}
		counts.rows = append(counts.rows, []string{r.Feed, r.Kind, number(read), number(r.Received), number(r.Accepted), number(r.Unchanged),
			number(r.Replaced), number(r.Withdrawn), number(r.SetAside), number(r.Warnings), number(r.Commit), r.Batch})
		for _, problem := range r.Problems {
			line := ""
			if problem.Line > 0 {
				line = number(problem.Line)
			}
			problems.rows = append(problems.rows, []string{r.Feed, string(problem.Effect), problem.Code, problem.Column, number(problem.Count),
				filepath.Base(orDash(problem.File)), line, p.say(problem.Message)})
		}
	}
	if err := p.printTable(counts); err != nil {
		return err
	}
	if p.format == "csv" {
		return nil
	}
	if len(problems.rows) > 0 {
		fmt.Fprintln(p.out)
		if err := p.printTable(problems); err != nil {
			return err
		}
	}
	fmt.Fprintln(p.err, p.verdict(all))
	return nil
}

// verdict is one sentence on what came of deliveries, and what to do next.
func (p *program) verdict(all []models.Receipt) string {
	var taken, unchanged, aside, refused int64
	dry := false
	for _, r := range all {
		taken, unchanged, aside, dry = taken+r.Accepted, unchanged+r.Unchanged, aside+r.SetAside, dry || r.DryRun
		if !r.Taken() {
			refused++
		}
	}
	t := models.Text{En: fmt.Sprintf("%d records taken, %d unchanged.", taken, unchanged), Ar: fmt.Sprintf("السجلات المأخوذة: %d، بلا تغيير: %d.", taken, unchanged)}
	if dry {
		t = models.Text{En: fmt.Sprintf("%d records would be taken; nothing was written.", taken+unchanged), Ar: fmt.Sprintf("السجلات التي ستؤخذ: %d؛ لم يُكتب شيء.", taken+unchanged)}
	}
	if aside > 0 && dry {
		t.En, t.Ar = t.En+fmt.Sprintf(" Rows that would be set aside: %d.", aside), t.Ar+fmt.Sprintf(" الصفوف التي ستُنحّى: %d.", aside)
	} else if aside > 0 {
		t.En, t.Ar = t.En+fmt.Sprintf(" Rows set aside: %d; `athar awaiting` lists them.", aside), t.Ar+fmt.Sprintf(" الصفوف المنحّاة: %d؛ يسردها الأمر `athar awaiting`.", aside)
	}
	if refused > 0 {
		t.En, t.Ar = t.En+fmt.Sprintf(" Deliveries of which nothing was taken: %d; the problems above say why.", refused), t.Ar+fmt.Sprintf(" إرساليات لم يؤخذ منها شيء: %d؛ المشكلات أعلاه تبيّن السبب.", refused)
	}
	return p.say(t)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (p *program) ingest() *cobra.Command {
	var kind, source, identity string
	c := &cobra.Command{
		Use: "ingest --kind KIND --source NAME FILE...", Short: "take files in that already have our columns, or corrected rows", Args: cobra.MinimumNArgs(1),
		Example: "  athar ingest --kind schools --source registry schools.csv",
		RunE: func(c *cobra.Command, args []string) error {
			if kind == "" || source == "" {
				return usageError{fmt.Errorf("say --kind KIND and --source NAME; the kinds are %s", strings.Join(kindNames(), ", "))}
			}
			if _, err := models.KindNamed(kind); err != nil {
				return usageError{fmt.Errorf("there is no kind of record called %s; the kinds are %s", kind, strings.Join(kindNames(), ", "))}
			}
			for _, path := range args {
				if err := isFile(path); err != nil {
					return err
				}
			}
			shown := newProgress(p.err)
			o, err := p.open(c.Context(), true, shown.step)
			if err != nil {
				return err
			}
			defer o.close()
			var all []models.Receipt
			for _, path := range args {
				r, err := o.intake.Receive(c.Context(), ingest.Post{Kind: kind, Source: source, Identity: identity, Files: []ingest.PostedFile{{Name: filepath.Base(path), Path: ingest.FileOf(path)}}})
				if err != nil {
					return err
				}
				all = append(all, r)
			}
			shown.clear()
			return p.receipts(all)
		},
	}
	p.temporaryDisk(c)
	c.Flags().StringVar(&kind, "kind", "", "the kind of record")
	c.Flags().StringVar(&source, "source", "", "who says so")
	c.Flags().StringVar(&identity, "identity", "", "the scheme of the person ids; default that of the source's feeds")
	return c
}

// isFile refuses what is no file, before anything is opened.
func isFile(path string) error {
	info, err := os.Stat(ingest.FileOf(path))
	switch {
	case err != nil:
		return usageError{fmt.Errorf("there is no file %s", path)}
	case info.IsDir():
		return usageError{fmt.Errorf("%s is a folder; name the files in it", path)}
	}
	return nil
}

func kindNames() []string {
	names := make([]string, len(models.Kinds))
	for i, k := range models.Kinds {
		names[i] = k.Name
	}
	return names
}

func (p *program) awaiting() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "awaiting [FEED]", Short: "list the rows awaiting correction", Args: cobra.MaximumNArgs(1),
		Example: "  athar awaiting visits --format csv > mend.csv    # correct it; batch and row stay as they are\n  athar ingest --kind participations --source museum mend.csv",
		RunE: func(c *cobra.Command, args []string) error {
			o, err := p.open(c.Context(), false, nil)
			if err != nil {
				return err
			}
			defer o.close()
			feed := ""
			if len(args) > 0 {
				feed = args[0]
			}
			if _, err := o.intake.Workspace().Feed(feed); feed != "" && err != nil && !slices.ContainsFunc(o.intake.Tallies(), func(t models.Tally) bool { return t.Feed == feed }) {
				return err
			}
			rows, err := o.intake.Awaiting(c.Context(), feed, limit)
			if err != nil {
				return err
			}
			return p.asides(rows)
		},
	}
	c.Flags().IntVar(&limit, "limit", 1_000_000, "at most so many rows")
	return c
}
