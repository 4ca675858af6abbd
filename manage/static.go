package manage

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/static"
)

func (r *runner) collectStaticCommand() app.Command {
	return app.Command{Name: "collectstatic", Short: "write all static files into one folder, with hashes, compressed, and with a manifest", Offline: true,
		Long: "The folder is for nginx or a CDN, or to be embedded as Site.Static. Needs DEBUG=false, since files have no hashes in debug.",
		New: func(f *flag.FlagSet) app.Run {
			dir := f.String("dir", "staticfiles", "write into this `folder`")
			clear := f.Bool("clear", false, "remove what an earlier run wrote and this one did not")
			dry := f.Bool("dry-run", false, "say what would be done, and do nothing")
			return func(ctx context.Context, env *app.Env) error {
				to := *dir
				if !filepath.IsAbs(to) {
					to = filepath.Join(r.opt.Dir, to)
				}
				done, err := r.boot.Static.Collect(ctx, static.CollectOptions{Dir: to, Clear: *clear, DryRun: *dry})
				if err != nil {
					return err
				}
				would := ""
				if *dry {
					would = " would be"
				}
				fmt.Fprintf(env.Out, "%d static file(s):%s %d written to %s, %d unchanged, %d removed.\n", done.Files, would, done.Written, *dir, done.Unchanged, done.Removed)
				return nil
			}
		}}
}

func (r *runner) findStaticCommand() app.Command {
	return app.Command{Name: "findstatic", Args: "[PATH…]", Short: "list static files, whose they are and whose they override", Offline: true,
		New: func(*flag.FlagSet) app.Run {
			return func(_ context.Context, env *app.Env) error {
				found, err := r.boot.Static.Find(env.Args...)
				width := 0
				for _, f := range found {
					width = max(width, len(f.Path))
				}
				for _, f := range found {
					fmt.Fprintf(env.Out, "%-*s  %s", width, f.Path, f.Sources[0])
					if len(f.Sources) > 1 {
						fmt.Fprintf(env.Out, " (overrides %s)", strings.Join(f.Sources[1:], ", "))
					}
					fmt.Fprintln(env.Out)
				}
				return err
			}
		}}
}
