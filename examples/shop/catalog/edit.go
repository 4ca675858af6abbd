package catalog

import (
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// The columns that people may write. A product's stock is counted when it is added; later it changes by deliveries and sales only,
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

// editRoutes are the pages on which products change, each for people with the model's permission.
func editRoutes(r *web.Router) {
	pages := func(pattern, name string, a orm.Action, view web.HandlerFunc) {
		may := auth.PermRequired(auth.PermOf(Products, a))
		r.Get(pattern, view).Name(name).Access(may)
		r.Post(pattern, view).Access(may)
	}
	pages("/add/", "catalog:add", orm.Add, views.Create(Products, addForm, editPage, views.EditOptions[Product]{Success: "catalog:detail"}))
	pages("/{id:int}/edit/", "catalog:edit", orm.Change, views.Update(Products, editForm, editPage, views.EditOptions[Product]{Success: "catalog:detail"}))
	pages("/{id:int}/delete/", "catalog:delete", orm.Delete, views.Delete(Products, deletePage, views.DeleteOptions[Product]{Success: "catalog:list"}))
}
