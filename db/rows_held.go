package db

// A result on a connection that a context holds may outlive its block, and another goroutine may use the connection
// between two rows, both by mistake. So its rows are copies, and everything it shares with the connection is touched
// only while the connection is locked.

// heldNext is Next for such a result.
func (r *Rows) heldNext() bool {
	h := r.block.held
	if !h.mu.TryLock() {
		if r.fail == nil {
			r.fail = &TxError{Reason: ErrTxBusy}
		}
		return false
	}
	defer h.mu.Unlock()
	if r.gone {
		if r.fail == nil {
			r.fail = &TxError{Reason: ErrTxDone}
		}
		r.clear()
		return false
	}
	if r.ready {
		r.ready = false
		return true
	}
	if r.step() {
		r.keepRow()
		return true
	}
	if r.fail != nil {
		h.note(r.fail)
	}
	r.finish()
	return false
}

// heldClose is Close for such a result.
func (r *Rows) heldClose() {
	h := r.block.held
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.gone {
		r.clear()
		return
	}
	r.finish()
}

// abandon ends the statement because its block ends. The row that its reader may be looking at stays.
func (r *Rows) abandon() {
	r.gone = true
	_ = r.release() // after notes the error
	r.db.endTrace(r.ctx, &r.trace, r.count, &TxError{Reason: ErrTxDone})
}

// keepRow copies the current row.
func (r *Rows) keepRow() {
	if r.stmt != nil {
		if r.copy == nil {
			r.copy = &liteCopy{}
		}
		r.copy.take(r.stmt, len(r.cols))
		return
	}
	from := r.res.Values()
	size := 0
	for _, v := range from {
		size += len(v)
	}
	if cap(r.own) < size || r.own == nil {
		r.own = make([]byte, 0, size+size/2+1)
	}
	if cap(r.vals) < len(from) || r.count == 1 { // the first row's slice is still the driver's
		r.vals = make([][]byte, len(from))
	}
	own := r.own[:0]
	for i, v := range from {
		if v == nil {
			r.vals[i] = nil
			continue
		}
		start := len(own)
		own = append(own, v...)
		r.vals[i] = own[start:len(own):len(own)]
	}
}
