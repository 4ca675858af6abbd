package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/musette-go/musette/internal/devloop"
)

const devHelp = `Usage: musette dev [-C dir] [--addr ADDRESS] [package] [-- arguments]

Serves a site while you work on it. Saving Go code runs the generator, builds the site and
starts it again; requests wait meanwhile. Saving a template, a script or an image reloads the
pages in browsers, saving a style sheet swaps it. What does not compile or start is shown in
the page, until the next change works.

The package is the site's main package, the current directory when left out. What follows
"--" are arguments of the site.

  -C dir           work in dir
  --addr ADDRESS   listen there, in place of ADDR or 127.0.0.1:8000
`

// devCommand is `musette dev`.
func devCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("dev", flag.ContinueOnError)
	conf := devloop.Config{Environ: os.Environ(), Out: stdout, Err: stderr}
	flags.StringVar(&conf.Dir, "C", "", "")
	flags.StringVar(&conf.Addr, "addr", "", "")
	names, rest, code, ok := parseArgs(flags, args, devHelp, stdout, stderr)
	if !ok {
		return code
	}
	if len(names) > 1 {
		return wrongUsage(stderr, "dev", "expected at most one package", devHelp)
	}
	if len(names) == 1 {
		conf.Package = names[0]
	}
	conf.Args = rest
	if err := devloop.Run(ctx, conf); err != nil {
		fmt.Fprintln(stderr, "musette dev:", err)
		return failed
	}
	return done
}
