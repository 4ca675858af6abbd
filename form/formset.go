package form

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/musette-go/musette/problem"
)

// SetOptions configure a [Formset]. Prefix is what it needs.
type SetOptions[T any] struct {
	// Prefix begins the names of the fields: "lines" gives "lines-0-amount". No two formsets of a page share it.
	Prefix string
	// Max is the most forms. Defaults to 100.
	Max int
	// Min is the fewest forms that must be filled in. Defaults to 0.
	Min int
	// Extra is how many empty forms are shown below those with values. Defaults to 0.
	Extra int
	// CanDelete adds a checkbox to each form that removes it. Defaults to false.
	CanDelete bool
	// Key tells the rows apart, so that what was sent finds its row again when others came or went meanwhile. Without it they are told
	// apart by their position.
	Key func(v *T) string
	// New makes the row of a new form. Defaults to the zero value.
	New func() *T
	// Clean checks the forms together, when each of them is valid. It adds errors to the set.
	Clean func(ctx context.Context, rows []*T, errs *Errors)
}

// DefaultMaxForms is the most forms of a set where SetOptions says nothing else.
const DefaultMaxForms = 100

// excess is how many forms beyond the most are still shown, with an error; what is beyond is no mistake of a person.
const excess = 50

// Formset is several forms of one kind, declared once. [Set] makes it.
type Formset[T any] struct {
	def *Definition[T]
	opt SetOptions[T]
}

// Set declares a formset. It panics when the options do not fit together.
func Set[T any](def *Definition[T], opt SetOptions[T]) *Formset[T] {
	if opt.Max == 0 {
		opt.Max = DefaultMaxForms
	}
	if opt.Prefix == "" || opt.Min > opt.Max || opt.Extra < 0 || opt.Max < 0 {
		panic(fmt.Sprintf("form: a formset with the prefix %q, %d to %d forms and %d extra: it needs a prefix, and at least as many forms as the fewest", opt.Prefix, opt.Min, opt.Max, opt.Extra))
	}
	return &Formset[T]{def, opt}
}

// BoundSet is a formset of one page: its forms, and what became of the rows.
type BoundSet[T any] struct {
	// Forms are shown in this order: those of the rows, then new ones.
	Forms []*SetForm[T]

	set     *Formset[T]
	initial int
	errs    []problem.FieldError
	isSet   bool
}

// SetForm is one form of a set.
type SetForm[T any] struct {
	*Form[T]
	// New reports whether the form is for a row that is not there yet.
	New bool
	// Deleted reports whether the row is to be removed.
	Deleted bool

	key    string
	keyOf  BoundField
	remove BoundField
	empty  bool // a new form that nobody filled in
}

// New returns the set for rows, with nothing sent to it yet.
func (s *Formset[T]) New(ctx context.Context, rows []*T) (*BoundSet[T], error) {
	b := &BoundSet[T]{set: s, initial: len(rows)}
	total := max(s.opt.Min, min(len(rows)+s.opt.Extra, s.opt.Max), len(rows))
	for i := range total {
		var row *T
		if i < len(rows) {
			row = rows[i]
		}
		if err := b.add(ctx, row); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// add appends a form for a row, or for a new one when row is nil.
func (b *BoundSet[T]) add(ctx context.Context, row *T) error {
	prefix := b.set.opt.Prefix + "-" + strconv.Itoa(len(b.Forms))
	data := row
	if row == nil && b.set.opt.New != nil {
		data = b.set.opt.New()
	}
	f, err := b.set.def.make(ctx, data, prefix)
	if err != nil {
		return err
	}
	one := &SetForm[T]{Form: f, New: row == nil}
	if row != nil && b.set.opt.Key != nil {
		one.key = b.set.opt.Key(row)
		one.keyOf = BoundField{name: "KEY", widget: markedInput, texts: []string{one.key}}
		one.keyOf.rename(prefix)
	}
	if b.set.opt.CanDelete {
		one.remove = BoundField{name: "DELETE", label: "Delete", widget: CheckboxInput}
		one.remove.rename(prefix)
	}
	b.Forms = append(b.Forms, one)
	return nil
}

// From returns the set for a request: as [Formset.New] for GET and HEAD, and with what was sent for all other methods.
func (s *Formset[T]) From(r *http.Request, rows []*T) (*BoundSet[T], error) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return s.New(r.Context(), rows)
	}
	in, err := Read(r)
	if err != nil {
		return nil, err
	}
	return s.Bind(r.Context(), in, rows)
}

