package main

import (
	"errors"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/musette-go/musette/internal/testenv"
)

// TestMain lets the test binary be the shop: the tests find it in their PATH as "shop", and each call is a process of its
// own with the program's real main.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"shop": main})
}

// tests runs the tests and stops the services that they started.
type tests struct{ *testing.M }

// Run implements testscript.TestingM.
func (t tests) Run() int { return testenv.Run(t.M) }

// TestScripts runs the commands of the binary as a person would, each script in an empty folder of its own.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a program and wants its exit code: exits 2 shop serve --nope.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENTS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}
