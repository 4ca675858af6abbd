package form

import (
	"context"
	"fmt"
	"html/template"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Form is one form of a page: the values, what was sent, and what is wrong with it. One goroutine uses it.
type Form[T any] struct {
	// Data are the values. Those of fields that are not valid are as they were.
	Data *T

	def    *Definition[T]
	fields Fields
	prefix string
	errs   []problem.FieldError
	isSet  bool // something was sent
	spam   bool
}

// Bind reads what was sent and checks it. What a person mistyped is in the form afterwards; an error means that a check could not be made,
// see [Errors.Fail].
func (f *Form[T]) Bind(ctx context.Context, in *Input) error {
	f.isSet = true
	for _, item := range f.fields {
		item.bind(ctx, in)
	}
	f.spam = f.trapped()
	errs := &Errors{fields: f.fields, form: &f.errs}
	for _, clean := range f.def.cleans {
		if clean(ctx, f.Data, errs); errs.failed != nil {
			return errs.failed
		}
	}
	if f.spam || len(f.errs) > 0 || f.wrong() {
		return nil
	}
	for _, item := range f.fields { // last, for it may be asked only once
		if c, ok := item.(*captcha); ok {
			c.verify(ctx)
		}
	}
	return nil
}

func (f *Form[T]) wrong() bool {
	for _, item := range f.fields {
		if len(item.bound().errs) > 0 {
			return true
		}
	}
	return false
}

// Bound reports whether something was sent to the form.
func (f *Form[T]) Bound() bool { return f.isSet }

// Valid reports whether something was sent, nothing is wrong with it, and no bot sent it: Data may be used.
func (f *Form[T]) Valid() bool { return f.isSet && !f.spam && len(f.errs) == 0 && !f.wrong() }

// Spam reports whether a field that people do not see was filled in. The form is then neither valid nor does it show errors; answer as
// if all were well.
func (f *Form[T]) Spam() bool { return f.spam }

// Changed reports whether what was sent differs from what had been shown.
func (f *Form[T]) Changed() bool {
	for _, item := range f.fields {
		if item.bound().changed {
			return true
		}
	}
	return false
}

// Err returns what is wrong, by field, as a [*problem.ValidationError], or nil.
func (f *Form[T]) Err() error {
	var v problem.ValidationError
	for _, b := range f.Fields() {
		for _, e := range b.errs {
			v.Add(b.name, e.Code, e.Message)
		}
	}
	for _, e := range f.errs {
		v.Add("", e.Code, e.Message)
	}
	return v.Err()
}

// AddError notes an error that came up later, such as one of the database: field is a field's name, "" for the form. An error of a field
// that the form does not have belongs to the form, with the name before it.
func (f *Form[T]) AddError(field, code, message string) {
	errs := &Errors{fields: f.fields, form: &f.errs}
	switch {
	case field == "":
		errs.AddForm(code, message)
	case !errs.AddNamed(field, code, message):
		errs.AddForm(code, capital(strings.ReplaceAll(field, "_", " "))+": "+message)
	}
}

// Fields are all fields, for templates that lay them out by themselves.
func (f *Form[T]) Fields() []*BoundField {
	out := make([]*BoundField, len(f.fields))
	for i, item := range f.fields {
		out[i] = item.bound()
	}
	return out
}

// VisibleFields are the fields that people see.
func (f *Form[T]) VisibleFields() []*BoundField { return f.some(false) }

// HiddenFields are the others.
func (f *Form[T]) HiddenFields() []*BoundField { return f.some(true) }

func (f *Form[T]) some(hidden bool) []*BoundField {
	var out []*BoundField
	for _, b := range f.Fields() {
		if b.Hidden() == hidden {
			out = append(out, b)
		}
	}
	return out
}

// Field is the field with that name, for templates: {{(.Form.Field "name").Group}}.
func (f *Form[T]) Field(name string) (*BoundField, error) {
	for _, b := range f.Fields() {
		if b.name == name {
			return b, nil
		}
	}
	return nil, fmt.Errorf("form: there is no field %q in the form of %T", name, f.Data)
}

// Errors are those of the form as a whole.
func (f *Form[T]) Errors() []problem.FieldError { return f.errs }

// Multipart reports whether the form has files and so must be sent as multipart/form-data.
func (f *Form[T]) Multipart() bool {
	for _, item := range f.fields {
		if item.bound().widget == FileInput {
			return true
		}
	}
	return false
}

// Enctype is the value for the attribute enctype of the form element.
func (f *Form[T]) Enctype() string {
	if f.Multipart() {
		return "multipart/form-data"
	}
	return "application/x-www-form-urlencoded"
}

// AsDiv is the HTML of all fields, each in a div, below a summary of the errors. The form element, the CSRF token and the button are the
// template's:
//
//	<form method="post" enctype="{{.Form.Enctype}}" novalidate>{{csrf}}{{.Form.AsDiv}}<button>Send</button></form>
func (f *Form[T]) AsDiv() (template.HTML, error) { return execute("divs", f.view()) }

// AsTable is the HTML of all fields as the rows of a table, with the summary of the errors in the first.
func (f *Form[T]) AsTable() (template.HTML, error) { return execute("table", f.view()) }

// Summary is the HTML of the list of everything that is wrong, with links to the fields; empty when nothing is.
func (f *Form[T]) Summary() (template.HTML, error) { return execute("summary", f.view()) }

// View is a form as templates see it, whatever its values are. Every [Form] is one.
type View interface {
	AsDiv() (template.HTML, error)
	AsTable() (template.HTML, error)
	Summary() (template.HTML, error)
	Fields() []*BoundField
	VisibleFields() []*BoundField
	HiddenFields() []*BoundField
	Field(name string) (*BoundField, error)
	Errors() []problem.FieldError
	Bound() bool
	Valid() bool
	Changed() bool
	Multipart() bool
	Enctype() string
}

// view is what the templates get, whatever T is.
type view struct {
	Fields   []*BoundField
	Visible  []*BoundField
	Hidden   []*BoundField
	NonField []problem.FieldError
	ID       string
}

func (f *Form[T]) view() view {
	id := "form"
	if f.prefix != "" {
		id += "_" + f.prefix
	}
	return view{f.Fields(), f.VisibleFields(), f.HiddenFields(), f.errs, id}
}

// Problems are the errors of hidden fields and of the form, which have no place beside an input.
func (v view) Problems() []problem.FieldError {
	out := v.NonField
	for _, b := range v.Hidden {
		for _, e := range b.errs {
			out = append(out[:len(out):len(out)], problem.FieldError{Code: e.Code, Message: b.label + ": " + e.Message})
		}
	}
	return out
}

// Any reports whether anything is wrong.
func (v view) Any() bool {
	for _, b := range v.Fields {
		if len(b.errs) > 0 {
			return true
		}
	}
	return len(v.NonField) > 0
}
