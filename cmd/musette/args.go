package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
)

// parseArgs parses flags that stand before, between and behind the positional arguments, which it returns. What follows "--"
// is rest. When the arguments ask for help or are wrong it prints that, and ok is false and code the exit code.
func parseArgs(flags *flag.FlagSet, args []string, help string, stdout, stderr io.Writer) (positional, rest []string, code int, ok bool) {
	flags.SetOutput(io.Discard)
	for i, a := range args {
		if a == "--" {
			args, rest = args[:i], args[i+1:]
			break
		}
	}
	for {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, help)
			return nil, nil, done, false
		}
		if err != nil {
			fmt.Fprintf(stderr, "musette %s: %s\n\n%s", flags.Name(), err, help)
			return nil, nil, misuse, false
		}
		if flags.NArg() == 0 {
			return positional, rest, done, true
		}
		positional, args = append(positional, flags.Arg(0)), flags.Args()[1:]
	}
}

// wrongUsage prints what is wrong with the arguments, and the help.
func wrongUsage(stderr io.Writer, name, text, help string) int {
	fmt.Fprintf(stderr, "musette %s: %s\n\n%s", name, text, help)
	return misuse
}
