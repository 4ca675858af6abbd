// Command shop is the example site: a catalog, a library, wallets and a contact form. Run without arguments it serves on an
// SQLite file; `shop help` lists its commands.
package main

import (
	"os"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/examples/shop/home"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/staff"
	"github.com/musette-go/musette/examples/shop/wallet"
)

func main() { musette.Main(staffed(Site(), os.Environ())) }

// Site is the shop. Its pages for staff are closed.
func Site() musette.Site {
	return musette.Site{
		Name:      "shop",
		Apps:      []musette.App{auth.App(), catalog.App(), library.App(), wallet.App(), contact.App(), home.App()},
		FirstRun:  home.FirstRun,
		ErrorPage: home.ErrorPage,
	}
}

// staffed opens the pages for staff to whoever runs the shop in development: there are no logins yet. It stays closed in every
// other mode, with settings that cannot be read, and where other machines reach the site.
func staffed(s musette.Site, environ []string) musette.Site {
	c, _, err := app.ReadConfig(app.Sources{Name: s.Name, Environ: environ, Settings: s.Settings, ReadFile: os.ReadFile})
	if err == nil && c.Mode == musette.Development && !c.ListenAnywhere {
		s.Middleware = append(s.Middleware, staff.Open)
	}
	return s
}
