package books

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin routes

func routes(r *web.Router) {
	r.Get("/", bookList).Name("books:list")
	r.Get("/books/{id:int}/", bookDetail).Name("books:detail")
	r.Group("", func(r *web.Router) {
		r.Access(auth.LoginRequired()) // for every route of the group
		r.Get("/mine/", myBooks).Name("books:mine")
		r.Get("/books/add/", addBook).Name("books:add")
		r.Post("/books/add/", addBook)
		r.Get("/books/{id:int}/edit/", editBook).Name("books:edit")
		r.Post("/books/{id:int}/edit/", editBook)
	})
}

// docs:end routes

// BookList is what the list shows.
type BookList struct{ Page *orm.Page[*Book] }

// BookDetail is what a book's page shows.
type BookDetail struct {
	Book    *Book
	MayEdit bool // who asks may change it
}

var (
	listPage   = render.Page[BookList]("books/list.html")
	detailPage = render.Page[BookDetail]("books/detail.html")
)

// docs:begin list

// bookList shows the books that the visitor may see, 20 a page: two statements, the count and the books joined with their authors.
func bookList(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Page(r) // ?page=, 1 when it is missing
	if err != nil {
		return err // becomes a 400
	}
	page, err := Books.For(r.Context()).SelectRelated(Books.Author).Paginate(r.Context(), number, 20)
	if err != nil {
		return err // a page beyond the last becomes a 404
	}
	return listPage.Render(w, r, BookList{page})
}

// docs:end list

// docs:begin detail

func bookDetail(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := Books.For(ctx).SelectRelated(Books.Author).Get(ctx, Books.ID.Eq(web.Int(r, "id")))
	if err != nil {
		return err // no such book, or not for this person: a 404 either way
	}
	mayEdit, err := Books.For(ctx, orm.Change).Filter(Books.ID.Eq(b.ID)).Exists(ctx)
	if err != nil {
		return err
	}
	return detailPage.Render(w, r, BookDetail{b, mayEdit})
}

// docs:end detail
