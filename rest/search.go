package rest

import (
	"fmt"
	"strings"

	"github.com/musette-go/musette/orm"
)

// SearchField is a text that ?search= looks into.
type SearchField[R any] struct {
	c  orm.Expr[R, string]
	by Lookup
}

// Search declares the texts that ?search= looks into: every word of it must occur in at least one of them, in any case.
func Search[R any](cs ...orm.Expr[R, string]) []SearchField[R] {
	out := make([]SearchField[R], len(cs))
	for i, c := range cs {
		out[i] = SearchField[R]{c, IContains}
	}
	return out
}

// SearchBy is a text that a word is compared with in another way: [IStartsWith] (DRF's ^) or [IExact] (DRF's =).
func SearchBy[R any](c orm.Expr[R, string], by Lookup) SearchField[R] { return SearchField[R]{c, by} }

// search is a compiled search field.
type search func(term string) orm.Pred[any]

func (f SearchField[R]) compile() (search, error) {
	c := f.c
	switch f.by {
	case IContains:
		t, ok := any(c).(interface{ IContains(v string) orm.Pred[R] })
		if !ok {
			return nil, fmt.Errorf("rest: Search takes columns of text, not a %T", c)
		}
		return func(term string) orm.Pred[any] { return orm.Pred[any](t.IContains(term)) }, nil
	case IStartsWith:
		return func(term string) orm.Pred[any] { return orm.Pred[any](orm.IStartsWith(c, term)) }, nil
	case IExact:
		return func(term string) orm.Pred[any] { return orm.Pred[any](orm.IExact(c, term)) }, nil
	}
	return nil, fmt.Errorf("rest: SearchBy knows no lookup %q: expected IContains, IStartsWith or IExact", f.by)
}

var searchText = strings.NewReplacer("\x00", "", ",", " ")

// maxTerms bounds the words of a search, since each is compared with every field.
const maxTerms = 32

// searched adds the conditions of ?search=.
func (rq *Request) searched(q *orm.Query[any], fields []search) (*orm.Query[any], error) {
	if len(fields) == 0 {
		return q, nil
	}
	text := rq.Query("search")
	if text == "" {
		return q, nil
	}
	terms := strings.Fields(searchText.Replace(text))
	if len(terms) == 0 {
		return q, nil
	}
	if len(terms) > maxTerms {
		return nil, errParse(fmt.Sprintf("A search has at most %d words.", maxTerms))
	}
	all := make([]orm.Pred[any], len(terms))
	for i, term := range terms {
		any1 := make([]orm.Pred[any], len(fields))
		for k, f := range fields {
			any1[k] = f(term)
		}
		all[i] = orm.Or(any1...)
	}
	return q.Filter(all...), nil
}

// Ordering declares the columns that ?ordering=-price,name may sort by, under their names; of other models with the path,
// "category__name". Names that are not declared are ignored, as DRF does.
func Ordering[R any](cs ...orm.Column[R]) []orm.Column[R] { return cs }

// maxOrderKeys bounds how many keys one request sorts by.
const maxOrderKeys = 16

// ordering reads ?ordering=.
func (rq *Request) ordering(known map[string]*orm.ColRef) []orderKey {
	text := rq.Query("ordering")
	if text == "" || len(known) == 0 {
		return nil
	}
	var out []orderKey
	for i, part := range strings.SplitN(text, ",", maxOrderKeys+1) {
		name, desc := strings.CutPrefix(strings.TrimSpace(part), "-")
		if c := known[name]; c != nil && i < maxOrderKeys {
			out = append(out, orderKey{c, desc})
		}
	}
	return out
}
