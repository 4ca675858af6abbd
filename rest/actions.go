package rest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// list answers the rows of a request: filtered, searched, sorted and cut into a page.
func (c *viewset) list(rq *Request) (*Response, error) {
	ctx := rq.Context()
	q, err := rq.filtered(c.rows(rq), c.filters)
	if err == nil {
		q, err = rq.searched(q, c.search)
	}
	if err != nil {
		return nil, err
	}
	l := &listing{d: c.where, ordered: rq.ordering(c.ordering)}
	l.q = c.lists.prepare(ctx, c.sort(q, l.ordered))
	if c.pagination == nil {
		rows, err := l.q.All(ctx)
		if err == nil {
			err = c.lists.complete(ctx, rows)
		}
		if err != nil {
			return nil, err
		}
		body, err := c.lists.appendList(rq, make([]byte, 0, 128+256*len(rows)), rows)
		return &Response{Status: http.StatusOK, raw: body}, err
	}
	pg, err := c.pagination.page(rq, l)
	if err != nil {
		return nil, err
	}
	body, err := c.lists.appendPage(ctx, rq, make([]byte, 0, 256+256*len(pg.rows)), pg)
	return &Response{Status: http.StatusOK, raw: body}, err
}

// sort orders a list: as the client asks, as the view set says, or as the model does. Pages need an order that tells all rows apart.
func (c *viewset) sort(q *orm.Query[any], by []orderKey) *orm.Query[any] {
	switch {
	case len(by) > 0:
		return sorted(q, c.where, by)
	case c.order != nil:
		return c.order(q)
	case c.query != nil:
		return q // it brings its own order
	}
	if keys, ok := modelOrder(c.where); ok {
		return sorted(q, c.where, keys)
	}
	return q
}

// modelOrder is the model's own order as keys; ok is false where it sorts by more than its own columns.
func modelOrder(d *orm.Descriptor) (keys []orderKey, ok bool) {
	for _, k := range d.Model().Ordering {
		i := slices.IndexFunc(d.Schema.Fields, func(f schema.Field) bool { return f.Name == k.Field })
		if i < 0 {
			return nil, false
		}
		keys = append(keys, orderKey{d.Root().Col(i), k.Desc})
	}
	return keys, true
}

// shown is the answer that shows a row. One that was written is read again where it shows more than itself.
func (c *viewset) shown(rq *Request, status int, row any, written bool) (*Response, error) {
	if written && c.plan.relates {
		fresh, err := c.again(rq.Context(), row)
		if err != nil {
			return nil, err
		}
		row = fresh
	}
	body, err := c.plan.append(rq, make([]byte, 0, 512), row)
	if err != nil {
		return nil, err
	}
	return &Response{Status: status, raw: body, tag: tagOf(body)}, nil
}

func (c *viewset) again(ctx context.Context, row any) (any, error) {
	q := orm.NewQuery[any](c.where)
	one := q.Unrestricted().Filter(column(c.where, c.where.PrimaryKey()).Eq(keyOf(c.where, row)))
	fresh, err := c.plan.prepare(ctx, one).Get(ctx)
	if err != nil {
		return nil, err
	}
	return fresh, c.plan.complete(ctx, []any{fresh})
}

// tagOf is the strong entity tag of a row as it is shown (RFC 9110, section 8.8.3).
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

func (c *viewset) retrieve(rq *Request, pk string) (*Response, error) {
	row, err := c.object(rq, c.permission, pk, true, false)
	if err != nil {
		return nil, err
	}
	res, err := c.shown(rq, http.StatusOK, row, false)
	if err == nil && hasTag(rq.R.Header.Get("If-None-Match"), res.tag, true) {
		return &Response{Status: http.StatusNotModified, tag: res.tag}, nil
	}
	return res, err
}

// hasTag reports whether a list of entity tags holds one, or "*" all. The weak comparison is for reading, where a proxy that packs answers
// has made the tag weak. Lists are bounded by the header's size.
func hasTag(list, tag string, weak bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		if weak {
			part = strings.TrimPrefix(part, "W/")
		}
		if part == tag {
			return true
		}
	}
	return false
}

