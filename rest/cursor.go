package rest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// Cursor paginates by an opaque ?cursor=, as DRF's CursorPagination: a page begins behind the last row of the one before, so that rows which
// are added meanwhile shift nothing, and no page costs more than the first. There is no count.
//
//	rest.Cursor[Event]{PageSize: 50, By: Events.CreatedAt, Descending: true}
type Cursor[T any] struct {
	// PageSize is how many rows a page has. Required.
	PageSize int
	// By is the column that rows are sorted by where the client does not choose: one that is unique or nearly so, and has an index. It may
	// not be NULL. Required.
	By orm.Column[*T]
	// Descending sorts downwards. Defaults to false.
	Descending bool
	// SizeParam is the parameter by which a client chooses another size. Defaults to none.
	SizeParam string
	// MaxPageSize bounds what a client chooses. Defaults to [DefaultMaxPageSize].
	MaxPageSize int
}

func (p Cursor[T]) check() error {
	switch {
	case p.PageSize < 1:
		return fmt.Errorf("rest: Cursor with a PageSize of %d: expected 1 or more", p.PageSize)
	case p.By == nil:
		return errors.New("rest: Cursor without By: name the column that rows are sorted by")
	}
	return nil
}

func (p Cursor[T]) page(rq *Request, l *listing) (*page, error) {
	key := orderKey{orm.RefOfColumn(p.By), p.Descending}
	if len(l.ordered) > 0 && !l.ordered[0].c.Joined() && !l.ordered[0].c.Field().Null {
		key = l.ordered[0]
	}
	c := &cursorPage{rq: rq, d: l.d, key: key, size: size(rq, p.SizeParam, p.PageSize, p.MaxPageSize)}
	return c.read(l.q)
}

// maxCursorOffset bounds how many rows with the same value a cursor may step over, as in DRF.
const maxCursorOffset = 1000

// mark is what a cursor says: behind which value, in which direction, and how many rows of that value to step over.
type mark struct {
	offset  int
	reverse bool
	at      *string
}

type cursorPage struct {
	rq       *Request
	d        *orm.Descriptor
	key      orderKey
	size     int
	from     *mark // nil on the first page
	rows     []any
	next     *string // positions
	previous *string
	hasNext  bool
	hasPrev  bool
}

// parseMark reads the parameter; whatever is wrong with it, it is no cursor.
func (c *cursorPage) parseMark() error {
	text, ok := c.rq.param("cursor")
	if !ok {
		return nil
	}
	bad := errPage("Invalid cursor")
	if len(text) > 4096 {
		return bad
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return bad
	}
	tokens, err := url.ParseQuery(string(raw))
	if err != nil {
		return bad
	}
	m := &mark{}
	if o := tokens.Get("o"); tokens.Has("o") {
		if m.offset, ok = positive(o, false, maxCursorOffset); !ok {
			return bad
		}
	}
	if r := tokens.Get("r"); tokens.Has("r") {
		n, err := strconv.Atoi(r)
		if err != nil {
			return bad
		}
		m.reverse = n != 0
	}
	if tokens.Has("p") {
		at := tokens.Get("p")
		m.at = &at
	}
	c.from = m
	return nil
}

func (c *cursorPage) read(q *orm.Query[any]) (*page, error) {
	if err := c.parseMark(); err != nil {
		return nil, err
	}
	m := mark{}
	if c.from != nil {
		m = *c.from
	}
	key := orderKey{c.key.c, c.key.desc != m.reverse}
	pk := orderKey{c.d.Root().Col(c.d.PrimaryKey()), m.reverse}
	keys := []orderKey{key}
	if pk.c != key.c {
		keys = append(keys, pk)
	}
	q = sorted(q, c.d, keys)
	if m.at != nil {
		v, ok := parsePosition(c.key.c.Field(), *m.at)
		if !ok {
			return nil, errPage("Invalid cursor")
		}
		col := (*orm.Ord[any, any])(key.c)
		if key.desc {
			q = q.OrderBy().Filter(col.Lt(v))
		} else {
			q = q.OrderBy().Filter(col.Gt(v))
		}
		q = sorted(q, c.d, keys)
	}
	rows, err := q.Offset(m.offset).Limit(c.size + 1).All(c.rq.Context())
	if err != nil {
		return nil, err
	}
	c.rows = rows[:min(c.size, len(rows))]
	more := len(rows) > c.size
	var following *string
	if more {
		at := c.position(rows[c.size])
		following = &at
	}
	moved := m.at != nil || m.offset > 0
	if m.reverse {
		c.rows = slices.Clone(c.rows)
		slices.Reverse(c.rows)
		c.hasNext, c.hasPrev, c.next, c.previous = moved, more, m.at, following
	} else {
		c.hasNext, c.hasPrev, c.next, c.previous = more, moved, following, m.at
	}
	return &page{rows: c.rows, count: -1, next: c.nextLink(m), previous: c.previousLink(m)}, nil
}

