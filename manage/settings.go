package manage

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/app"
)

func (r *runner) settingsCommand() app.Command {
	return app.Command{Name: "settings", Short: "show the settings and where they come from", Offline: true,
		Long: "Secrets are masked. --diff shows what differs from development with an empty environment.",
		New: func(f *flag.FlagSet) app.Run {
			diff := f.Bool("diff", false, "only what differs from the defaults")
			about := f.Bool("about", false, "say what each setting is")
			return func(_ context.Context, env *app.Env) error {
				var rows [][]string
				for _, s := range r.settings {
					if *diff && !s.Changed() {
						continue
					}
					row := []string{s.Name, s.Value, s.Source}
					if *about {
						row = append(row, s.About)
					}
					rows = append(rows, row)
				}
				for _, line := range columns(rows) {
					fmt.Fprintln(env.Out, line)
				}
				return nil
			}
		}}
}

// columns sets rows in columns that begin under each other.
func columns(rows [][]string) []string {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	out := make([]string, 0, len(rows))
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&b, "%-*s", width[i]+2, cell)
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	return out
}
