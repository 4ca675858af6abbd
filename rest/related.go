package rest

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/web"
)

// compileKey is a key shown and written as the other row's primary key: DRF's PrimaryKeyRelatedField.
func (p *plan) compileKey(f *field, target *orm.Descriptor) error {
	if err := p.compileColumn(f); err != nil {
		return err
	}
	if target == nil {
		return nil // a loose key: the database checks it
	}
	plain, d, i := f.decode, p.d, f.i
	toColumn := f.sf.Relation.ToColumn
	f.decode = func(in *input, v *value, row any) (*errNode, error) {
		if v.kind == textValue && v.text == "" {
			return f.noNull(row)
		}
		ptr := d.Ptr(row, i)
		if n := keyType(v, f.sf.Type); n != nil {
			return n, nil
		}
		if n, err := plain(in, keyValue(v), row); err != nil || n != nil {
			return noSuchKey(v), err
		}
		if toColumn != "" {
			return nil, nil
		}
		ok, err := exists(in.rq.Context(), target, target.PrimaryKey(), basic(d, row, i, ptr))
		if err != nil || ok {
			return nil, err
		}
		return noSuchKey(v), nil
	}
	return nil
}

// noNull sets a key to null where it may be.
func (f *field) noNull(row any) (*errNode, error) {
	if !f.null {
		return leaf(wrong("null", "This field may not be null.")), nil
	}
	f.clear(row)
	return nil, nil
}

// basic is the plain value of a field of a row that was just read.
func basic(d *orm.Descriptor, row any, i int, _ any) any {
	v, _ := d.Value(row, d.Schema.Fields[i].Name)
	return v
}

func noSuchKey(v *value) *errNode {
	return leaf(wrong("does_not_exist", `Invalid pk "`+v.quoted()+`" - object does not exist.`))
}

// keyType refuses what cannot be a key of the type at all, with the message that names what came.
func keyType(v *value, t schema.Type) *errNode {
	bad := v.kind == boolValue || !t.IsText() && (v.kind == listValue || v.kind == objectValue)
	if t.IsInt() && v.kind == textValue {
		_, ok := intText(v)
		bad = !ok || strings.Contains(v.text, ".")
	}
	if !bad {
		return nil
	}
	return leaf(wrong("incorrect_type", "Incorrect type. Expected pk value, received "+v.typeName()+"."))
}

// keyValue is the key as Django takes it: a number with a fraction loses it.
func keyValue(v *value) *value {
	if v.kind == floatValue {
		whole, _, _ := strings.Cut(v.str(), ".")
		return &value{kind: intValue, text: whole}
	}
	return v
}

// exists asks whether the person of ctx may see a row of a model with that value.
func exists(ctx context.Context, d *orm.Descriptor, i int, v any) (bool, error) {
	return base(ctx, d).Filter(column(d, i).Eq(v)).Exists(ctx)
}

// SlugRelated shows and writes a key by another unique column of the row behind it: DRF's SlugRelatedField.
//
//	rest.SlugRelated(Products.Category, Categories.Slug)
func SlugRelated[T, U any](rel orm.Related[*T], slug orm.Column[*U]) *Field[T] {
	return &Field[T]{column: rel, build: func(p *plan, f *field) error {
		target := orm.Target[*T](rel)
		i, ok := ownColumn(target, slug)
		if !ok {
			return fmt.Errorf("%s is no column of %s", orm.Name(slug), target.Label())
		}
		if err := p.compileColumn(f); err != nil {
			return err
		}
		behind, err := orm.Behind[U](p.d, f.i)
		if err != nil {
			return err
		}
		sf := target.Model().Fields[i]
		c, err := codecOf(&schema.Field{Name: sf.Name, Type: sf.Type, DecimalPlaces: sf.DecimalPlaces, MaxDigits: sf.MaxDigits}, target.Ptr(target.New(), i))
		if err != nil {
			return err
		}
		f.encode = func(_ *Request, b []byte, row any) ([]byte, error) {
			other, err := behind(row)
			if err != nil || other == nil {
				return append(b, "null"...), err
			}
			return c.encode(b, target.Ptr(other, i)), nil
		}
		f.decode = func(in *input, v *value, row any) (*errNode, error) {
			if v.kind == textValue && v.text == "" {
				return f.noNull(row)
			}
			return in.bySlug(p, f, c, target, i, v, row)
		}
		relation(f, rel)
		return nil
	}}
}

