package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

func (p *program) repair() *cobra.Command {
	var only, yes bool
	c := &cobra.Command{
		Use: "repair", Short: "mend a damaged lake; says first what it would do, and asks", Args: cobra.NoArgs,
		Long: "Says what is damaged in the lake and what can be done about it, asks, and does it: the catalogue is made anew\nfrom the tables' metadata, metadata from the data files, and a damaged data file is set apart in lake/damaged,\nnever deleted. Of a damaged write-ahead file what can be read is kept. Rows that are lost by that are named by commit and batch, so that they can be sent again.",
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := filepath.Abs(p.workspace)
			if err != nil {
				return err
			}
			found, err := mend(c.Context(), dir, false)
			if err != nil {
				return err
			}
			if err := p.printMends(found); err != nil || len(found) == 0 || only {
				return err
			}
			if !yes && !p.agreed() {
				fmt.Fprintln(p.err, p.say(models.Text{En: "Nothing was changed.", Ar: "لم يتغير شيء."}))
				p.status = exitFailed
				return nil
			}
			if _, err := mend(c.Context(), dir, true); err != nil {
				return err
			}
			if err := errors.Join(queries.Discard(dir), ingest.Discard(dir)); err != nil {
				return err
			}
			fmt.Fprintln(p.err, p.say(models.Text{En: "Repaired; the warehouse is made anew when the workspace is opened next. `athar verify` says whether anything is left.",
				Ar: "تم الإصلاح؛ يُعاد بناء المستودع عند فتح مساحة العمل. يبيّن `athar verify` ما بقي."}))
			return p.tellLost(c.Context(), found)
		},
	}
	c.Flags().BoolVar(&only, "dry-run", false, "only say what would be done")
	c.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	return c
}

// mend says what is damaged in a workspace, and mends it where apply is true.
func mend(ctx context.Context, dir string, apply bool) (found []lake.Mend, err error) {
	tables, err := lake.Repair(ctx, filepath.Join(dir, "lake"), apply, func() (err error) {
		if found, _, err = ingest.Unsealed(dir); err != nil || !apply {
			return err
		}
		return ingest.MendUnsealed(dir)
	})
	return append(found, tables...), err
}

func (p *program) printMends(found []lake.Mend) error {
	if p.format == "json" {
		return p.printJSON(found)
	}
	if len(found) == 0 {
		fmt.Fprintln(p.out, p.say(models.Text{En: "Nothing in the lake is damaged.", Ar: "لا تلف في البحيرة."}))
		return nil
	}
	t := table{columns: []string{"table", "file", "what"}}
	for _, m := range found {
		t.rows = append(t.rows, []string{m.Table, filepath.Base(m.Path), p.say(m.Text)})
	}
	return p.printTable(t)
}

// agreed asks at the terminal; anything but yes is no.
func (p *program) agreed() bool {
	fmt.Fprint(p.err, p.say(models.Text{En: "Do this? Type yes: ", Ar: "أتريد ذلك؟ اكتب yes: "}))
	line, _ := bufio.NewReader(p.in).ReadString('\n')
	return strings.TrimSpace(line) == "yes"
}

// tellLost keeps in the lake what was lost, and names the batches that had rows in it.
func (p *program) tellLost(ctx context.Context, found []lake.Mend) error {
	lost := lake.LostIn(found)
	if len(lost) == 0 {
		return nil
	}
	o, err := p.open(ctx, false, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if err := o.intake.LogLost(ctx, lost); err != nil {
		return fmt.Errorf("keep in the lake what is lost: %w", err)
	}
	receipts, err := lake.Rows[lake.ReceiptRow](o.lake, lake.ReceiptsTable, 0, -1)
	if err != nil {
		return err
	}
	for _, file := range lost {
		for _, r := range receipts {
			if r.Kind == file.Table && file.First <= r.Commit && r.Commit <= file.Last {
				fmt.Fprintln(p.err, p.say(models.Text{En: fmt.Sprintf("Send again, under a new Idempotency-Key if it had one: batch %s of %s, commit %d.", r.Batch, r.Feed, r.Commit),
					Ar: fmt.Sprintf("أعد إرسالها، بمفتاح Idempotency-Key جديد إن كان لها مفتاح: الدفعة %s من %s، الإيداع %d.", r.Batch, r.Feed, r.Commit)}))
			}
		}
	}
	return nil
}
