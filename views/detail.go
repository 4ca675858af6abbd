package views

import (
	"net/http"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// DetailOptions configure [Detail]. The zero value takes the key from the route's parameter "id".
type DetailOptions[T any] struct {
	// Query are the rows that may be shown. Defaults to those that the model's policy lets the person see, all without one.
	Query func(r *http.Request) *orm.Query[*T]
	// Where names the row. Defaults to the one whose key is the route's parameter "id".
	Where func(r *http.Request) orm.Pred[*T]
}

// DetailPage is what the template of one row gets.
type DetailPage[T any] struct{ Object *T }

// Detail shows one row. It runs one statement. A row that is not there, or not among those that may be shown, is 404.
func Detail[T any](m Model[T], page *render.PageOf[DetailPage[T]], opt DetailOptions[T]) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		row, err := load(m, r, opt.Query, opt.Where)
		if err != nil {
			return err
		}
		return page.Render(w, r, DetailPage[T]{row})
	}
}

// Template shows a page whose data comes from a function; nil gives the zero value.
func Template[T any](page *render.PageOf[T], data func(r *http.Request) (T, error)) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		var v T
		if data != nil {
			var err error
			if v, err = data(r); err != nil {
				return err
			}
		}
		return page.Render(w, r, v)
	}
}
