package manage

import (
	"flag"
	"regexp"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/suggest"
)

// parse reads flags and positional arguments in any order; what follows "--" is positional.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		rest := flags.Args()
		if len(rest) == 0 {
			return positional, nil
		}
		if n := len(args) - len(rest); n > 0 && args[n-1] == "--" {
			return append(positional, rest...), nil
		}
		positional = append(positional, rest[0])
		args = rest[1:]
	}
}

// oneDash finds where the messages of package flag name a flag, with one dash.
var oneDash = regexp.MustCompile(`(?:flag|for|:) -`)

// flagError says what package flag found wrong as the help writes it, with two dashes, and names a flag that was probably
// meant.
func flagError(flags *flag.FlagSet, err error) error {
	text := oneDash.ReplaceAllStringFunc(err.Error(), func(s string) string { return s + "-" })
	name, unknown := strings.CutPrefix(text, "flag provided but not defined: --")
	if !unknown {
		return app.Usagef("%s", text)
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if near := suggest.Nearest(name, names); near != "" {
		return app.Usagef("unknown flag --%s: did you mean --%s?", name, near)
	}
	return app.Usagef("unknown flag --%s", name)
}

// checkArgs refuses another number of positional arguments than the usage says: "APP [MIGRATION]" takes one or two,
// "[APP…]" any number.
func checkArgs(usage string, args []string) error {
	least, most := 0, 0
	depth := 0
	for _, word := range strings.Fields(usage) {
		depth += strings.Count(word, "[")
		most++
		if depth == 0 {
			least++
		}
		if strings.Contains(word, "…") {
			most = len(args)
		}
		depth -= strings.Count(word, "]")
	}
	switch {
	case len(args) > max(most, 0):
		return app.Usagef("unexpected argument %q", args[most])
	case len(args) < least:
		return app.Usagef("expected %s", usage)
	}
	return nil
}
