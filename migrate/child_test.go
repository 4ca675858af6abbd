package migrate

import (
	"context"
	"fmt"
	"os"

	"github.com/musette-go/musette/db"
)

// childVariable names the database that this program, run once more by a test, shall migrate and nothing else.
const childVariable = "MUSETTE_MIGRATE_CHILD"

// runChild migrates and reports true when this process is such a child.
func runChild() (code int, child bool) {
	url := os.Getenv(childVariable)
	if url == "" {
		return 0, false
	}
	if err := migrateChild(context.Background(), url); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	return 0, true
}

func migrateChild(ctx context.Context, url string) error {
	d, err := db.Open(ctx, url, db.Options{SlowQuery: -1})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	e, err := New(d, []App{tortureApp()})
	if err != nil {
		return err
	}
	return e.Migrate(ctx, MigrateOptions{})
}
