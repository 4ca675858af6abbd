package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// A Pagination cuts lists into pages: [PageNumber], [LimitOffset] or [Cursor].
type Pagination interface {
	page(rq *Request, l *listing) (*page, error)
	check() error
}

// listing is a list before it is cut: its query, its order, and what its rows are written with.
type listing struct {
	q       *orm.Query[any]
	d       *orm.Descriptor
	ordered []orderKey // what the client chose, nil for the default
}

// page is one page with its links.
type page struct {
	rows           []any
	count          int64 // -1 where it is not part of the envelope
	next, previous string
}

// DefaultMaxPageSize bounds the size that a client may ask for where the pagination names no bound of its own.
const DefaultMaxPageSize = 1000

// PageNumber paginates by ?page=2, as DRF's PageNumberPagination.
type PageNumber struct {
	// PageSize is how many rows a page has. Required.
	PageSize int
	// SizeParam is the parameter by which a client chooses another size: "page_size". Defaults to none: it cannot.
	SizeParam string
	// MaxPageSize bounds what a client chooses. Defaults to [DefaultMaxPageSize].
	MaxPageSize int
	// PageParam is the parameter of the page. Defaults to "page".
	PageParam string
	// Uncounted leaves out the total, which costs a statement: the envelope has no count, and ?page=last does not exist. Defaults to false.
	Uncounted bool
}

func (p PageNumber) check() error {
	if p.PageSize < 1 {
		return fmt.Errorf("rest: PageNumber with a PageSize of %d: expected 1 or more", p.PageSize)
	}
	return nil
}

// positive reads a number from 0 up, as Python's int() does; strict refuses 0. What is beyond cutoff becomes it.
func positive(text string, strict bool, cutoff int) (int, bool) {
	v := value{kind: textValue, text: text}
	if len(text) > 100 || strings.Contains(text, ".") {
		return 0, false
	}
	n, ok := intText(&v)
	if !ok || n.Sign() < 0 || strict && n.Sign() == 0 {
		return 0, false
	}
	if !n.IsInt64() || n.Int64() > int64(cutoff) {
		return cutoff, true
	}
	return int(n.Int64()), true
}

// size is the number of rows of a page that a request asks for.
func size(rq *Request, param string, byDefault, most int) int {
	if most <= 0 {
		most = max(DefaultMaxPageSize, byDefault)
	}
	if text, ok := rq.param(param); ok && param != "" {
		if n, ok := positive(text, true, most); ok {
			return n
		}
	}
	return byDefault
}

func errPage(text string) *Error {
	return &Error{Status: http.StatusNotFound, Code: "not_found", Detail: text}
}

func (p PageNumber) page(rq *Request, l *listing) (*page, error) {
	param := p.PageParam
	if param == "" {
		param = "page"
	}
	n := size(rq, p.SizeParam, p.PageSize, p.MaxPageSize)
	text, ok := rq.param(param)
	if !ok {
		text = "1"
	}
	if p.Uncounted {
		return p.uncounted(rq, l, param, text, n)
	}
	count, err := l.q.Count(rq.Context())
	if err != nil {
		return nil, err
	}
	last := max(1, (count+int64(n)-1)/int64(n))
	number := last
	if text != "last" {
		k, ok := positive(text, true, 1<<31)
		if !ok || int64(k) > last {
			return nil, errPage("Invalid page.")
		}
		number = int64(k)
	}
	out := &page{count: count}
	if count > 0 { // of an empty list the page is known
		if out.rows, err = l.q.Offset(int(number-1) * n).Limit(n).All(rq.Context()); err != nil {
			return nil, err
		}
	}
	if number < last {
		out.next = rq.link(param, strconv.FormatInt(number+1, 10))
	}
	if number > 1 {
		out.previous = previousPage(rq, param, number)
	}
	return out, nil
}

func previousPage(rq *Request, param string, number int64) string {
	if number == 2 {
		return rq.link(param, "")
	}
	return rq.link(param, strconv.FormatInt(number-1, 10))
}

