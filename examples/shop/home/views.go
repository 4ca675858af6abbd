package home

import (
	"net/http"

	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

func routes(r *web.Router) { r.Get("/", home).Name("home") }

// Home is what the home page shows.
type Home struct {
	Newest   []*catalog.Product
	Books    []*library.Book
	Products int64
	Authors  int64
}

var homePage = render.Page[Home]("home/home.html")

func home(w http.ResponseWriter, r *http.Request) (err error) {
	ctx := r.Context()
	var h Home
	products := catalog.Products
	h.Newest, err = products.For(ctx).Filter(products.InStock.Eq(true)).SelectRelated(products.Category).OrderBy(products.CreatedAt.Desc(), products.ID.Desc()).Limit(6).All(ctx)
	if err != nil {
		return err
	}
	books := library.Books
	h.Books, err = books.For(ctx).Filter(books.Published.IsNotNull()).SelectRelated(books.Author).OrderBy(books.Published.Desc(), books.ID.Desc()).Limit(4).All(ctx)
	if err != nil {
		return err
	}
	if h.Products, err = products.For(ctx).Count(ctx); err != nil {
		return err
	}
	if h.Authors, err = library.Authors.For(ctx).Count(ctx); err != nil {
		return err
	}
	return homePage.Render(w, r, h)
}