// bySlug finds the row that a slug names and takes its key.
func (in *input) bySlug(p *plan, f *field, c codec, target *orm.Descriptor, i int, v *value, row any) (*errNode, error) {
	probe := target.New()
	if target.Schema.Fields[i].Type.IsText() { // as Django, which compares the text of whatever came
		v = &value{kind: textValue, text: v.str()}
	}
	if v.kind == listValue || v.kind == objectValue || c.decode(v, target.Ptr(probe, i)) != nil {
		return leaf(wrong("invalid", "Invalid value.")), nil
	}
	ctx := in.rq.Context()
	want, _ := target.Value(probe, target.Schema.Fields[i].Name)
	rows, err := base(ctx, target).Filter(column(target, i).Eq(want)).Limit(1).All(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return leaf(wrong("does_not_exist", fmt.Sprintf("Object with %s=%s does not exist.", target.Schema.Fields[i].Name, v.quoted()))), nil
	}
	copyKey(p.d.Ptr(row, f.i), target.Ptr(rows[0], target.PrimaryKey()))
	return nil, nil
}

// copyKey copies a key between rows; a key of 64 bits may point to one of 32.
func copyKey(to, from any) {
	switch to := to.(type) {
	case *string:
		*to = *from.(*string)
	case *schema.UUID:
		*to = *from.(*schema.UUID)
	case *int64:
		*to = intKey(from)
	case *int32:
		*to = int32(intKey(from))
	case *int16:
		*to = int16(intKey(from))
	case *int:
		*to = int(intKey(from))
	}
}

func intKey(ptr any) int64 {
	switch p := ptr.(type) {
	case *int64:
		return *p
	case *int32:
		return int64(*p)
	case *int16:
		return int64(*p)
	case *int:
		return int64(*p)
	}
	return 0
}

// relation makes a field load the rows behind its key.
func relation[T any](f *field, rel orm.Related[*T]) {
	f.load = func(_ context.Context, q *orm.Query[any]) *orm.Query[any] {
		return (*orm.Query[any])((*orm.Query[*T])(q).SelectRelated(rel))
	}
	f.loadRows = func(ctx context.Context, rows []any) error {
		return orm.LoadRelated(ctx, typedRows[T](rows), orm.Prefetcher[*T](rel))
	}
}

// Hyperlink shows and writes a key as the address of the other row: DRF's HyperlinkedRelatedField. view names the route of its detail, whose
// only parameter is the key: "category-detail".
func Hyperlink[T any](rel orm.Related[*T], view string) *Field[T] {
	return &Field[T]{column: rel, build: func(p *plan, f *field) error {
		target := orm.Target[*T](rel)
		if err := p.compileKey(f, target); err != nil {
			return err
		}
		plain, d, i := f.decode, p.d, f.i
		f.encode = func(rq *Request, b []byte, row any) ([]byte, error) {
			if zeroKey(d.Ptr(row, i)) {
				return append(b, "null"...), nil
			}
			return rq.appendLink(b, view, basic(d, row, i, nil))
		}
		f.decode = func(in *input, v *value, row any) (*errNode, error) {
			if v.kind == textValue && v.text == "" {
				return f.noNull(row)
			}
			key, n := in.rq.keyOfLink(v, view)
			if n != nil {
				return n, nil
			}
			if n, err := plain(in, key, row); err != nil || n == nil {
				return n, err
			}
			return leaf(wrong("does_not_exist", "Invalid hyperlink - Object does not exist.")), nil
		}
		return nil
	}}
}

// URL is the address of the row itself, read-only, under the name "url": DRF's HyperlinkedIdentityField. The answer to a creation repeats it
// in Location.
//
//	rest.URL(Products, "product-detail")
func URL[T any](_ orm.Source[*T], view string) *Field[T] {
	return &Field[T]{name: "url", build: func(p *plan, f *field) error {
		d := p.d
		f.readOnly, f.kind = true, "field"
		f.encode = func(rq *Request, b []byte, row any) ([]byte, error) { return rq.appendLink(b, view, keyOf(d, row)) }
		return nil
	}}
}

