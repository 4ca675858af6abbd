package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/musette-go/musette/internal/scaffold"
)

const newHelp = `Usage: musette new NAME [--module PATH] [--replace DIR]

Writes a new project into the folder NAME, which must not exist or be empty: a site with one
app, its tests, an image, a CI recipe and what stands in front of it in production. It runs
as it is, on an SQLite file.

  --module PATH   the path of the module, such as example.com/shop; the name when left out
  --replace DIR   use the checkout of Musette in DIR in place of a published version; a
                  musette that was built from a checkout does so by itself
`

// newCommand is `musette new`.
func newCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("new", flag.ContinueOnError)
	p := scaffold.Project{}
	flags.StringVar(&p.Module, "module", "", "")
	flags.StringVar(&p.Dir, "C", "", "")
	flags.StringVar(&p.Source.Replace, "replace", "", "")
	names, rest, code, ok := parseArgs(flags, args, newHelp, stdout, stderr)
	if !ok {
		return code
	}
	if len(names) != 1 || len(rest) > 0 {
		return wrongUsage(stderr, "new", "expected one argument, the name of the project", newHelp)
	}
	p.Name = names[0]
	if p.Source.Replace == "" {
		source, err := scaffold.ThisSource()
		if err != nil {
			fmt.Fprintln(stderr, "musette new:", err)
			return failed
		}
		p.Source = source
	}
	if err := scaffold.New(ctx, p); err != nil {
		fmt.Fprintln(stderr, "musette new:", err)
		return failed
	}
	fmt.Fprintf(stdout, `Created %[1]s, a site with the app home.

  cd %[1]s
  go run .              serve it at http://127.0.0.1:8000/
  go tool musette dev   the same while you work: what you save shows in the browser
  go test ./...         run its tests
`, p.Name)
	return done
}