func (c *cursorPage) nextLink(m mark) string {
	if !c.hasNext {
		return ""
	}
	compare := c.next
	if len(c.rows) > 0 && m.reverse && m.offset != 0 {
		at := c.position(c.rows[len(c.rows)-1])
		compare = &at
	}
	to := c.walk(len(c.rows)-1, -1, compare, mark{at: c.next})
	if to.at == nil && len(c.rows) > 0 { // all rows of the page have one value
		switch {
		case !c.hasPrev:
			to = mark{offset: c.size}
		case m.reverse:
			to = mark{at: c.previous}
		default:
			to = mark{offset: m.offset + c.size, at: c.previous}
		}
	}
	return c.encode(to)
}

func (c *cursorPage) previousLink(m mark) string {
	if !c.hasPrev {
		return ""
	}
	compare := c.previous
	if len(c.rows) > 0 && !m.reverse && m.offset != 0 {
		at := c.position(c.rows[0])
		compare = &at
	}
	to := c.walk(0, 1, compare, mark{at: c.previous})
	if to.at == nil && len(c.rows) > 0 {
		switch {
		case !c.hasNext:
			to = mark{offset: c.size}
		case m.reverse:
			to = mark{offset: m.offset + c.size, at: c.next}
		default:
			to = mark{at: c.next}
		}
	}
	to.reverse = true
	return c.encode(to)
}

// walk goes over the page from one end until a row's value differs from what is beyond the end. Its value is the mark; the rows before it
// are stepped over. Where all are equal there is no mark.
func (c *cursorPage) walk(i, step int, compare *string, empty mark) mark {
	if len(c.rows) == 0 {
		return empty
	}
	for n := 0; i >= 0 && i < len(c.rows); i, n = i+step, n+1 {
		at := c.position(c.rows[i])
		if compare == nil || at != *compare {
			return mark{offset: n, at: &at}
		}
	}
	return mark{}
}

func (c *cursorPage) encode(m mark) string {
	var parts []string
	if m.offset != 0 {
		parts = append(parts, "o="+strconv.Itoa(m.offset))
	}
	if m.reverse {
		parts = append(parts, "r=1")
	}
	if m.at != nil {
		parts = append(parts, "p="+url.QueryEscape(*m.at))
	}
	return c.rq.link("cursor", base64.StdEncoding.EncodeToString([]byte(strings.Join(parts, "&"))))
}

// position is a row's value as Python's str() writes it.
func (c *cursorPage) position(row any) string {
	v, _ := c.d.Value(row, c.key.c.Field().Name)
	switch v := v.(type) {
	case time.Time:
		return strings.Replace(string(appendISOTime(nil, v)), "T", " ", 1) + "+00:00"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return string(appendFloat(nil, v))
	}
	return fmt.Sprint(v)
}

// parsePosition reads what position wrote; anything else is no position.
func parsePosition(f *schema.Field, text string) (any, bool) {
	v := &value{kind: textValue, text: text}
	switch {
	case f.Type.IsText():
		_, bad := surrogate(text)
		return text, !bad && !strings.Contains(text, "\x00")
	case f.Type.IsInt():
		n, wrong := parseInt(v, f.Type)
		return n, wrong == nil
	}
	switch f.Type {
	case schema.DecimalField:
		d, err := decimal.Parse(text)
		return d, err == nil
	case schema.FloatField:
		n, wrong := parseFloat(v)
		return n, wrong == nil
	case schema.DateTimeField:
		t, ok := readTime(text)
		return t, ok
	case schema.DateField:
		d, ok := readDate(text)
		return d, ok
	case schema.TimeField:
		c, ok := readClock(text)
		return c, ok
	case schema.UUIDField:
		u, err := schema.ParseUUID(text)
		return u, err == nil
	}
	return nil, false
}