// ErrManagement is what a set returns when the number of its forms is missing or beyond every measure, which no browser sends by
// itself. It is a problem of the kind BadRequest.
var ErrManagement = problem.New(problem.BadRequest, "The number of forms was not sent, or is more than there can be.")

// Bind reads what was sent for rows. The forms of rows are those that were shown; when a row has gone meanwhile, its form is left out and
// the set has an error. No form is made before the number of them is known to be allowed.
func (s *Formset[T]) Bind(ctx context.Context, in *Input, rows []*T) (*BoundSet[T], error) {
	total, ok1 := count(in.value(s.opt.Prefix + "-TOTAL_FORMS"))
	initial, ok2 := count(in.value(s.opt.Prefix + "-INITIAL_FORMS"))
	if !ok1 || !ok2 || total > max(s.opt.Max, len(rows))+excess || initial > total {
		return nil, ErrManagement
	}
	b := &BoundSet[T]{set: s, initial: initial, isSet: true}
	for i := range total {
		row := s.rowAt(in, rows, i, initial)
		if i < initial && row == nil {
			b.fail("missing_row", "An entry was removed meanwhile. Please check the others and send them again.")
			b.initial--
			continue
		}
		if err := b.bindNext(ctx, in, row, i); err != nil {
			return nil, err
		}
	}
	if err := b.finish(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// count reads a number of forms.
func count(text string) (int, bool) {
	const digits = 9
	if text == "" || len(text) > digits {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}

// rowAt finds the row of the i-th form that was sent, nil for a new one. A key is good only for one of the rows given, so nobody reaches
// another row by changing it.
func (s *Formset[T]) rowAt(in *Input, rows []*T, i, initial int) *T {
	if i >= initial {
		return nil
	}
	if s.opt.Key == nil {
		if i < len(rows) {
			return rows[i]
		}
		return nil
	}
	key := in.value(s.opt.Prefix + "-" + strconv.Itoa(i) + "-KEY")
	for _, r := range rows {
		if s.opt.Key(r) == key {
			return r
		}
	}
	return nil
}

// bindNext adds a form with what was sent under the number sent, which differs from its own when forms before it were left out.
func (b *BoundSet[T]) bindNext(ctx context.Context, in *Input, row *T, sent int) error {
	for _, f := range b.Forms {
		if row != nil && f.Data == row {
			return ErrManagement // one row twice
		}
	}
	if err := b.add(ctx, row); err != nil {
		return err
	}
	one := b.Forms[len(b.Forms)-1]
	prefix := b.set.opt.Prefix + "-" + strconv.Itoa(sent)
	one.rename(prefix)
	if b.set.opt.CanDelete {
		one.remove.texts = in.values(prefix + "-DELETE")
		one.Deleted = ticked(one.remove.texts)
	}
	if err := one.Bind(ctx, in); err != nil {
		return err
	}
	one.rename(one.prefix)
	one.empty = one.New && !one.Changed()
	return nil
}

// rename gives all fields of the form the names of a prefix.
func (f *Form[T]) rename(prefix string) {
	for _, item := range f.fields {
		item.bound().rename(prefix)
	}
}

// finish checks the set as a whole.
func (b *BoundSet[T]) finish(ctx context.Context) error {
	used := 0
	for _, f := range b.Forms {
		if f.empty || f.Deleted {
			f.forget()
			continue
		}
		used++
	}
	opt := b.set.opt
	if used > opt.Max {
		b.fail("too_many_forms", fmt.Sprintf("Please submit at most %s.", plural(opt.Max, "form")))
	}
	if used < opt.Min {
		b.fail("too_few_forms", fmt.Sprintf("Please submit at least %s.", plural(opt.Min, "form")))
	}
	if opt.Clean == nil || !b.Valid() {
		return nil
	}
	errs := &Errors{form: &b.errs}
	opt.Clean(ctx, b.Rows(), errs)
	return errs.failed
}

// forget drops the errors of a form that does not count.
func (f *SetForm[T]) forget() {
	f.errs = nil
	for _, item := range f.fields {
		item.bound().errs = nil
	}
}

func (b *BoundSet[T]) fail(code, message string) {
	b.errs = append(b.errs, problem.FieldError{Code: code, Message: message})
}
