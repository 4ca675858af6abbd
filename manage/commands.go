package manage

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/musette-go/musette/app"
)

// commands lists what the binary can do: its own commands, then those of the apps in the order of the apps.
func (r *runner) commands() []app.Command {
	list := []app.Command{
		r.serveCommand(),
		r.migrateCommand(),
		r.makeMigrationsCommand(),
		r.showMigrationsCommand(),
		r.sqlMigrateCommand(),
		r.checkCommand(),
		r.routesCommand(),
		r.collectStaticCommand(),
		r.findStaticCommand(),
		r.settingsCommand(),
		r.versionCommand(),
	}
	for _, a := range r.site.Apps {
		list = append(list, a.Commands...)
	}
	return list
}

func (r *runner) routesCommand() app.Command {
	return app.Command{Name: "routes", Short: "list the site's routes", Offline: true,
		New: func(*flag.FlagSet) app.Run {
			return func(_ context.Context, env *app.Env) error {
				rows := [][3]string{{"METHOD", "PATTERN", "NAME"}}
				for _, rt := range r.boot.Router.Routes() {
					rows = append(rows, [3]string{rt.Method, rt.Pattern, rt.Name})
				}
				var w [2]int
				for _, row := range rows {
					w[0], w[1] = max(w[0], len(row[0])), max(w[1], len(row[1]))
				}
				for _, row := range rows {
					fmt.Fprintln(env.Out, strings.TrimRight(fmt.Sprintf("%-*s  %-*s  %s", w[0], row[0], w[1], row[1], row[2]), " "))
				}
				return nil
			}
		}}
}

func (r *runner) versionCommand() app.Command {
	return app.Command{Name: "version", Short: "print the versions of the site and of Musette", Offline: true,
		New: func(*flag.FlagSet) app.Run {
			return func(_ context.Context, env *app.Env) error {
				version, framework := r.site.Version, "(devel)"
				if info, ok := debug.ReadBuildInfo(); ok {
					if version == "" {
						version = info.Main.Version
					}
					for _, d := range info.Deps {
						if d.Path == "github.com/musette-go/musette" {
							framework = d.Version
						}
					}
					fmt.Fprintf(env.Out, "%s %s (musette %s, %s)\n", r.site.Name, version, framework, info.GoVersion)
					return nil
				}
				fmt.Fprintf(env.Out, "%s %s\n", r.site.Name, version)
				return nil
			}
		}}
}
