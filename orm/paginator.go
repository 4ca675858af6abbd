package orm

import (
	"context"
	"fmt"
	"strconv"

	"github.com/musette-go/musette/problem"
)

// Page is one page of a query's rows.
type Page[P any] struct {
	Rows    []P
	Number  int   // from 1
	Size    int   // the most rows of a page
	Count   int64 // rows in all; -1 when they were not counted
	HasNext bool
}

// HasPrevious reports whether there is a page before.
//
//go:noinline
func (p *Page[P]) HasPrevious() bool { return p.Number > 1 }

// HasOther reports whether there is any other page.
//
//go:noinline
func (p *Page[P]) HasOther() bool { return p.HasNext || p.HasPrevious() }

// Next is the number of the next page.
//
//go:noinline
func (p *Page[P]) Next() int { return p.Number + 1 }

// Previous is the number of the page before.
//
//go:noinline
func (p *Page[P]) Previous() int { return p.Number - 1 }

// Pages is the number of pages, at least 1; 0 when the rows were not counted.
//
//go:noinline
func (p *Page[P]) Pages() int {
	if p.Count < 0 {
		return 0
	}
	return max(1, int((p.Count+int64(p.Size)-1)/int64(p.Size)))
}

// Start is the number of the page's first row, from 1; 0 on an empty page.
//
//go:noinline
func (p *Page[P]) Start() int {
	if len(p.Rows) == 0 {
		return 0
	}
	return (p.Number-1)*p.Size + 1
}

// End is the number of the page's last row.
//
//go:noinline
func (p *Page[P]) End() int { return (p.Number-1)*p.Size + len(p.Rows) }

// Window lists page numbers around the current one for a pager: the first, the last and n on either side; 0 stands for a
// gap.
//
//go:noinline
func (p *Page[P]) Window(n int) []int {
	last := p.Pages()
	var out []int
	for i := 1; i <= last; i++ {
		if i == 1 || i == last || i >= p.Number-n && i <= p.Number+n {
			out = append(out, i)
		} else if len(out) > 0 && out[len(out)-1] != 0 {
			out = append(out, 0)
			i = max(i, min(p.Number-n-1, last-1))
		}
	}
	return out
}

// PageError is a page that does not exist, or a text that is no page number.
type PageError struct {
	Page  string // as given, shortened
	Pages int    // how many there are, when that is known
	kind  problem.Kind
}

func (e *PageError) Error() string {
	if e.kind == problem.BadRequest {
		return fmt.Sprintf("orm: page %q is not a whole number from 1", e.Page)
	}
	return fmt.Sprintf("orm: there is no page %s: the last one is %d", e.Page, e.Pages)
}

// Kind is BadRequest for what is no page number, NotFound for a page beyond the last.
func (e *PageError) Kind() problem.Kind { return e.kind }

// Public is the text for the person who made the request.
func (e *PageError) Public() string {
	if e.kind == problem.BadRequest {
		return "That page is not a number from 1."
	}
	return "That page does not exist."
}

// PageNumber reads the text of a page number; the empty text is page 1. The error is a [*PageError].
func PageNumber(text string) (int, error) {
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || len(text) > 10 {
		if r := []rune(text); len(r) > 40 {
			text = string(r[:40]) + "…"
		}
		return 0, &PageError{Page: text, kind: problem.BadRequest}
	}
	return n, nil
}

// Paginate reads one page, from 1, with two statements: the count and the rows. The error is a [*PageError] when there is no
// such page; the first page may be empty.
//
//go:noinline
func (q *Query[P]) Paginate(ctx context.Context, page, size int) (*Page[P], error) {
	q = q.paged()
	return paginate(ctx, page, size, q.Count, func(offset int) ([]P, error) { return q.Offset(offset).Limit(size).All(ctx) })
}

// Paginate reads one page of the results, from 1, with two statements. The error is a [*PageError] when there is no such
// page; the first page may be empty.
//
//go:noinline
func (q ResultQuery[R, M]) Paginate(ctx context.Context, page, size int) (*Page[M], error) {
	q.c.refineSliced("Paginate")
	if len(q.c.orderTerms()) == 0 && !q.c.noRow {
		q.c.order, q.c.ordered = q.c.byKey(), true
	}
	return paginate(ctx, page, size, q.Count, func(offset int) ([]M, error) { return q.Offset(offset).Limit(size).All(ctx) })
}

func paginate[P any](ctx context.Context, page, size int, count func(context.Context) (int64, error), rows func(offset int) ([]P, error)) (*Page[P], error) {
	if err := checkPage(page, size); err != nil {
		return nil, err
	}
	n, err := count(ctx)
	if err != nil {
		return nil, err
	}
	out := &Page[P]{Number: page, Size: size, Count: n}
	if page > out.Pages() {
		return nil, &PageError{Page: strconv.Itoa(page), Pages: out.Pages(), kind: problem.NotFound}
	}
	out.HasNext = page < out.Pages()
	out.Rows, err = rows((page - 1) * size)
	return out, err
}

// PaginateUncounted reads one page with one statement: it does not count, so it knows only whether there is a next page. A
// page beyond the last is an error unless it is the first.
//
//go:noinline
func (q *Query[P]) PaginateUncounted(ctx context.Context, page, size int) (*Page[P], error) {
	if err := checkPage(page, size); err != nil {
		return nil, err
	}
	rows, err := q.paged().Offset((page - 1) * size).Limit(size + 1).All(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 && page > 1 {
		return nil, &PageError{Page: strconv.Itoa(page), kind: problem.NotFound}
	}
	out := &Page[P]{Number: page, Size: size, Count: -1, HasNext: len(rows) > size}
	out.Rows = rows[:min(size, len(rows))]
	return out, nil
}

// paged refuses a slice of a slice, and sorts by the key what has no order: else a row could be on two pages, or on none.
//
//go:noinline
func (q *Query[P]) paged() *Query[P] {
	c := core(*q)
	c.refineSliced("Paginate")
	if len(c.orderTerms()) == 0 {
		c.order, c.ordered = c.byKey(), true
	}
	return (*Query[P])(&c)
}

const maxPage = 1_000_000_000

func checkPage(page, size int) error {
	if size < 1 {
		return fmt.Errorf("orm: a page of %d rows: expected 1 or more", size)
	}
	if page < 1 {
		return &PageError{Page: strconv.Itoa(page), kind: problem.BadRequest}
	}
	if page > maxPage/size {
		return &PageError{Page: strconv.Itoa(page), kind: problem.NotFound}
	}
	return nil
}
