package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/web"
)

func (r *runner) serveCommand() app.Command {
	return app.Command{Name: "serve", Short: "serve the site until an interrupt, then finish the running requests",
		Long: "The address comes from ADDR (default 127.0.0.1:8000); port 0 takes a free one, which is printed.",
		New: func(f *flag.FlagSet) app.Run {
			addr := f.String("addr", "", "listen on this `address` instead of ADDR")
			return func(ctx context.Context, env *app.Env) error {
				if *addr == "" {
					*addr = r.boot.Config.Addr
				}
				return r.serve(ctx, env, *addr)
			}
		}}
}

func (r *runner) serve(ctx context.Context, env *app.Env, addr string) error {
	ms := r.boot.Messages(ctx, check.Options{})
	for _, m := range ms {
		fmt.Fprintln(env.Err, m)
	}
	if check.Worst(ms) >= check.Error {
		return errors.New("the checks found errors; mend them, or silence an ID in Site.Silenced")
	}
	ln, err := web.Listen(addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "%s is ready at %s (%s mode, %s). Quit with Ctrl-C.\n", r.site.Name, address(ln.Addr()), r.boot.Config.Mode, r.boot.DB.URL())
	return r.boot.Server().Serve(ctx, ln)
}

// address is what a person types into a browser.
func address(a net.Addr) string {
	if a.Network() == "unix" {
		return "unix:" + a.String()
	}
	return "http://" + a.String() + "/"
}

// ready makes sure that the database has the tables that the code expects. In development an empty database is migrated and
// filled; any other difference is refused with the command to run.
func (r *runner) ready(ctx context.Context, env *app.Env) error {
	if err := r.boot.Migrator.Unknown(ctx); err != nil {
		return err
	}
	pending, err := r.boot.Migrator.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if r.boot.Config.Mode != app.Production {
		empty, err := r.boot.Empty(ctx)
		if err != nil {
			return err
		}
		if empty {
			return r.firstRun(ctx, env)
		}
	}
	return fmt.Errorf("%d migration(s) are not applied to %s, the first is %s: run `%s migrate`", len(pending), r.boot.DB.URL(), pending[0], r.site.Name)
}

func (r *runner) firstRun(ctx context.Context, env *app.Env) error {
	fmt.Fprintf(env.Out, "The database %s is empty: creating its tables.\n", r.boot.DB.URL())
	if err := r.boot.Migrator.Migrate(ctx, migrate.MigrateOptions{}); err != nil {
		return err
	}
	if r.site.FirstRun == nil || r.boot.Config.Mode != app.Development {
		return nil
	}
	return r.site.FirstRun(ctx, env)
}
