package orm

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

// Slot is a row, room for the values that the database holds, and what is known of the row, allocated together. It is for
// generated code.
type Slot struct {
	row, orig any // pointers to the model's struct
	st        *state
}

// NewRows is for generated code: it allocates n rows of a model and returns a function that gives each of them. Little is
// compiled for each model by itself; the rest of the work is done by one block for all.
//
//go:noinline
func NewRows[T any](n int) func(i int) Slot {
	rows := make([]struct {
		_         [0]func() // not comparable: nothing compares rows
		row, orig T
		st        state
	}, n)
	return func(i int) Slot {
		r := &rows[i]
		return Slot{&r.row, &r.orig, &r.st}
	}
}

// block hands out the rows of one model from blocks, so that a list costs one allocation for many rows.
type block struct {
	d     *Descriptor
	slots func(i int) Slot
	last  Slot
	i     int  // used of slots
	size  int  // of slots
	n     int  // how large the next block is
	fixed bool // all blocks have that size
}

// mostSlots is the most rows of one block. One row that is kept keeps its block.
const mostSlots = 64

// newBlock begins the rows of a query of which n are expected, shared out evenly among blocks.
func newBlock(d *Descriptor, n int) block {
	if n <= 1 {
		return block{d: d, n: 1}
	}
	blocks := (n + mostSlots - 1) / mostSlots
	return block{d: d, n: (n + blocks - 1) / blocks, fixed: blocks > 1}
}

// next gives a zero row.
func (b *block) next() any {
	if b.i == b.size {
		b.grow()
	}
	b.last = b.slots(b.i)
	b.i++
	return b.last.row
}

func (b *block) grow() {
	b.slots, b.size, b.i = b.d.Rows(b.n), b.n, 0
	switch {
	case b.fixed:
	case b.n == 1:
		b.n = mostSlots / 8
	default:
		b.n = min(2*b.n, mostSlots)
	}
}

// seal remembers the values of the last row, which is filled now.
func (b *block) seal() {
	s := &b.last
	b.d.Copy(s.orig, s.row)
	b.d.detach(s.orig)
	s.st.orig, s.st.extra = s.orig, &nothing
	b.d.State(s.row).st = s.st
}

// snapshot is what is known of a row that was written just now.
func (d *Descriptor) snapshot(x any) *state {
	st := &state{orig: d.New(), extra: &nothing}
	d.Copy(st.orig, x)
	d.State(st.orig).st = nil // else every save would keep all that was known before
	d.detach(st.orig)
	return st
}
