// Command musette is the tool of the framework. Its subcommand generate writes the code that queries models:
//
//	musette generate [-C dir] [--check] [directories]
//
// In a project it runs as `go tool musette generate`, or by the comment `//go:generate go tool musette generate` in the
// package of the models. `musette help` lists the subcommands.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
