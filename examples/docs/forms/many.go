package forms

import (
	"context"

	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/views"
)

// docs:begin many

var (
	books = library.Books

	// Who has read a book: a checkbox for each reader.
	readers = views.Widget(views.ChooseMany(books.Readers, library.Readers), form.CheckboxSelectMultiple)

	// BookForm is the form for a book and its readers.
	BookForm = views.ModelForm(books, books.Title, views.Choose(books.Author, library.Authors), books.Genre, books.Price, readers)
)

// docs:end many

// docs:begin store

// CreateBook stores a valid form: a new book, and then its readers in the same transaction.
func CreateBook(ctx context.Context, f *form.Form[library.Book]) error {
	return f.Store(ctx, func(ctx context.Context) error { return books.Create(ctx, f.Data) })
}

// docs:end store

// docs:begin upload

// The attachments of messages are files in the folder "contact" of the site's bucket.
var attachment = views.Upload(contact.Messages.Attachment, nil, "contact")

// DeleteMessage says that whoever deletes a message deletes its attachment.
var DeleteMessage = views.DeleteOptions[contact.Message]{Success: "message:list", Uploads: []orm.Column[*contact.Message]{attachment}}

// docs:end upload
