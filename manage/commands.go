package manage

import (
	"cmp"
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
		New: func(f *flag.FlagSet) app.Run {
			middleware := f.Bool("middleware", false, "show the middleware around each route, outermost first")
			return func(_ context.Context, env *app.Env) error {
				rows := [][]string{{"METHOD", "PATTERN", "NAME", "ACCESS", "HANDLER"}}
				if *middleware {
					rows[0] = append(rows[0], "MIDDLEWARE")
				}
				for _, rt := range r.boot.Router.Routes() {
					row := []string{rt.Method, rt.Pattern, cmp.Or(rt.Name, "-"), cmp.Or(rt.Access, "-"), rt.Handler}
					if *middleware {
						row = append(row, strings.Join(rt.Middleware, " "))
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
