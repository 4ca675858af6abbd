package forms

import (
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// docs:begin product-form

var productForm = views.ModelForm(products, products.Name, views.Choose(products.Category, catalog.Categories),
	products.Price, views.Widget(products.Description, form.Textarea), products.Stock)

// docs:end product-form

var products = catalog.Products

// docs:begin crud

var (
	productList   = render.Page[views.ListPage[catalog.Product]]("forms/product_list.html")
	productDetail = render.Page[views.DetailPage[catalog.Product]]("forms/product_detail.html")
	productEdit   = render.Page[views.EditPage[catalog.Product]]("forms/product_form.html")
	productDelete = render.Page[views.DeletePage[catalog.Product]]("forms/product_delete.html")
)

func productRoutes(r *web.Router) {
	create := views.Create(products, productForm, productEdit, views.EditOptions[catalog.Product]{Success: "product:detail"})
	update := views.Update(products, productForm, productEdit, views.EditOptions[catalog.Product]{Success: "product:detail"})
	remove := views.Delete(products, productDelete, views.DeleteOptions[catalog.Product]{Success: "product:list"})
	r.Get("/products/", views.List(products, productList, views.ListOptions[catalog.Product]{
		Search:   views.Search(products.Name, products.Description),
		Ordering: orm.OrderKeys[*catalog.Product]{"name": products.Name.Asc(), "price": products.Price.Asc()},
	})).Name("product:list")
	r.Get("/products/{id:int}/", views.Detail(products, productDetail, views.DetailOptions[catalog.Product]{})).Name("product:detail")
	r.Get("/products/new/", create).Name("product:create")
	r.Post("/products/new/", create)
	r.Get("/products/{id:int}/edit/", update).Name("product:update")
	r.Post("/products/{id:int}/edit/", update)
	r.Get("/products/{id:int}/delete/", remove).Name("product:delete")
	r.Post("/products/{id:int}/delete/", remove)
}

// docs:end crud
