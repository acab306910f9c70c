package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"athar/ingest"
	"athar/models"
)

// The exit statuses of every command.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitSetAside = 3 // taken, but rows were set aside
	exitNothing  = 4 // nothing taken because of the data
)

// program is what every command works with.
type program struct {
	workspace string
	format    string
	in        io.Reader
	out, err  io.Writer
	language  string // of words; figures and names are the same in both
	log       *slog.Logger
	// What one post, and all posts on their way, may hold of the disk; 0: as ingest has it.
	bodyMB, spoolMB int64
	freeMB          int64 // of the disk, below which no post is taken
	spillMB         int64 // of temporary disk that what is taken in may use; 0: as ingest has it

	status int // where a command ends well but not with 0
}

// run carries out one command line and returns its exit status.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	p := &program{in: in, out: out, err: err, log: slog.New(slog.DiscardHandler)}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(err)
	if failure := root.ExecuteContext(ctx); failure != nil {
		fmt.Fprintln(err, "athar: "+p.sentence(failure))
		return exitStatus(failure)
	}
	return p.status
}

// temporaryDisk lets whoever takes records in bound the temporary disk of it.
func (p *program) temporaryDisk(c *cobra.Command) {
	c.Flags().Int64Var(&p.spillMB, "temporary-disk", ingest.MaxSpillBytes>>20, "megabytes of temporary disk that what is being taken in may use together")
}

// sentence is what a failure says to the person at the terminal.
func (p *program) sentence(failure error) string {
	if e, ok := errors.AsType[*models.Error](failure); ok {
		return p.say(e.Text())
	}
	if errors.Is(failure, context.Canceled) {
		return p.say(models.Text{En: "stopped", Ar: "توقف"})
	}
	return withoutValue(failure)
}

// say is a text in the language of the command line.
func (p *program) say(t models.Text) string { return t.In(models.Language(p.language)) }

// languageOf is the language a terminal asks for.
func languageOf(environment func(string) string) string {
	for _, name := range []string{"ATHAR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if set := environment(name); set != "" {
			if strings.HasPrefix(set, "ar") {
				return string(models.Arabic)
			}
			break
		}
	}
	return string(models.English)
}

// usageError is a wrong command line.
type usageError struct{ error }

func exitStatus(failure error) int {
	if _, ok := errors.AsType[usageError](failure); ok {
		return exitUsage
	}
	switch models.KindOf(failure) {
	case models.Invalid, models.NotFound, models.Refused, models.Conflict, models.Unsupported:
		return exitUsage
	case models.Unusable:
		return exitNothing
	}
	if strings.HasPrefix(failure.Error(), "unknown command") { // cobra gives it no type
		return exitUsage
	}
	return exitFailed
}

func (p *program) root() *cobra.Command {
	var logForm string
	root := &cobra.Command{
		Use:           "athar",
		Short:         "Who gets access to learning, and what did they gain?",
		Long:          "Athar (أثر) takes records of participation, credentials and surveys in, keeps them,\nand answers with protected statistics who has access and what learners gained.",
		SilenceErrors: true, SilenceUsage: true,
		Example: "  athar demo                                  # an invented network, served at once\n" +
			"  athar check my-package                      # what would happen, nothing written\n" +
			"  athar load my-package                       # take it in\n" +
			"  athar awaiting --format csv > mend.csv      # the rows to correct\n" +
			"  athar ask participation_rate --by gender    # one protected answer\n" +
			"  athar serve                                 # the pages, on this machine",
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if p.format != "table" && p.format != "json" && p.format != "csv" {
				return usageError{errors.New("--format is table, json or csv")}
			}
			if p.language != string(models.English) && p.language != string(models.Arabic) {
				return usageError{errors.New("--language is en or ar")}
			}
			var err error
			p.log, err = newLog(p.err, logForm)
			return err
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see `%s --help`", err, c.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.StringVar(&logForm, "log", "", "text or json: how log lines are written; by default text on a terminal, else json. ATHAR_LOG=info says more")
	workspace := os.Getenv("ATHAR_WORKSPACE")
	if workspace == "" {
		workspace = "workspace"
	}
	flags.StringVar(&p.workspace, "workspace", workspace, "the folder that holds the lake, its key and the warehouse; or ATHAR_WORKSPACE")
	flags.StringVar(&p.format, "format", "table", "table, json or csv")
	flags.StringVar(&p.language, "language", languageOf(os.Getenv), "en or ar, for messages and titles; or ATHAR_LANGUAGE")
	cobra.EnableCommandSorting = false
	for _, group := range []struct {
		id, title string
		commands  []func() *cobra.Command
	}{
		{"see", "See it at work:", []func() *cobra.Command{p.demo, p.generate}},
		{"in", "Take records in:", []func() *cobra.Command{p.draft, p.check, p.load, p.ingest, p.awaiting}},
		{"out", "Ask:", []func() *cobra.Command{p.measures, p.ask, p.summarise, p.query, p.export}},
		{"keep", "Serve and keep:", []func() *cobra.Command{p.serve, p.token, p.verify, p.repair, p.forget}},
	} {
		root.AddGroup(&cobra.Group{ID: group.id, Title: group.title})
		for _, make := range group.commands {
			c := wrapArgs(make())
			c.GroupID = group.id
			root.AddCommand(c)
		}
	}
	root.SetHelpCommand(&cobra.Command{
		GroupID: "see",
		Use:     "help [COMMAND]", Short: "what a command does and how it is written",
		RunE: func(_ *cobra.Command, args []string) error {
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{fmt.Errorf("there is no command called %s; `athar help` lists them", strings.Join(args, " "))}
			}
			return found.Help()
		},
	})
	return root
}

// wrapArgs makes a wrong number of arguments a usage error.
func wrapArgs(c *cobra.Command) *cobra.Command {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if check(c, args) != nil {
				return usageError{fmt.Errorf("it is written `athar %s`; see `athar %s --help`", c.Use, c.Name())}
			}
			return nil
		}
	}
	return c
}