// appendLink writes the address of a named route.
func (rq *Request) appendLink(b []byte, view string, key any) ([]byte, error) {
	path, err := web.Reverse(rq.Context(), view, key)
	if err != nil {
		return b, fmt.Errorf("rest: the hyperlink to %s: %w", view, err)
	}
	return appendText(b, web.AbsoluteURL(rq.R, path)), nil
}

// keyOfLink takes the key out of an address: its last part, if the named route with that key leads to the same path.
func (rq *Request) keyOfLink(v *value, view string) (*value, *errNode) {
	if v.kind != textValue {
		return nil, leaf(wrong("incorrect_type", "Incorrect type. Expected URL string, received "+v.typeName()+"."))
	}
	u, err := url.Parse(v.text)
	if err != nil || len(v.text) > web.DefaultQuery {
		return nil, leaf(wrong("no_match", "Invalid hyperlink - No URL match."))
	}
	trimmed := strings.TrimSuffix(u.Path, "/")
	key := trimmed[strings.LastIndexByte(trimmed, '/')+1:]
	path, err := web.Reverse(rq.Context(), view, key)
	switch {
	case key != "" && err == nil && path == u.Path:
		return &value{kind: textValue, text: key}, nil
	case rq.leadsElsewhere(u.Path, key):
		return nil, leaf(wrong("incorrect_match", "Invalid hyperlink - Incorrect URL match."))
	}
	return nil, leaf(wrong("no_match", "Invalid hyperlink - No URL match."))
}

// leadsElsewhere reports whether a path is that of another named route, without parameters or with the key.
func (rq *Request) leadsElsewhere(path, key string) bool {
	urls := web.URLsOf(rq.Context())
	if urls == nil {
		return false
	}
	for _, name := range urls.Names() {
		if to, err := urls.Reverse(name, key); err == nil && to == path {
			return true
		}
		if to, err := urls.Reverse(name); err == nil && to == path {
			return true
		}
	}
	return false
}

// Keys shows and writes a many-to-many as the list of the other rows' keys. Lists load them with one statement; a change is stored with the
// row, in one transaction.
//
//	rest.Keys(Books.Tags)
func Keys[T, U any](rel *orm.ManyToMany[*T, *U]) *Field[T] {
	return &Field[T]{naming: func() string { return orm.FieldOfMany(rel).Name }, build: func(_ *plan, f *field) error {
		sf := orm.FieldOfMany(rel)
		target := orm.Target[*T](rel)
		pk := target.PrimaryKey()
		c, err := codecOf(&target.Schema.Fields[pk], target.Ptr(target.New(), pk))
		if err != nil {
			return err
		}
		f.sf, f.kind, f.many = sf, "field", true
		f.readOnly = sf.Relation.Through != ""
		f.required = !sf.Blank && !f.readOnly
		f.encode = func(_ *Request, b []byte, row any) ([]byte, error) {
			rows, err := rel.Of(row.(*T))
			b = append(b, '[')
			for k, other := range rows {
				if k > 0 {
					b = append(b, ',')
				}
				b = c.encode(b, target.Ptr(other, pk))
			}
			return append(b, ']'), err
		}
		many(f, rel, func(ctx context.Context) *orm.Query[*U] {
			return (*orm.Query[*U])(base(ctx, target)).Only((*orm.Ord[*U, any])(target.Root().Col(pk)))
		})
		f.decode = func(in *input, v *value, row any) (*errNode, error) {
			rows, n, err := in.rowsOf(c, target, f, v)
			if n == nil && err == nil {
				in.after = append(in.after, func(ctx context.Context) error { return rel.Set(ctx, row.(*T), typedRows[U](rows)...) })
			}
			return n, err
		}
		return nil
	}}
}

