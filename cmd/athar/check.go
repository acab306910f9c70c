package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"athar/dashboards/export"
	"athar/ingest"
	"athar/models"
	"athar/queries/disclosure"
)

func (p *program) check() *cobra.Command {
	var files string
	c := &cobra.Command{
		Use: "check FOLDER...", Short: "dry run: what load would say and which published figures would change; writes nothing", Args: cobra.MinimumNArgs(1),
		Long: "Takes packages down the whole road without its last step: what load would say of them, which published\nfigures would change, and which schools and providers would drop out. Where there is no workspace yet, what\nload would say in a new one. Nothing is taken in.",
		RunE: func(c *cobra.Command, args []string) error {
			return p.rehearse(c.Context(), args, files)
		},
	}
	p.temporaryDisk(c)
	c.Flags().StringVar(&files, "files", "", "where the exported files lie, if not beside athar.yaml")
	return c
}

func (p *program) rehearse(ctx context.Context, folders []string, files string) error {
	read, err := readFolders(folders, files)
	if err != nil {
		return err
	}
	workspace := p.workspace
	if _, err := os.Stat(filepath.Join(workspace, "lake")); errors.Is(err, fs.ErrNotExist) {
		// In a workspace that is thrown away: a check makes none.
		if workspace, err = os.MkdirTemp("", "athar-check-"); err != nil {
			return err
		}
		defer os.RemoveAll(workspace)
	}
	shown := newProgress(p.err)
	o, err := p.openAt(ctx, workspace, true, shown.step)
	if err != nil {
		return err
	}
	defer o.close()
	found, err := o.intake.Check(ctx, read, p.told(shown))
	if err != nil {
		return err
	}
	shown.clear()
	return p.rehearsed(found)
}

// rehearsed prints what a dry run found out and sets the exit status.
func (p *program) rehearsed(found ingest.Rehearsed) error {
	p.judge(found.Receipts)
	if p.format == "json" {
		return p.printJSON(map[string]any{"receipts": found.Receipts, "changes": found.Changes})
	}
	changes, ok := found.Changes.(disclosure.Changes)
	if !ok {
		return fmt.Errorf("a dry run found changes of type %T", found.Changes)
	}
	l := models.Language(p.language)
	if p.format == "csv" {
		t := table{columns: export.ChangesColumns}
		for _, r := range found.Receipts {
			for _, count := range []struct {
				name string
				n    int64
			}{{"new", r.Accepted - r.Replaced}, {"replaced", r.Replaced}, {"unchanged", r.Unchanged}, {"withdrawn", r.Withdrawn}, {"set_aside", r.SetAside}} {
				t.rows = append(t.rows, []string{"feed", r.Feed, count.name, "", "", string(models.Shown), strconv.FormatInt(count.n, 10)})
			}
		}
		t.rows = append(t.rows, export.ChangesRows(l, changes.Told())...)
		return p.printTable(t)
	}
	if err := p.counts(found.Receipts); err != nil {
		return err
	}
	return p.changes(l, changes.Told(), found.Workspace)
}

// mostChanges bounds how many changed figures a table on a terminal lists.
const mostChanges = 40

// changes prints which figures would change, and who would drop out.
func (p *program) changes(l models.Language, c models.Changes, w *models.Workspace) error {
	for _, group := range []struct {
		title models.Text
		all   []models.Reporter
	}{
		{models.Text{En: "Would drop out", Ar: "ما سيخرج من الأرقام"}, c.Gone},
		{models.Text{En: "Would be new", Ar: "ما سيدخل في الأرقام"}, c.Come},
	} {
		if len(group.all) == 0 {
			continue
		}
		t := table{columns: []string{"", p.say(models.Text{En: "name", Ar: "الاسم"}), p.say(models.Text{En: "terms", Ar: "الفترات"}), p.say(models.Text{En: "because", Ar: "السبب"})}}
		for _, r := range export.Reporters(l, w, group.all) {
			t.rows = append(t.rows, []string{r.Of, r.Name, r.Terms, r.Reason})
		}
		fmt.Fprintln(p.out, "\n"+p.say(group.title))
		if err := p.printTable(t); err != nil {
			return err
		}
	}
	all := export.Changes(l, c)
	if len(all) == 0 {
		fmt.Fprintln(p.out, "\n"+p.say(models.Text{En: fmt.Sprintf("No published figure would change (%d looked at).", c.Looked), Ar: fmt.Sprintf("لن يتغير أي رقم منشور (فُحص منها %d).", c.Looked)}))
		return nil
	}
	t := table{columns: []string{p.say(models.Text{En: "figure", Ar: "الرقم"}), p.say(models.Text{En: "for", Ar: "لمن"}), p.say(models.Text{En: "now", Ar: "الآن"}), p.say(models.Text{En: "then", Ar: "بعد ذلك"})}}
	for _, change := range all[:min(len(all), mostChanges)] {
		t.rows = append(t.rows, []string{change.Measure, change.Group, change.Before, change.After})
	}
	fmt.Fprintln(p.out, "\n"+p.say(models.Text{En: "Published figures that would change", Ar: "الأرقام المنشورة التي ستتغير"}))
	if err := p.printTable(t); err != nil {
		return err
	}
	if more := len(all) - mostChanges; more > 0 {
		fmt.Fprintln(p.out, p.say(models.Text{En: fmt.Sprintf("and %d more; --format csv and --format json list all.", more), Ar: fmt.Sprintf("و%d غيرها؛ يسردها كلها ‎--format csv و‎--format json.", more)}))
	}
	return nil
}
