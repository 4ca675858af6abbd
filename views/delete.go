package views

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// DeleteOptions configure [Delete]. Success is what it needs.
type DeleteOptions[T any] struct {
	// Success is the name of the route that follows, which takes no argument.
	Success string
	// Query are the rows that may be deleted. Defaults to those that the model's policy lets the person delete, all without one.
	Query func(r *http.Request) *orm.Query[*T]
	// Where names the row. Defaults to the one whose key is the route's parameter "id".
	Where func(r *http.Request) orm.Pred[*T]
	// Uploads are columns as [Upload] gives them: their files go with the row, once the deletion has committed. Defaults to none: files stay.
	Uploads []orm.Column[*T]
	// Delete removes the row. Defaults to the model's Delete, with what hangs on the row.
	Delete func(ctx context.Context, p *T) error
}

// DeletePage is what the template that asks before a deletion gets.
type DeletePage[T any] struct {
	Object *T
	// Protected is set when the row could not be deleted, since others point to it: it says which.
	Protected *orm.ProtectedError
}

// Delete asks whether a row is to be deleted, and deletes it when the question was answered; it serves GET and POST. Where rows that
// point to it forbid the deletion, the page is shown again with status 409.
func Delete[T any](m Model[T], page *render.PageOf[DeletePage[T]], opt DeleteOptions[T]) web.HandlerFunc {
	if opt.Delete == nil {
		opt.Delete = func(ctx context.Context, p *T) error { _, err := m.Delete(ctx, p); return err }
	}
	uploadsOf(m, new(T), opt.Uploads) // finds mistakes at start
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := loadTo(m, r, orm.Delete, opt.Query, opt.Where)
		if err != nil {
			return err
		}
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			return page.Render(w, r, DeletePage[T]{Object: p})
		}
		files := uploadsOf(m, p, opt.Uploads)
		err = opt.Delete(r.Context(), p)
		var protected *orm.ProtectedError
		if errors.As(err, &protected) {
			return page.RenderStatus(w, r, http.StatusConflict, DeletePage[T]{p, protected})
		}
		if err != nil {
			return err
		}
		files.Release(r.Context())
		return success(w, r, opt.Success, nil)
	}
}
