package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the program as a data officer does: each script is a few
// files and the command lines typed over them.
func TestScripts(t *testing.T) {
	tiny, err := filepath.Abs("testdata/tiny")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("ATHAR_WORKSPACE", filepath.Join(e.WorkDir, "w"))
			e.Setenv("ATHAR_LANGUAGE", "en")
			e.Setenv("EARLIER", filepath.Join(filepath.Dir(tiny), "earlier"))
			return os.CopyFS(filepath.Join(e.WorkDir, "tiny"), os.DirFS(tiny))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
	})
}

// status checks the exit status of a command line: `status 2 athar bogus`.
func status(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: status N command [args]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = map[int]string{1: "1", 2: "2", 3: "3", 4: "4"}[exit.ExitCode()]
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status is %s, not %s", got, args[0])
	}
}
