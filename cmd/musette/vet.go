package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/musette-go/musette/internal/sqlvet"
)

const vetHelp = `Usage: musette vet [-C dir] [packages]

Finds SQL that a program puts together while it runs: what is handed to a parameter named sql
or query of Musette's db, of database/sql or of pgx must be a constant. What came from outside
is a parameter of the statement, never a part of it. Without packages it looks at ./...; tests
are left out. It exits with 1 when it finds something.

A line that has to be as it is says why, at its end or on the line before:

  //musette:sql the name comes from a list in this file

  -C dir   work in dir
`

// vetCommand is `musette vet`.
func vetCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("vet", flag.ContinueOnError)
	dir := flags.String("C", ".", "")
	patterns, rest, code, ok := parseArgs(flags, args, vetHelp, stdout, stderr)
	if !ok {
		return code
	}
	if len(rest) > 0 {
		return wrongUsage(stderr, "vet", `nothing is expected after "--"`, vetHelp)
	}
	found, err := sqlvet.Run(ctx, *dir, patterns...)
	if err != nil {
		fmt.Fprintf(stderr, "musette vet: %v\n", err)
		return failed
	}
	for _, f := range found {
		fmt.Fprintln(stdout, f)
	}
	if len(found) > 0 {
		fmt.Fprintln(stderr, "musette vet: write the statement as a constant, and hand values over as parameters ($1); or say on the line why it is safe: //musette:sql …")
		return failed
	}
	return done
}