func (p PageNumber) uncounted(rq *Request, l *listing, param, text string, n int) (*page, error) {
	number, ok := positive(text, true, 1<<31/n)
	if !ok {
		return nil, errPage("Invalid page.")
	}
	rows, err := l.q.Offset((number - 1) * n).Limit(n + 1).All(rq.Context())
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 && number > 1 {
		return nil, errPage("Invalid page.")
	}
	out := &page{count: -1, rows: rows[:min(n, len(rows))]}
	if len(rows) > n {
		out.next = rq.link(param, strconv.Itoa(number+1))
	}
	if number > 1 {
		out.previous = previousPage(rq, param, int64(number))
	}
	return out, nil
}

// LimitOffset paginates by ?limit=20&offset=40, as DRF's LimitOffsetPagination.
type LimitOffset struct {
	// DefaultLimit is how many rows there are where the client does not say. Required.
	DefaultLimit int
	// MaxLimit bounds what a client asks for. Defaults to [DefaultMaxPageSize].
	MaxLimit int
}

func (p LimitOffset) check() error {
	if p.DefaultLimit < 1 {
		return fmt.Errorf("rest: LimitOffset with a DefaultLimit of %d: expected 1 or more", p.DefaultLimit)
	}
	return nil
}

func (p LimitOffset) page(rq *Request, l *listing) (*page, error) {
	limit := size(rq, "limit", p.DefaultLimit, p.MaxLimit)
	count, err := l.q.Count(rq.Context())
	if err != nil {
		return nil, err
	}
	offset, _ := positive(rq.Query("offset"), false, 1<<31)
	out := &page{count: count}
	if count > 0 && int64(offset) <= count {
		if out.rows, err = l.q.Offset(offset).Limit(limit).All(rq.Context()); err != nil {
			return nil, err
		}
	}
	text := strconv.Itoa(limit)
	if int64(offset)+int64(limit) < count {
		out.next = rq.link("limit", text, "offset", strconv.Itoa(offset+limit))
	}
	if offset > 0 {
		back := ""
		if offset > limit {
			back = strconv.Itoa(offset - limit)
		}
		out.previous = rq.link("limit", text, "offset", back)
	}
	return out, nil
}

// link is the address of the request with some parameters changed, or left out where they are "". The others stay, in the order of their
// names, as DRF writes them.
func (rq *Request) link(changes ...string) string {
	rq.param("") // parses
	q := url.Values{}
	for k, vs := range rq.query {
		q[k] = vs
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == "" {
			q.Del(changes[i])
		} else {
			q[changes[i]] = []string{changes[i+1]}
		}
	}
	to := web.AbsoluteURL(rq.R, rq.R.URL.EscapedPath())
	if len(q) == 0 {
		return to
	}
	return to + "?" + q.Encode()
}

// orderKey is one key of an order, with the column it sorts by.
type orderKey struct {
	c    *orm.ColRef
	desc bool
}

func (k orderKey) order() orm.Order[any] {
	c := (*orm.Ord[any, any])(k.c)
	if k.desc {
		return c.Desc()
	}
	return c.Asc()
}

// sorted orders a query by some keys, and by the primary key at the end, so that rows which are equal stay in the same order on every page.
func sorted(q *orm.Query[any], d *orm.Descriptor, keys []orderKey) *orm.Query[any] {
	pk := d.Root().Col(d.PrimaryKey())
	os := make([]orm.Order[any], 0, len(keys)+1)
	for _, k := range keys {
		os = append(os, k.order())
	}
	if !slices.ContainsFunc(keys, func(k orderKey) bool { return k.c == pk }) {
		os = append(os, orderKey{c: pk}.order())
	}
	return q.OrderBy(os...)
}

// appendPage writes DRF's envelope around the rows.
func (p *plan) appendPage(ctx context.Context, rq *Request, b []byte, pg *page) ([]byte, error) {
	if err := p.complete(ctx, pg.rows); err != nil {
		return b, err
	}
	b = append(b, '{')
	if pg.count >= 0 {
		b = append(appendInt(append(b, `"count":`...), pg.count), ',')
	}
	b = appendLinkOrNull(append(b, `"next":`...), pg.next)
	b = appendLinkOrNull(append(b, `,"previous":`...), pg.previous)
	b, err := p.appendList(rq, append(b, `,"results":`...), pg.rows)
	return append(b, '}'), err
}

func appendLinkOrNull(b []byte, link string) []byte {
	if link == "" {
		return append(b, "null"...)
	}
	return appendText(b, link)
}
