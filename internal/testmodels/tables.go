package testmodels

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// Create makes the tables of models in an empty database, as migrations do.
func Create(ctx context.Context, d *db.DB, models ...*orm.Descriptor) error {
	apps, err := Apps(models...)
	if err != nil {
		return err
	}
	x, err := migrate.New(d, apps)
	if err != nil {
		return err
	}
	return x.Migrate(ctx, migrate.MigrateOptions{})
}

// Apps are the apps of models with the migrations that make their tables.
func Apps(models ...*orm.Descriptor) ([]migrate.App, error) {
	var apps []migrate.App
	at := map[string]int{}
	for _, d := range models {
		label := d.Schema.App
		i, ok := at[label]
		if !ok {
			i = len(apps)
			at[label] = i
			apps = append(apps, migrate.App{Label: label})
		}
		apps[i].Models = append(apps[i].Models, copied(d.Model()))
	}
	empty, err := migrate.NewState(nil)
	if err != nil {
		return nil, err
	}
	full, err := migrate.NewState(apps)
	if err != nil {
		return nil, err
	}
	changes, err := migrate.Detect(empty, full, &migrate.Unattended{})
	if err != nil {
		return nil, err
	}
	names := make([]migrate.Dependency, len(changes))
	for n, c := range changes {
		names[n] = migrate.Dependency{App: c.App, Name: fmt.Sprintf("%04d_tables", n+1)}
	}
	for n, c := range changes {
		m := migrate.Migration{Name: names[n].Name, Operations: c.Operations}
		for _, k := range c.After {
			m.Dependencies = append(m.Dependencies, names[k])
		}
		app := &apps[at[c.App]]
		if len(app.Migrations) > 0 {
			last := app.Migrations[len(app.Migrations)-1].Name
			m.Dependencies = append(m.Dependencies, migrate.Dependency{App: c.App, Name: last})
		}
		app.Migrations = append(app.Migrations, m)
	}
	return apps, nil
}

func copied(m *schema.Model) *schema.Model { c := *m; return &c }
