// Command musette is the tool of the framework. Its subcommands begin projects and apps, serve a site while somebody works on
// it, and write the code that queries models:
//
//	musette new NAME
//	musette app NAME
//	musette dev
//	musette generate [-C dir] [--check] [directories]
//
// In a project it runs as `go tool musette generate`, or by the comment `//go:generate go tool musette generate` in the
// package of the models. `musette help` lists the subcommands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // the next signal is not caught
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
