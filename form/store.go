package form

import (
	"context"
	"errors"
)

// storing is an item that keeps a file beside the values of the form.
type storing interface {
	// keep stores what was sent; undo takes it back.
	keep(ctx context.Context) (undo func(ctx context.Context) error, err error)
	// kept is called when the values are stored: the file that was there before is not needed any more.
	kept(ctx context.Context)
	// dropped is called when the row is no more: neither is the file needed that it had.
	dropped(ctx context.Context)
}

// relating is an item that says to which rows the form's own is related, which is stored after that row.
type relating interface {
	// pending reports whether anything has changed.
	pending() bool
	relate(ctx context.Context) error
	atomic(ctx context.Context, fn func(ctx context.Context) error) error
}

// Store stores what belongs to the values of the form and is not among them, and calls save, which stores the values themselves: first
// come the files of [StoredFile] fields, whose names are among the values, then save, then whom the row is related to ([Members]), in one
// transaction with save. When any of it fails, the files that were stored are deleted again and the names are as before. When all is
// well, the files that were replaced or cleared are handed to [FileOptions].Unneeded.
func (f *Form[T]) Store(ctx context.Context, save func(ctx context.Context) error) error {
	return store(ctx, f.fields, nil, save)
}

// Store is [Form.Store] for a set, whose rows save creates, writes and deletes: it stores the files of the rows that stay, and lets go of
// those of the rows that go.
func (b *BoundSet[T]) Store(ctx context.Context, save func(ctx context.Context) error) error {
	var stay, gone Fields
	for _, f := range b.Forms {
		switch {
		case f.Deleted && !f.New:
			gone = append(gone, f.fields...)
		case !f.Deleted && !f.empty:
			stay = append(stay, f.fields...)
		}
	}
	return store(ctx, stay, gone, save)
}

func store(ctx context.Context, stay, gone Fields, save func(ctx context.Context) error) error {
	undos, err := keepFiles(ctx, stay)
	if err == nil {
		err = saveAll(ctx, stay, save)
	}
	if err != nil {
		after := context.WithoutCancel(ctx) // a client that goes away leaves no file behind
		for _, undo := range undos {
			err = errors.Join(err, undo(after))
		}
		return err
	}
	letGo(ctx, stay, gone)
	return nil
}

// keepFiles stores the files that were sent. Those that it stored can be taken back even when there is an error.
func keepFiles(ctx context.Context, stay Fields) (undos []func(ctx context.Context) error, err error) {
	for _, item := range stay {
		s, ok := item.(storing)
		if !ok {
			continue
		}
		undo, err := s.keep(ctx)
		if err != nil {
			return undos, err
		}
		undos = append(undos, undo)
	}
	return undos, nil
}

// saveAll calls save and stores the relations that have changed, in one transaction where there are such.
func saveAll(ctx context.Context, stay Fields, save func(ctx context.Context) error) error {
	var pending []relating
	for _, item := range stay {
		if r, ok := item.(relating); ok && r.pending() {
			pending = append(pending, r)
		}
	}
	if len(pending) == 0 {
		return save(ctx)
	}
	return pending[0].atomic(ctx, func(ctx context.Context) error {
		if err := save(ctx); err != nil {
			return err
		}
		for _, r := range pending {
			if err := r.relate(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// letGo gives up the files that no row names any more. The values are stored by then.
func letGo(ctx context.Context, stay, gone Fields) {
	for _, item := range stay {
		if s, ok := item.(storing); ok {
			s.kept(ctx)
		}
	}
	gone.Release(ctx)
}

// Release lets go of the stored files that the fields hold, when their row is no more: each [FileOptions].Unneeded is called.
func (fs Fields) Release(ctx context.Context) {
	for _, item := range fs {
		if s, ok := item.(storing); ok {
			s.dropped(ctx)
		}
	}
}
