package forms

import (
	"context"
	"embed"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/web"
)

//go:embed all:templates
var templates embed.FS

// App has the pages of this package. Messages of the contact form go to send, their files to the bucket.
func App(files *storage.Bucket, send func(context.Context, *Contact, string) error) musette.App {
	contact := ContactHandler(files, send)
	return musette.App{
		Name:      "forms",
		Templates: templates,
		Pages:     musette.Pages(contactPage, productList, productDetail, productEdit, productDelete, categoryPage, wizardPage),
		Routes: func(r *web.Router) {
			r.Get("/contact/", contact)
			r.Post("/contact/", contact)
			productRoutes(r)
			r.Get("/categories/{id:int}/", editCategory)
			r.Post("/categories/{id:int}/", editCategory)
			r.Get("/order/", order)
			r.Post("/order/", order)
		},
	}
}
