package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// The exit codes.
const (
	done   = 0
	failed = 1 // mistakes in the input, stale files, files that cannot be written
	misuse = 2 // wrong arguments
)

// command is one subcommand.
type command struct {
	name, short string
	run         func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

func commands() []command {
	return []command{
		{"new", "write a new project", newCommand},
		{"app", "add an app to the site in the current directory", appCommand},
		{"dev", "serve a site while you work on it", devCommand},
		{"generate", "write models_gen.go for the models of packages", generateCommand},
		{"vet", "find SQL that is put together at run time", vetCommand},
		{"version", "print the version of the tool", versionCommand},
	}
}

// run carries out the arguments and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return misuse
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		if len(args) > 1 {
			return run(ctx, []string{args[1], "--help"}, stdout, stderr)
		}
		usage(stdout)
		return done
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "musette: unknown subcommand %q: run `musette help` for the list\n", args[0])
	return misuse
}

func usage(w io.Writer) {
	var b strings.Builder
	b.WriteString("Usage: musette <subcommand> [arguments]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-10s %s\n", c.name, c.short)
	}
	b.WriteString("\n`musette help <subcommand>` tells more.\n")
	fmt.Fprint(w, b.String())
}

// versionCommand prints the version of the module that the tool was built from.
func versionCommand(_ context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(stderr, "musette version takes no arguments")
		return misuse
	}
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	fmt.Fprintln(stdout, "musette", version)
	return done
}
