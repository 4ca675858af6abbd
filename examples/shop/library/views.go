package library

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

func routes(r *web.Router) {
	r.Get("/authors/", authorList).Name("library:authors")
	r.Get("/books/", bookList).Name("library:books")
	r.Get("/books/{id:int}/", bookDetail).Name("library:book")
	r.Group("/books", ownRoutes)
}

const (
	authorsPerPage = 50
	booksPerPage   = 25
)

// AuthorList is what the list of authors shows.
type AuthorList struct {
	Page *orm.Page[*AuthorRow]
}

// BookList is what the list of books shows.
type BookList struct{ Page *orm.Page[*Book] }

var (
	authorsPage = render.Page[AuthorList]("library/authors.html")
	booksPage   = render.Page[BookList]("library/books.html")
	bookPage    = render.Page[BookDetail]("library/book.html")
)

// docs:begin allowed

// authorList shows authors with the number of their books that the person may see: two statements, the count and the rows.
func authorList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	seen, err := orm.Allowed(ctx, Books, orm.View)
	if err != nil {
		return err
	}
	page, err := AuthorRows.From(Authors.For(ctx)).With(AuthorRows.NumBooks.Is(Authors.Books.Count(seen))).Paginate(ctx, number, authorsPerPage)
	if err != nil {
		return err
	}
	return authorsPage.Render(w, r, AuthorList{Page: page})
}

// docs:end allowed

// readers are the people who have read a book, with what is shown of them.
func readers() orm.Prefetch[*Book] {
	return Books.Readers.With(auth.Users.Only(auth.Users.Username, auth.Users.FirstName, auth.Users.LastName))
}

// bookList shows books with author and readers: three statements for any number of rows, the count, the books joined with
// their authors, and the readers.
func bookList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	page, err := Books.For(ctx).SelectRelated(Books.Author).PrefetchRelated(readers()).Paginate(ctx, number, booksPerPage)
	if err != nil {
		return err
	}
	return booksPage.Render(w, r, BookList{page})
}

// BookDetail is what the page of a book shows.
type BookDetail struct {
	Book *Book
	Read bool // who asks has read it
}

// bookDetail shows one book with its readers: two statements.
func bookDetail(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := seenBook(ctx, r, readers())
	if err != nil {
		return err
	}
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	d := BookDetail{Book: b}
	for _, reader := range b.Readers.Rows() {
		d.Read = d.Read || reader.ID == u.ID
	}
	return bookPage.Render(w, r, d)
}

// seenBook is the book of the route, if the person may see it.
func seenBook(ctx context.Context, r *http.Request, with ...orm.Prefetcher[*Book]) (*Book, error) {
	return Books.For(ctx).SelectRelated(Books.Author).PrefetchRelated(with...).Get(ctx, Books.ID.Eq(web.Int(r, "id")))
}
