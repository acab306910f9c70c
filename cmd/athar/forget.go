package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

func (p *program) forget() *cobra.Command {
	var scheme string
	c := &cobra.Command{
		Use: "forget --scheme S ID", Short: "remove a person for good; ID - reads it from standard input", Args: cobra.ExactArgs(1),
		Long:    "Removes a person from every file of the workspace and from every earlier data version: records, texts, rows\nawaiting correction, under every id that the aliases join with this one. Answers as of earlier versions say so\nfrom then on. Exports and backups made before are not reached.\n\nA shell keeps command lines: write - for ID and type it, or send it through a pipe.",
		Example: "  athar forget --scheme qid -            # then type the id and press Enter",
		RunE: func(c *cobra.Command, args []string) error {
			id := args[0]
			if id == "-" {
				line, err := bufio.NewReader(p.in).ReadString('\n')
				if err != nil && line == "" {
					return usageError{errors.New("there is no id on standard input")}
				}
				id = strings.TrimRight(line, "\r\n")
			}
			if scheme == "" || strings.TrimSpace(id) == "" {
				return usageError{errors.New("say --scheme S and an ID")}
			}
			return p.forgetPerson(c.Context(), scheme, id)
		},
	}
	c.Flags().StringVar(&scheme, "scheme", "", "whose ids it is one of: the `ids` of the package, or the identity of the posts, it came with")
	return c
}

func (p *program) forgetPerson(ctx context.Context, scheme, id string) error {
	// Opening it whole first brings in what was acknowledged and clears what a crash left.
	w, err := p.open(ctx, false, nil)
	if err != nil {
		return err
	}
	exports, err := lake.Rows[lake.ExportRow](w.lake, lake.ExportsTable, 0, -1)
	dir := w.dir
	if err := errors.Join(err, w.close()); err != nil {
		return err
	}
	l, err := lake.Open(ctx, filepath.Join(dir, "lake"), lake.WithLog(p.log))
	if err != nil {
		return err
	}
	defer l.Close()
	done, err := ingest.Forget(ctx, ingest.ForgetOptions{Dir: dir, Lake: l, Now: time.Now, Before: func() error {
		return errors.Join(queries.Discard(dir), os.RemoveAll(filepath.Join(dir, "tmp")))
	}}, scheme, id)
	if err != nil {
		return err
	}
	if p.format == "json" {
		return p.printJSON(done)
	}
	t := table{columns: []string{"table", "rows_removed"}}
	for _, name := range slices.Sorted(maps.Keys(done.Rows)) {
		t.rows = append(t.rows, []string{name, fmt.Sprint(done.Rows[name])})
	}
	if err := p.printTable(t); err != nil {
		return err
	}
	fmt.Fprintln(p.err, p.say(models.Text{En: fmt.Sprintf("Removed for good, as data version %d. The warehouse is made anew when the workspace is opened next. Backups made before still hold the person.", done.Commit),
		Ar: fmt.Sprintf("أُزيل نهائيًا، والنسخة %d من البيانات تشهد بذلك. يُعاد بناء المستودع عند فتح مساحة العمل. النسخ الاحتياطية السابقة ما زالت تحوي الشخص.", done.Commit)}))
	for _, export := range exports {
		fmt.Fprintln(p.err, p.say(models.Text{En: fmt.Sprintf("The export for %s of %s (data version %d) may hold the person too.", export.Project, export.At.Format(time.DateOnly), export.DataVersion),
			Ar: fmt.Sprintf("قد يحوي التصدير للمشروع %s بتاريخ %s (نسخة البيانات %d) الشخص أيضًا.", export.Project, export.At.Format(time.DateOnly), export.DataVersion)}))
	}
	return nil
}
