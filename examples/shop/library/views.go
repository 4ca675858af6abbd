package library

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

func routes(r *web.Router) {
	r.Get("/authors/", authorList).Name("library:authors")
	r.Get("/books/", bookList).Name("library:books")
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
)

// authorList shows authors with the number of their books: two statements, the count and the rows.
func authorList(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	page, err := AuthorRows.With(AuthorRows.NumBooks.Is(Authors.Books.Count())).Paginate(r.Context(), number, authorsPerPage)
	if err != nil {
		return err
	}
	return authorsPage.Render(w, r, AuthorList{Page: page})
}

// bookList shows books with author and readers: three statements for any number of rows, the count, the books joined with
// their authors, and the readers.
func bookList(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	readers := Books.Readers.With(auth.Users.Only(auth.Users.Username, auth.Users.FirstName, auth.Users.LastName))
	page, err := Books.SelectRelated(Books.Author).PrefetchRelated(readers).Paginate(r.Context(), number, booksPerPage)
	if err != nil {
		return err
	}
	return booksPage.Render(w, r, BookList{page})
}
