package forms_test

import (
	"net/url"
	"strconv"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/examples/docs/forms"
	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
)

// TestCreateBook stores a book with its reader.
func TestCreateBook(t *testing.T) {
	t.Parallel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(t.Context(), testenv.SQLite(t), db.Options{})
	must(err)
	t.Cleanup(func() { _ = d.Close() })
	must(testmodels.Create(t.Context(), d, library.Models...))
	registry, err := orm.NewRegistry(library.Models...)
	must(err)
	ctx := orm.WithRegistry(orm.With(t.Context(), d), registry)
	author, reader := &library.Author{Name: "Ada"}, &library.Reader{Name: "Bob"}
	must(library.Authors.Create(ctx, author))
	must(library.Readers.Create(ctx, reader))
	f, err := forms.BookForm.New(ctx, library.Books.New())
	must(err)
	must(f.Bind(ctx, form.NewInput(url.Values{"title": {"Notes"}, "author": {strconv.FormatInt(author.ID, 10)}, "genre": {"essay"}, "price": {"9.90"},
		"readers": {strconv.FormatInt(reader.ID, 10)}}, nil)))
	must(f.Err())
	must(forms.CreateBook(ctx, f))
	if n, err := library.Books.Readers.Query(f.Data).Count(ctx); n != 1 || err != nil {
		t.Errorf("%d readers, %v", n, err)
	}
	views.Delete(contact.Messages, render.Page[views.DeletePage[contact.Message]]("forms/product_delete.html"), forms.DeleteMessage) // panics when it is wrong
}
