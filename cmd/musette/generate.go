package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/musette-go/musette/internal/generate"
)

const generateHelp = `Usage: musette generate [-C dir] [--check] [directories]

Reads the models of packages (structs that embed orm.Model) and writes models_gen.go
beside them. Without a directory it works on the current one; ./... means all packages
below. Nothing is compiled: the packages may be broken for want of the generated names.

  -C dir     work in dir
  --check    write nothing; exit 1 and name the files that are not up to date
`

// generateCommand is `musette generate`.
func generateCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	conf := generate.Config{Dir: "."}
	flags.StringVar(&conf.Dir, "C", ".", "")
	flags.BoolVar(&conf.Check, "check", false, "")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, generateHelp)
			return done
		}
		fmt.Fprintf(stderr, "musette generate: %s\n\n%s", err, generateHelp)
		return misuse
	}
	conf.Patterns = flags.Args()
	report, err := generate.Run(ctx, conf)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	for _, name := range report.Written {
		fmt.Fprintln(stdout, name)
	}
	for _, name := range report.Stale {
		fmt.Fprintf(stderr, "%s is not up to date: run `go tool musette generate` there\n", name)
	}
	if len(report.Stale) > 0 {
		return failed
	}
	return done
}
