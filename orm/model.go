package orm

import "reflect"

// GeneratedV1 ties generated code to this runtime: when the shape of generated code changes, the name does too, and code
// that was generated for another version does not compile. Run musette generate again then.
const GeneratedV1 = 1

// Model marks a struct as a model and keeps what is known of its row in the database. Embed it first; it adds no column.
//
// The zero value is a row that was never loaded nor saved. A copy of a struct shares what is known of the row, which is
// never changed in place, so copies do not disturb each other.
type Model struct{ st *state }

// state is what a row looked like when it was last read or written. It is immutable but for prefetched relations. It is
// small, since every row has one.
type state struct {
	orig any // *T with the values in the database
	*extra
}

// extra is what few rows have.
type extra struct {
	deferred []bool    // by field index: not loaded; nil when everything is
	related  []related // prefetched relations
}

// nothing is the extra of all other rows. It is never written to.
var nothing extra

// own returns the extra of this row alone, to be written to.
func (s *state) own() *extra {
	if s.extra == &nothing {
		s.extra = &extra{}
	}
	return s.extra
}

// inherit takes over the prefetched relations of an older state.
func (s *state) inherit(old *state) {
	if old.related != nil {
		s.own().related = old.related
	}
}

type related struct {
	key  *manyInfo
	rows any // []P, or P for a one-to-one
}

// IsSaved reports whether the row was loaded from the database or written to it.
func (m *Model) IsSaved() bool { return m.st != nil }

// slot is one row with what is known of it, allocated together.
type slot[T any] struct {
	row  T
	orig T
	st   state
}

// Block hands out rows from blocks, so that a list costs one allocation for many rows. It is for generated code.
type Block interface {
	next() any                 // a zero row
	seal(d *Descriptor, x any) // the row is filled: remember its values
	snapshot(d *Descriptor, x any) *state
	copy(dst, src any)
	typeOf() reflect.Type
	fresh(n int) Block
	zero() any
}

type block[T any] struct {
	slots []slot[T]
	i     int  // used of slots
	n     int  // how large the next block is
	fixed bool // all blocks have that size
}

// NewBlock is for generated code: it makes the allocator of a model's rows.
//
//go:noinline
func NewBlock[T any]() Block { return &block[T]{} }

// oneSlot is a block with room for one row, allocated together.
type oneSlot[T any] struct {
	b     block[T]
	slots [1]slot[T]
}

// mostSlots is the most rows of one block. One row that is kept keeps its block.
const mostSlots = 64

// fresh begins the rows of a query of which n are expected, shared out evenly among blocks.
func (b *block[T]) fresh(n int) Block {
	if n == 1 {
		one := &oneSlot[T]{}
		one.b.slots, one.b.n = one.slots[:], mostSlots/8
		return &one.b
	}
	n = max(n, 1)
	blocks := (n + mostSlots - 1) / mostSlots
	return &block[T]{n: (n + blocks - 1) / blocks, fixed: blocks > 1}
}

func (b *block[T]) next() any {
	if b.i == len(b.slots) {
		b.slots = make([]slot[T], b.n)
		b.i = 0
		if !b.fixed {
			b.n = min(2*b.n, mostSlots)
		}
	}
	s := &b.slots[b.i]
	b.i++
	return &s.row
}

func (b *block[T]) seal(d *Descriptor, x any) {
	s := &b.slots[b.i-1]
	s.orig = s.row
	d.detach(&s.orig)
	s.st.orig, s.st.extra = &s.orig, &nothing
	d.State(x).st = &s.st
}

func (b *block[T]) snapshot(d *Descriptor, x any) *state {
	s := &struct {
		orig T
		st   state
	}{orig: *x.(*T)}
	d.detach(&s.orig)
	s.st.orig, s.st.extra = &s.orig, &nothing
	return &s.st
}

func (b *block[T]) zero() any            { return new(T) }
func (b *block[T]) typeOf() reflect.Type { return reflect.TypeFor[T]() }
func (b *block[T]) copy(dst, src any)    { *dst.(*T) = *src.(*T) }
