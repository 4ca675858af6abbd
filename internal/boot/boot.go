// Package boot turns a site and its configuration into something that runs: an open database, a registry of models, parsed
// templates and a handler. The commands, the server and the test kit start from here.
package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/preview"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/static"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// Site is a site that is put together. Its parts that need no database work without one.
type Site struct {
	app.Site
	Config   app.Config
	Log      *slog.Logger
	Registry *orm.Registry
	Engine   *render.Engine
	Router   *web.Router
	Health   *web.Health
	Handler  http.Handler // nil before Open for a site whose wiring failed
	DB       *db.DB       // nil before Open
	Keys     *sign.Keys
	Reports  *web.Reports // nil for a site without them
	Migrator *migrate.Executor
	Static   *static.Files
	Sessions *session.Manager // nil for a site without sessions
	Mail     *mail.Mailer     // nil for a site that sends none
	Policies *orm.Policies    // nil for a site whose apps have none
	Running  []app.Setting    // the settings, for the page of an error in debug
	Storage  *storage.Bucket  // where uploaded files are kept

	sent *preview.Preview // in debug: what was sent
}

// New checks how the site is put together and builds everything that needs no database. The error joins all that is wrong.
func New(s app.Site, c app.Config, log *slog.Logger) (*Site, error) {
	s.Apps = app.Flatten(s.Apps)
	b := &Site{Site: s, Config: c, Log: log}
	errs := []error{b.names()}
	var err error
	if b.Policies, err = b.policies(); err != nil {
		errs = append(errs, err)
	}
	if b.Keys, err = keys(c); err != nil {
		errs = append(errs, err)
	}
	var models []*orm.Descriptor
	for _, a := range b.Apps {
		models = append(models, a.Models...)
	}
	if b.Registry, err = orm.NewRegistry(models...); err != nil {
		errs = append(errs, err)
	}
	if b.Storage, err = bucket(c); err != nil {
		errs = append(errs, err)
	}
	if err = b.mailer(); err != nil {
		errs = append(errs, err)
	}
	b.Health = web.NewHealth(web.HealthOptions{Logger: log})
	errs = append(errs, b.wire())
	return b, errors.Join(errs...)
}

// bucket is where uploaded files are kept. A test that names no place keeps them in memory.
func bucket(c app.Config) (*storage.Bucket, error) {
	if c.StorageURL == "" {
		c.StorageURL = "memory://"
	}
	return storage.Open(c.StorageURL, storage.Options{})
}

// names refuses apps without a name or with the same one.
func (b *Site) names() error {
	if b.Name == "" {
		return errors.New("musette: the site has no Name")
	}
	seen := map[string]bool{}
	var errs []error
	for i, a := range b.Apps {
		switch {
		case a.Name == "":
			errs = append(errs, fmt.Errorf("musette: app %d of the site has no Name", i+1))
		case seen[a.Name]:
			errs = append(errs, fmt.Errorf("musette: two apps are named %q: their tables and templates would clash", a.Name))
		}
		seen[a.Name] = true
		for _, d := range a.Models {
			if d.Schema.App != a.Name {
				errs = append(errs, fmt.Errorf("musette: model %s is in app %q: its label says %q; name the app so, or write //musette:app %s beside the package's models", d.Label(), a.Name, d.Schema.App, a.Name))
			}
		}
	}
	return errors.Join(errs...)
}

// wire builds routes, templates and the handler.
func (b *Site) wire() error {
	b.Router = web.New(web.Options{Debug: b.Config.Debug, Logger: b.Log, ErrorPage: b.ErrorPage, DebugSections: b.debugSections})
	if b.Config.Debug {
		b.Router.Use(b.countQueries) // outermost, so that a panic's answer is counted too
	}
	stack, serr := b.middleware()
	if serr == nil {
		b.Router.Use(stack...)
	}
	b.Health.Routes(b.Router)
	b.reports()
	sources := newDisk(b.Config.Debug)
	var err error
	if b.Static, err = b.staticFiles(sources); err != nil {
		return errors.Join(serr, err)
	}
	b.Static.Routes(b.Router)
	if b.sent != nil {
		b.Router.Group(previewPath, b.sent.Routes)
	}
	for _, a := range b.Apps {
		if a.Routes != nil {
			a.Routes(b.Router)
		}
	}
	perr := b.mountParts()
	funcs, ferr := b.requestFuncs()
	layout, mailFuncs, merr := b.mailTemplates()
	engine, terr := render.New(render.Options{RequestFuncs: funcs, Funcs: mailFuncs, Sources: append([]render.Source{layout}, b.templates(sources)...), URLs: b.Router.URLs(), Static: b.Static.URL, Debug: b.Config.Debug})
	b.Engine = engine
	h, rerr := b.Router.Build()
	b.Handler = h
	return errors.Join(serr, perr, ferr, merr, terr, rerr)
}

