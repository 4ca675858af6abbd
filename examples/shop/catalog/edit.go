package catalog

import (
	"github.com/musette-go/musette/examples/shop/staff"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// The columns that staff may write. A product's stock is counted when it is added; later it changes by deliveries and sales only,
// which a form that was opened before them would overwrite. What is not listed is never written, whatever is sent.
var (
	editForm = views.ModelForm(Products, editable...)
	addForm  = views.ModelForm(Products, append(editable[:len(editable):len(editable)], views.Labelled(Products.Stock, "", "How many there are to begin with."))...)
	editable = []orm.Column[*Product]{
		Products.Name,
		views.Choose(Products.Category, Categories),
		views.Labelled(Products.Price, "", "In euros, such as 19.90."),
		views.Widget(Products.Description, form.Textarea),
	}
)

var (
	editPage   = render.Page[views.EditPage[Product]]("catalog/edit.html")
	deletePage = render.Page[views.DeletePage[Product]]("catalog/delete.html")
)

// staffRoutes are the pages on which staff changes products.
func staffRoutes(r *web.Router) {
	r.Access(staff.Only())
	add := views.Create(Products, addForm, editPage, views.EditOptions[Product]{Success: "catalog:detail"})
	edit := views.Update(Products, editForm, editPage, views.EditOptions[Product]{Success: "catalog:detail"})
	remove := views.Delete(Products, deletePage, views.DeleteOptions[Product]{Success: "catalog:list"})
	r.Get("/add/", add).Name("catalog:add")
	r.Post("/add/", add)
	r.Get("/{id:int}/edit/", edit).Name("catalog:edit")
	r.Post("/{id:int}/edit/", edit)
	r.Get("/{id:int}/delete/", remove).Name("catalog:delete")
	r.Post("/{id:int}/delete/", remove)
}
