package auth

import (
	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/migrations"
)

// App is the app to put into a site: the accounts' tables.
func App() app.App {
	return app.App{Name: "auth", Models: Models, Migrations: migrations.All}
}
