// Package views makes the pages that every site has: lists, details, forms to create and change rows, deletions, archives by date, and
// files. Each function returns a web.HandlerFunc, which is a plain http.Handler; what is special to a page goes into typed options, and
// a page that the options do not fit is written by hand with the same parts.
//
//	var productForm = views.ModelForm(Products, Products.Name, Products.Price, views.Choose(Products.Category, Categories))
//
//	func routes(r *web.Router) {
//		create := views.Create(Products, productForm, formPage, views.EditOptions[Product]{Success: "catalog:detail"})
//		r.Get("/products/", views.List(Products, listPage, views.ListOptions[Product]{Search: views.Search(Products.Name)})).Name("catalog:list")
//		r.Get("/products/new/", create).Name("catalog:create")
//		r.Post("/products/new/", create)
//	}
//
// After a form was taken the answer is a redirect (303), so that reloading the page sends nothing twice. A form that is not valid is shown
// again with status 200, with what was typed. Rows that are not there are 404.
package views
