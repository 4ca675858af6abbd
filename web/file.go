package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
)

// File answers with the file name of fsys, to be shown in the browser. See [Content] for what it does about ranges and
// conditions. A name that does not exist, is a folder, or is not valid for fs.FS ("..", a leading slash) is a problem of the
// kind NotFound.
func File(w http.ResponseWriter, r *http.Request, fsys fs.FS, name string) error {
	if !fs.ValidPath(name) {
		return errNoFile(name, fs.ErrInvalid)
	}
	f, err := fsys.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			return errNoFile(name, err)
		}
		return fmt.Errorf("web: opening the file %q: %w", name, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("web: reading about the file %q: %w", name, err)
	}
	content, ok := f.(io.ReadSeeker)
	switch {
	case info.IsDir():
		return errNoFile(name, errors.New("it is a folder"))
	case !ok:
		return fmt.Errorf("web: the file %q of a %T cannot be sought in: serve it from a file system whose files are io.ReadSeeker", name, fsys)
	}
	return Content(w, r, path.Base(name), info.ModTime(), content)
}

func errNoFile(name string, err error) error {
	return problem.Wrap(problem.NotFound, fmt.Errorf("web: there is no file %s: %w", quoted(name), err))
}

// Attachment answers with content that the browser saves under the given name, whatever characters that holds. It is
// [Content] with a header Content-Disposition.
func Attachment(w http.ResponseWriter, r *http.Request, name string, modified time.Time, content io.ReadSeeker) error {
	w.Header().Set("Content-Disposition", ContentDisposition("attachment", name))
	return Content(w, r, name, modified, content)
}

// maxRanges is how many ranges of a file a request may ask for; beyond it the whole file is sent.
const maxRanges = 16

// Content answers with content by http.ServeContent: ranges (206, 416), If-Range, If-Modified-Since with the given time (the
// zero time means unknown), and If-None-Match when the handler has set ETag. The type comes from the handler's Content-Type or
// else from the extension of name, never from looking at the content: what is unknown is application/octet-stream, and nosniff
// is set. The content's size is found by seeking.
func Content(w http.ResponseWriter, r *http.Request, name string, modified time.Time, content io.ReadSeeker) error {
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", typeOf(name))
	}
	h.Set("X-Content-Type-Options", "nosniff")
	if _, err := content.Seek(0, io.SeekEnd); err != nil { // ServeContent would send what went wrong to the client
		return fmt.Errorf("web: finding the size of %q: %w", name, err)
	}
	if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
		r.Header.Del("Range")
	}
	http.ServeContent(w, r, name, modified, content)
	return nil
}

// typeOf returns the media type of an extension. Text without a charset is UTF-8.
func typeOf(name string) string {
	typ := mime.TypeByExtension(path.Ext(name))
	if typ == "" {
		return "application/octet-stream"
	}
	return typ
}

// ContentDisposition writes the header of that name (RFC 6266): kind is "inline" or "attachment", name the file's name, of
// which only the last part counts. A name beyond ASCII is written twice, as ASCII for old programs and in full as RFC 8187 has it.
func ContentDisposition(kind, name string) string {
	name = baseName(name)
	if name == "" {
		return kind
	}
	plain, exact := plainName(name)
	if exact {
		return kind + `; filename="` + plain + `"`
	}
	return kind + `; filename="` + plain + `"; filename*=UTF-8''` + percentName(name)
}

// plainName is the name in ASCII, with "_" for what a quoted string cannot hold everywhere; exact when nothing was replaced.
func plainName(name string) (plain string, exact bool) {
	exact = true
	plain = strings.Map(func(c rune) rune {
		if c < 0x20 || c >= 0x7f || strings.ContainsRune(`"\%;`, c) {
			exact = false
			return '_'
		}
		return c
	}, name)
	return plain, exact
}

// percentName is the ext-value of RFC 8187 without its charset.
func percentName(name string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}
