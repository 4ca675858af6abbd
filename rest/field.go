package rest

import (
	"context"
	"unicode"
	"unicode/utf8"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// field is one field of a compiled serializer.
type field struct {
	name string
	head []byte // `"name":`
	i    int    // of the column among the model's fields, -1 for none
	sf   schema.Field

	readOnly, writeOnly         bool
	required, null, blank, many bool
	checkbox                    bool // in a form, what is missing is false
	nullText                    bool // texts that stand for null do so

	encode func(rq *Request, b []byte, row any) ([]byte, error)
	decode func(in *input, v *value, row any) (*errNode, error)
	clear  func(row any) // sets null

	validators []func(v any) error
	unique     string // the message where the column is unique
	checks     []func(ctx context.Context, row any) error

	load     func(ctx context.Context, q *orm.Query[any]) *orm.Query[any] // what a query must load for it
	loadRows func(ctx context.Context, rows []any) error                  // the same for rows that are there
	child    *plan                                                        // of a nested serializer
	children func(row any) ([]any, error)                                 // the rows that it shows

	kind string // for OPTIONS: "string", "field" …
}

// A Field is a field of a serializer that is more than a column of its model; functions such as [Computed] and [Nested] make one. It stands
// among the columns in [Fields].
type Field[T any] struct {
	column orm.Column[*T] // of a key; nil for others
	name   string
	naming func() string // where the name is known only when models are complete: not while package variables are made
	build  func(p *plan, f *field) error
	loads  []func(q *orm.Query[*T]) *orm.Query[*T]
	later  []orm.Prefetcher[*T]
}

// IsNull implements orm.Column where the field stands for one.
func (f *Field[T]) IsNull() orm.Pred[*T] {
	if f.column == nil {
		panic("rest: the field " + f.name + " has no column: it is for Fields only")
	}
	return f.column.IsNull()
}

// called is the field's name, "" for that of its column.
func (f *Field[T]) called() string {
	if f.name == "" && f.naming != nil {
		return f.naming()
	}
	return f.name
}

// Named gives the field another name than that of its column or relation.
func (f *Field[T]) Named(name string) *Field[T] {
	own := *f
	own.name = name
	return &own
}

// Select says which keys a computed field reads the rows of; lists load them by joins.
func (f *Field[T]) Select(rs ...orm.Related[*T]) *Field[T] {
	own := *f
	own.loads = append(own.loads[:len(own.loads):len(own.loads)], func(q *orm.Query[*T]) *orm.Query[*T] { return q.SelectRelated(rs...) })
	for _, r := range rs {
		own.later = append(own.later[:len(own.later):len(own.later)], r)
	}
	return &own
}

// Prefetch says which relations a computed field reads the rows of; lists load each with one statement.
func (f *Field[T]) Prefetch(rs ...orm.Prefetcher[*T]) *Field[T] {
	own := *f
	own.loads = append(own.loads[:len(own.loads):len(own.loads)], func(q *orm.Query[*T]) *orm.Query[*T] { return q.PrefetchRelated(rs...) })
	own.later = append(own.later[:len(own.later):len(own.later)], rs...)
	return &own
}

// Fields lists the fields of a serializer, in the order in which they are shown: columns, and what [Computed], [Nested], [Keys], [SlugRelated],
// [Hyperlink] and [URL] make. There is no way to say "all": what is not listed is neither shown nor written.
func Fields[R any](cs ...orm.Column[R]) []orm.Column[R] { return cs }

// Computed is a read-only field that a function computes from the loaded row. What it reads besides the row's own columns it declares with
// [Field.Select] and [Field.Prefetch]; reading a relation that was not loaded is an error, so a list never runs a statement for each row.
func Computed[T, V any](name string, fn func(ctx context.Context, row *T) (V, error)) *Field[T] {
	return &Field[T]{name: name, build: func(_ *plan, f *field) error {
		enc := encoderOf[V]()
		f.readOnly, f.kind = true, "field"
		f.encode = func(rq *Request, b []byte, row any) ([]byte, error) {
			v, err := fn(rq.Context(), row.(*T))
			if err != nil {
				return b, err
			}
			return enc(b, v)
		}
		return nil
	}}
}

// A FieldCheck is a validator of one field, besides those of the model.
type FieldCheck[T any] struct {
	column orm.Column[*T]
	fn     func(ctx context.Context, row *T) error
}

// Check is a validator of one field: it runs when the field was sent and is valid by itself, and sees the row with what has been read so
// far. The text of an error is the field's message; an error that is no [problem.Invalid] is one of the program, and answered with 500.
func Check[T any](c orm.Column[*T], fn func(ctx context.Context, row *T) error) FieldCheck[T] {
	return FieldCheck[T]{c, fn}
}

// Checks lists validators of fields.
func Checks[T any](cs ...FieldCheck[T]) []FieldCheck[T] { return cs }

// compileColumn fills in what the schema says of a column.
func (p *plan) compileColumn(f *field) error {
	sample := p.d.Ptr(p.d.New(), f.i)
	var c codec
	var err error
	if f.sf.Relation != nil {
		c, err = keyCodec(&f.sf, sample)
	} else {
		c, err = codecOf(&f.sf, sample)
	}
	if err != nil {
		return err
	}
	if f.sf.Choices != nil {
		c = choiceCodec(&f.sf, c)
	}
	d, i := p.d, f.i
	f.encode = func(_ *Request, b []byte, row any) ([]byte, error) { return c.encode(b, d.Ptr(row, i)), nil }
	f.clear = func(row any) { c.null(d.Ptr(row, i)) }
	f.decode = func(_ *input, v *value, row any) (*errNode, error) { return leaf(c.decode(v, d.Ptr(row, i))), nil }
	f.rules(p)
	return nil
}

// rules infers from the schema what DRF infers from Django's: read-only, required, null, blank, validators.
func (f *field) rules(p *plan) {
	s := &f.sf
	f.null, f.kind = s.Null, kindOf(s)
	f.readOnly = f.readOnly || s.Auto || s.ReadOnly || s.AutoNow || s.AutoNowAdd
	f.required = !(f.readOnly || p.d.HasDefault(f.i) || s.Blank || s.Null)
	f.blank = s.Blank && s.Type.IsText()
	f.checkbox = s.Type == schema.BooleanField
	f.nullText = f.checkbox && s.Null
	f.validators = p.d.Validators(f.i)
	if s.IsUnique() || s.PrimaryKey {
		f.unique = p.d.Model().Verbose() + " with this " + s.Verbose() + " already exists."
	}
}

// kindOf is what DRF's OPTIONS calls the type of a field.
func kindOf(s *schema.Field) string {
	switch {
	case s.Relation != nil:
		return "field"
	case s.Choices != nil:
		return "choice"
	case s.Format == schema.Email || s.Format == schema.URL || s.Format == schema.Slug:
		return string(s.Format)
	}
	switch s.Type {
	case schema.BooleanField:
		return "boolean"
	case schema.SmallIntegerField, schema.IntegerField, schema.BigIntegerField:
		return "integer"
	case schema.FloatField:
		return "float"
	case schema.DecimalField:
		return "decimal"
	case schema.DateField:
		return "date"
	case schema.TimeField:
		return "time"
	case schema.DateTimeField:
		return "datetime"
	case schema.CharField, schema.TextField, schema.UUIDField, schema.IPAddressField:
		return "string"
	}
	return "field"
}

// ownColumn finds a column among the fields of the plan's model. A column behind a key has the same type, so it is told apart by identity.
func ownColumn[R any](d *orm.Descriptor, c orm.Column[R]) (i int, ok bool) {
	ref := orm.RefOfColumn(c)
	if ref.Model() != d {
		return 0, false
	}
	return ref.Index(), ref == d.Root().Col(ref.Index())
}

// capital begins a label with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
