package views

import (
	"context"
	"fmt"
	"reflect"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/storage"
)

// ModelForm declares a form for a model's rows from some of its columns, in this order. Labels, help, limits, choices and validators are
// the model's own: a row is checked by its Validate, with the same codes as everywhere. A field that is not listed is never written,
// whatever is sent. A column that cannot be in a form is found at start, when the form is given to a view, or by its MustCheck.
//
//	var productForm = views.ModelForm(Products, Products.Name, Products.Price, views.Choose(Products.Category, Categories))
func ModelForm[T any](m Model[T], columns ...orm.Column[*T]) *form.Definition[T] {
	if len(columns) == 0 {
		panic("views: ModelForm of " + m.Descriptor().Label() + " without columns: name every column that people may write")
	}
	return form.DefineModel(func(p *T) form.Fields { return FieldsOf(m, p, columns...) }).Clean(Clean(m, columns...))
}

// FieldsOf are the form fields for some columns of a row, for a form that has others too. [Clean] checks the row.
func FieldsOf[T any](m Model[T], p *T, columns ...orm.Column[*T]) form.Fields {
	fields := make(form.Fields, len(columns))
	for i, c := range columns {
		fields[i] = fieldOf(m.Descriptor(), p, c)
	}
	return fields
}

// Clean checks a row of the model, for [form.Definition.Clean]. Errors of fields that the form does not have are left out: they are for
// whoever fills these in, and the model finds them again when it stores the row.
func Clean[T any](m Model[T], columns ...orm.Column[*T]) func(ctx context.Context, p *T, errs *form.Errors) {
	return func(ctx context.Context, p *T, errs *form.Errors) {
		err := m.Validate(ctx, p)
		if err == nil {
			return
		}
		v := validation(err)
		if v == nil {
			errs.Fail(err)
			return
		}
		for _, name := range v.Names() {
			known := errs.HasNamed(name) // what could not be read is not in the row, so the row's word on it says nothing
			for _, e := range v.Fields[name] {
				if name == problem.NonField {
					errs.AddForm(e.Code, e.Message)
				} else if !known {
					errs.AddNamed(name, e.Code, e.Message)
				}
			}
		}
	}
}

// column is a column with what a form shall do with it.
type column[R any] struct {
	orm.Column[R]
	field       func(f *schema.Field, row any, ptr any) form.Item // nil for the one that the type gives
	many        func(row any) form.Item                           // for a many-to-many, which has no column
	upload      bool                                              // it holds the name of a file
	widget      form.Widget
	label, help string
}

// wrap returns the column as one that can be refined.
func wrap[R any](c orm.Column[R]) *column[R] {
	if have, ok := c.(*column[R]); ok {
		own := *have
		return &own
	}
	return &column[R]{Column: c}
}

// Widget shows a column's field in another way: views.Widget(Products.Status, form.RadioSelect).
func Widget[R any](c orm.Column[R], w form.Widget) orm.Column[R] {
	own := wrap(c)
	own.widget = w
	return own
}

// Labelled gives a column's field another label and line of help in this form; "" leaves the model's.
func Labelled[R any](c orm.Column[R], label, help string) orm.Column[R] {
	own := wrap(c)
	own.label, own.help = label, help
	return own
}

// Choose gives the column of a key the rows that can be chosen: those of the model for which all of ps hold, in its order, at most
// [form.MaxChoices]. It runs one statement for each form. A row's label is what its String method says, or else its first text.
func Choose[R, U any](c orm.Column[R], m Model[U], ps ...orm.Pred[*U]) orm.Column[R] {
	return ChooseFrom(c, m, func(ctx context.Context) *orm.Query[*U] { return permitted(ctx, m).Filter(ps...) })
}

// ChooseFrom is [Choose] with a query that is made for each request, for instance with the rows of the user.
func ChooseFrom[R, U any](c orm.Column[R], m Model[U], query func(ctx context.Context) *orm.Query[*U]) orm.Column[R] {
	own := wrap(c)
	d := m.Descriptor()
	own.field = func(f *schema.Field, _ any, ptr any) form.Item {
		if f.Relation == nil || f.Relation.To != d.Label() {
			panic(fmt.Sprintf("views: Choose: %s is no key to %s", f.Name, d.Label()))
		}
		read := func(ctx context.Context) ([]*U, error) { return query(ctx).Limit(form.MaxChoices + 1).All(ctx) }
		switch p := ptr.(type) {
		case *int64:
			return form.Key(f, p, choicesOf[U, int64](d, read))
		case *string:
			return form.Key(f, p, choicesOf[U, string](d, read))
		case *schema.UUID:
			return form.Key(f, p, choicesOf[U, schema.UUID](d, read))
		}
		panic(fmt.Sprintf("views: Choose: keys of type %T are not possible", ptr))
	}
	return own
}

