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
	log       *slog.Logger
	status    int // where a command ends well but not with 0
}

// run carries out one command line and returns its exit status.
func run(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	p := &program{in: in, out: out, err: err, log: slog.New(slog.NewTextHandler(err, &slog.HandlerOptions{Level: logLevel()}))}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(err)
	if failure := root.ExecuteContext(ctx); failure != nil {
		fmt.Fprintln(err, "athar: "+sentence(failure))
		return exitStatus(failure)
	}
	return p.status
}

// logLevel is quiet unless ATHAR_LOG asks for more: a command's own words are
// what people read.
func logLevel() slog.Level {
	var level slog.Level
	if level.UnmarshalText([]byte(os.Getenv("ATHAR_LOG"))) != nil {
		return slog.LevelWarn
	}
	return level
}

// sentence is what a failure says to the person at the terminal.
func sentence(failure error) string {
	if e, ok := errors.AsType[*models.Error](failure); ok {
		return e.Message
	}
	if errors.Is(failure, context.Canceled) {
		return "stopped"
	}
	return failure.Error()
}

// usageError is a wrong command line.
type usageError struct{ error }

func exitStatus(failure error) int {
	if _, ok := errors.AsType[usageError](failure); ok {
		return exitUsage
	}
	switch models.KindOf(failure) {
	case models.Invalid, models.NotFound, models.Refused:
		return exitUsage
	case models.Unusable:
		return exitNothing
	}
	if strings.HasPrefix(failure.Error(), "unknown command") || strings.HasPrefix(failure.Error(), "unknown flag") || strings.HasPrefix(failure.Error(), "unknown shorthand") {
		return exitUsage
	}
	return exitFailed
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "athar",
		Short:         "Who gets access to learning, and what did they gain?",
		Long:          "Athar (أثر) takes records of participation, credentials and surveys in, keeps them,\nand answers with protected statistics who has access and what learners gained.",
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if p.format != "table" && p.format != "json" && p.format != "csv" {
				return usageError{errors.New("--format is table, json or csv")}
			}
			return nil
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	workspace := os.Getenv("ATHAR_WORKSPACE")
	if workspace == "" {
		workspace = "workspace"
	}
	flags.StringVar(&p.workspace, "workspace", workspace, "the folder that holds the lake, its key and the warehouse")
	flags.StringVar(&p.format, "format", "table", "table, json or csv")
	for _, add := range []func() *cobra.Command{p.demo, p.serve, p.load, p.check, p.ingest, p.ask, p.measures, p.awaiting, p.query, p.export, p.verify,
		p.generate, p.token} {
		root.AddCommand(wrapArgs(add()))
	}
	return root
}

// wrapArgs makes a wrong number of arguments a usage error.
func wrapArgs(c *cobra.Command) *cobra.Command {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{fmt.Errorf("%w; see `athar %s --help`", err, c.Name())}
			}
			return nil
		}
	}
	return c
}
