package accounts_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/auth/remoteuser"
	"github.com/musette-go/musette/auth/token"
	"github.com/musette-go/musette/sign"
)

func ExampleApp() {
	// docs:begin site
	site := app.Site{
		Name: "shop",
		Apps: []app.App{
			auth.App(),
			accounts.App(accounts.Options{
				LoginByCode:   true,
				LoginRedirect: "home",
			}),
		},
	}
	// docs:end site
	fmt.Println(len(site.Apps))
	// Output: 2
}

func ExampleApp_events() {
	// docs:begin events
	suspicious := func(ctx context.Context, e auth.Event) {
		if e.Kind == auth.LockedOut {
			slog.WarnContext(ctx, "somebody tries passwords", "name", e.Name, "ip", e.IP)
		}
	}
	accountsOf := auth.App(auth.Options{OnEvent: []func(context.Context, auth.Event){suspicious}})
	// docs:end events
	fmt.Println(accountsOf.Name)
	// Output: auth
}

func ExampleApp_remoteUser() {
	// docs:begin remoteuser
	apps := []app.App{
		auth.App(auth.Options{Backends: []auth.Backend{auth.Passwords(), remoteuser.Backend()}}),
		remoteuser.App(remoteuser.Options{Create: true}),
	}
	// docs:end remoteuser
	fmt.Println(len(apps))
	// Output: 2
}

func Example_token() {
	// docs:begin token
	gifts := token.New("shop.gift", 48*time.Hour)
	ada := &auth.User{ID: 7, Username: "ada", IsActive: true}
	ctx := sign.With(context.Background(), sign.RandomKeys()) // a request's context has the site's keys

	text, err := gifts.With("order 12", "open").Make(ctx, ada)
	fmt.Println(err)
	ok, err := gifts.With("order 12", "open").Check(ctx, ada, text)
	fmt.Println(ok, err)
	ok, err = gifts.With("order 12", "taken").Check(ctx, ada, text)
	fmt.Println(ok, err)
	// docs:end token
	// Output:
	// <nil>
	// true <nil>
	// false <nil>
}
