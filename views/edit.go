package views

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// EditOptions configure [Create] and [Update]. Success is what they need.
type EditOptions[T any] struct {
	// Success is the name of the route that follows; it takes no argument, or the row's key.
	Success string
	// Query are the rows that Update may change. Defaults to those that the model's policy lets the person change, all without one.
	Query func(r *http.Request) *orm.Query[*T]
	// Where names the row that Update changes. Defaults to the one whose key is the route's parameter "id".
	Where func(r *http.Request) orm.Pred[*T]
	// Init fills in what the form has no field for, such as the owner of a new row, before the form is shown or read. Defaults to nothing.
	Init func(r *http.Request, p *T) error
	// Save stores the row when the form is valid. Defaults to the model's Create or Save; a new row that the policy lets the person not add
	// is rolled back, and the answer is 403. A validation error that it returns is shown in
	// the form.
	Save func(ctx context.Context, p *T) error
}

// EditPage is what the template of a form for a row gets.
type EditPage[T any] struct {
	Form   *form.Form[T]
	Object *T // its values are those of the form, as far as they could be read
}

// Create shows a form for a new row and stores what was sent; it serves GET and POST.
func Create[T any](m Model[T], def *form.Definition[T], page *render.PageOf[EditPage[T]], opt EditOptions[T]) web.HandlerFunc {
	if opt.Save == nil {
		opt.Save = createPermitted(m)
	}
	return edit(m, def, page, opt, func(*http.Request) (*T, error) { return m.New(), nil })
}

// Update shows a form for a row and stores what was sent; it serves GET and POST. Only fields of the form are written, and of those only
// what changed.
func Update[T any](m Model[T], def *form.Definition[T], page *render.PageOf[EditPage[T]], opt EditOptions[T]) web.HandlerFunc {
	if opt.Save == nil {
		opt.Save = m.Save
	}
	return edit(m, def, page, opt, func(r *http.Request) (*T, error) { return loadTo(m, r, orm.Change, opt.Query, opt.Where) })
}

func edit[T any](m Model[T], def *form.Definition[T], page *render.PageOf[EditPage[T]], opt EditOptions[T], row func(r *http.Request) (*T, error)) web.HandlerFunc {
	def.MustCheck()
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := row(r)
		if err != nil {
			return err
		}
		if opt.Init != nil {
			if err := opt.Init(r, p); err != nil {
				return err
			}
		}
		f, err := def.From(r, p)
		if err != nil {
			return err
		}
		stored := false
		if f.Valid() { // never when a bot fell into a honeypot: it gets the page again and learns nothing
			if stored, err = store(r.Context(), f, opt.Save); err != nil {
				return err
			}
		}
		if !stored {
			return page.Render(w, r, EditPage[T]{f, p})
		}
		return success(w, r, opt.Success, func() any { return keyValue(m.Descriptor(), p) })
	}
}

// store saves a valid form with its files. What is wrong only in the eyes of the database goes into the form.
func store[T any](ctx context.Context, f *form.Form[T], save func(ctx context.Context, p *T) error) (bool, error) {
	err := f.Store(ctx, func(ctx context.Context) error { return save(ctx, f.Data) })
	if err == nil {
		return true, nil
	}
	v := validation(err)
	if v == nil {
		return false, err
	}
	for _, name := range v.Names() {
		for _, e := range v.Fields[name] {
			if name == problem.NonField {
				f.AddError("", e.Code, e.Message)
				continue
			}
			f.AddError(name, e.Code, e.Message)
		}
	}
	return false, nil
}

// validation finds errors by field in an error, those of a broken constraint included; nil when there are none.
func validation(err error) *problem.ValidationError {
	var v *problem.ValidationError
	if errors.As(err, &v) {
		return v
	}
	var c *orm.ConstraintError
	if errors.As(err, &c) {
		return c.Validation()
	}
	return nil
}

// FormOptions configure [Form]. Save and Success are what it needs.
type FormOptions[T any] struct {
	// Init fills in what is shown first. Defaults to nothing.
	Init func(r *http.Request, v *T) error
	// Save does what the form is for, when it is valid. A validation error that it returns is shown in the form.
	Save func(ctx context.Context, v *T) error
	// Success is the name of the route that follows, which takes no argument.
	Success string
}

// FormPage is what the template of a form gets.
type FormPage[T any] struct{ Form *form.Form[T] }

// Form shows a form that belongs to no model and does what it is for; it serves GET and POST.
func Form[T any](def *form.Definition[T], page *render.PageOf[FormPage[T]], opt FormOptions[T]) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := new(T)
		shown := v
		if opt.Init == nil {
			shown = nil
		} else if err := opt.Init(r, v); err != nil {
			return err
		}
		f, err := def.From(r, shown)
		if err != nil {
			return err
		}
		if f.Valid() {
			stored, err := store(r.Context(), f, opt.Save)
			if err != nil {
				return err
			}
			if stored {
				return success(w, r, opt.Success, nil)
			}
		}
		return page.Render(w, r, FormPage[T]{f})
	}
}
