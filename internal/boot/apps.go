package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// appMiddleware is that of the apps, in their order.
func (b *Site) appMiddleware() []web.Middleware {
	var out []web.Middleware
	for _, a := range b.Apps {
		out = append(out, a.Middleware...)
	}
	return out
}

// policies collects those of the apps. The error lists the models that have two.
func (b *Site) policies() (*orm.Policies, error) {
	var all []*orm.Policy
	for _, a := range b.Apps {
		all = append(all, a.Policies...)
	}
	if all == nil {
		return nil, nil
	}
	return orm.NewPolicies(all...)
}

// requestFuncs are the functions of templates that the apps' parts bring.
func (b *Site) requestFuncs() (map[string]render.RequestFunc, error) {
	out := map[string]render.RequestFunc{
		"messages": render.PerRequest(func(r *http.Request) ([]messages.Message, error) { return messages.FromRequest(r), nil }),
	}
	var errs []error
	for _, a := range b.Apps {
		for _, p := range a.Parts {
			funcs, ok := p.(interface {
				RequestFuncs() map[string]render.RequestFunc
			})
			if !ok {
				continue
			}
			more := funcs.RequestFuncs()
			for name := range more {
				if out[name] != nil {
					errs = append(errs, fmt.Errorf("musette: two apps bring a template function %q, one of them %s: rename one", name, a.Name))
				}
			}
			maps.Copy(out, more)
		}
	}
	return out, errors.Join(errs...)
}

// Migrate brings the database to the state of the migrations. When that was everything, the apps fill in what their code declares.
func (b *Site) Migrate(ctx context.Context, opt migrate.MigrateOptions) error {
	if err := b.Migrator.Migrate(ctx, opt); err != nil || opt.Plan || opt.App != "" {
		return err
	}
	out := opt.Out
	if out == nil {
		out = io.Discard
	}
	for _, a := range b.Apps {
		if a.AfterMigrate == nil {
			continue
		}
		if err := a.AfterMigrate(ctx, &app.Env{Out: out, Err: out}); err != nil {
			return fmt.Errorf("musette: after the migrations, app %s: %w", a.Name, err)
		}
	}
	return nil
}

// mountParts registers the pages of what batteries above package app have put into the apps, such as API view sets: each battery is called
// once, with all parts that are its own.
func (b *Site) mountParts() error {
	type mounter interface {
		MountParts(to *web.Router, parts []app.Part) error
	}
	parts := map[string][]app.Part{}
	var batteries []mounter
	for _, a := range b.Apps {
		for _, p := range a.Parts {
			m, ok := p.(mounter)
			if !ok {
				continue
			}
			if parts[p.PartOf()] == nil {
				batteries = append(batteries, m)
			}
			parts[p.PartOf()] = append(parts[p.PartOf()], p)
		}
	}
	var errs []error
	for _, m := range batteries {
		errs = append(errs, m.MountParts(b.Router, parts[m.(app.Part).PartOf()]))
	}
	return errors.Join(errs...)
}
