package form

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/storage"
)

// storing is an item that keeps a file beside the values of the form.
type storing interface {
	// keep stores what was sent; undo takes it back.
	keep(ctx context.Context) (undo func(ctx context.Context) error, err error)
}

// Store stores the files of the form's [StoredFile] fields and then calls save, which stores the values, with the files' names among them.
// When save fails, or a file cannot be stored, the files that were stored are deleted again and the names are as before.
func (f *Form[T]) Store(ctx context.Context, save func(ctx context.Context) error) error {
	var undos []func(ctx context.Context) error
	err := f.keep(ctx, &undos)
	if err == nil {
		err = save(ctx)
	}
	if err == nil {
		return nil
	}
	after := context.WithoutCancel(ctx) // a client that goes away leaves no file behind
	for _, undo := range undos {
		err = errors.Join(err, undo(after))
	}
	return err
}

func (f *Form[T]) keep(ctx context.Context, undos *[]func(ctx context.Context) error) error {
	for _, item := range f.fields {
		s, ok := item.(storing)
		if !ok {
			continue
		}
		undo, err := s.keep(ctx)
		if err != nil {
			return err
		}
		*undos = append(*undos, undo)
	}
	return nil
}

// StoredFile is a file field for a model's field that holds the name of a stored file: what was sent goes into a folder of the bucket when
// [Form.Store] runs, and name becomes the name it got. A nil bucket is the one that the context carries. An empty name is no file. A file
// that another one replaces stays in the bucket.
func StoredFile(f *schema.Field, name *string, to *storage.Bucket, folder string) Item {
	s := &storedFile{name: name, to: to, folder: folder}
	if f.Format == schema.Image {
		s.FileField = Image(&s.sent)
	} else {
		s.FileField = File(&s.sent)
	}
	s.Named(f.Name).Label(capital(f.Verbose())).Help(f.Help)
	s.b.required = !f.Blank && !f.Null
	s.b.ptr, s.b.disabled = name, f.ReadOnly
	s.Stored(*name, func() { *name = "" })
	return s
}

type storedFile struct {
	*FileField
	sent   *Upload
	name   *string
	to     *storage.Bucket
	folder string
}

func (s *storedFile) keep(ctx context.Context) (func(ctx context.Context) error, error) {
	if s.sent == nil {
		return func(context.Context) error { return nil }, nil
	}
	to, err := s.to.Or(ctx)
	if err != nil {
		return nil, err
	}
	got, err := s.sent.Save(ctx, to, s.folder)
	if err != nil {
		return nil, fmt.Errorf("form: storing the file of %s: %w", s.b.name, err)
	}
	old := *s.name
	*s.name = got
	return func(ctx context.Context) error {
		*s.name = old
		return to.Delete(ctx, got)
	}, nil
}
