package catalog

import (
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin routes

func routes(r *web.Router) {
	r.Get("/products/", productList).Name("catalog:list")
	r.Get("/products/{id:int}/", productDetail).Name("catalog:detail")
	r.Group("/products", editRoutes)
}

// docs:end routes

const (
	pageSize  = 25  // products on a page
	maxSearch = 100 // characters of a search, as its inputs say too
)

// orders are what ?ordering= may say.
var orders = orm.OrderKeys[*Product]{
	"name":     Products.Name.Asc(),
	"price":    Products.Price.Asc(),
	"stock":    Products.Stock.Asc(),
	"category": Products.Category.Name.Asc(),
	"created":  Products.CreatedAt.Asc(),
}

// sorting are the orders that the page offers.
var sorting = []struct{ Key, Label string }{
	{"name", "Name"}, {"price", "Price, low to high"}, {"-price", "Price, high to low"}, {"category", "Category"}, {"-created", "Newest"},
}

// ProductList is what the list shows.
type ProductList struct {
	Page     *orm.Page[*Product]
	Search   string
	Ordering string
	Sorting  []struct{ Key, Label string }
}

var (
	listPage   = render.Page[ProductList]("catalog/list.html")
	detailPage = render.Page[ProductDetail]("catalog/detail.html")
)

// productList shows a page of products: two statements, the count and the rows with their categories.
func productList(w http.ResponseWriter, r *http.Request) error {
	page, err := web.Page(r)
	if err != nil {
		return err
	}
	search, err := web.Query(r, "search")
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(search) > maxSearch {
		return problem.New(problem.BadRequest, fmt.Sprintf("A search has at most %d characters.", maxSearch))
	}
	ordering, err := web.Query(r, "ordering")
	if err != nil {
		return err
	}
	order, err := orders.Parse(ordering)
	if err != nil {
		return err
	}
	q := Products.For(r.Context()).SelectRelated(Products.Category)
	if search != "" {
		q = q.Filter(orm.Or(Products.Name.IContains(search), Products.Description.IContains(search), Products.Category.Name.IContains(search)))
	}
	if len(order) > 0 {
		q = q.OrderBy(append(order, Products.ID.Asc())...)
	}
	products, err := q.Paginate(r.Context(), page, pageSize)
	if err != nil {
		return err
	}
	return listPage.Render(w, r, ProductList{Page: products, Search: search, Ordering: ordering, Sorting: sorting})
}

// docs:begin detail

// ProductDetail is what a product's page shows.
type ProductDetail struct{ Product *Product }

func productDetail(w http.ResponseWriter, r *http.Request) error {
	p, err := Products.For(r.Context()).SelectRelated(Products.Category).Get(r.Context(), Products.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err // orm.ErrNotFound becomes a 404, in one place
	}
	return detailPage.Render(w, r, ProductDetail{p})
}

// docs:end detail
