package manage

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/musette-go/musette/app"
)

// help lists the commands, or shows one.
func (r *runner) help(args []string) int {
	if len(args) > 0 {
		c := r.find(args[0])
		if c == nil {
			r.unknown(args[0])
			return 2
		}
		flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
		c.New(flags)
		r.usage(r.opt.Out, c, flags)
		return 0
	}
	w := r.opt.Out
	fmt.Fprintf(w, "Usage: %s [COMMAND] [FLAGS] [ARGUMENTS]\n\nCommands (serve is the default):\n", r.site.Name)
	width := 0
	for _, c := range r.list {
		width = max(width, len(c.Name))
	}
	for _, c := range r.list {
		fmt.Fprintf(w, "  %-*s  %s\n", width, c.Name, c.Short)
	}
	fmt.Fprintf(w, "\nRun `%s help COMMAND` for the flags of one. Settings come from the environment: DATABASE_URL, ADDR, MUSETTE_ENV and others.\n", r.site.Name)
	return 0
}

// usage shows how one command is called.
func (r *runner) usage(w io.Writer, c *app.Command, flags *flag.FlagSet) {
	line := "Usage: " + r.site.Name + " " + c.Name
	some := false
	flags.VisitAll(func(*flag.Flag) { some = true })
	if some {
		line += " [FLAGS]"
	}
	if c.Args != "" {
		line += " " + c.Args
	}
	fmt.Fprintf(w, "%s\n\n%s\n", line, capital(c.Short)+".")
	if c.Long != "" {
		fmt.Fprintf(w, "\n%s\n", c.Long)
	}
	if !some {
		return
	}
	fmt.Fprintf(w, "\nFlags:\n")
	flags.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		head := "--" + f.Name
		if name != "" {
			head += " " + strings.ToUpper(name)
		}
		fmt.Fprintf(w, "  %-22s %s", head, usage)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", f.DefValue)
		}
		fmt.Fprintln(w)
	})
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
