package db

import "sync"

// rowsPool keeps the Rows of queries outside transactions that were freed.
var rowsPool = sync.Pool{New: func() any { return new(Rows) }}

// newRows returns the Rows of a query. One that runs in a block is linked with the others there, so it is never reused.
func newRows(b *block) *Rows {
	if b != nil {
		return new(Rows)
	}
	return rowsPool.Get().(*Rows)
}

// Free closes the result and gives its memory to the next query: neither r nor what it hands out by reference may be used
// afterwards. It is for code that runs many small queries, as the query layer does; everybody else calls Close.
func (r *Rows) Free() {
	_ = r.Close() // whoever wants the error asks before
	if r.block != nil {
		return
	}
	*r = Rows{closed: true}
	rowsPool.Put(r)
}
