package form

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/musette-go/musette/schema"
)

// Definition is a kind of form: what its fields are and what must hold for them. [Define] makes it, once, in a package variable. Many
// goroutines may use it.
type Definition[T any] struct {
	fields func(v *T) Fields
	names  map[place]string // of the fields of T
	cleans []func(ctx context.Context, v *T, errs *Errors)
	once   sync.Once
	wrong  error
}

// place is where a field of a struct is: how far from its beginning, and of which type.
type place struct {
	offset uintptr
	typ    reflect.Type
}

// Define declares a form whose values are kept in a T. The function lists the fields for one T, each with the address of its value:
//
//	var contactForm = form.Define(func(c *Contact) form.Fields {
//		return form.Fields{
//			form.Text(&c.Name).MaxLength(100),
//			form.Email(&c.Email),
//			form.LongText(&c.Message),
//		}
//	})
//
// It is called for every form, so it only builds fields; what a request needs comes later, in a [Source] or in [Definition.Clean]. A
// field's name is that of the struct field in lower case with underscores, and its label is that in words. Define panics when a field
// cannot be as it is declared, and names the field.
func Define[T any](fields func(v *T) Fields) *Definition[T] {
	d := DefineModel(fields)
	d.MustCheck()
	return d
}

// DefineModel is [Define] for fields that come from a model: they are listed for the first time when the form is checked or used, since what a
// model says of itself is not to be asked while the package's variables are still being made.
func DefineModel[T any](fields func(v *T) Fields) *Definition[T] {
	d := &Definition[T]{fields: fields, names: map[place]string{}}
	collectNames(d.names, reflect.TypeFor[T](), 0)
	return d
}

// MustCheck panics when a field cannot be as it is declared, and names the field. A program calls it at start for each form of
// [DefineModel], so that a mistake does not wait for the first visitor; the functions of the package views do.
func (d *Definition[T]) MustCheck() {
	d.once.Do(func() { d.wrong = d.check() })
	if d.wrong != nil {
		panic(d.wrong.Error())
	}
}

func (d *Definition[T]) check() error {
	seen := map[string]bool{}
	for i, f := range d.items(new(T)) {
		b := f.bound()
		err := f.check()
		switch {
		case b.name == "":
			err = fmt.Errorf("its value is no field of %s: use Named", reflect.TypeFor[T]())
		case strings.Trim(b.name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "":
			err = fmt.Errorf("the name %q: expected letters, digits and underscores", b.name)
		case seen[b.name]:
			err = fmt.Errorf("the name %q is there twice: use Named", b.name)
		}
		if err != nil {
			return fmt.Errorf("form: %s: field %d %s: %w", reflect.TypeFor[T](), i+1, b.name, err)
		}
		seen[b.name] = true
	}
	return nil
}

// collectNames notes where the fields of a struct are, those of structs in it included.
func collectNames(names map[place]string, t reflect.Type, base uintptr) {
	if t.Kind() != reflect.Struct {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		at := place{base + f.Offset, f.Type}
		if _, ok := names[at]; !ok && f.IsExported() {
			names[at] = strings.ReplaceAll(schema.Words(f.Name), " ", "_")
		}
		collectNames(names, f.Type, base+f.Offset)
	}
}

// items makes the fields for v and gives them their names.
func (d *Definition[T]) items(v *T) Fields {
	fields := d.fields(v)
	base := reflect.ValueOf(v).Pointer()
	for _, f := range fields {
		b := f.bound()
		if b.name == "" && b.ptr != nil {
			p := reflect.ValueOf(b.ptr)
			b.name = d.names[place{p.Pointer() - base, p.Type().Elem()}]
		}
		if b.label == "" {
			b.label = capital(strings.ReplaceAll(b.name, "_", " "))
		}
	}
	return fields
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Clean adds a check of the whole form, which runs after those of the fields, also when some of these failed: ask errs.Has. It may
// change the values and add errors, to fields or to the form.
func (d *Definition[T]) Clean(check func(ctx context.Context, v *T, errs *Errors)) *Definition[T] {
	d.cleans = append(d.cleans, check)
	return d
}

// New returns a form that shows the values of v and has nothing sent to it yet; nil stands for a new T. The form writes what is sent into v
// itself, field by field, where it is valid. Of a new T, and of one that says by a method IsSaved() bool that it is not stored yet, zero
// values are shown as empty inputs.
func (d *Definition[T]) New(ctx context.Context, v *T) (*Form[T], error) { return d.make(ctx, v, "") }

func (d *Definition[T]) make(ctx context.Context, v *T, prefix string) (*Form[T], error) {
	d.MustCheck()
	fresh := v == nil
	if fresh {
		v = new(T)
	} else if row, ok := any(v).(interface{ IsSaved() bool }); ok {
		fresh = !row.IsSaved()
	}
	f := &Form[T]{Data: v, fields: d.items(v), def: d, prefix: prefix}
	for _, item := range f.fields {
		item.bound().rename(prefix)
		if err := item.prepare(ctx, fresh); err != nil {
			return nil, fmt.Errorf("form: %s: %w", item.bound().name, err)
		}
	}
	return f, nil
}

// From returns the form for a request: as [Definition.New] for GET and HEAD, and with what was sent for all other methods. The error is a
// request that cannot be read or goes beyond the limits, or one of a [Source]; what a person mistyped is no error but in the form.
func (d *Definition[T]) From(r *http.Request, v *T) (*Form[T], error) {
	f, err := d.New(r.Context(), v)
	if err != nil || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return f, err
	}
	in, err := Read(r)
	if err != nil {
		return nil, err
	}
	if err := f.Bind(r.Context(), in); err != nil {
		return nil, err
	}
	return f, nil
}
