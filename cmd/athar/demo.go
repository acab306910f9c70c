package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/models"
	sampledata "athar/sample-data"
)

// inventedSample is the sample that is generated rather than downloaded.
const inventedSample = "doha"

func (p *program) demo() *cobra.Command {
	var files, listen string
	c := &cobra.Command{
		Use: "demo [SAMPLE]", Short: "load a shipped sample into a workspace of its own and serve it", Args: cobra.MaximumNArgs(1),
		Long: "Samples: " + strings.Join(samples(), ", ") + ". The first is made up by Athar itself; of the others\nthe files are not included: their README says where to download them, and --files says where they are.",
		RunE: func(c *cobra.Command, args []string) error {
			sample := inventedSample
			if len(args) > 0 {
				sample = args[0]
			}
			if !slices.Contains(samples(), sample) {
				return usageError{fmt.Errorf("there is no sample called %s; there are %s", sample, strings.Join(samples(), ", "))}
			}
			if err := onlyHere(listen); err != nil {
				return err
			}
			if !c.Flags().Changed("workspace") && os.Getenv("ATHAR_WORKSPACE") == "" {
				p.workspace = filepath.Join("workspaces", sample)
			}
			shown := newProgress(p.err)
			if err := p.prepare(c.Context(), sample, files, shown); err != nil {
				return err
			}
			o, err := p.open(c.Context(), false, nil)
			if err != nil {
				return err
			}
			return errors.Join(p.listen(c.Context(), o, listen), o.close())
		},
	}
	c.Flags().StringVar(&files, "files", "", "where the sample's downloaded files are")
	c.Flags().StringVar(&listen, "listen", defaultListen, "the address; loopback only until accounts exist")
	return c
}

// samples are the packages that ship with the program, the invented one first.
func samples() []string {
	names := []string{inventedSample}
	entries, err := fs.ReadDir(sampledata.Packages, ".")
	if err != nil {
		return names
	}
	for _, e := range entries {
		if _, err := fs.Stat(sampledata.Packages, e.Name()+"/athar.yaml"); err == nil && e.Name() != inventedSample {
			names = append(names, e.Name())
		}
	}
	return names
}

// prepare loads a sample into its workspace, if it is not there already.
func (p *program) prepare(ctx context.Context, sample, files string, shown *progress) error {
	if _, err := os.Stat(filepath.Join(p.workspace, loadedMark)); err == nil {
		fmt.Fprintf(p.err, "The sample %s is in %s already.\n", sample, p.workspace)
		return nil
	}
	folder, err := os.MkdirTemp("", "athar-sample-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if sample == inventedSample {
		fmt.Fprintln(p.err, "Inventing 20,000 learners …")
		if err := sampledata.Generate(ctx, folder, sampledata.DefaultPlan(), func(done, total int64) {
			shown.line(fmt.Sprintf("%d of %d learners", done, total))
		}); err != nil {
			return fmt.Errorf("invent the sample: %w", err)
		}
		shown.clear()
	} else {
		if files == "" {
			return usageError{fmt.Errorf("the files of %s are not included: sample-data/%[1]s/README.md says where to download them; then say --files DIR", sample)}
		}
		inside, err := fs.Sub(sampledata.Packages, sample)
		if err != nil {
			return err
		}
		if err := os.CopyFS(folder, inside); err != nil {
			return fmt.Errorf("unpack the sample: %w", err)
		}
	}
	read, err := ingest.ReadFolder(folder, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.err, "Loading %s into %s …\n", sample, p.workspace)
	o, err := p.open(ctx, true, shown.step)
	if err != nil {
		return err
	}
	receipts, err := o.intake.Load(ctx, read, func(r models.Receipt) {
		shown.clear()
		fmt.Fprintf(p.err, "  %-18s %8d records of %s in %.1f s%s\n", r.Feed, r.Accepted+r.Unchanged, r.Kind, r.Seconds, remarks(r))
	})
	if err = errors.Join(err, o.close()); err != nil {
		return err
	}
	if !slices.ContainsFunc(receipts, models.Receipt.Taken) {
		return &models.Error{Kind: models.Unusable, Message: "Nothing of the sample could be loaded; `athar load` shows why."}
	}
	return os.WriteFile(filepath.Join(p.workspace, loadedMark), []byte(sample+"\n"), 0o600)
}

// loadedMark tells that a sample was loaded to its end.
const loadedMark = "sample.loaded"

func remarks(r models.Receipt) string {
	var parts []string
	if r.SetAside > 0 {
		parts = append(parts, fmt.Sprintf("%d set aside", r.SetAside))
	}
	if r.Warnings > 0 {
		parts = append(parts, fmt.Sprintf("%d warnings", r.Warnings))
	}
	if !r.Taken() {
		parts = append(parts, "nothing taken")
		for _, problem := range r.Problems {
			if problem.Effect == models.Rejection {
				parts = append(parts, problem.Message.En)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func (p *program) generate() *cobra.Command {
	plan := sampledata.DefaultPlan()
	var out string
	c := &cobra.Command{
		Use: "generate --out DIR", Short: "write a package of invented people, labelled so", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return usageError{errors.New("say --out DIR")}
			}
			if c.Flags().Changed("learners") { // the rest in proportion
				plan.Schools, plan.Providers, plan.Opportunities = 0, 0, 0
			}
			shown := newProgress(p.err)
			err := sampledata.Generate(c.Context(), out, plan, func(done, total int64) { shown.line(fmt.Sprintf("%d of %d learners", done, total)) })
			shown.clear()
			if err != nil {
				return err
			}
			fmt.Fprintln(p.out, out)
			return nil
		},
	}
	c.Flags().IntVar(&plan.Learners, "learners", plan.Learners, "how many learners")
	c.Flags().IntVar(&plan.Participations, "participations", 0, "about how many participations; default some 13 a learner")
	c.Flags().BoolVar(&plan.Plain, "plain", false, "write .csv instead of .csv.gz")
	c.Flags().Uint64Var(&plan.Seed, "seed", plan.Seed, "the same seed gives the same people")
	c.Flags().StringVar(&out, "out", "", "the folder to write")
	return c
}
