package app

import (
	"context"
	"io/fs"
	"reflect"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// App is one part of a site: models, pages, files, commands and checks that belong together. The zero value of every field
// but Name means that the app has none.
type App struct {
	// Name is the app's label: it begins the names of its tables, and no two apps of a site share it.
	Name string
	// Models are the app's models, as generated: catalog.Models.
	Models []*orm.Descriptor
	// Migrations is the list of the app's package migrations: migrations.All.
	Migrations []migrate.Migration
	// Routes registers the app's pages.
	Routes func(r *web.Router)
	// Templates holds the app's templates, in a folder named for the app.
	Templates fs.FS
	// Pages are the app's pages as render.Page declares them, so that they are checked at start.
	Pages []Page
	// Static holds the app's static files, served under /static/.
	Static fs.FS
	// Checks run at start, in CI and by the command check.
	Checks []check.Check
	// Commands are added to the site's binary.
	Commands []Command
	// Parts are what batteries above this package understand: functions of templates, admin pages, API view sets.
	Parts []Part
	// Policies say who may see and change the rows of the app's models; queries obey them. See package auth.
	Policies []*orm.Policy
	// Requires are apps that this one stands on. The site has them before it, without listing them; one that it lists itself,
	// with options of its own, takes their place.
	Requires []App
	// Middleware wraps all requests of the site, inside the site's own, apps in their order.
	Middleware []web.Middleware
	// Context puts what the app offers into contexts. It is called once when the site begins to serve, for the context that all
	// requests derive from, and once for each command.
	Context func(ctx context.Context) context.Context
	// AfterMigrate runs when migrations have been applied, to fill tables with what the code declares: permissions. It is
	// called again after every run of the command migrate, so it adds only what is missing.
	AfterMigrate func(ctx context.Context, env *Env) error
	// Close ends what the app does beside requests, such as mails on their way. It is called once, after the last request and before
	// the database is closed, and must come back when ctx ends, which is some seconds away.
	Close func(ctx context.Context) error
}

// Page is a page with the type of its data; render.Page makes it.
type Page interface {
	Template() string
	DataType() reflect.Type
}

// Part is something that a higher battery puts into an app; the battery finds its own parts by their type.
type Part interface {
	// PartOf names the battery: "admin", "rest".
	PartOf() string
}

// Site is a program: a list of apps and what they have in common.
type Site struct {
	// Name is the site's name: its SQLite file is <name>.db where no database is configured.
	Name string
	// Apps are the site's apps. Their order is that of checks and commands; templates of later apps override those of
	// earlier ones.
	Apps []App
	// Templates override those of the apps, by path.
	Templates fs.FS
	// Static overrides the static files of the apps, by path. A folder that the command collectstatic wrote, embedded or not,
	// takes the place of all of them.
	Static fs.FS
	// ErrorPage shows errors. Defaults to a plain page that works without templates and database.
	ErrorPage web.ErrorPage
	// Middleware wraps all requests, inside the site's own.
	Middleware []web.Middleware
	// Security is how careful the site is. Defaults to the strictest.
	Security Security
	// Settings are the site's own defaults of settings, by mode; those under the empty mode hold in every mode. What the
	// environment says goes before them. Secrets do not belong here. Defaults to none.
	Settings Settings
	// Silenced are IDs of checks whose messages are left out.
	Silenced []string
	// FirstRun runs after an empty database was migrated in development, to fill it.
	FirstRun func(ctx context.Context, env *Env) error
	// Version is shown by the command version. Defaults to the version that the build recorded.
	Version string
}

// Flatten returns the apps of a site, with those that they require, each behind what it requires. An app that is listed takes the place
// of a required one of the same name.
func Flatten(apps []App) []App {
	listed := map[string]App{}
	for _, a := range apps {
		listed[a.Name] = a
	}
	var out []App
	seen := map[string]bool{}
	var add func(a App)
	add = func(a App) {
		if seen[a.Name] {
			return
		}
		seen[a.Name] = true
		for _, r := range a.Requires {
			if own, ok := listed[r.Name]; ok {
				r = own
			}
			add(r)
		}
		out = append(out, a)
	}
	count := map[string]int{}
	for _, a := range apps {
		if count[a.Name]++; count[a.Name] > 1 {
			out = append(out, a) // a mistake, which the site reports
			continue
		}
		add(listed[a.Name])
	}
	return out
}
