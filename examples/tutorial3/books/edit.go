package books

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
)

// docs:begin form

// bookForm has the columns that people may write, and no others.
var bookForm = views.ModelForm(Books, Books.Title, views.Choose(Books.Author, Authors),
	views.Labelled(Books.Stars, "", "0 to 5"), views.Labelled(Books.Language, "", "Two letters, such as en."),
	views.Labelled(Books.Shared, "", "Others see it, too."))

// docs:end form

// docs:begin views

var editPage = render.Page[views.EditPage[Book]]("books/edit.html")

var (
	addBook  = views.Create(Books, bookForm, editPage, views.EditOptions[Book]{Success: "books:detail", Init: mine})
	editBook = views.Update(Books, bookForm, editPage, views.EditOptions[Book]{Success: "books:detail"})
)

// mine makes whoever asks the owner of a new book, before the form is read: what a browser sends cannot change it.
func mine(r *http.Request, b *Book) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	b.Owner = orm.To[auth.User](u.ID)
	b.Shared = true
	return nil
}

// docs:end views
