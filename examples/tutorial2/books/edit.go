package books

import (
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
)

// docs:begin form

// bookForm has the columns that people may write, and no others.
var bookForm = views.ModelForm(Books, Books.Title, views.Choose(Books.Author, Authors),
	views.Labelled(Books.Stars, "", "0 to 5"), views.Labelled(Books.Language, "", "Two letters, such as en."))

// docs:end form

// docs:begin views

var editPage = render.Page[views.EditPage[Book]]("books/edit.html")

var (
	addBook  = views.Create(Books, bookForm, editPage, views.EditOptions[Book]{Success: "books:detail"})
	editBook = views.Update(Books, bookForm, editPage, views.EditOptions[Book]{Success: "books:detail"})
)

// docs:end views
