package views

import (
	"context"
	"fmt"
	"net/http"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/web"
)

// Model is what this package needs of a model: generated descriptors such as catalog.Products are one.
type Model[T any] interface {
	Descriptor() *orm.Descriptor
	New() *T
	Filter(ps ...orm.Pred[*T]) *orm.Query[*T]
	Create(ctx context.Context, p *T) error
	Save(ctx context.Context, p *T) error
	Delete(ctx context.Context, p *T) (orm.Deleted, error)
	Validate(ctx context.Context, p *T) error
}

// keyIs is the condition that a column of keys equals the value behind ptr, a pointer to the key's basic type as descriptors give it.
func keyIs[T any](d *orm.Descriptor, field int, ptr any) (orm.Pred[*T], error) {
	col := d.Root().Col(field)
	switch p := ptr.(type) {
	case *int64:
		return (*orm.Num[*T, int64])(col).Eq(*p), nil
	case *int32:
		return (*orm.Num[*T, int32])(col).Eq(*p), nil
	case *int:
		return (*orm.Num[*T, int])(col).Eq(*p), nil
	case *string:
		return (*orm.Text[*T])(col).Eq(*p), nil
	case *schema.UUID:
		return (*orm.Ord[*T, schema.UUID])(col).Eq(*p), nil
	}
	return orm.Pred[*T]{}, fmt.Errorf("views: %s has a key of type %T: give a condition of your own in the options", d.Label(), ptr)
}

// keyField is the index of the model's key among its fields.
func keyField(d *orm.Descriptor) int {
	for i := range d.Schema.Fields {
		if d.Schema.Fields[i].PrimaryKey {
			return i
		}
	}
	panic("views: " + d.Label() + " has no primary key")
}

// keyValue is the row's key.
func keyValue(d *orm.Descriptor, row any) any {
	v, _ := d.Value(row, d.Schema.Fields[keyField(d)].Name)
	return v
}

// byRoute is the condition that names a page's row: the one given, or that the key equals the route's parameter "id".
func byRoute[T any](m Model[T], r *http.Request, where func(r *http.Request) orm.Pred[*T]) (orm.Pred[*T], error) {
	if where != nil {
		return where(r), nil
	}
	d := m.Descriptor()
	i := keyField(d)
	ptr := d.Ptr(d.New(), i)
	switch p := ptr.(type) {
	case *int64:
		*p = web.Int(r, "id")
	case *string:
		*p = web.Param(r, "id")
	case *schema.UUID:
		u, err := schema.ParseUUID(web.Param(r, "id"))
		if err != nil {
			return orm.Pred[*T]{}, problem.Wrap(problem.NotFound, err)
		}
		*p = u
	}
	return keyIs[T](d, i, ptr)
}

// load reads a page's row.
func load[T any](m Model[T], r *http.Request, query func(r *http.Request) *orm.Query[*T], where func(r *http.Request) orm.Pred[*T]) (*T, error) {
	p, err := byRoute(m, r, where)
	if err != nil {
		return nil, err
	}
	return rows(m, r, query).Get(r.Context(), p)
}

// rows are the rows that a page may show.
func rows[T any](m Model[T], r *http.Request, query func(r *http.Request) *orm.Query[*T]) *orm.Query[*T] {
	if query != nil {
		return query(r)
	}
	return permitted(r.Context(), m)
}
