package views

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
)

// InlineOptions configure an [Inline] formset. The zero value is usable.
type InlineOptions[C any] struct {
	// Prefix begins the names of the fields. Defaults to the model's name in lower case.
	Prefix string
	// Max is the most rows. Defaults to form.DefaultMaxForms.
	Max int
	// Min is the fewest rows. Defaults to 0.
	Min int
	// Extra is how many empty forms are shown. Defaults to 0.
	Extra int
	// CanDelete lets people remove rows. Defaults to false.
	CanDelete bool
	// Query narrows the rows that are shown, those of the parent already. Defaults to all of them, in the model's order.
	Query func(ctx context.Context, q *orm.Query[*C]) *orm.Query[*C]
}

// InlineSet is a formset for the rows that belong to one row of another model. [Inline] makes it.
type InlineSet[T, C any] struct {
	parent Model[T]
	child  Model[C]
	key    int // of the child's fields: the one that points to the parent
	def    *form.Definition[C]
	opt    InlineOptions[C]
}

// Inline declares a formset for the rows of child whose key points to a row of parent, with some of their columns:
//
//	var lineSet = views.Inline(Orders, Lines, Lines.Order, views.InlineOptions[Line]{Max: 20, Extra: 3, CanDelete: true}, Lines.Product, Lines.Quantity)
//
// It panics when the key points elsewhere or is among the columns: people do not move rows to another parent.
func Inline[T, C any](parent Model[T], child Model[C], key orm.Column[*C], opt InlineOptions[C], columns ...orm.Column[*C]) *InlineSet[T, C] {
	d := child.Descriptor()
	i := indexOf(d, key)
	f := &d.Schema.Fields[i]
	if f.Relation == nil || f.Relation.To != parent.Descriptor().Label() {
		panic(fmt.Sprintf("views: Inline: %s.%s is no key to %s", d.Label(), f.Name, parent.Descriptor().Label()))
	}
	for _, c := range columns {
		if own, ok := c.(*column[*C]); ok && own.many != nil {
			continue
		}
		if orm.Name(c) == f.Name {
			panic(fmt.Sprintf("views: Inline: %s.%s is set by the formset: leave it out", d.Label(), f.Name))
		}
	}
	if opt.Prefix == "" {
		opt.Prefix = strings.ToLower(d.Schema.Name)
	}
	return &InlineSet[T, C]{parent, child, i, ModelForm(child, columns...), opt}
}

// BoundInline is an inline formset of one page.
type BoundInline[T, C any] struct {
	*form.BoundSet[C]
	set *InlineSet[T, C]
}

// From returns the set for a request and a parent: with its rows for GET and HEAD, and with what was sent for all other methods. A new
// parent has no rows. Rows are found among those of the parent only, whatever keys are sent. It runs one statement, besides what the
// fields' choices and checks need.
func (s *InlineSet[T, C]) From(r *http.Request, parent *T) (*BoundInline[T, C], error) {
	rows, err := s.rows(r.Context(), parent)
	if err != nil {
		return nil, err
	}
	d := s.child.Descriptor()
	set := form.Set(s.def, form.SetOptions[C]{
		Prefix: s.opt.Prefix, Max: s.opt.Max, Min: s.opt.Min, Extra: s.opt.Extra, CanDelete: s.opt.CanDelete,
		Key: func(c *C) string { return fmt.Sprint(keyValue(d, c)) },
		New: func() *C { c := s.child.New(); s.attach(parent, c); return c },
	})
	b, err := set.From(r, rows)
	if err != nil {
		return nil, err
	}
	return &BoundInline[T, C]{b, s}, nil
}

// rows are the parent's.
func (s *InlineSet[T, C]) rows(ctx context.Context, parent *T) ([]*C, error) {
	if !isSaved(s.parent.Descriptor(), parent) {
		return nil, nil
	}
	p, err := keyIs[C](s.child.Descriptor(), s.key, s.parentKey(parent))
	if err != nil {
		return nil, err
	}
	q := permitted(ctx, s.child, orm.View, orm.Change).Filter(p)
	if s.opt.Query != nil {
		q = s.opt.Query(ctx, q)
	}
	return q.All(ctx)
}

func isSaved(d *orm.Descriptor, row any) bool { return d.State(row).IsSaved() }

// parentKey is a pointer to the parent's key.
func (s *InlineSet[T, C]) parentKey(parent *T) any {
	d := s.parent.Descriptor()
	return d.Ptr(parent, keyField(d))
}

// attach points a row to the parent.
func (s *InlineSet[T, C]) attach(parent *T, child *C) {
	switch to := s.child.Descriptor().Ptr(child, s.key).(type) {
	case *int64:
		*to = *s.parentKey(parent).(*int64)
	case *string:
		*to = *s.parentKey(parent).(*string)
	default:
		panic(fmt.Sprintf("views: Inline: keys of type %T are not possible", to))
	}
}

// Save stores what was sent for a parent that is stored: it deletes, writes and creates rows in one transaction, in the order of the
// forms, with their files and relations. What is wrong only in the eyes of the database goes into the set, which is then no longer valid; stored says whether all is well.
func (b *BoundInline[T, C]) Save(ctx context.Context, parent *T) (stored bool, err error) {
	err = b.Store(ctx, func(ctx context.Context) error {
		return orm.Atomic(ctx, func(ctx context.Context) error { return b.save(ctx, parent) })
	})
	if v := validation(err); v != nil {
		for _, name := range v.Names() {
			for _, e := range v.Fields[name] {
				b.AddError(e.Code, e.Message)
			}
		}
		return false, nil
	}
	return err == nil, err
}

func (b *BoundInline[T, C]) save(ctx context.Context, parent *T) error {
	for _, c := range b.Deleted() {
		if _, err := b.set.child.Delete(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range b.Changed() {
		if err := b.set.child.Save(ctx, c); err != nil {
			return err
		}
	}
	for _, c := range b.Added() {
		b.set.attach(parent, c)
		if err := b.set.child.Create(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