func choicesOf[U any, K comparable](d *orm.Descriptor, read func(ctx context.Context) ([]*U, error)) form.Source[K] {
	return func(ctx context.Context) ([]form.Choice[K], error) {
		rows, err := read(ctx)
		if err != nil {
			return nil, err
		}
		out := make([]form.Choice[K], len(rows))
		for i, row := range rows {
			out[i] = form.Choice[K]{Value: *d.Ptr(row, keyField(d)).(*K), Label: labelOf(d, row)}
		}
		return out, nil
	}
}

// labelOf is what people see of a row.
func labelOf(d *orm.Descriptor, row any) string {
	if s, ok := row.(fmt.Stringer); ok {
		return s.String()
	}
	for i := range d.Schema.Fields {
		if f := &d.Schema.Fields[i]; f.Type.IsText() && f.Relation == nil && !f.PrimaryKey {
			if s, ok := d.Ptr(row, i).(*string); ok && *s != "" {
				return *s
			}
		}
	}
	return fmt.Sprintf("%s %v", d.Model().Verbose(), keyValue(d, row))
}

// Upload makes the column of a file's name a file field: what was sent is stored in a folder of the bucket when the row is, and the
// column holds its name. A nil bucket is the site's own. When the row cannot be stored, neither is the file. A file that is replaced or
// cleared is deleted after the transaction has committed, see [RemoveFile]; so no two rows may share one. The field of an image column
// takes images only.
func Upload[R any](c orm.Column[R], to *storage.Bucket, folder string) orm.Column[R] {
	own := wrap(c)
	own.upload = true
	own.field = func(f *schema.Field, _ any, ptr any) form.Item {
		name, ok := ptr.(*string)
		if !ok {
			panic(fmt.Sprintf("views: Upload: %s is held in a %T, expected a text", f.Name, ptr))
		}
		return form.StoredFile(f, name, form.FileOptions{Bucket: to, Folder: folder, Unneeded: RemoveFile})
	}
	return own
}

// fieldOf makes the form field of one column.
func fieldOf[T any](d *orm.Descriptor, p *T, c orm.Column[*T]) form.Item {
	own, _ := c.(*column[*T])
	if own == nil {
		own = &column[*T]{Column: c}
	}
	if own.many != nil {
		item := own.many(p)
		form.Adjust(item, own.widget, own.label, own.help)
		return item
	}
	i := indexOf(d, own.Column)
	f := d.Model().Fields[i]
	f.Relation = d.Schema.Fields[i].Relation
	ptr := d.Ptr(p, i)
	item, err := form.Item(nil), error(nil)
	switch {
	case f.PrimaryKey && f.Auto:
		err = fmt.Errorf("the database assigns it")
	case own.field != nil:
		item = own.field(&f, p, ptr)
	case f.Relation != nil:
		err = fmt.Errorf("it is a key to %s: say with views.Choose which rows can be chosen", f.Relation.To)
	case f.Format == schema.File || f.Format == schema.Image:
		err = fmt.Errorf("it names a file: say with views.Upload where files go")
	default:
		item, err = form.FromSchema(&f, ptr)
	}
	if err != nil {
		panic(fmt.Sprintf("views: %s.%s in a form: %v", d.Label(), f.Name, err))
	}
	form.Adjust(item, own.widget, own.label, own.help)
	return item
}

// indexOf finds a column among the model's fields. A column of a related model has the same type, so it is compared by identity.
func indexOf[T any](d *orm.Descriptor, c orm.Column[*T]) int {
	name := orm.Name(c)
	for i := range d.Schema.Fields {
		f := &d.Schema.Fields[i]
		if f.Name != name || !f.HasColumn() {
			continue
		}
		if f.Relation != nil || reflect.ValueOf(c).Pointer() == reflect.ValueOf(d.Root().Col(i)).Pointer() {
			return i
		}
	}
	panic(fmt.Sprintf("views: the column %s in a form of %s belongs to another model", name, d.Label()))
}
