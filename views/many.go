package views

import (
	"context"
	"fmt"
	"reflect"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// ChooseMany puts a many-to-many into a form: a list of the rows of m for which all of ps hold, of which any number can be chosen, at most
// [form.MaxChoices] being shown. [Widget] shows them as checkboxes. It is seen from either side:
//
//	views.ModelForm(Books, Books.Title, views.Widget(views.ChooseMany(Books.Readers, Readers), form.CheckboxSelectMultiple))
//
// What was chosen is stored by [form.Form.Store], after the row and in the same transaction; the views and inline formsets call it. Rows
// that are related already and that ps leave out stay related. It runs two statements for each form, and one or two more where something
// has changed. A relation whose pairs are rows of a model of one's own is edited with [Inline].
func ChooseMany[T, U any](rel *orm.ManyToMany[*T, *U], m Model[U], ps ...orm.Pred[*U]) orm.Column[*T] {
	return ChooseManyFrom(rel, m, func(ctx context.Context) *orm.Query[*U] { return permitted(ctx, m).Filter(ps...) })
}

// ChooseManyFrom is [ChooseMany] with a query that is made for each request, for instance with the rows of the user.
func ChooseManyFrom[T, U any](rel *orm.ManyToMany[*T, *U], m Model[U], query func(ctx context.Context) *orm.Query[*U]) orm.Column[*T] {
	return &column[*T]{Column: noColumn[*T]{}, many: func(row any) form.Item {
		f := orm.FieldOfMany(rel)
		if f.Relation.Through != "" {
			panic(fmt.Sprintf("views: ChooseMany: the pairs of %s are rows of %s: use an Inline of that", f.GoName, f.Relation.Through))
		}
		p, d := row.(*T), m.Descriptor()
		key := d.Root().Col(keyField(d))
		switch d.Ptr(new(U), keyField(d)).(type) {
		case *int64:
			return membersField[T, U, int64](&f, rel, p, d, query, (*orm.Num[*U, int64])(key))
		case *string:
			return membersField[T, U, string](&f, rel, p, d, query, (*orm.Text[*U])(key))
		case *schema.UUID:
			return membersField[T, U, schema.UUID](&f, rel, p, d, query, (*orm.Ord[*U, schema.UUID])(key))
		}
		panic(fmt.Sprintf("views: ChooseMany: %s has keys of a type that no form can send", d.Label()))
	}}
}

// noColumn stands where a column is expected and a many-to-many is.
type noColumn[R any] struct{}

// IsNull implements orm.Column.
func (noColumn[R]) IsNull() orm.Pred[R] {
	panic("views: a many-to-many has no column of its own: ChooseMany is for ModelForm, FieldsOf and Inline only")
}

// membersField is the field for whom the row p is related to.
func membersField[T, U any, K comparable](f *schema.Field, rel *orm.ManyToMany[*T, *U], p *T, d *orm.Descriptor,
	query func(ctx context.Context) *orm.Query[*U], key orm.Expr[*U, K]) form.Item {
	return form.Members(f, fieldPointer(p, f.GoName), form.Relation[K]{
		Choices: choicesOf[U, K](d, func(ctx context.Context) ([]*U, error) { return query(ctx).Limit(form.MaxChoices + 1).All(ctx) }),
		Now: func(ctx context.Context) ([]K, error) {
			if row, ok := any(p).(interface{ IsSaved() bool }); !ok || !row.IsSaved() {
				return nil, nil
			}
			return orm.Values(ctx, rel.Query(p).Unrestricted(), key)
		},
		Change: func(ctx context.Context, add, remove []K) error {
			if err := rel.Remove(ctx, p, rowsWith[U](d, remove)...); err != nil {
				return err
			}
			return rel.Add(ctx, p, rowsWith[U](d, add)...)
		},
		Atomic: orm.Atomic,
	})
}

// rowsWith are rows of which nothing but the key is known.
func rowsWith[U any, K comparable](d *orm.Descriptor, keys []K) []*U {
	out := make([]*U, len(keys))
	for i, k := range keys {
		out[i] = new(U)
		*d.Ptr(out[i], keyField(d)).(*K) = k
	}
	return out
}

// fieldPointer is the address of a field of a row, nil where it has none of that name.
func fieldPointer[T any](p *T, goName string) any {
	f := reflect.ValueOf(p).Elem().FieldByName(goName)
	if !f.IsValid() || !f.CanAddr() {
		return nil
	}
	return f.Addr().Interface()
}
