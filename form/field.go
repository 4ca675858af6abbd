package form

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/musette-go/musette/validate"
)

// Fields are the fields of a form, in the order in which they are shown.
type Fields []Item

// Item is one field of a form: what [Text], [Number], [Select], [File] and the others return.
type Item interface {
	bound() *BoundField
	bind(ctx context.Context, in *Input)           // reads what was sent
	prepare(ctx context.Context, fresh bool) error // gets ready to be shown or bound; fresh: zero values are shown empty
	check() error                                  // refuses mistakes of the program, once, in Define
}

// Field is a field whose value has the type T. Its methods refine the field and return it; they are called in the function that
// declares the form.
type Field[T any] struct {
	b      BoundField
	load   func() (v T, ok bool) // the value now; not ok for none
	store  func(v T, ok bool)
	parse  func(texts []string) (T, error)
	format func(v T) []string
	list   func(ctx context.Context, f *Field[T]) error // loads the choices
	checks []func(T) error
	order  func(a, b T) int // for Min and Max
	strip  bool
	wrong  []string // mistakes of the program
	kept   []string // the value as it was shown
}

// newField makes a required field for the value at p.
func newField[T any](p *T, w Widget, parse func(text string) (T, error), format func(v T) string) *Field[T] {
	return &Field[T]{
		b:      BoundField{ptr: p, widget: w, required: true},
		load:   func() (T, bool) { return *p, true },
		store:  func(v T, _ bool) { *p = v },
		parse:  func(texts []string) (T, error) { return parse(texts[len(texts)-1]) },
		format: func(v T) []string { return []string{format(v)} },
		strip:  true,
	}
}

// Custom is a field for a type of one's own: parse reads what was typed, which is never empty, and format writes it back. An error of
// parse may have a code (see [validate.Error]); its text is shown to people.
func Custom[T any](p *T, parse func(text string) (T, error), format func(v T) string) *Field[T] {
	return newField(p, TextInput, parse, format)
}

// Nullable is a field for a value that may be missing: of makes the field for the value, and no value is nil.
//
//	form.Nullable(&p.Born, form.Date)
func Nullable[T any](p **T, of func(p *T) *Field[T]) *Field[T] {
	var scratch T
	f := of(&scratch)
	f.b.ptr, f.b.required = p, false
	f.load = func() (T, bool) {
		if *p == nil {
			var none T
			return none, false
		}
		return **p, true
	}
	f.store = func(v T, ok bool) {
		if *p = nil; ok {
			*p = &v
		}
	}
	return f
}

func (f *Field[T]) bound() *BoundField { return &f.b }

// Label is the field's name for people. Defaults to the struct field's name in words.
func (f *Field[T]) Label(text string) *Field[T] { f.b.label = text; return f }

// Help is a line of help below the label.
func (f *Field[T]) Help(text string) *Field[T] { f.b.help = text; return f }

// Named sets the name under which browsers send the value. Defaults to the struct field's name in lower case with underscores.
func (f *Field[T]) Named(name string) *Field[T] { f.b.name = name; return f }

// Optional allows the field to be empty; its value is then the zero value.
func (f *Field[T]) Optional() *Field[T] { f.b.required = false; return f }

// Required refuses an empty field, and a checkbox that is not ticked. It is the default of all fields but checkboxes and [Nullable].
func (f *Field[T]) Required() *Field[T] { f.b.required = true; return f }

// Disabled shows the value and ignores what is sent for it.
func (f *Field[T]) Disabled() *Field[T] { f.b.disabled = true; return f }

// Widget sets how the field is shown.
func (f *Field[T]) Widget(w Widget) *Field[T] { f.b.widget = w; return f }

// Attr adds an attribute to the HTML of the input: Attr("inputmode", "numeric").
func (f *Field[T]) Attr(name, value string) *Field[T] { f.b.setAttr(name, value); return f }

// Autocomplete says what browsers may fill in, by a token of the HTML standard: "email", "given-name", "off".
func (f *Field[T]) Autocomplete(token string) *Field[T] { return f.Attr("autocomplete", token) }

// Placeholder is shown in an empty input. It does not stand in for a label.
func (f *Field[T]) Placeholder(text string) *Field[T] { return f.Attr("placeholder", text) }

