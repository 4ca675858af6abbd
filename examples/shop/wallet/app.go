package wallet

import (
	"embed"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/wallet/migrations"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// App is the wallets with their pages, and the command transfer.
func App() musette.App {
	return musette.App{
		Name:       "wallet",
		Models:     Models,
		Migrations: migrations.All,
		Routes:     routes,
		Templates:  templates,
		Pages:      musette.Pages(walletPage, transferPage),
		Commands:   []musette.Command{transferCommand},
		Policies:   auth.Policies(accountPolicy, transferPolicy),
	}
}

func routes(r *web.Router) {
	r.Group("/wallet", func(r *web.Router) {
		r.Access(auth.LoginRequired())
		r.Get("/", overview).Name("wallet:overview")
		r.Post("/open/", open).Name("wallet:open")
		r.Get("/transfer/", transfer).Name("wallet:transfer")
		r.Post("/transfer/", transfer).With(web.RateLimit(web.RateOptions{Name: "transfer", Rate: web.Rate{Limit: 30, Per: time.Minute}}))
	})
}
