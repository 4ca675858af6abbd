package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/musette-go/musette/internal/scaffold"
)

const appHelp = `Usage: musette app [-C dir] NAME [--model NAME]

Writes a new app into the folder NAME of the site in the current directory: a model with its
migration, pages, templates and tests. It adds the app to the list of apps in main.go and
runs the generator. An app that is there already is left as it is.

  -C dir         the folder of the site
  --model NAME   the name of the model, such as Post; Item when left out
`

// appCommand is `musette app`.
func appCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("app", flag.ContinueOnError)
	a := scaffold.App{}
	flags.StringVar(&a.Dir, "C", "", "")
	flags.StringVar(&a.Model, "model", "", "")
	names, rest, code, ok := parseArgs(flags, args, appHelp, stdout, stderr)
	if !ok {
		return code
	}
	if len(names) != 1 || len(rest) > 0 {
		return wrongUsage(stderr, "app", "expected one argument, the name of the app", appHelp)
	}
	a.Name = names[0]
	added, err := scaffold.AddApp(ctx, a)
	if added.Created {
		fmt.Fprintf(stdout, "Created the app %s.\n", a.Name)
	}
	if err != nil {
		fmt.Fprintln(stderr, "musette app:", err)
		return failed
	}
	switch {
	case added.Listed:
		fmt.Fprintf(stdout, "%s lists it.\n", added.Main)
	case !added.Created:
		fmt.Fprintf(stdout, "The app %s is there, and %s lists it: nothing was changed.\n", a.Name, added.Main)
	}
	if added.Created {
		fmt.Fprintf(stdout, "\n  go run . migrate   create its table\n  go run .           its pages are at http://127.0.0.1:8000/%s/\n", a.Name)
	}
	return done
}
