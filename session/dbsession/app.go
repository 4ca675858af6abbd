package dbsession

import (
	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession/migrations"
)

// App is the app to put into a site: sessions, their table, and the command clearsessions. The app of accounts brings it along; a site
// lists it itself to give it options, of which there is one value at most. Where sessions are kept is the setting SESSION_URL.
func App(opts ...Options) app.App {
	var p part
	if len(opts) > 0 {
		p.opt = opts[0]
	}
	return app.App{Name: "sessions", Models: Models, Migrations: migrations.All, Commands: []app.Command{clearCommand()}, Parts: []app.Part{p}}
}

// part tells the site how its sessions are kept.
type part struct{ opt Options }

// PartOf names the battery.
func (part) PartOf() string { return "sessions" }

// SessionStore is the driver for SESSION_URL=database://, and what holds for the sessions of every driver.
func (p part) SessionStore() (session.Driver, session.Options) { return New(p.opt), p.opt.Sessions }