// Open connects to the database, with the limits that suit requests.
func (b *Site) Open(ctx context.Context) error { return b.OpenWith(ctx, db.Options{}) }

// OpenPatiently connects to the database for statements that may take long: migrations.
func (b *Site) OpenPatiently(ctx context.Context) error {
	return b.OpenWith(ctx, db.Options{StatementTimeout: -1, SlowQuery: -1})
}

// OpenWith connects to the database. The log and the application's name are the site's.
func (b *Site) OpenWith(ctx context.Context, opt db.Options) error {
	opt.Logger, opt.ApplicationName = b.Log, b.Name
	if b.Config.DatabaseComments {
		opt.Comment = web.StatementTags
	}
	d, err := db.Open(ctx, b.Config.DatabaseURL, opt)
	if err != nil {
		return err
	}
	return b.Use(d)
}

// Use takes a database that is open already.
func (b *Site) Use(d *db.DB) error {
	m, err := migrate.New(d, b.MigrationApps())
	if err != nil {
		return err
	}
	b.DB, b.Migrator = d, m
	b.Health.Add("database", d.Ping)
	b.Health.Add("migrations", b.migrated)
	return nil
}

// closeLimit is how long apps may take to end what they do.
const closeLimit = 10 * time.Second

// Close ends what the apps do beside requests, and closes the database and the bucket.
func (b *Site) Close() error {
	var errs []error
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	for _, a := range b.Apps {
		if a.Close != nil {
			errs = append(errs, a.Close(ctx))
		}
	}
	if b.Storage != nil {
		errs = append(errs, b.Storage.Close())
	}
	if b.Mail != nil {
		errs = append(errs, b.Mail.Close())
	}
	if b.DB != nil {
		errs = append(errs, b.DB.Close())
	}
	return errors.Join(errs...)
}

// Context puts what the site has into a context: database, models, templates, routes, keys, files.
func (b *Site) Context(ctx context.Context) context.Context {
	ctx = app.WithLogger(app.WithConfig(form.WithReader(ctx, views.ReadForm), b.Config), b.Log)
	if b.Storage != nil {
		ctx = storage.With(ctx, b.Storage)
	}
	if b.Mail != nil {
		ctx = mail.With(ctx, b.Mail)
	}
	if b.Keys != nil {
		ctx = sign.With(ctx, b.Keys)
	}
	ctx = web.WithURLs(ctx, b.Router.URLs())
	if b.Registry != nil {
		ctx = orm.WithRegistry(ctx, b.Registry)
	}
	if b.Engine != nil {
		ctx = render.With(ctx, b.Engine)
	}
	for _, a := range b.Apps {
		if a.Context != nil {
			ctx = a.Context(ctx)
		}
	}
	if b.Policies != nil {
		ctx = orm.WithPolicies(ctx, b.Policies)
	}
	if b.DB != nil {
		ctx = orm.With(ctx, b.DB) // last, for it is looked for most often
	}
	return ctx
}

// migrated is the readiness check: all migrations are applied. One that this binary does not know is no reason to stop
// serving: it belongs to the newer version that is being rolled out.
func (b *Site) migrated(ctx context.Context) error {
	pending, err := b.Migrator.Pending(ctx)
	if err != nil {
		return err
	}
	if len(pending) > 0 {
		return fmt.Errorf("musette: %d migration(s) are not applied, the first is %s", len(pending), pending[0])
	}
	return nil
}

// Messages runs the checks of the site and its apps.
func (b *Site) Messages(ctx context.Context, opt check.Options) []check.Message {
	opt.Silenced = append(opt.Silenced, b.Silenced...)
	return check.Run(b.Context(ctx), b.Checks(), opt)
}

// Server returns the site's server.
func (b *Site) Server() *web.Server {
	return web.NewServer(web.ServerOptions{Handler: b.Handler, Health: b.Health, Logger: b.Log, DrainLimit: 25 * time.Second, DrainDelay: b.Config.DrainDelay})
}
