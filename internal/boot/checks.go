package boot

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/render"
)

// checks lists the site's own checks and those of its apps.
func (b *Site) checks() []check.Check {
	out := []check.Check{
		{Name: "templates", Tags: []check.Tag{check.URLs}, Run: b.checkTemplates},
		{Name: "migrations", Tags: []check.Tag{check.Database}, Run: b.checkMigrations},
	}
	for _, a := range b.Apps {
		out = append(out, a.Checks...)
	}
	return out
}

func (b *Site) checkTemplates(context.Context) []check.Message {
	if b.Engine == nil {
		return nil
	}
	var pages []render.Declared
	for _, a := range b.Apps {
		for _, p := range a.Pages {
			pages = append(pages, p)
		}
	}
	return b.Engine.Check(pages...)
}

// checkMigrations tells what is not applied and what this binary does not know.
func (b *Site) checkMigrations(ctx context.Context) []check.Message {
	if b.Migrator == nil {
		return nil
	}
	var out []check.Message
	pending, err := b.Migrator.Pending(ctx)
	if err == nil {
		err = b.Migrator.Unknown(ctx)
	}
	if err != nil {
		out = append(out, check.Message{ID: "migrations.E001", Level: check.Error, Object: b.DB.URL(), Text: err.Error()})
	}
	for _, p := range pending {
		out = append(out, check.Message{ID: "migrations.E002", Level: check.Error, Object: p.String(), Text: "is not applied",
			Hint: fmt.Sprintf("run `%s migrate`", b.Name)})
	}
	return out
}