// many makes a field load the rows of a relation with many, by a query that is made for each request.
func many[T, U any](f *field, rel hasMany[T, U], query func(ctx context.Context) *orm.Query[*U]) {
	f.load = func(ctx context.Context, q *orm.Query[any]) *orm.Query[any] {
		return (*orm.Query[any])((*orm.Query[*T])(q).PrefetchRelated(rel.With(query(ctx))))
	}
	f.loadRows = func(ctx context.Context, rows []any) error {
		return orm.LoadRelated(ctx, typedRows[T](rows), orm.Prefetcher[*T](rel.With(query(ctx))))
	}
}

// hasMany is a relation with many rows: the reverse of a key, or a many-to-many.
type hasMany[T, U any] interface {
	Of(p *T) ([]*U, error)
	With(q orm.Source[*U]) orm.Prefetch[*T]
}

// rowsOf reads a list of keys into rows of which nothing but the key is known, and checks with one statement that they exist.
func (in *input) rowsOf(c codec, target *orm.Descriptor, f *field, v *value) ([]any, *errNode, error) {
	if v.kind != listValue && v.kind != objectValue {
		return nil, leaf(wrong("not_a_list", `Expected a list of items but got type "`+v.typeName()+`".`)), nil
	}
	if v.kind == objectValue { // Python goes over its keys
		v = v.keyList()
	}
	if len(v.list) == 0 && !f.sf.Blank {
		return nil, leaf(wrong("empty", "This list may not be empty.")), nil
	}
	if len(v.list) > maxKeys {
		return nil, leaf(wrong("max_length", fmt.Sprintf("Ensure this field has no more than %d elements.", maxKeys))), nil
	}
	pk := target.PrimaryKey()
	rows, keys := make([]any, len(v.list)), make([]any, len(v.list))
	for i := range v.list {
		item := &v.list[i]
		if item.kind == nullValue {
			return nil, noSuchKey(item), nil
		}
		if keyType(item, target.Schema.Fields[pk].Type) != nil {
			return nil, leaf(wrong("incorrect_type", "Incorrect type. Expected pk value, received "+item.typeName()+".")), nil
		}
		rows[i] = target.New()
		if c.decode(keyValue(item), target.Ptr(rows[i], pk)) != nil {
			return nil, noSuchKey(item), nil
		}
		keys[i] = keyOf(target, rows[i])
	}
	known, err := knownKeys(in.rq.Context(), target, keys)
	if err != nil {
		return nil, nil, err
	}
	for i, k := range keys {
		if !known[k] {
			return nil, noSuchKey(&v.list[i]), nil
		}
	}
	return rows, nil, nil
}

// knownKeys finds which keys are those of rows that the person of ctx may see.
func knownKeys(ctx context.Context, target *orm.Descriptor, keys []any) (map[any]bool, error) {
	known := map[any]bool{}
	if len(keys) == 0 {
		return known, nil
	}
	pk := target.PrimaryKey()
	rows, err := base(ctx, target).OrderBy().Only(column(target, pk)).Filter(oneOf(target.Root().Col(pk), keys)).All(ctx)
	for _, r := range rows {
		known[keyOf(target, r)] = true
	}
	return known, err
}

// oneOf is the condition that a column equals one of some values, which are all of one type.
func oneOf(c *orm.ColRef, vs []any) orm.Pred[any] {
	if len(vs) == 0 {
		return orm.Or[any]()
	}
	switch vs[0].(type) {
	case int64:
		return (*orm.Ord[any, int64])(c).In(listOf[int64](vs)...)
	case int32:
		return (*orm.Ord[any, int32])(c).In(listOf[int32](vs)...)
	case string:
		return (*orm.Ord[any, string])(c).In(listOf[string](vs)...)
	case schema.UUID:
		return (*orm.Ord[any, schema.UUID])(c).In(listOf[schema.UUID](vs)...)
	}
	ps := make([]orm.Pred[any], len(vs))
	for i, v := range vs {
		ps[i] = (*orm.Ord[any, any])(c).Eq(v)
	}
	return orm.Or(ps...)
}

func listOf[V any](vs []any) []V {
	out := make([]V, len(vs))
	for i, v := range vs {
		out[i] = v.(V)
	}
	return out
}

// required adds the message for what is missing.
func missing() problem.FieldError {
	return problem.FieldError{Code: "required", Message: "This field is required."}
}
