// Package left is the site of the example when it has left its Django.
package left

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/examples/docs/moved/shop"
	"github.com/musette-go/musette/migrate"
)

var options = django.Options{Version: "3.2"}

// docs:begin migration

var m0001LeaveDjango = migrate.Migration{
	Name:         "0001_leave_django",
	Dependencies: []migrate.Dependency{{App: "auth", Name: "0001_initial"}, {App: "sessions", Name: "0001_initial"}},
	Operations: []migrate.Operation{
		migrate.RunGo{Forward: django.HashSessions(options), Label: "Hash the sessions"},
	},
}

// docs:end migration

// docs:begin site

// Site is the new site, which stays alone.
func Site() musette.Site {
	return django.Left(musette.Site{Name: "moved", Apps: []musette.App{shopApp()}}, options)
}

// docs:end site

func shopApp() musette.App {
	a := shop.App()
	a.Migrations = []migrate.Migration{m0001LeaveDjango}
	return a
}
