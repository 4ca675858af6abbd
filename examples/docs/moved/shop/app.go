package shop

import (
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// docs:begin app

// App is the shop, as far as it has moved.
func App() musette.App {
	return musette.App{
		Name:      "shop",
		Models:    Models,
		Routes:    routes,
		Templates: templates,
		Pages:     musette.Pages(productsPage),
		Policies:  []*orm.Policy{auth.Everyone(Categories), auth.Everyone(Products), auth.ByPermission(Orderitems)},
	}
}

func routes(r *web.Router) {
	r.Get("/products/", products).Name("products").Public()
	r.Post("/products/{id:int}/buy/", buy).Name("buy").Access(auth.LoginRequired())
}

// docs:end app
