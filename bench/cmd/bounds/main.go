// Command bounds measures what Musette promises about speed, against the same
// work written by hand and against its peers, and prints a line for each
// promise:
//
//	bound <name> <measured> <= or >= <limit> ok|MISSED
//
// It exits with 1 when one is missed. Run it with make bench, or for some
// suites only:
//
//	go run ./cmd/bounds -run '^postgres'
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"

	"github.com/musette-go/musette/bench/bound"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// options are what the command line says.
type options struct {
	match *regexp.Regexp
	list  bool
	bound bound.Options
}

func parseOptions(args []string, stderr io.Writer) (options, error) {
	flags := flag.NewFlagSet("bounds", flag.ContinueOnError)
	flags.SetOutput(stderr)
	pattern := flags.String("run", "", "measure only the suites whose name matches the regular `expression`")
	list := flags.Bool("list", false, "print the names of the suites")
	rounds := flags.Int("rounds", 0, fmt.Sprintf("number of rounds, at least %d (default 7)", bound.MinRounds))
	round := flags.Duration("round", 0, "time of one contender in one round (default 400ms)")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	match, err := regexp.Compile(*pattern)
	if err != nil {
		return options{}, fmt.Errorf("bounds: -run: %w", err)
	}
	return options{match, *list, bound.Options{Rounds: *rounds, Round: *round}}, nil
}

// run measures the suites and returns the exit code: 1 for a missed bound, 2
// for what could not be measured.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	opts, err := parseOptions(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	var pinned, free []suite
	for _, s := range suites() {
		switch {
		case !opts.match.MatchString(s.name):
		case s.allCores:
			free = append(free, s)
		default:
			pinned = append(pinned, s)
		}
	}
	if opts.list {
		for _, s := range append(pinned, free...) {
			fmt.Fprintln(stdout, s.name)
		}
		return 0
	}
	if len(pinned)+len(free) == 0 {
		fmt.Fprintf(stderr, "bounds: no suite matches %s; see -list\n", opts.match)
		return 2
	}
	if getenv(pinnedEnv) != "" {
		return measure(ctx, pinned, opts.bound, stdout, stderr)
	}
	code := 0
	if len(pinned) > 0 {
		code = runPinned(ctx, args, stdout, stderr)
	}
	if len(free) > 0 {
		code = max(code, measure(ctx, free, opts.bound, stdout, stderr))
	}
	return code
}

// measure runs the suites in this process.
func measure(ctx context.Context, list []suite, opts bound.Options, stdout, stderr io.Writer) int {
	report := bound.NewReport(stdout)
	code := 0
	for _, s := range list {
		fmt.Fprintf(stdout, "\n%s\n", s.name)
		b := &bench{opts: opts, report: report, out: stdout}
		err := s.run(ctx, b)
		err = errors.Join(err, b.close())
		switch {
		case errors.Is(err, errSkip):
			fmt.Fprintf(stdout, "skipped: %v\n", err)
		case err != nil:
			fmt.Fprintf(stderr, "bounds: %s: %v\n", s.name, err)
			code = 2
		}
	}
	fmt.Fprintf(stdout, "\n%s\n", report.Summary())
	return max(code, report.ExitCode())
}
