package form

import (
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/validate"
)

// Errors collects what a clean function finds wrong. Fields are named by their address, so that a misspelt one does not compile:
//
//	errs.Add(&c.Email, "taken", "There is an account with this address.")
type Errors struct {
	fields []Item
	form   *[]problem.FieldError
	failed error
}

// Fail says that the check could not be made, since a database does not answer for instance. The form is then an error, not a mistake of
// the person: Bind and From return err.
func (e *Errors) Fail(err error) {
	if e.failed == nil {
		e.failed = err
	}
}

// Add notes an error of the field whose value is at ptr. An address that no field has stands for the whole form.
func (e *Errors) Add(ptr any, code, message string) {
	if b := e.find(ptr); b != nil {
		b.addError(code, message)
		return
	}
	e.AddForm(code, message)
}

// AddForm notes an error of the form as a whole.
func (e *Errors) AddForm(code, message string) {
	*e.form = append(*e.form, problem.FieldError{Code: code, Message: message})
}

// AddNamed notes an error of the field with that name, for errors that come from elsewhere under their names. It reports whether the
// form has the field; otherwise nothing is noted.
func (e *Errors) AddNamed(name, code, message string) bool {
	for _, f := range e.fields {
		if b := f.bound(); b.name == name {
			b.addError(code, message)
			return true
		}
	}
	return false
}

// Has reports whether the field whose value is at ptr has an error already.
func (e *Errors) Has(ptr any) bool {
	b := e.find(ptr)
	return b != nil && len(b.errs) > 0
}

// HasNamed reports whether the field with that name has an error already.
func (e *Errors) HasNamed(name string) bool {
	for _, f := range e.fields {
		if b := f.bound(); b.name == name {
			return len(b.errs) > 0
		}
	}
	return false
}

func (e *Errors) find(ptr any) *BoundField {
	for _, f := range e.fields {
		if b := f.bound(); b.ptr == ptr && ptr != nil {
			return b
		}
	}
	return nil
}

func fail(code, message string) error { return &validate.Error{Code: code, Message: message} }

// The messages that many fields share, as Django words them.
const (
	textRequired = "This field is required."
	textChoice   = "Select a valid choice. That choice is not one of the available choices."
)
