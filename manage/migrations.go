package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/boot"
	"github.com/musette-go/musette/migrate"
)

// list is a flag that may be given more than once.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func (r *runner) migrateCommand() app.Command {
	return app.Command{Name: "migrate", Args: "[APP [MIGRATION]]", Short: "bring the database to the state of the migrations", AnySchema: true,
		Long: "Without arguments it applies everything that is pending. With an app it stops there; with a migration (its number is\n" +
			"enough) it goes to it, forward or backward; \"zero\" undoes all of an app.",
		New: func(f *flag.FlagSet) app.Run {
			plan := f.Bool("plan", false, "print what would be done, and do nothing")
			fake := f.Bool("fake", false, "note the migrations as applied without running them")
			fakeInitial := f.Bool("fake-initial", false, "note an app's first migration as applied where its tables exist")
			checkOnly := f.Bool("check", false, "exit with 1 when migrations are pending, and do nothing")
			return func(ctx context.Context, env *app.Env) error {
				if *checkOnly {
					return r.pending(ctx, env)
				}
				opt := migrate.MigrateOptions{Plan: *plan, Fake: *fake, FakeInitial: *fakeInitial, Out: env.Out}
				target(env.Args, &opt.App, &opt.Name)
				return r.boot.Migrate(ctx, opt)
			}
		}}
}

func (r *runner) pending(ctx context.Context, env *app.Env) error {
	pending, err := r.boot.Migrator.Pending(ctx)
	if err != nil {
		return err
	}
	for _, p := range pending {
		fmt.Fprintln(env.Out, p)
	}
	if len(pending) > 0 {
		return &app.ExitError{Code: 1}
	}
	return nil
}

// target reads the arguments APP and MIGRATION.
func target(args []string, label, name *string) {
	if len(args) > 0 {
		*label = args[0]
	}
	if len(args) > 1 {
		*name = args[1]
	}
}

func (r *runner) makeMigrationsCommand() app.Command {
	return app.Command{Name: "makemigrations", Args: "[APP…]", Short: "write migrations for what changed in the models", Offline: true,
		Long: "Files are written into the folder migrations of each app. Whether a field was renamed is asked at a terminal; elsewhere\n" +
			"--rename, --no-rename and --fill answer.",
		New: func(f *flag.FlagSet) app.Run {
			var opt migrate.MakeOptions
			f.BoolVar(&opt.Check, "check", false, "exit with 1 when something would be written, and write nothing")
			f.BoolVar(&opt.DryRun, "dry-run", false, "print the files, and write nothing")
			f.BoolVar(&opt.Empty, "empty", false, "write a migration without operations for each named app")
			f.BoolVar(&opt.Merge, "merge", false, "join two ends of an app's history")
			f.StringVar(&opt.Name, "name", "", "the `name` behind the number; made of the operations when left out")
			f.BoolVar(&opt.NoRename, "no-rename", false, "nothing was renamed but what --rename says")
			var renames, fills list
			f.Var(&renames, "rename", "a `rename`: catalog.product.title=name for a field, catalog.Product=Item for a model")
			f.Var(&fills, "fill", "a `value` for the existing rows of a new column: catalog.product.author=1")
			return func(ctx context.Context, env *app.Env) error {
				opt.Apps, opt.Renames, opt.Fills, opt.Out = env.Args, renames, fills, env.Out
				if env.Terminal {
					opt.In = env.In
				}
				return r.makeMigrations(ctx, env, opt)
			}
		}}
}

func (r *runner) makeMigrations(ctx context.Context, env *app.Env, opt migrate.MakeOptions) error {
	apps := r.boot.MigrationApps()
	boot.LocateMigrations(apps, r.site, r.opt.Dir)
	_, err := migrate.MakeMigrations(ctx, apps, opt)
	if errors.Is(err, migrate.ErrChanges) {
		fmt.Fprintln(env.Err, "The models have changes that no migration has yet: run `"+r.site.Name+" makemigrations`.")
		return &app.ExitError{Code: 1}
	}
	return err
}

func (r *runner) showMigrationsCommand() app.Command {
	return app.Command{Name: "showmigrations", Args: "[APP…]", Short: "list the migrations, applied ones with an X", AnySchema: true,
		New: func(f *flag.FlagSet) app.Run {
			plan := f.Bool("plan", false, "one list in the order in which they run")
			return func(ctx context.Context, env *app.Env) error {
				return r.boot.Migrator.Show(ctx, migrate.ShowOptions{Apps: env.Args, Plan: *plan, Out: env.Out})
			}
		}}
}

func (r *runner) sqlMigrateCommand() app.Command {
	return app.Command{Name: "sqlmigrate", Args: "APP MIGRATION", Short: "print the SQL of a migration", AnySchema: true,
		New: func(f *flag.FlagSet) app.Run {
			backwards := f.Bool("backwards", false, "the SQL that undoes it")
			return func(_ context.Context, env *app.Env) error {
				sql, err := r.boot.Migrator.SQL(env.Args[0], env.Args[1], *backwards)
				if err != nil {
					return err
				}
				_, err = io.WriteString(env.Out, sql)
				return err
			}
		}}
}
