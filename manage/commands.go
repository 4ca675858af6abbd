package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
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
		r.versionCommand(),
	}
	for _, a := range r.site.Apps {
		list = append(list, a.Commands...)
	}
	return list
}

func (r *runner) checkCommand() app.Command {
	return app.Command{Name: "check", Short: "look for mistakes in the site's parts", Offline: true,
		Long: "The exit code is 1 when a message is at least as serious as --fail-level.",
		New: func(f *flag.FlagSet) app.Run {
			database := f.Bool("database", false, "look at the database too")
			deploy := f.Bool("deploy", false, "look at the settings for production too")
			fail := check.Error
			f.Func("fail-level", "the `level` that fails: info, warning, error (the default) or critical", func(s string) (err error) {
				fail, err = parseLevel(s)
				return err
			})
			tags := f.String("tag", "", "only checks with one of these `tags`, a comma list")
			return func(ctx context.Context, env *app.Env) (err error) {
				opt := check.Options{Database: *database, Deploy: *deploy}
				for _, t := range strings.Split(*tags, ",") {
					if t != "" {
						opt.Tags = append(opt.Tags, check.Tag(t))
					}
				}
				if *database {
					if err := r.boot.Open(ctx); err != nil {
						return err
					}
					defer func() { err = errors.Join(err, r.boot.Close()) }()
				}
				return printMessages(env, r.boot.Messages(ctx, opt), fail)
			}
		}}
}

func parseLevel(s string) (check.Level, error) {
	for _, l := range []check.Level{check.Debug, check.Info, check.Warning, check.Error, check.Critical} {
		if strings.EqualFold(l.String(), s) {
			return l, nil
		}
	}
	return 0, errors.New("expected info, warning, error or critical")
}

func printMessages(env *app.Env, ms []check.Message, fail check.Level) error {
	for _, m := range ms {
		fmt.Fprintln(env.Out, m)
	}
	switch len(ms) {
	case 0:
		fmt.Fprintln(env.Out, "No issues found.")
	case 1:
		fmt.Fprintln(env.Out, "1 issue found.")
	default:
		fmt.Fprintf(env.Out, "%d issues found.\n", len(ms))
	}
	if check.Worst(ms) >= fail {
		return &app.ExitError{Code: 1}
	}
	return nil
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
