package form

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Limits bound what one request may send in forms. The size of the whole body is the router's (web.Limits).
type Limits struct {
	// Values is the most values, those of all forms of the page. Defaults to 1000.
	Values int
	// Text is the most bytes of all values that are no files. Defaults to 2.5 MiB.
	Text int64
	// Files is the most files. Defaults to 100.
	Files int
	// Memory is how many bytes of files are kept in memory; what is beyond is in temporary files until the request ends. Defaults
	// to 2.5 MiB.
	Memory int64
}

// The defaults of Limits, which are Django's.
const (
	DefaultValues = 1000
	DefaultFiles  = 100
	DefaultText   = 5 << 19
)

func (l Limits) withDefaults() Limits {
	if l.Values <= 0 {
		l.Values = DefaultValues
	}
	if l.Files <= 0 {
		l.Files = DefaultFiles
	}
	if l.Text <= 0 {
		l.Text = DefaultText
	}
	if l.Memory <= 0 {
		l.Memory = DefaultText
	}
	return l
}

// Input is what a request sent, for the forms of a page.
type Input struct {
	text  url.Values
	files map[string][]SentFile
}

// SentFile is one file of a request. The name is what the browser said.
type SentFile struct {
	Name string
	Size int64 // in bytes
	// Open opens the content from its beginning; it may be called again.
	Open func() (io.ReadSeekCloser, error)
}

// NewInput makes an input of values and files, both by the names of their fields.
func NewInput(values url.Values, files map[string][]SentFile) *Input {
	return &Input{text: values, files: files}
}

// What Read returns; web answers 400 and 413.
var (
	errMalformed = problem.New(problem.BadRequest, "The form could not be read.")
	errTooMany   = problem.New(problem.TooLarge, "The form has too many fields.")
	errTooLong   = problem.New(problem.TooLarge, "The form is too large.")
)

type readerKey struct{}

// WithReader returns a context in which [Read] leaves the reading to another function. A site puts its own there, which keeps to the
// limits of the route and reads a body once, whoever asks.
func WithReader(ctx context.Context, read func(r *http.Request) (*Input, error)) context.Context {
	return context.WithValue(ctx, readerKey{}, read)
}

// Read reads the body of a request, as application/x-www-form-urlencoded or multipart/form-data; values in the address are not part of
// it. It uses the function of [WithReader], or else [ReadWithin] with the default limits.
func Read(r *http.Request) (*Input, error) {
	if read, ok := r.Context().Value(readerKey{}).(func(r *http.Request) (*Input, error)); ok {
		return read(r)
	}
	return ReadWithin(r, Limits{})
}

// ReadWithin reads the body of a request by itself. What net/http has parsed before is used, so that it can be called again. The error is a
// problem of the kind TooLarge for what is beyond the limits and BadRequest for what cannot be read.
func ReadWithin(r *http.Request, l Limits) (*Input, error) {
	l = l.withDefaults()
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "multipart/form-data":
		return readParts(r, l)
	case err == nil && kind == "application/x-www-form-urlencoded":
		return readEncoded(r, l)
	}
	return nil, problem.New(problem.BadRequest, "A form is sent as application/x-www-form-urlencoded or multipart/form-data.")
}

func readEncoded(r *http.Request, l Limits) (*Input, error) {
	if r.PostForm == nil {
		form, err := parseBody(r.Body, l)
		if err != nil {
			return nil, err
		}
		r.PostForm = form
	}
	return (&Input{text: r.PostForm}).within(l)
}

// parseBody reads a body and counts its values before it makes any of them.
func parseBody(body io.Reader, l Limits) (url.Values, error) {
	if body == nil {
		return url.Values{}, nil
	}
	raw, err := io.ReadAll(io.LimitReader(body, 3*l.Text+1)) // one byte is sent as up to three
	switch {
	case err != nil:
		return nil, bodyError(err)
	case int64(len(raw)) > 3*l.Text:
		return nil, errTooLong
	}
	text := string(raw)
	if strings.Count(text, "&") >= l.Values {
		return nil, errTooMany
	}
	form, err := url.ParseQuery(text)
	if err != nil {
		return nil, errMalformed
	}
	return form, nil
}

// bodyError keeps what web has a status for and hides the rest.
func bodyError(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, multipart.ErrMessageTooLarge):
		return errTooLong
	}
	return errMalformed
}

func readParts(r *http.Request, l Limits) (*Input, error) {
	if r.MultipartForm == nil {
		if r.PostForm != nil {
			return nil, errors.New("form: the body has been read before and its files are out of reach: use form.WithReader with a function that has them")
		}
		if err := r.ParseMultipartForm(l.Memory); err != nil {
			return nil, bodyError(err)
		}
		parts := r.MultipartForm
		context.AfterFunc(r.Context(), func() { _ = parts.RemoveAll() }) // the server does it only for the request it made itself
	}
	files := make(map[string][]SentFile, len(r.MultipartForm.File))
	for name, list := range r.MultipartForm.File {
		for _, h := range list {
			files[name] = append(files[name], SentFile{h.Filename, h.Size, func() (io.ReadSeekCloser, error) { return h.Open() }})
		}
	}
	return (&Input{r.MultipartForm.Value, files}).within(l)
}

// within counts.
func (in *Input) within(l Limits) (*Input, error) {
	n, size := 0, int64(0)
	for name, values := range in.text {
		n += len(values)
		for _, v := range values {
			size += int64(len(v) + len(name))
		}
	}
	files := 0
	for _, f := range in.files {
		files += len(f)
	}
	switch {
	case n > l.Values:
		return nil, errTooMany
	case size > l.Text:
		return nil, errTooLong
	case files > l.Files:
		return nil, problem.New(problem.TooLarge, "The form has too many files.")
	}
	return in, nil
}

func (in *Input) values(name string) []string { return in.text[name] }

// value is the last value of a name, as everywhere.
func (in *Input) value(name string) string {
	v := in.text[name]
	if len(v) == 0 {
		return ""
	}
	return v[len(v)-1]
}
