package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// This file is for packages that work on any model: serializers, exports. They compile a plan once and ask no names per row.

// RefOfColumn returns the column behind a typed one; of a key it is the column that holds the key.
func RefOfColumn[R any](c Column[R]) *ColRef { return colOf(c) }

// Field is what the whole schema of the column's model says of it. Callers must not change it.
func (c *ColRef) Field() *schema.Field { return &c.f.d.Model().Fields[c.f.i] }

// Model is the model that the column belongs to.
func (c *ColRef) Model() *Descriptor { return c.f.d }

// Index is the column's place among the fields of its model.
func (c *ColRef) Index() int { return c.f.i }

// Joined reports whether the column is reached through a key, so that a query on it joins another table.
func (c *ColRef) Joined() bool { return c.path.parent != nil }

// Lookup is the path to the column in Django's words: "name", "category__name".
func (c *ColRef) Lookup() string {
	name := c.f.Name
	for p := c.path; p.parent != nil; p = p.parent {
		name = p.field.Name + "__" + name
	}
	return name
}

// Target is the model behind a relation: that of the rows which the relation loads.
func Target[R any](p Prefetcher[R]) *Descriptor {
	var z R
	switch l := p.prefetch(z).(type) {
	case *keyLoader:
		return l.path.d
	case interface{ target() *Descriptor }:
		return l.target()
	}
	return nil
}

func (l *manyLoader[M]) target() *Descriptor { return l.info.target }

// Validators are the functions that the model's Meta says of field i; they take its basic value.
func (d *Descriptor) Validators(i int) []func(v any) error { return d.options().validators[i] }

// HasDefault reports whether field i has a default, constant or computed.
func (d *Descriptor) HasDefault(i int) bool {
	return d.Schema.Fields[i].Default != nil || d.options().defaults[i] != nil
}

// PrimaryKey is the index of the model's key among its fields.
func (d *Descriptor) PrimaryKey() int { return d.pk.i }

// Behind returns a function that gives the loaded row behind the key which is field i of the model: nil where the key is NULL, and a
// [NotLoadedError] where the query did not ask for it. The error says that the field is no key to T that can hold a row.
func Behind[T any](d *Descriptor, i int) (func(x any) (*T, error), error) {
	f, ok := d.typ.FieldByName(d.Schema.Fields[i].GoName)
	if !ok || !reflect.PointerTo(f.Type).Implements(reflect.TypeFor[interface{ Get() (*T, error) }]()) {
		return nil, fmt.Errorf("orm: %s.%s holds no row of %s", d.Label(), d.Schema.Fields[i].GoName, reflect.TypeFor[T]())
	}
	switch key := d.Ptr(d.New(), i).(type) {
	case *int64:
		return behind[T](d, i, key), nil
	case *int32:
		return behind[T](d, i, key), nil
	case *int16:
		return behind[T](d, i, key), nil
	case *int:
		return behind[T](d, i, key), nil
	case *string:
		return behind[T](d, i, key), nil
	case *schema.UUID:
		return behind[T](d, i, key), nil
	}
	return nil, fmt.Errorf("orm: %s.%s has a key of a type that is not supported here", d.Label(), d.Schema.Fields[i].GoName)
}

// behind goes from the key to the reference around it, whose first field the key is: Behind has looked at the type.
func behind[T any, K comparable](d *Descriptor, i int, _ *K) func(x any) (*T, error) {
	return func(x any) (*T, error) {
		ref := (*RefOf[T, K])(unsafe.Pointer(d.Ptr(x, i).(*K)))
		if ref.IsNull() {
			return nil, nil
		}
		return ref.Get()
	}
}

// LoadRelated loads relations of rows that somebody has already, with one statement for each: Django's prefetch_related_objects.
func LoadRelated[P any](ctx context.Context, rows []P, rs ...Prefetcher[P]) error {
	if len(rows) == 0 {
		return nil
	}
	xs := make([]any, len(rows))
	for i := range rows {
		xs[i] = rows[i]
	}
	var z P
	var using *db.DB
	for _, r := range rs {
		if err := r.prefetch(z).load(ctx, using, xs); err != nil {
			return err
		}
	}
	return nil
}
