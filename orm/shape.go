package orm

import (
	"sync"
	"sync/atomic"
)

// The SQL of a query depends on its shape only: on what it does with which columns, not on the values. A shape is written
// as a short key, and each model keeps the statements of the shapes it has seen, so that a query that runs again costs a
// map look-up instead of building its text.

// stmtKind is what a statement does.
type stmtKind uint8

const (
	kSelect stmtKind = iota
	kCount
	kExists
	kUpdate
	kDelete
	kKeys
)

// maxShapes bounds the statements a model keeps: shapes come from code, so they are few, but limits may come from outside.
const maxShapes = 2048

type statements struct {
	mu    sync.Mutex
	byKey [2]atomic.Pointer[map[string]string]
}

func (s *statements) get(dialect int, key []byte) (string, bool) {
	m := s.byKey[dialect].Load()
	if m == nil {
		return "", false
	}
	sql, ok := (*m)[string(key)]
	return sql, ok
}

func (s *statements) put(dialect int, key []byte, sql string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var old map[string]string
	if m := s.byKey[dialect].Load(); m != nil {
		old = *m
	}
	if len(old) >= maxShapes {
		return
	}
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[string(key)] = sql
	s.byKey[dialect].Store(&next)
}

// shaper writes keys. Most are short: they stay in the array, so that they need no memory of their own.
type shaper struct {
	few   [192]byte
	n     int    // used of few
	more  []byte // the whole key, once few is full
	array bool   // lists are one array parameter
}

func (s *shaper) byte(c byte) {
	switch {
	case s.more != nil:
		s.more = append(s.more, c)
	case s.n < len(s.few):
		s.few[s.n] = c
		s.n++
	default:
		s.more = append(append(make([]byte, 0, 2*len(s.few)), s.few[:]...), c)
	}
}

// key is what was written. It must not be kept.
func (s *shaper) key() []byte {
	if s.more != nil {
		return s.more
	}
	return s.few[:s.n]
}

func (s *shaper) num(n uint64) {
	for n >= 0x80 {
		s.byte(byte(n) | 0x80)
		n >>= 7
	}
	s.byte(byte(n))
}

func (s *shaper) flag(v bool) { s.byte(byte(b2u(v))) }

func (s *shaper) nodes(ns []node) {
	s.num(uint64(len(ns)))
	for i := range ns {
		s.node(&ns[i])
	}
}

func (s *shaper) node(n *node) {
	s.byte(byte(n.op))
	if n.col != nil {
		s.num(uint64(n.col.id))
	} else {
		s.byte(0)
	}
	switch n.op {
	case opIn:
		s.num(uint64(inCount(n.arg, s.array) + 1))
	case opVal:
		s.flag(n.arg == nil)
		s.byte(byte(literalType(n.arg)))
		s.num(uint64(literalPlaces(n.arg) + 1))
	case opPart:
		s.byte(byte(n.arg.(datePart)))
	case opOut:
		s.num(uint64(n.arg.(int)))
	}
	if n.query != nil {
		n.query.key(s, kKeys, nil)
	}
	if n.sub != nil {
		s.num(uint64(n.sub.id)<<1 | b2u(n.sub.pairOf))
	}
	if n.col == nil || n.sub != nil || len(n.kids) > 0 {
		s.nodes(n.kids)
	}
}

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// key writes the shape of a query.
func (q *core) key(s *shaper, k stmtKind, sets []assign) {
	s.byte(byte(k))
	s.nodes(q.where)
	switch k {
	case kUpdate:
		s.num(uint64(len(sets)))
		for i := range sets {
			s.num(uint64(sets[i].c.id))
			s.node(sets[i].n)
		}
	case kSelect, kCount:
		s.nodes(q.having)
		s.nodes(q.outs)
	}
	s.num(uint64(q.textLimit()))
	s.byte(byte(b2u(q.hasLimit) | b2u(q.offset > 0)<<1 | b2u(q.distinct)<<2 | b2u(q.reversed)<<3 | b2u(q.noRow)<<4))
	s.byte(byte(q.lock.strength))
	s.byte(byte(q.lock.wait))
	if k == kCount || k == kExists || k == kDelete && !q.sliced() {
		return
	}
	s.num(uint64(len(q.order)))
	for i := range q.order {
		s.flag(q.order[i].desc)
		s.node(q.order[i].n)
	}
	s.flag(q.ordered)
	s.num(uint64(len(q.rels)))
	for _, p := range q.rels {
		s.num(uint64(p.id))
	}
	s.num(uint64(len(q.only)))
	for _, c := range q.only {
		s.num(uint64(c.id))
	}
	s.num(uint64(len(q.defers)))
	for _, c := range q.defers {
		s.num(uint64(c.id))
	}
	if len(q.only)+len(q.defers) > 0 {
		for _, l := range q.fetch {
			if k, ok := l.(*keyLoader); ok {
				s.num(uint64(k.path.id))
			}
		}
	}
	if q.pairs != nil {
		s.num(uint64(q.pairs.id))
		s.num(uint64(inCount(q.pairKeys, s.array) + 1))
	}
	if q.must != nil {
		s.num(uint64(q.must.i) + 1)
	}
}
