package shop

import (
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin views

// ProductList is what the page of products shows.
type ProductList struct {
	Products []*Product
	Messages []messages.Message
}

var productsPage = render.Page[ProductList]("shop/products.html")

// products is Django's view of that name: two statements in it, the products with their categories, and the user.
func products(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := Products.For(ctx).SelectRelated(Products.Category).OrderBy(Products.Name.Asc()).All(ctx)
	if err != nil {
		return err
	}
	return productsPage.Render(w, r, ProductList{list, messages.All(ctx)})
}

// buy writes what Django's view writes, and leads to a page that Django still has.
func buy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	product, err := Products.For(ctx).Get(ctx, Products.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err
	}
	item := &Orderitem{Product: orm.To[Product](product.ID), Buyer: orm.To[auth.User](u.ID), CountField: 1, BoughtAt: time.Now()}
	if err := Orderitems.Create(ctx, item); err != nil {
		return err
	}
	messages.Success(ctx, "You bought "+product.Name+".")
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// docs:end views
