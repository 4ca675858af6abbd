// Package shop_test holds the tests that the documentation shows: of the shop's models, and of the pages and forms of the
// documentation.
package shop_test

import (
	"context"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/docs/forms"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/testkit"
)

// docs:begin main

func TestMain(m *testing.M) { testkit.Main(m) }

// docs:end main

// site is the site; what people send with the contact form goes nowhere.
func site() musette.Site {
	return contactSite(func(context.Context, *forms.Contact, string) error { return nil })
}

// contactSite is the site whose contact form gives to send.
func contactSite(send func(context.Context, *forms.Contact, string) error) musette.Site {
	bare := func(a musette.App) musette.App { // the models alone: the pages are those of the documentation
		return musette.App{Name: a.Name, Models: a.Models, Migrations: a.Migrations}
	}
	return musette.Site{Name: "shop", Apps: []musette.App{auth.App(), bare(catalog.App()), bare(library.App()), bare(wallet.App()),
		forms.App(storage.New(storage.Memory(), storage.Options{}), send)}}
}
