package books

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin mine

// MyBooks is what the page of one's own books shows.
type MyBooks struct{ Page *orm.Page[*Book] }

var minePage = render.Page[MyBooks]("books/mine.html")

// myBooks shows the books of who asks, shared or not.
func myBooks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	page, err := Books.For(ctx).Filter(Books.OwnerID.Eq(u.ID)).SelectRelated(Books.Author).Paginate(ctx, number, 20)
	if err != nil {
		return err
	}
	return minePage.Render(w, r, MyBooks{page})
}

// docs:end mine
