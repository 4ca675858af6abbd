// Package logins is the site of the example when its logins have moved.
package logins

import (
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/examples/docs/moved/shop"
)

// docs:begin site

var options = django.Options{Version: "3.2", TimeZone: time.UTC}

// Site has the pages of accounts, which make links to reset a password that Django understands too.
func Site() musette.Site {
	pages := accounts.App(accounts.Options{ResetTokens: django.ResetMaker(options), SignUp: accounts.SignUpClosed})
	return django.Shared(musette.Site{Name: "moved", Apps: []musette.App{pages, shop.App()}}, options)
}

// docs:end site