func (c *viewset) create(rq *Request) (*Response, error) {
	v, err := rq.body()
	if err != nil {
		return nil, err
	}
	row := c.plan.newRow()
	in := &input{rq: rq}
	n, err := c.plan.read(in, &v, row)
	if err == nil && n.empty() && c.onCreate != nil {
		err = c.onCreate(rq, row)
	}
	if err == nil && n.empty() {
		n, err = c.plan.store(rq.Context(), in, row, c.plan.createPermitted)
	}
	if err == nil && !n.empty() {
		err = errInvalid(n)
	}
	if err != nil {
		return nil, err
	}
	res, err := c.shown(rq, http.StatusCreated, row, true)
	if err != nil {
		return nil, err
	}
	if loc := location(res.raw, c.plan); loc != "" {
		res.Header = http.Header{"Location": {loc}}
	}
	return res, nil
}

// location is the row's own address, where the serializer shows it.
func location(body []byte, p *plan) string {
	for _, f := range p.readable {
		if f.name != "url" || f.i >= 0 {
			continue
		}
		if v, err := readJSON(body, maxDepth); err == nil {
			if u := v.get("url"); u != nil {
				return u.text
			}
		}
	}
	return ""
}

// update changes a row: PUT, or PATCH where partial. With If-Match it does so only to the row that the client has seen, which is locked for
// the comparison.
func (c *viewset) update(rq *Request, pk string, partial bool) (*Response, error) {
	v, err := rq.body()
	if err != nil {
		return nil, err
	}
	var res *Response
	err = c.matching(rq, pk, orm.Change, func(rq *Request, row any) error {
		in := &input{rq: rq, partial: partial, update: true}
		n, err := c.plan.read(in, &v, row)
		if err == nil && n.empty() && c.onUpdate != nil {
			err = c.onUpdate(rq, row)
		}
		if err == nil && n.empty() {
			n, err = c.plan.store(rq.Context(), in, row, c.plan.save)
		}
		if err == nil && !n.empty() {
			err = errInvalid(n)
		}
		if err == nil {
			res, err = c.shown(rq, http.StatusOK, row, true)
		}
		return err
	})
	return res, err
}

func (c *viewset) destroy(rq *Request, pk string) (*Response, error) {
	err := c.matching(rq, pk, orm.Delete, func(rq *Request, row any) error {
		if c.onDestroy != nil {
			if err := c.onDestroy(rq, row); err != nil {
				return err
			}
		}
		return c.plan.destroy(rq.Context(), row)
	})
	return &Response{Status: http.StatusNoContent}, err
}

// matching reads the row that is about to be written and calls write. A request with If-Match (RFC 9110, section 13.1.1) runs in one
// transaction with the row locked; a tag that is not the row's is 412.
func (c *viewset) matching(rq *Request, pk string, a orm.Action, write func(rq *Request, row any) error) error {
	match := rq.R.Header.Get("If-Match")
	if match == "" {
		row, err := c.object(rq, c.permission, pk, false, false, a)
		if err != nil {
			return err
		}
		return write(rq, row)
	}
	return orm.Atomic(rq.Context(), func(ctx context.Context) error {
		inside := *rq
		inside.R = rq.R.WithContext(ctx)
		row, err := c.object(&inside, c.permission, pk, false, true, a)
		if err != nil {
			return err
		}
		now, err := c.shown(&inside, http.StatusOK, row, true)
		if err != nil {
			return err
		}
		if !hasTag(match, now.tag, false) {
			return &Error{Status: http.StatusPreconditionFailed, Code: "precondition_failed", Detail: "The object has changed in the meantime."}
		}
		return write(&inside, row)
	})
}

// answer turns what an extra action returns into an answer: rows of the view set's model are shown by its serializer.
func (c *viewset) answer(rq *Request, v any, err error) (*Response, error) {
	if err != nil {
		return nil, err
	}
	res := &Response{Status: http.StatusOK}
	switch given := v.(type) {
	case *Response:
		if given == nil {
			return nil, errSilent
		}
		copied := *given
		res, v = &copied, given.Body
		if res.Status == 0 {
			res.Status = http.StatusOK
		}
	}
	switch {
	case v == nil && res.Status == http.StatusOK:
		res.Status = http.StatusNoContent
		return res, nil
	case v == nil:
		return res, nil
	case c.plan != nil && c.owns(v):
		shown, err := c.shown(rq, res.Status, v, true)
		if shown != nil {
			shown.Header = res.Header
		}
		return shown, err
	}
	res.raw, err = appendAny(nil, v)
	return res, err
}

// owns reports whether a value is a row of the model.
func (c *viewset) owns(v any) bool {
	type saved interface{ IsSaved() bool }
	if _, ok := v.(saved); !ok {
		return false
	}
	return sameType(v, c.where.New())
}
