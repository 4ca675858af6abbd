package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"os"
	"strings"

	"github.com/musette-go/musette/problem"
)

// A FormFile is a file that came with a form. Name and ContentType are what the client says and prove nothing.
type FormFile struct {
	Field       string // the name of its field
	Name        string // the last part of the client's name, without folders and control characters, at most 255 bytes
	ContentType string // as declared; "" when it was not
	Size        int64  // bytes

	data   []byte
	temp   *tempFile
	header *multipart.FileHeader
	stored bool
}

// FileContent is the content of a [FormFile], until it is closed or the request is over.
type FileContent interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Open returns the content from its beginning; it may be called again. A file that went to an [Upload] is no longer here, and
// Open says so.
func (f *FormFile) Open() (FileContent, error) {
	switch {
	case f.stored:
		return nil, fmt.Errorf("web: the file %q went to an upload handler: open it there", f.Name)
	case f.header != nil:
		return f.header.Open()
	case f.temp != nil:
		if f.temp.file == nil {
			return nil, fmt.Errorf("web: the file %q is gone: its request is over", f.Name)
		}
		return sectionCloser{io.NewSectionReader(f.temp.file, 0, f.Size)}, nil
	}
	return sectionCloser{io.NewSectionReader(bytes.NewReader(f.data), 0, f.Size)}, nil
}

type sectionCloser struct{ *io.SectionReader }

// Close does nothing: the file belongs to the form.
func (sectionCloser) Close() error { return nil }

// A tempFile is a temporary file. Where the system allows it, it loses its name at once, so that it is gone even when the
// process dies.
type tempFile struct {
	file *os.File
	name string // "" once it has no name
}

func newTempFile() (*tempFile, error) {
	file, err := os.CreateTemp("", "musette-upload-*")
	if err != nil {
		return nil, storeError(err)
	}
	t := &tempFile{file: file, name: file.Name()}
	if os.Remove(t.name) == nil {
		t.name = ""
	}
	return t, nil
}

// Write marks what fails as a failure of this side.
func (t *tempFile) Write(p []byte) (int, error) {
	n, err := t.file.Write(p)
	if err != nil {
		err = storeError(err)
	}
	return n, err
}

func (t *tempFile) remove() {
	if t.file == nil {
		return
	}
	_ = t.file.Close()
	t.file = nil
	if t.name != "" {
		_ = os.Remove(t.name)
	}
}

func storeError(err error) error {
	return problem.Wrap(problem.Internal, fmt.Errorf("web: a temporary file for an upload: %w", err))
}

// fileName returns the client's name of a part, and whether the part is a file, which it is when it has a name, even an empty one.
func fileName(part *multipart.Part) (string, bool) {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "", false
	}
	name, isFile := params["filename"]
	return name, isFile
}

// maxFileName is the longest name of a file, as most file systems have it.
const maxFileName = 255

// baseName is the last part of a path in the notation of any system, without what no name of a file should hold.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		if c < 0x20 || c >= 0x7f && c < 0xa0 || c == '\u202e' || c == '\u2028' || c == '\u2029' || c == 0xfffd {
			return -1
		}
		return c
	}, name)
	name = strings.TrimSpace(name)
	if name == "." || name == ".." {
		return ""
	}
	for len(name) > maxFileName {
		name = strings.ToValidUTF8(name[:maxFileName], "")
	}
	return name
}
