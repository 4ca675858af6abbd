package library

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// ownRoutes are the pages of people with an account.
func ownRoutes(r *web.Router) {
	r.Access(auth.LoginRequired())
	r.Get("/mine/", mine).Name("library:mine")
	r.Post("/{id:int}/read/", markRead).Name("library:read")
	r.Post("/{id:int}/unread/", markUnread).Name("library:unread")
}

// Mine is what the page of one's own books shows.
type Mine struct {
	Page   *orm.Page[*Book] // what the person has read
	Drafts []*Book          // what they write
}

var minePage = render.Page[Mine]("library/mine.html")

// maxDrafts bounds the drafts on a page; who writes more sees the first ones by title.
const maxDrafts = 50

// mine shows what somebody has read, and their own drafts: three statements besides those that know who it is.
func mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	var m Mine
	books := Books.For(ctx).SelectRelated(Books.Author)
	if m.Page, err = books.Filter(Books.Readers.Any(auth.Users.ID.Eq(u.ID))).Paginate(ctx, number, booksPerPage); err != nil {
		return err
	}
	if m.Drafts, err = books.Filter(Books.Published.IsNull(), Books.Author.UserID.Eq(u.ID)).Limit(maxDrafts).All(ctx); err != nil {
		return err
	}
	return minePage.Render(w, r, m)
}

// markRead puts a book among those that the person has read; doing it twice changes nothing.
func markRead(w http.ResponseWriter, r *http.Request) error {
	return mark(w, r, Books.Readers.Add, "is among the books that you have read.")
}

// markUnread takes it away again.
func markUnread(w http.ResponseWriter, r *http.Request) error {
	return mark(w, r, Books.Readers.Remove, "is no longer among the books that you have read.")
}

// mark changes who has read a book, and leads back to where the button was.
func mark(w http.ResponseWriter, r *http.Request, change func(ctx context.Context, b *Book, us ...*auth.User) error, text string) error {
	ctx := r.Context()
	b, err := seenBook(ctx, r)
	if err != nil {
		return err
	}
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	if _, err := web.ReadForm(r); err != nil { // says where to lead back to
		return err
	}
	if err := change(ctx, b, u); err != nil {
		return err
	}
	messages.Success(ctx, "“"+b.Title+"” "+text)
	to, err := web.Reverse(ctx, "library:book", b.ID)
	if err != nil {
		return err
	}
	return web.RedirectNext(w, r, to)
}
