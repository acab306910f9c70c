package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/ingest/lake"
	"athar/models"
	"athar/queries"
)

func (p *program) export() *cobra.Command {
	var o queries.ExportOptions
	c := &cobra.Command{
		Use: "export --project NAME --out DIR", Short: "record-level Parquet for a trusted researcher, with codebook and datapackage.json", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.Project == "" || o.Dir == "" {
				return usageError{errors.New("say --project NAME and --out DIR")}
			}
			w, err := p.open(c.Context(), false, nil)
			if err != nil {
				return err
			}
			defer w.close()
			o.Rename = w.intake.Project(o.Project)
			o.Log = func(row lake.ExportRow) error { return w.intake.LogExport(context.WithoutCancel(c.Context()), row) }
			fmt.Fprintln(p.err, "Writing every current record …")
			summary, err := w.engine.Export(c.Context(), o)
			if err != nil {
				return err
			}
			if p.format == "json" {
				return p.printJSON(summary)
			}
			t := table{columns: []string{"table", "rows", "bytes", "sha256"}}
			for _, f := range summary.Files {
				t.rows = append(t.rows, []string{f.Table, fmt.Sprint(f.Rows), fmt.Sprint(f.Bytes), f.SHA256})
			}
			if err := p.printTable(t); err != nil {
				return err
			}
			fmt.Fprintf(p.err, "%s holds records of single people: confidential.\n%s\n", summary.Dir, summary.Groups.Sentence().En)
			return nil
		},
	}
	c.Flags().StringVar(&o.Project, "project", "", "whose pseudonyms they are; exports of two projects cannot be joined")
	c.Flags().StringVar(&o.Dir, "out", "", "a folder that is not there yet, or is empty")
	c.Flags().BoolVar(&o.Texts, "texts", false, "with free text and links to evidence")
	return c
}

func (p *program) query() *cobra.Command {
	var limits queries.QueryLimits
	c := &cobra.Command{
		Use: `query "SELECT …"`, Short: "SQL over the tables that export writes, for the workspace's owner", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			w, err := p.open(c.Context(), false, nil)
			if err != nil {
				return err
			}
			defer w.close()
			result, err := w.engine.Query(c.Context(), args[0], limits)
			if err != nil {
				return err
			}
			defer result.Close()
			t := table{}
			for _, column := range result.Columns {
				t.columns = append(t.columns, column.Name)
			}
			var records []map[string]any
			for result.Next() {
				values := result.Values()
				if p.format == "json" {
					record := map[string]any{}
					for i, name := range t.columns {
						record[name] = values[i]
					}
					records = append(records, record)
					continue
				}
				row := make([]string, len(values))
				for i, v := range values {
					if n, ok := v.(json.Number); ok {
						row[i] = n.String()
					} else if v != nil {
						row[i] = fmt.Sprint(v)
					}
				}
				t.rows = append(t.rows, row)
			}
			if err := result.Err(); err != nil {
				return err
			}
			if p.format == "json" {
				return p.printJSON(records)
			}
			return p.printTable(t)
		},
	}
	c.Flags().DurationVar(&limits.Timeout, "timeout", 0, "stop after so long (default 10m)")
	c.Flags().Int64Var(&limits.Rows, "rows", 0, "at most so many rows (default 1,000,000)")
	return c
}

func (p *program) verify() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "read the whole lake back; says what is wrong", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, left, err := ingest.Unsealed(p.workspace) // opening it seals what waits
			if err != nil {
				return err
			}
			w, err := p.open(c.Context(), false, nil)
			if err != nil {
				return p.whatIsDamaged(c.Context(), err)
			}
			defer w.close()
			faults, err := w.engine.Verify(c.Context())
			if err != nil {
				return err
			}
			for _, m := range left {
				faults = append(faults, queries.Fault{Kind: m.Table, Text: m.Text, Harmless: true})
			}
			for _, f := range faults {
				if !f.Harmless {
					p.status = exitFailed
				}
			}
			if p.format == "json" {
				return p.printJSON(faults)
			}
			if len(faults) == 0 {
				fmt.Fprintln(p.out, p.say(models.Text{En: "Everything agrees: files with their check sums, rows with receipts, the warehouse with the lake.",
					Ar: "كل شيء متفق: الملفات مع بصماتها، والصفوف مع إيصالاتها، والمستودع مع البحيرة."}))
				return nil
			}
			t := table{columns: []string{"table", "commit", "harmless", "what"}}
			for _, f := range faults {
				t.rows = append(t.rows, []string{f.Kind, fmt.Sprint(f.Commit), fmt.Sprint(f.Harmless), p.say(f.Text)})
			}
			return p.printTable(t)
		},
	}
}

// whatIsDamaged names what kept a workspace from being opened, where damage did.
func (p *program) whatIsDamaged(ctx context.Context, failure error) error {
	if models.KindOf(failure) == models.Busy {
		return failure
	}
	if _, usage := errors.AsType[usageError](failure); usage {
		return failure
	}
	found, err := mend(ctx, p.workspace, false)
	if err != nil || len(found) == 0 {
		return errors.Join(failure, err)
	}
	p.status = exitFailed
	fmt.Fprintln(p.err, p.say(models.Text{En: "The workspace cannot be opened. `athar repair` does what is said here.", Ar: "يتعذر فتح مساحة العمل. ينفّذ `athar repair` ما هو مذكور هنا."}))
	return p.printMends(found)
}