// Validate adds checks of the value. They run when the text could be read, all of them; an error's text is shown to people, and its
// code is that of a [validate.Error], else "invalid".
func (f *Field[T]) Validate(checks ...func(T) error) *Field[T] {
	f.checks = append(f.checks, checks...)
	return f
}

// MaxLength refuses texts of more than n characters, in the browser too.
func (f *Field[T]) MaxLength(n int) *Field[T] {
	return f.length("maxlength", n, validate.MaxLength(n))
}

// MinLength refuses texts of fewer than n characters, in the browser too.
func (f *Field[T]) MinLength(n int) *Field[T] {
	return f.length("minlength", n, validate.MinLength(n))
}

func (f *Field[T]) length(attr string, n int, check func(string) error) *Field[T] {
	var z T
	if _, ok := textOf(z); !ok {
		f.wrong = append(f.wrong, fmt.Sprintf("%s of a %T: only texts have a length", attr, z))
		return f
	}
	return f.Attr(attr, fmt.Sprint(n)).Validate(func(v T) error {
		s, _ := textOf(v)
		return check(s)
	})
}

// Min refuses values below least, in the browser too.
func (f *Field[T]) Min(least T) *Field[T] {
	return f.limit("min", least, func(o int) bool { return o < 0 }, "min_value", "greater than or equal to")
}

// Max refuses values above most, in the browser too.
func (f *Field[T]) Max(most T) *Field[T] {
	return f.limit("max", most, func(o int) bool { return o > 0 }, "max_value", "less than or equal to")
}

func (f *Field[T]) limit(attr string, limit T, refuse func(order int) bool, code, words string) *Field[T] {
	if f.order == nil {
		f.wrong = append(f.wrong, fmt.Sprintf("%s of a %T, which has no order", attr, limit))
		return f
	}
	text := f.format(limit)[0]
	return f.Attr(attr, text).Validate(func(v T) error {
		if refuse(f.order(v, limit)) {
			return fail(code, "Ensure this value is "+words+" "+text+".")
		}
		return nil
	})
}

func (f *Field[T]) check() error {
	if len(f.wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(f.wrong, "; "))
	}
	return f.b.check()
}

func (f *Field[T]) prepare(ctx context.Context, fresh bool) error {
	if f.list != nil {
		if err := f.list(ctx, f); err != nil {
			return err
		}
	}
	if v, ok := f.load(); ok && !(fresh && reflect.ValueOf(&v).Elem().IsZero()) {
		f.kept = f.format(v)
	}
	f.b.texts = f.kept
	return nil
}

// bind reads what was sent. A value that was sent as it had been shown stays as it is, so that nothing is lost that the text does not
// say, such as the microseconds of a time.
func (f *Field[T]) bind(_ context.Context, in *Input) {
	b := &f.b
	if b.disabled {
		return
	}
	texts := clean(in.values(b.htmlName), f.strip)
	if len(texts) > 1 && !b.widget.multiple() {
		texts = texts[len(texts)-1:]
	}
	b.texts = texts
	same := slices.Equal(texts, f.kept)
	b.changed = !same && !(blank(texts) && blank(f.kept))
	if err := plain(texts); err != nil {
		b.addError(validate.CodeOf(err), err.Error())
		return
	}
	if blank(texts) {
		if b.required {
			b.addError("required", textRequired)
			return
		}
		var none T
		f.store(none, false)
		return
	}
	v, ok := f.load()
	if !same || !ok {
		var err error
		if v, err = f.parse(texts); err != nil {
			b.addError(validate.CodeOf(err), err.Error())
			return
		}
	}
	for _, check := range f.checks {
		if err := check(v); err != nil {
			b.addError(validate.CodeOf(err), err.Error())
		}
	}
	if len(b.errs) == 0 {
		f.store(v, true)
	}
}

// clean takes spaces off both ends and gives line breaks the form that texts have everywhere else.
func clean(texts []string, strip bool) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		if strip {
			s = strings.TrimSpace(s)
		}
		out[i] = strings.ReplaceAll(s, "\r\n", "\n")
	}
	return out
}

func blank(texts []string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return s != "" })
}

// plain refuses what no field takes.
func plain(texts []string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return fail("invalid", "The text is not valid UTF-8.")
		}
		if err := validate.NoNull(s); err != nil {
			return err
		}
	}
	return nil
}
