package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

// A Form is the form in the body of a request: its fields, read like other [Values], and its files. The query string has no
// part in it.
type Form struct {
	Values
	files map[string][]*FormFile
	temp  []*tempFile
}

// ReadForm reads the form in the body of the request, urlencoded or multipart, within the [Limits] of its route. It reads it
// once: asked again, by a middleware and then by the handler, it returns the same form. A body of another type is an empty
// form. Files are kept in memory up to [Limits.Memory] and in temporary files beyond; both are gone when the request is over.
//
// A form that cannot be read is a problem of the kind BadRequest, one beyond a limit 413, another charset than UTF-8 415.
// A handler of net/http that comes later finds the fields in r.PostForm and r.Form.
func ReadForm(r *http.Request) (*Form, error) { return ReadFormTo(r, nil) }

// ReadFormTo is [ReadForm] that gives each file to the handler's [Upload] as it arrives. A form that has been read already is
// an error of the program.
func ReadFormTo(r *http.Request, to UploadHandler) (*Form, error) {
	st := stateOf(r.Context())
	if st != nil && st.form() != nil {
		if to != nil {
			return nil, errors.New("web: ReadFormTo comes too late: the form has been read before, by a middleware or by ReadForm")
		}
		return st.form(), nil
	}
	f := &Form{Values: Values{source: "form", all: make(map[string][]string)}, files: make(map[string][]*FormFile)}
	if st != nil {
		st.atEnd(f.Close)
	}
	if err := f.read(r, to); err != nil {
		f.Close()
		return nil, err
	}
	if st != nil {
		st.extra().form = f
	}
	f.share(r)
	return f, nil
}

// read fills f from the body, or from what net/http has parsed before.
func (f *Form) read(r *http.Request, to UploadHandler) error {
	if r.MultipartForm != nil || r.PostForm != nil {
		f.adopt(r)
		return nil
	}
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	typ, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && typ == "" {
		return nil
	}
	if cs := params["charset"]; cs != "" && !strings.EqualFold(cs, "utf-8") && !strings.EqualFold(cs, "us-ascii") {
		return NewError(http.StatusUnsupportedMediaType, "Forms are read as UTF-8 only.")
	}
	switch typ {
	case formType:
		return f.readURLEncoded(r)
	case multipartType:
		return f.readMultipart(r, params["boundary"], to)
	}
	return nil
}

// readAll reads what is held in memory, as one piece that is no larger than it must be.
func readAll(r *http.Request, l Limits) ([]byte, error) {
	in := io.Reader(r.Body)
	if l.Values >= 0 {
		if r.ContentLength > l.Values {
			return nil, &http.MaxBytesError{Limit: l.Values}
		}
		in = io.LimitReader(r.Body, l.Values+1)
	}
	var b bytes.Buffer
	if r.ContentLength > 0 {
		b.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(in); err != nil {
		return nil, err
	}
	if exceeds(int64(b.Len()), l.Values) {
		return nil, &http.MaxBytesError{Limit: l.Values}
	}
	return b.Bytes(), nil
}

func (f *Form) readURLEncoded(r *http.Request) error {
	l := limitsOf(r)
	body, err := readAll(r, l)
	if err != nil {
		return fmt.Errorf("web: reading the form: %w", err)
	}
	if f.Values, err = parseValues("form", string(body), l.Fields); err != nil {
		return err
	}
	for _, list := range f.all {
		for _, v := range list {
			if exceeds(int64(len(v)), l.FieldBytes) {
				return NewError(http.StatusRequestEntityTooLarge, "A field of the form is larger than this site accepts.")
			}
		}
	}
	return nil
}

// adopt takes over what net/http has parsed.
func (f *Form) adopt(r *http.Request) {
	maps.Copy(f.all, r.PostForm)
	if r.MultipartForm == nil {
		return
	}
	maps.Copy(f.all, r.MultipartForm.Value)
	for name, list := range r.MultipartForm.File {
		for _, h := range list {
			f.files[name] = append(f.files[name], &FormFile{
				Field: name, Name: baseName(h.Filename), ContentType: h.Header.Get("Content-Type"), Size: h.Size, header: h,
			})
		}
	}
}

// share lets handlers of net/http find the fields.
func (f *Form) share(r *http.Request) {
	if r.PostForm == nil {
		r.PostForm = f.URL()
	}
	if r.Form == nil {
		r.Form = f.URL()
		for name, list := range r.URL.Query() {
			r.Form[name] = append(r.Form[name], list...)
		}
	}
}

// File returns the last file of the field, nil when there is none.
func (f *Form) File(field string) *FormFile {
	if list := f.files[field]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

// Files returns all files of the field, in the order in which they came.
func (f *Form) Files(field string) []*FormFile { return slices.Clone(f.files[field]) }

// FileFields returns the names of the fields that have files, sorted.
func (f *Form) FileFields() []string { return slices.Sorted(maps.Keys(f.files)) }

// Close removes the temporary files. A [Router] does it at the end of the request; only who reads a form outside one has to.
func (f *Form) Close() {
	for _, t := range f.temp {
		t.remove()
	}
	f.temp = nil
}

// An Upload takes the content of one file as it arrives, for instance into a storage. When the whole form has been read,
// Commit makes it permanent. When it cannot be read, because the client went away or a limit was passed, Abort removes what
// has been written. Exactly one of the two is called, unless Commit fails: then Abort follows.
type Upload interface {
	io.Writer
	Commit() error
	Abort() error
}

// An UploadHandler decides where a file goes, before its content is read: the fields Field, Name and ContentType of f are
// set, and nothing of it is to be trusted. A nil Upload leaves the file to memory and temporary files; an error refuses the
// form. Ctx is that of the request.
type UploadHandler func(ctx context.Context, f *FormFile) (Upload, error)

func badForm(err error) error {
	var known problem.Kinder
	var large *http.MaxBytesError
	if errors.As(err, &known) || errors.As(err, &large) {
		return err
	}
	return &inputError{fmt.Errorf("web: reading the form: %w", err), "The form could not be read."}
}
