package rest

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// A Lookup says how a filter compares, in Django's words.
type Lookup string

// The lookups. Texts have all of Exact to IEndsWith, numbers and times Exact and the comparisons, moments the parts of their date in UTC.
const (
	Exact       Lookup = "exact"
	IExact      Lookup = "iexact"
	Contains    Lookup = "contains"
	IContains   Lookup = "icontains"
	StartsWith  Lookup = "startswith"
	IStartsWith Lookup = "istartswith"
	EndsWith    Lookup = "endswith"
	IEndsWith   Lookup = "iendswith"
	Gt          Lookup = "gt"
	Gte         Lookup = "gte"
	Lt          Lookup = "lt"
	Lte         Lookup = "lte"
	In          Lookup = "in"    // a comma list
	Range       Lookup = "range" // two values with a comma
	IsNull      Lookup = "isnull"
	OnDate      Lookup = "date" // the day of a moment, in UTC
	Year        Lookup = "year"
	Month       Lookup = "month"
	Day         Lookup = "day"
)

// A Filter is a parameter of lists.
type Filter[R any] interface{ filters() []filterDef }

// filterDef is one parameter, before it is compiled.
type filterDef struct {
	c      *orm.ColRef
	lookup Lookup
	name   string
	naming func() string
	custom func(ctx context.Context, text string) (orm.Pred[any], error)
	many   func(ctx context.Context, texts []string) (orm.Pred[any], messages, error)
}

// filter is a compiled parameter.
type filter struct {
	name  string
	apply func(ctx context.Context, text string) (p orm.Pred[any], skip bool, ms messages, err error)
	many  func(ctx context.Context, texts []string) (orm.Pred[any], messages, error)
}

type filterOf[R any] []filterDef

func (f filterOf[R]) filters() []filterDef { return f }

// Filters declares parameters that compare a column for equality, under the names of django-filter: "category", "in_stock". Columns of other
// models come with their path: "category__name". Parameters that are not declared are ignored, as django-filter does.
func Filters[R any](cs ...orm.Column[R]) []Filter[R] {
	out := make([]Filter[R], len(cs))
	for i, c := range cs {
		out[i] = filterOf[R]{{c: orm.RefOfColumn(c), lookup: Exact}}
	}
	return out
}

// Lookups declares parameters that compare a column in other ways, one for each lookup: "price__gte", "name__icontains".
//
//	Filters: append(rest.Filters(Products.Category), rest.Lookups(Products.Price, rest.Gte, rest.Lt))
func Lookups[R any](c orm.Column[R], ls ...Lookup) Filter[R] {
	out := make(filterOf[R], len(ls))
	for i, l := range ls {
		out[i] = filterDef{c: orm.RefOfColumn(c), lookup: l}
	}
	return out
}

// FilterFunc declares a parameter whose condition a function makes. An error of the kind [problem.Invalid] is told the client under the
// parameter's name.
func FilterFunc[T any](name string, fn func(ctx context.Context, text string) (orm.Pred[*T], error)) Filter[*T] {
	return filterOf[*T]{{name: name, custom: func(ctx context.Context, text string) (orm.Pred[any], error) {
		p, err := fn(ctx, text)
		return orm.Pred[any](p), err
	}}}
}

// AllFilters puts lists of filters together.
func AllFilters[R any](first []Filter[R], more ...Filter[R]) []Filter[R] {
	return append(first[:len(first):len(first)], more...)
}

func (d filterDef) compile() (*filter, error) {
	if d.many != nil {
		return &filter{name: d.naming(), many: d.many}, nil
	}
	if d.custom != nil {
		return &filter{name: d.name, apply: d.applyCustom}, nil
	}
	name := d.c.Lookup()
	if d.lookup != Exact {
		name += "__" + string(d.lookup)
	}
	m := &matcher{c: (*orm.Ord[any, any])(d.c), text: (*orm.Text[any])(d.c), f: *d.c.Field(), lookup: d.lookup}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("rest: the filter %s: %w", name, err)
	}
	return &filter{name: name, apply: m.apply}, nil
}

func (d filterDef) applyCustom(ctx context.Context, text string) (orm.Pred[any], bool, messages, error) {
	p, err := d.custom(ctx, text)
	if err != nil {
		m, err := messageOf(err)
		return p, false, messages{m}, err
	}
	return p, false, nil, nil
}

// filtered adds the conditions of a request's parameters to a query. What is wrong is told for all of them.
func (rq *Request) filtered(q *orm.Query[any], fs []*filter) (*orm.Query[any], error) {
	n := &errNode{}
	var ps []orm.Pred[any]
	for _, f := range fs {
		text, ok := rq.param(f.name)
		if !ok || text == "" {
			continue
		}
		if strings.Contains(text, "\x00") {
			n.add(f.name, problem.FieldError{Code: "null_characters_not_allowed", Message: "Null characters are not allowed."})
			continue
		}
		p, skip, ms, err := f.given(rq, text)
		switch {
		case err != nil:
			return nil, err
		case len(ms) > 0:
			n.add(f.name, ms...)
		case !skip:
			ps = append(ps, p)
		}
	}
	if !n.empty() {
		return nil, errInvalid(n)
	}
	if len(ps) == 0 {
		return q, nil
	}
	return q.Filter(ps...), nil
}

func (f *filter) given(rq *Request, text string) (p orm.Pred[any], skip bool, ms messages, err error) {
	if f.many == nil {
		return f.apply(rq.Context(), text)
	}
	p, ms, err = f.many(rq.Context(), rq.params(f.name))
	return p, false, ms, err
}
