package migrate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

// docs:begin initial

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Product",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100},
				{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2},
			},
			Options: migrate.Options{
				Constraints: []schema.Constraint{
					{Kind: schema.Check, Name: "price_positive", Check: new(schema.Gt(schema.F("price"), schema.V(0)))},
				},
			},
		},
	},
}

// docs:end initial

// docs:begin slug

var m0002ProductSlug = migrate.Migration{
	Name: "0002_product_slug",
	Dependencies: []migrate.Dependency{
		{App: "catalog", Name: "0001_initial"},
	},
	Operations: []migrate.Operation{
		migrate.AddField{Model: "Product", Field: schema.Field{Name: "slug", Type: schema.CharField, MaxLength: 100}},
		migrate.RunGo{Label: "Fill the slugs", Forward: fillSlugs, Reverse: migrate.Noop},
	},
}

// docs:end slug

// fillSlugs sees products as they are between these two migrations, for ever.
// docs:begin fill-slugs

func fillSlugs(ctx context.Context, h *migrate.History) error {
	products, err := h.Model("catalog", "Product")
	if err != nil {
		return err
	}
	return products.Each(ctx, 500, func(ctx context.Context, row *migrate.Row) error {
		row.Set("slug", strings.ReplaceAll(strings.ToLower(row.String("name")), " ", "-"))
		return row.Save(ctx)
	})
}

// docs:end fill-slugs

// catalog is what an app hands over.
func catalog() migrate.App {
	return migrate.App{Label: "catalog", Migrations: []migrate.Migration{m0001Initial, m0002ProductSlug}}
}

func run(ctx context.Context, f func(e *migrate.Executor) error) {
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	e, err := migrate.New(d, []migrate.App{catalog()})
	if err == nil {
		err = f(e)
	}
	if err != nil {
		fmt.Println(err)
	}
}

func Example() {
	ctx := context.Background()
	run(ctx, func(e *migrate.Executor) error {
		if err := e.Migrate(ctx, migrate.MigrateOptions{App: "catalog", Name: "0001", Out: os.Stdout}); err != nil {
			return err
		}
		if err := e.Show(ctx, migrate.ShowOptions{Out: os.Stdout}); err != nil {
			return err
		}
		return e.Migrate(ctx, migrate.MigrateOptions{Plan: true, Out: os.Stdout})
	})
	// Output:
	// Running migrations:
	//   Applying catalog.0001_initial... OK
	// catalog
	//  [X] 0001_initial
	//  [ ] 0002_product_slug
	// Planned operations:
	// catalog.0002_product_slug
	//     Add field slug to product
	//     Fill the slugs
}

func ExampleExecutor_SQL() {
	ctx := context.Background()
	run(ctx, func(e *migrate.Executor) error {
		sql, err := e.SQL("catalog", "0001", false)
		fmt.Print(sql)
		return err
	})
	// Output:
	// PRAGMA foreign_keys = OFF;
	// BEGIN IMMEDIATE;
	// -- Create model Product
	// CREATE TABLE "catalog_product" (
	// 	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	// 	"name" varchar(100) NOT NULL,
	// 	"price" integer NOT NULL,
	// 	CONSTRAINT "price_positive" CHECK ("price" > 0)
	// );
	// PRAGMA foreign_key_check;
	// COMMIT;
	// PRAGMA foreign_keys = ON;
}

// A million rows are better not changed in one transaction: this migration notes after each batch how far it came.
// docs:begin normalise

var m0003Normalise = migrate.Migration{
	Name:         "0003_normalise",
	NonAtomic:    true,
	Dependencies: []migrate.Dependency{{App: "catalog", Name: "0002_product_slug"}},
	Operations: []migrate.Operation{
		migrate.RunGo{Batched: &migrate.Batches{
			Model: "Product",
			Size:  1000,
			Each: func(ctx context.Context, h *migrate.History, row *migrate.Row) error {
				row.Set("name", strings.TrimSpace(row.String("name")))
				return nil
			},
		}},
	},
}

// docs:end normalise

// An index that is built while the table is in use cannot be built in a transaction.
// docs:begin index

var m0004Index = migrate.Migration{
	Name:         "0004_index",
	NonAtomic:    true,
	Dependencies: []migrate.Dependency{{App: "catalog", Name: "0003_normalise"}},
	Operations: []migrate.Operation{
		migrate.RunSQL{
			NoTransaction: true,
			Forward: migrate.SQL{
				Postgres: "CREATE INDEX CONCURRENTLY IF NOT EXISTS product_name ON catalog_product (name)",
				SQLite:   "CREATE INDEX IF NOT EXISTS product_name ON catalog_product (name)",
			},
			Reverse: migrate.SQL{Any: "DROP INDEX product_name"},
			State: []migrate.Operation{
				migrate.AddIndex{Model: "Product", Index: schema.Index{Name: "product_name", Keys: []schema.IndexKey{{Field: "name"}}}},
			},
		},
	},
}

// docs:end index

func ExampleRunSQL() {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	app := migrate.App{Label: "catalog", Migrations: []migrate.Migration{m0001Initial, m0002ProductSlug, m0003Normalise, m0004Index}}
	e, err := migrate.New(d, []migrate.App{app})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Migrate(ctx, migrate.MigrateOptions{Out: os.Stdout}))
	pending, err := e.Pending(ctx)
	fmt.Println(len(pending), err)
	// Output:
	// Running migrations:
	//   Applying catalog.0001_initial... OK
	//   Applying catalog.0002_product_slug... OK
	//   Applying catalog.0003_normalise... OK
	//   Applying catalog.0004_index... OK
	// <nil>
	// 0 <nil>
}

func ExampleMakeMigrations() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "site")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	app := catalog()
	app.Dir = filepath.Join(dir, "migrations")
	app.Models = []*schema.Model{{
		App: "catalog", Name: "Product",
		Fields: []schema.Field{
			{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
			{Name: "title", Type: schema.CharField, MaxLength: 100}, // it was name
			{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2},
			{Name: "slug", Type: schema.CharField, MaxLength: 100},
			{Name: "added", Type: schema.DateField},
		},
		Constraints: []schema.Constraint{{Kind: schema.Check, Name: "price_positive", Check: new(schema.Gt(schema.F("price"), schema.V(0)))}},
	}}

	_, err = migrate.MakeMigrations(ctx, []migrate.App{app}, migrate.MakeOptions{Check: true})
	fmt.Println(err)

	written, err := migrate.MakeMigrations(ctx, []migrate.App{app}, migrate.MakeOptions{
		Renames: []string{"catalog.product.name=title"},
		Fills:   []string{"catalog.product.added=now"},
	})
	for _, path := range written {
		fmt.Println(filepath.Base(path), err)
	}
	// Output:
	// migrate: was the field catalog.Product.name renamed to title? answer with --rename catalog.product.name=title, or with --no-rename
	// migrate: what shall existing rows have in catalog.Product.added, which may not be NULL and has no default? answer with --fill catalog.product.added=now
	// 0003_rename_name_product_title_product_added.go <nil>
}
