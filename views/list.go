package views

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// ListOptions configure [List]. The zero value shows all rows, 25 a page, in the model's order.
type ListOptions[T any] struct {
	// Query are the rows, for instance only some of them, or with SelectRelated. Defaults to those that the model's policy lets
	// the person see, all without one.
	Query func(r *http.Request) *orm.Query[*T]
	// PageSize is the number of rows of a page, which ?page= chooses. Defaults to 25.
	PageSize int
	// Search are the columns that ?search= looks at; [Search] lists them. Each word must be found in one of them. Defaults to none.
	Search []*orm.Text[*T]
	// Ordering are the orders that ?ordering= may ask for. Defaults to none.
	Ordering orm.OrderKeys[*T]
	// Uncounted leaves out the count of all rows, which is slow on large tables. Defaults to false.
	Uncounted bool
}

// DefaultPageSize is the number of rows of a page where ListOptions says nothing else.
const DefaultPageSize = 25

// maxSearch bounds what a search may ask for.
const (
	maxSearchText  = 200
	maxSearchWords = 10
)

// Search lists the columns of a search.
func Search[R any](columns ...*orm.Text[R]) []*orm.Text[R] { return columns }

// ListPage is what the template of a list gets.
type ListPage[T any] struct {
	Page     *orm.Page[*T]
	Search   string // what ?search= says
	Ordering string // what ?ordering= says
}

// List shows the rows of a model in pages. It runs two statements, one when uncounted. A page that does not exist is 404; what cannot
// be understood (?page=x, an unknown ordering) is 400.
func List[T any](m Model[T], page *render.PageOf[ListPage[T]], opt ListOptions[T]) web.HandlerFunc {
	if opt.PageSize == 0 {
		opt.PageSize = DefaultPageSize
	}
	if opt.PageSize < 0 {
		panic(fmt.Sprintf("views: List of %s with pages of %d rows: expected 1 or more", m.Descriptor().Label(), opt.PageSize))
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		data, err := list(m, r, opt)
		if err != nil {
			return err
		}
		return page.Render(w, r, data)
	}
}

func list[T any](m Model[T], r *http.Request, opt ListOptions[T]) (data ListPage[T], err error) {
	number, err := web.Page(r)
	if err != nil {
		return data, err
	}
	q := rows(m, r, opt.Query)
	if len(opt.Search) > 0 {
		if data.Search, err = web.Query(r, "search"); err != nil {
			return data, err
		}
		if q, err = search(q, data.Search, opt.Search); err != nil {
			return data, err
		}
	}
	if len(opt.Ordering) > 0 {
		if data.Ordering, err = web.Query(r, "ordering"); err != nil {
			return data, err
		}
		if q, err = ordered(m, q, data.Ordering, opt.Ordering); err != nil {
			return data, err
		}
	}
	read := q.Paginate
	if opt.Uncounted {
		read = q.PaginateUncounted
	}
	data.Page, err = read(r.Context(), number, opt.PageSize)
	return data, err
}

// search keeps the rows in which every word is found.
func search[T any](q *orm.Query[*T], text string, columns []*orm.Text[*T]) (*orm.Query[*T], error) {
	words := strings.Fields(text)
	if len(text) > maxSearchText || len(words) > maxSearchWords {
		return q, problem.New(problem.BadRequest, fmt.Sprintf("A search has at most %d words.", maxSearchWords))
	}
	for _, word := range words {
		found := make([]orm.Pred[*T], len(columns))
		for i, c := range columns {
			found[i] = c.IContains(word)
		}
		q = q.Filter(orm.Or(found...))
	}
	return q, nil
}

// ordered sorts the rows, by the key last, so that no row is on two pages.
func ordered[T any](m Model[T], q *orm.Query[*T], text string, keys orm.OrderKeys[*T]) (*orm.Query[*T], error) {
	order, err := keys.Parse(text)
	if err != nil || len(order) == 0 {
		return q, err
	}
	d := m.Descriptor()
	key := (*orm.Ord[*T, any])(d.Root().Col(keyField(d)))
	return q.OrderBy(append(order, key.Asc())...), nil
}
