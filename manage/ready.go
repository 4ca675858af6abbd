package manage

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/migrate"
)

// ready makes sure that the database has the tables that the code expects. Outside production an empty database is
// migrated; any other difference is refused with the command to run.
func (r *runner) ready(ctx context.Context, c *app.Command, env *app.Env) error {
	if err := r.boot.Migrator.Unknown(ctx); err != nil {
		return err
	}
	pending, err := r.boot.Migrator.Pending(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if r.boot.Config.Mode != app.Production {
		done, err := r.firstRun(ctx, c, env)
		if done || err != nil {
			return err
		}
	}
	return fmt.Errorf("%d migration(s) are not applied to %s, the first is %s: run `%s migrate`", len(pending), r.boot.DB.URL(), pending[0], r.site.Name)
}

// firstRun creates the tables of an empty database, and reports whether the database is ready now. Of several processes
// that start at once on the same one, the first does it and the others wait.
func (r *runner) firstRun(ctx context.Context, c *app.Command, env *app.Env) (done bool, err error) {
	unlock, err := r.boot.DB.Lock(ctx, "first_run")
	if err != nil {
		return false, err
	}
	defer unlock()
	empty, err := r.boot.Empty(ctx)
	if err != nil {
		return false, err
	}
	if !empty {
		pending, err := r.boot.Migrator.Pending(ctx)
		return len(pending) == 0, err
	}
	fmt.Fprintf(env.Out, "The database %s is empty: creating its tables.\n", r.boot.DB.URL())
	if err := r.boot.Migrate(ctx, migrate.MigrateOptions{}); err != nil {
		return false, err
	}
	if c.Name != serveName || r.site.FirstRun == nil || r.boot.Config.Mode != app.Development {
		return true, nil
	}
	return true, r.site.FirstRun(ctx, env)
}
