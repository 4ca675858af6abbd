package form

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/storage"
)

// FileOptions say where a [StoredFile] field keeps its files. The zero value is usable.
type FileOptions struct {
	// Bucket holds the files. Defaults to the one that the context carries.
	Bucket *storage.Bucket
	// Folder is where in the bucket they are. Defaults to its root.
	Folder string
	// Unneeded is told, once the values are stored, of a file that the row named before and names no more, when it lies in Folder. It must
	// not delete the file before the transaction of ctx has committed: see views.RemoveFile. Defaults to leaving the file where it is.
	Unneeded func(ctx context.Context, b *storage.Bucket, name string)
}

// StoredFile is a file field for a model's field that holds the name of a stored file: what was sent is stored when [Form.Store] runs, and
// name becomes the name it got. An empty name is no file.
func StoredFile(f *schema.Field, name *string, opt FileOptions) Item {
	s := &storedFile{name: name, was: *name, opt: opt}
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
	sent *Upload
	name *string
	was  string // the name that is stored
	opt  FileOptions
}

func (s *storedFile) keep(ctx context.Context) (func(ctx context.Context) error, error) {
	if s.sent == nil {
		return func(context.Context) error { return nil }, nil
	}
	to, err := s.opt.Bucket.Or(ctx)
	if err != nil {
		return nil, err
	}
	got, err := s.sent.Save(ctx, to, s.opt.Folder)
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

func (s *storedFile) kept(ctx context.Context) {
	if *s.name != s.was {
		s.opt.release(ctx, s.was)
		s.was = *s.name
	}
}

func (s *storedFile) dropped(ctx context.Context) { s.opt.release(ctx, s.was) }

// release gives up a file of the field. What is elsewhere in the bucket was not stored by it and is not its own.
func (o *FileOptions) release(ctx context.Context, name string) {
	folder := strings.Trim(o.Folder, "/")
	if name == "" || o.Unneeded == nil || folder != "" && !strings.HasPrefix(name, folder+"/") {
		return
	}
	o.Unneeded(ctx, o.Bucket, name)
}
