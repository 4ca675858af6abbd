package web

import (
	"errors"
	"fmt"
	"io"
	"math"
	"mime/multipart"
	"net/http"
)

// The bounds of the parts of a form beyond Limits.
const (
	maxPartLines = 10
	maxPartName  = 1 << 10
)

// A partReader reads a multipart form within its limits.
type partReader struct {
	form    *Form
	req     *http.Request
	to      UploadHandler
	limits  Limits
	fields  int
	files   int
	values  int64 // bytes that the values may still hold
	memory  int64 // bytes of files that may still stay in memory
	uploads []Upload
}

func (f *Form) readMultipart(r *http.Request, boundary string, to UploadHandler) error {
	if boundary == "" || len(boundary) > 70 { // RFC 2046, section 5.1.1
		return badForm(errors.New("the Content-Type has no valid boundary"))
	}
	l := limitsOf(r)
	p := &partReader{form: f, req: r, to: to, limits: l, values: l.Values, memory: l.Memory}
	if err := p.readAll(multipart.NewReader(r.Body, boundary)); err != nil {
		return p.abort(err)
	}
	for len(p.uploads) > 0 {
		if err := p.uploads[0].Commit(); err != nil {
			return p.abort(fmt.Errorf("web: keeping an uploaded file: %w", err))
		}
		p.uploads = p.uploads[1:]
	}
	return nil
}

// abort removes what has been uploaded so far.
func (p *partReader) abort(err error) error {
	for _, u := range p.uploads {
		if abortErr := u.Abort(); abortErr != nil {
			err = errors.Join(err, fmt.Errorf("web: removing an unfinished upload: %w", abortErr))
		}
	}
	p.uploads = nil
	return err
}

func (p *partReader) readAll(mr *multipart.Reader) (err error) {
	defer func() {
		if v := recover(); v != nil { // of an Upload
			_ = p.abort(nil)
			panic(v)
		}
	}()
	for {
		part, err := mr.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return badForm(err)
		}
		if err := p.readPart(part); err != nil {
			return badForm(err)
		}
	}
}

func (p *partReader) readPart(part *multipart.Part) error {
	name := part.FormName()
	lines := 0
	for _, values := range part.Header {
		lines += len(values)
	}
	switch {
	case lines > maxPartLines || len(name) > maxPartName || len(part.FileName()) > maxPartName:
		return tooMany("text about a part")
	case name == "":
		return nil // nobody can ask for it; the next part skips its content
	}
	if err := cleanValue(name, part.FileName()); err != nil {
		return err
	}
	if _, isFile := fileName(part); isFile {
		return p.readFile(name, part)
	}
	return p.readValue(name, part)
}

func (p *partReader) readValue(name string, part io.Reader) error {
	if p.fields++; exceeds(p.fields, p.limits.Fields) {
		return tooMany("fields")
	}
	most := int64(math.MaxInt64 - 1)
	if p.limits.Values >= 0 {
		most = p.values
	}
	if p.limits.FieldBytes >= 0 {
		most = min(most, p.limits.FieldBytes)
	}
	b, err := io.ReadAll(io.LimitReader(part, most+1))
	if err != nil {
		return err
	}
	if int64(len(b)) > most {
		return NewError(http.StatusRequestEntityTooLarge, "A field of the form is larger than this site accepts.")
	}
	p.values -= int64(len(b))
	if err := cleanValue(name, string(b)); err != nil {
		return err
	}
	p.form.all[name] = append(p.form.all[name], string(b))
	return nil
}

func (p *partReader) readFile(field string, part *multipart.Part) error {
	name, _ := fileName(part)
	f := &FormFile{Field: field, Name: baseName(name), ContentType: part.Header.Get("Content-Type")}
	in := &limitedFile{in: part, left: p.limits.FileBytes}
	if name == "" { // an input of the type file in which nothing was chosen
		n, err := io.Copy(io.Discard, io.LimitReader(in, 1))
		if err != nil || n == 0 {
			return err
		}
		return badForm(fmt.Errorf("a file without a name in %q", field))
	}
	if p.files++; exceeds(p.files, p.limits.Files) {
		return tooMany("files")
	}
	if err := p.store(f, in); err != nil {
		return err
	}
	p.form.files[field] = append(p.form.files[field], f)
	return nil
}

// store puts the content where the upload handler says, or into memory or a temporary file.
func (p *partReader) store(f *FormFile, in io.Reader) error {
	if p.to != nil {
		u, err := p.to(p.req.Context(), f)
		if err != nil {
			return err
		}
		if u != nil {
			p.uploads = append(p.uploads, u)
			f.stored = true
			f.Size, err = io.Copy(onlyWriter{u}, in)
			return err
		}
	}
	room := p.memory
	if p.limits.Memory < 0 {
		room = math.MaxInt64 - 1
	}
	head, err := io.ReadAll(io.LimitReader(in, room+1))
	if err != nil {
		return err
	}
	if int64(len(head)) <= room {
		p.memory -= int64(len(head))
		f.data, f.Size = head, int64(len(head))
		return nil
	}
	t, err := newTempFile()
	if err != nil {
		return err
	}
	p.form.temp, f.temp = append(p.form.temp, t), t
	if _, err := t.file.Write(head); err != nil {
		return storeError(err)
	}
	n, err := io.Copy(t, in)
	f.Size = int64(len(head)) + n
	return err
}

// onlyWriter hides other methods of an Upload, such as ReadFrom, which would see the connection.
type onlyWriter struct{ io.Writer }

// A limitedFile ends with an error when a file is larger than it may be.
type limitedFile struct {
	in   io.Reader
	left int64 // negative for no limit
}

func (l *limitedFile) Read(p []byte) (int, error) {
	if l.left < 0 {
		return l.in.Read(p)
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.in.Read(p)
	if int64(n) > l.left {
		return int(l.left), NewError(http.StatusRequestEntityTooLarge, "A file is larger than this site accepts.")
	}
	l.left -= int64(n)
	return n, err
}
