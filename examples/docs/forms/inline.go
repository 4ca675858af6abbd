package forms

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// docs:begin inline

var (
	categories   = catalog.Categories
	categoryForm = views.ModelForm(categories, categories.Name, categories.Slug)

	// The products of one category, on the page of the category.
	productSet = views.Inline(categories, products, products.Category,
		views.InlineOptions[catalog.Product]{Prefix: "products", Max: 20, Extra: 2, CanDelete: true},
		products.Name, products.Price, products.Stock)
)

// CategoryPage is what the template gets.
type CategoryPage struct {
	Form     *form.Form[catalog.Category]
	Products *views.BoundInline[catalog.Category, catalog.Product]
}

var categoryPage = render.Page[CategoryPage]("forms/category_form.html")

func editCategory(w http.ResponseWriter, r *http.Request) error {
	c, err := categories.Get(r.Context(), categories.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err
	}
	f, err := categoryForm.From(r, c)
	if err != nil {
		return err
	}
	set, err := productSet.From(r, c)
	if err != nil {
		return err
	}
	if f.Valid() && set.Valid() {
		stored := false
		err := orm.Atomic(r.Context(), func(ctx context.Context) (err error) {
			if err = categories.Save(ctx, c); err == nil {
				stored, err = set.Save(ctx, c)
			}
			return err
		})
		if err != nil {
			return err
		}
		if stored {
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
			return nil
		}
	}
	return categoryPage.Render(w, r, CategoryPage{f, set})
}

// docs:end inline
