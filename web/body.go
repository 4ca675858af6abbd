package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// A requestBody bounds the body of a request: its bytes, and the fields of a form, whichever parser reads it. When a limit
// is hit it tells the server to read nothing more and to close the connection after the answer.
type requestBody struct {
	in     io.ReadCloser // an http.MaxBytesReader
	server http.ResponseWriter
	limit  int64
	left   int64 // of the declared length; negative when it is unknown
	fields int   // fields that may still come, counted by their separators
	form   bool  // the body is a urlencoded form
	large  bool  // its declared length is beyond the limit
	ended  bool  // all of it has been read
	err    error
}

// bound puts the limits around the body of r and returns them, nil when there is no body. It reads nothing.
func bound(w http.ResponseWriter, r *http.Request, l *Limits) *requestBody {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	b := &requestBody{in: r.Body, server: base(w), limit: l.Body, left: r.ContentLength, fields: l.Fields}
	b.form = l.Fields >= 0 && mediaType(r.Header.Get("Content-Type")) == formType
	if l.Body >= 0 {
		b.large = r.ContentLength > l.Body
		b.in = http.MaxBytesReader(b.server, r.Body, l.Body)
	}
	r.Body = b
	return b
}

// Read reads within the limits.
func (b *requestBody) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.large {
		b.refuse(&http.MaxBytesError{Limit: b.limit})
		return 0, b.err
	}
	n, err := b.in.Read(p)
	b.ended = err == io.EOF
	b.left -= int64(n)
	if b.form {
		if b.fields -= bytes.Count(p[:n], []byte{'&'}); b.fields < 1 {
			b.refuse(tooMany("fields"))
			return n, b.err
		}
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		b.refuse(err)
	}
	return n, err
}

// Close ends the reading. It must not drain what is beyond a limit, which refuse has seen to.
func (b *requestBody) Close() error { return b.in.Close() }

// refuse ends the reading with err and keeps the server from draining the rest of the body.
func (b *requestBody) refuse(err error) {
	b.err = err
	b.stop()
}

// maxDrain is how much of a body that nobody wants is read, so that the connection can be used again.
const maxDrain = 64 << 10

// abandon is called when nothing more of the body will be read: it keeps the server from draining a large rest.
func (b *requestBody) abandon() {
	if b != nil && (b.left < 0 || b.left > maxDrain) {
		b.stop()
	}
}

// stop tells the server that a body has passed its limit, by the one thing that can, an http.MaxBytesReader that
// overflows: the server then closes the connection, and waits so that the client gets to read the answer. A deadline in the
// past keeps it from reading up to 256 KiB more before that.
func (b *requestBody) stop() {
	if b.ended {
		return // the server already waits for the next request, which a deadline would end
	}
	var p [1]byte
	_, _ = http.MaxBytesReader(b.server, io.NopCloser(strings.NewReader("x")), 0).Read(p[:])
	_ = http.NewResponseController(b.server).SetReadDeadline(time.Unix(1, 0))
}

func tooMany(what string) error {
	return NewError(http.StatusRequestEntityTooLarge, "The form holds more "+what+" than this site accepts.")
}

// unpack lets a route that asked for it read a body with Content-Encoding: gzip, and refuses any other encoding. A middleware
// may have put something of its own around the body.
func unpack(r *http.Request, st *state, rt *Route) error {
	coding := r.Header["Content-Encoding"]
	if len(coding) == 0 || len(coding) == 1 && (coding[0] == "" || strings.EqualFold(coding[0], "identity")) {
		return nil
	}
	if !rt.gzip || len(coding) != 1 || !strings.EqualFold(coding[0], "gzip") {
		return NewError(http.StatusUnsupportedMediaType, "This address does not take packed bodies: send them without Content-Encoding.")
	}
	limits := st.body()
	if limits == nil {
		return nil
	}
	r.Body = &gzipBody{ReadCloser: r.Body, limits: limits, left: limits.limit}
	r.ContentLength = -1
	r.Header.Del("Content-Encoding")
	r.Header.Del("Content-Length")
	return nil
}

// A gzipBody unpacks a body, of which at most left bytes may come out.
type gzipBody struct {
	io.ReadCloser // packed
	limits        *requestBody
	in            *gzip.Reader
	left          int64 // negative for no limit
	err           error
}

// Read reads unpacked bytes.
func (g *gzipBody) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.in == nil {
		if g.in, g.err = gzip.NewReader(g.ReadCloser); g.err != nil {
			g.err = badGzip(g.err)
			return 0, g.err
		}
	}
	if g.left >= 0 && int64(len(p)) > g.left+1 {
		p = p[:g.left+1]
	}
	n, err := g.in.Read(p)
	if g.left >= 0 {
		if int64(n) > g.left {
			g.err = &http.MaxBytesError{Limit: g.limits.limit}
			g.limits.refuse(g.err)
			return int(g.left), g.err
		}
		g.left -= int64(n)
	}
	if err != nil {
		g.err = badGzip(err)
	}
	return n, g.err
}

// badGzip makes damaged data a mistake of the client. Other errors pass.
func badGzip(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || strings.HasPrefix(err.Error(), "flate:") {
		return &inputError{err: fmt.Errorf("web: the body is not valid gzip: %w", err), text: "The body is not valid gzip."}
	}
	return err
}
