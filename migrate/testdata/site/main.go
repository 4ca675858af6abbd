// Command site stands for a user's program in a test: it makes migrations for the second version of its models when the
// first argument says so.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/musette-go/musette/migrate"

	"example.com/site/catalog/migrations"
	"example.com/site/catalog/models"
)

func main() {
	version, check := os.Args[1], os.Args[2] == "check"
	app := migrate.App{Label: "catalog", Models: models.Version(version), Migrations: migrations.All, Dir: "catalog/migrations"}
	opt := migrate.MakeOptions{Check: check, Out: os.Stdout}
	if version == "2" {
		opt.Renames = []string{"catalog.product.title=name"}
		opt.Fills = []string{"catalog.product.made=now", "catalog.product.ref=uuid"}
	}
	_, err := migrate.MakeMigrations(context.Background(), []migrate.App{app}, opt)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
