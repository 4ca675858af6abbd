package books

import (
	"net/http"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin routes

func routes(r *web.Router) {
	r.Get("/", bookList).Name("books:list")
	r.Get("/books/{id:int}/", bookDetail).Name("books:detail")
	r.Get("/books/add/", addBook).Name("books:add")
	r.Post("/books/add/", addBook)
	r.Get("/books/{id:int}/edit/", editBook).Name("books:edit")
	r.Post("/books/{id:int}/edit/", editBook)
}

// docs:end routes

// BookList is what the list shows.
type BookList struct{ Page *orm.Page[*Book] }

// BookDetail is what a book's page shows.
type BookDetail struct{ Book *Book }

var (
	listPage   = render.Page[BookList]("books/list.html")
	detailPage = render.Page[BookDetail]("books/detail.html")
)

// bookList shows 20 books a page: two statements, the count and the books joined with their authors.
func bookList(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Page(r) // ?page=, 1 when it is missing
	if err != nil {
		return err // becomes a 400
	}
	page, err := Books.SelectRelated(Books.Author).Paginate(r.Context(), number, 20)
	if err != nil {
		return err // a page beyond the last becomes a 404
	}
	return listPage.Render(w, r, BookList{page})
}

func bookDetail(w http.ResponseWriter, r *http.Request) error {
	b, err := Books.SelectRelated(Books.Author).Get(r.Context(), Books.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err // no such book becomes a 404
	}
	return detailPage.Render(w, r, BookDetail{b})
}
