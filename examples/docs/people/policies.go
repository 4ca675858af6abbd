// Package people has the code that the pages about permissions and policies show.
package people

import (
	"context"
	"net/http"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

var (
	products   = catalog.Products
	categories = catalog.Categories
)

// docs:begin policy

// Everybody sees what is in stock; who may change products sees the others too.
var productPolicy = auth.RestrictBy(products, "in stock", auth.Rules[*catalog.Product]{
	View: func(ctx context.Context, u *auth.User) orm.Pred[*catalog.Product] {
		if ok, err := u.HasPerm(ctx, auth.PermOf(products, orm.Change)); ok && err == nil {
			return orm.And[*catalog.Product]() // every row
		}
		return products.InStock.Eq(true)
	},
	// Add, Change and Delete are left out: they need catalog.add_product, catalog.change_product and catalog.delete_product
})

// App brings the policies of its models.
func App() musette.App {
	return musette.App{
		Name:     "people",
		Routes:   routes,
		Policies: auth.Policies(productPolicy, auth.Everyone(categories)),
	}
}

// docs:end policy

// docs:begin guards
func routes(r *web.Router) {
	r.Get("/stock/", stock).Name("people:stock").Public()
	r.Group("/staff", func(r *web.Router) {
		r.Access(auth.StaffRequired()) // for every route of the group
		r.Get("/orders/", orders).Name("people:orders")
	})
	r.Post("/stock/{id:int}/sell/", sell).Name("people:sell").Access(auth.PermRequired("catalog.change_product"))
}

// docs:end guards

// docs:begin for

// stock shows what the visitor may see. Without For(ctx) the query would be refused.
func stock(w http.ResponseWriter, r *http.Request) error {
	list, err := products.For(r.Context()).OrderBy(products.Name.Asc()).Limit(50).All(r.Context())
	if err != nil {
		return err
	}
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.Name
	}
	return web.JSON(w, http.StatusOK, names)
}

// sell takes one from the stock of a product that the person may change.
func sell(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := products.For(ctx, orm.Change).
		Filter(products.ID.Eq(web.Int(r, "id")), products.Stock.Ge(1)).
		Update(ctx, products.Stock.Sub(1))
	if err != nil {
		return err
	}
	if n == 0 {
		return problem.New(problem.NotFound, "There is no such product for you to sell.")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// docs:end for

// docs:begin user

// orders greets who is logged in.
func orders(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	may, err := u.HasPerm(r.Context(), "catalog.change_product")
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, map[string]any{"name": u.FullName(), "may_sell": may})
}

// docs:end user
