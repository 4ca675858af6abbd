package dbsession_test

import (
	"context"
	"fmt"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
)

func ExampleApp() {
	// docs:begin app
	site := app.Site{
		Name: "shop",
		Apps: []app.App{
			dbsession.App(dbsession.Options{Sessions: session.Options{
				IdleAge:     24 * time.Hour,
				AbsoluteAge: 7 * 24 * time.Hour,
			}}),
		},
	}
	// docs:end app
	fmt.Println(site.Apps[0].Name, site.Apps[0].Commands[0].Name)
	// Output: sessions clearsessions
}

func ExampleNew() {
	// docs:begin new
	sessions, err := session.New(dbsession.New(dbsession.Options{}), session.Options{Browser: true})
	// docs:end new
	fmt.Println(sessions != nil, err)
	// Output: true <nil>
}

func ExampleClearExpired() {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		panic(err)
	}
	defer d.Close()
	m, err := migrate.New(d, []migrate.App{{Label: "sessions", Models: []*schema.Model{dbsession.Sessions.Descriptor().Model()}, Migrations: dbsession.App().Migrations}})
	if err != nil {
		panic(err)
	}
	if err := m.Migrate(ctx, migrate.MigrateOptions{}); err != nil {
		panic(err)
	}
	ctx = orm.With(ctx, d)
	for i := range 5 {
		old := &dbsession.Session{SessionKey: fmt.Sprint("key", i), SessionData: "{}", ExpireDate: time.Now().Add(-time.Hour)}
		if err := dbsession.Sessions.Create(ctx, old); err != nil {
			panic(err)
		}
	}
	n, err := dbsession.ClearExpired(ctx, 2, func(removed int) { fmt.Println(removed, "removed") })
	fmt.Println(n, err)
	// Output:
	// 2 removed
	// 4 removed
	// 5 removed
	// 5 <nil>
}
