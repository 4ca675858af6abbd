package form

import (
	"html/template"
	"strconv"

	"github.com/musette-go/musette/problem"
)

// AddError notes an error of the set as a whole.
func (b *BoundSet[T]) AddError(code, message string) { b.fail(code, message) }

// Valid reports whether something was sent and nothing is wrong with it.
func (b *BoundSet[T]) Valid() bool {
	if !b.isSet || len(b.errs) > 0 {
		return false
	}
	for _, f := range b.Forms {
		if !f.empty && !f.Deleted && !f.Form.Valid() {
			return false
		}
	}
	return true
}

// Errors are those of the set as a whole.
func (b *BoundSet[T]) Errors() []problem.FieldError { return b.errs }

// Rows are the rows that stay or are new, without empty forms.
func (b *BoundSet[T]) Rows() []*T {
	return b.pick(func(f *SetForm[T]) bool { return !f.empty && !f.Deleted })
}

// Added are the new rows.
func (b *BoundSet[T]) Added() []*T {
	return b.pick(func(f *SetForm[T]) bool { return f.New && !f.empty && !f.Deleted })
}

// Changed are the rows that were there and differ now.
func (b *BoundSet[T]) Changed() []*T {
	return b.pick(func(f *SetForm[T]) bool { return !f.New && !f.Deleted && f.Form.Changed() })
}

// Deleted are the rows that were there and are to go.
func (b *BoundSet[T]) Deleted() []*T {
	return b.pick(func(f *SetForm[T]) bool { return !f.New && f.Deleted })
}

func (b *BoundSet[T]) pick(want func(f *SetForm[T]) bool) []*T {
	var out []*T
	for _, f := range b.Forms {
		if want(f) {
			out = append(out, f.Data)
		}
	}
	return out
}

// Key is the HTML of the hidden field that names the form's row; empty where there is none.
func (f *SetForm[T]) Key() (template.HTML, error) {
	if f.keyOf.htmlName == "" {
		return "", nil
	}
	return f.keyOf.HTML()
}

// Delete is the HTML of the checkbox that removes the row, with its label; empty where rows cannot be removed.
func (f *SetForm[T]) Delete() (template.HTML, error) {
	if f.remove.htmlName == "" {
		return "", nil
	}
	return f.remove.Group()
}

// Management is the HTML of the hidden fields that say how many forms there are. It stands once in the form element.
func (b *BoundSet[T]) Management() (template.HTML, error) {
	var out template.HTML
	for _, m := range []struct {
		name string
		n    int
	}{{"TOTAL_FORMS", len(b.Forms)}, {"INITIAL_FORMS", b.initial}} {
		f := BoundField{name: m.name, widget: markedInput, texts: []string{strconv.Itoa(m.n)}}
		f.rename(b.set.opt.Prefix)
		html, err := f.HTML()
		if err != nil {
			return "", err
		}
		out += html
	}
	return out, nil
}

// AsDiv is the HTML of the whole set: the management fields, the errors of the set, and each form in a fieldset.
func (b *BoundSet[T]) AsDiv() (template.HTML, error) { return execute("formset", setView[T]{b}) }

// setView gives the template what it needs under plain names.
type setView[T any] struct{ *BoundSet[T] }

// Number is a form's position for people.
func (setView[T]) Number(i int) int { return i + 1 }

// Multipart reports whether the forms have files.
func (b *BoundSet[T]) Multipart() bool { return len(b.Forms) > 0 && b.Forms[0].Multipart() }

// Bound reports whether something was sent to the set.
func (b *BoundSet[T]) Bound() bool { return b.isSet }
