package boot

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
)

// Checks lists the site's own checks and those of its apps.
func (b *Site) Checks() []check.Check {
	out := []check.Check{
		{Name: "models", Tags: []check.Tag{check.Models}, Run: b.checkModels},
		{Name: "changes", Tags: []check.Tag{check.Models}, Run: b.checkChanges},
		{Name: "templates", Tags: []check.Tag{check.URLs}, Run: b.checkTemplates},
		{Name: "static", Tags: []check.Tag{check.URLs}, Run: b.checkStatic},
		{Name: "migrations", Tags: []check.Tag{check.Database}, Run: b.checkMigrations},
		{Name: "indexes", Tags: []check.Tag{check.Database}, Run: b.checkDatabase},
	}
	out = append(out, b.securityChecks()...)
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

// checkModels looks at the models themselves.
func (b *Site) checkModels(context.Context) []check.Message {
	if b.Registry == nil {
		return nil
	}
	return append(orm.CheckModels(b.Registry), orm.CheckIndexes(b.Registry)...)
}

// checkDatabase compares the models with the database's tables and indexes.
func (b *Site) checkDatabase(ctx context.Context) []check.Message {
	if b.Registry == nil || b.DB == nil {
		return nil
	}
	return orm.CheckDatabase(ctx, b.Registry)
}

// checkChanges tells when the models have changes that no migration has: the first statement would fail.
func (b *Site) checkChanges(ctx context.Context) []check.Message {
	apps := b.MigrationApps()
	for i := range apps {
		apps[i].ReadOnly = false // nothing is written, so whose app it is does not matter
	}
	_, err := migrate.MakeMigrations(ctx, apps, migrate.MakeOptions{Check: true, NoRename: true})
	if err == nil {
		return nil
	}
	m := check.Message{ID: "migrations.W001", Level: check.Warning, Object: b.Name, Text: "the models have changes that no migration has",
		Hint: fmt.Sprintf("run `%s makemigrations`", b.Name)}
	if !errors.Is(err, migrate.ErrChanges) {
		m.Text += ": " + err.Error()
	}
	return []check.Message{m}
}
