package compress

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// A writer holds the beginning of an answer back until it knows whether to pack it.
type writer struct {
	http.ResponseWriter
	packer *packer
	coding *coding // what the client wants, or nil
	enc    encoder // once packing has begun

	status   int     // 0 until the handler has answered
	held     []byte  // the beginning of the body
	buffer   *[]byte // what held lies in, shorter than which it always is
	passed   bool    // nothing is held and nothing packed
	page     bool
	returned bool // the handler has returned, and did not panic
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Discard drops what is held back, so that an error can take its place.
func (w *writer) Discard() {
	if w.enc == nil && !w.passed {
		w.status = 0
		w.release()
	}
}

// WriteHeader notes the status. What cannot be packed goes through from here on.
func (w *writer) WriteHeader(status int) {
	switch {
	case w.passed || status < 200 && status != http.StatusSwitchingProtocols:
		w.ResponseWriter.WriteHeader(status)
	case w.status == 0:
		w.status = status
		if !w.packable() {
			w.pass()
		}
	}
}

// packable reports whether the answer may be packed as far as its header tells. The type may still be unknown.
func (w *writer) packable() bool {
	h := w.Header()
	switch {
	case w.status < 200, w.status == http.StatusNoContent, w.status == http.StatusNotModified, w.status == http.StatusPartialContent:
		return false
	case first(h, "Content-Range") != "", noTransform(first(h, "Cache-Control")):
		return false
	case first(h, "Content-Encoding") != "":
		return false
	}
	if typ := first(h, "Content-Type"); typ != "" {
		if !w.packer.opt.Types(mediaType(typ)) {
			return false
		}
		w.packer.vary(h)
		if w.coding == nil {
			return false
		}
	}
	length := first(h, "Content-Length")
	if length == "" {
		return true
	}
	n, err := strconv.Atoi(length)
	return err != nil || n >= w.packer.opt.MinLength
}

// first is h.Get for a name that is in its canonical form already, as all names of this package are.
func first(h http.Header, name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// noTransform reports whether an answer must stay as it is.
func noTransform(cacheControl string) bool {
	return cacheControl != "" && strings.Contains(strings.ToLower(cacheControl), "no-transform")
}

// vary says that the answer depends on Accept-Encoding, also where it was not packed.
func (p *packer) vary(h http.Header) {
	for _, v := range h["Vary"] {
		if strings.Contains(strings.ToLower(v), "accept-encoding") {
			return
		}
	}
	if len(h["Vary"]) == 0 {
		h["Vary"] = p.varies[:1:1]
		return
	}
	h.Add("Vary", "Accept-Encoding")
}

// pass sends the header and what is held as they are.
func (w *writer) pass() {
	w.passed = true
	w.ResponseWriter.WriteHeader(w.status)
	if len(w.held) > 0 {
		_, _ = w.ResponseWriter.Write(w.held) // the next write says when the client is gone
		w.release()
	}
}

// start packs what is held and then first, or passes both when the type that shows now is none to be packed.
func (w *writer) start(first []byte) error {
	h := w.Header()
	if h.Get("Content-Type") == "" { // the server would look at packed bytes
		h.Set("Content-Type", http.DetectContentType(append(w.held[:len(w.held):len(w.held)], first[:min(len(first), 512)]...)))
		if !w.packable() {
			w.pass()
			_, err := w.ResponseWriter.Write(first)
			return err
		}
	}
	w.page = w.packer.opt.Pages(mediaType(h.Get("Content-Type")))
	h["Content-Encoding"] = w.coding.header[:1:1]
	h.Del("Content-Length")
	h.Del("Accept-Ranges")
	if tag := h.Get("Etag"); strings.HasPrefix(tag, `"`) {
		h.Set("Etag", "W/"+tag)
	}
	w.ResponseWriter.WriteHeader(w.status)
	w.enc = w.coding.get(w.ResponseWriter, w.page)
	_, err := w.enc.Write(w.held)
	w.release()
	if err != nil {
		return err
	}
	_, err = w.enc.Write(first)
	return err
}

// release gives the buffer back, once what it held has been written. A handler that writes after its end gets another one.
func (w *writer) release() {
	if w.buffer != nil {
		w.packer.buffers.Put(w.buffer)
	}
	w.held, w.buffer = nil, nil
}

// Write packs, holds or passes p.
func (w *writer) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.passed:
		return w.ResponseWriter.Write(p)
	case w.enc != nil:
		return w.enc.Write(p)
	case len(w.held)+len(p) >= w.packer.opt.MinLength:
		if err := w.start(p); err != nil {
			return 0, err
		}
	case w.held == nil:
		w.buffer = w.packer.buffer()
		w.held = append((*w.buffer)[:0], p...)
	default:
		w.held = append(w.held, p...)
	}
	return len(p), nil
}

// WriteString is Write without a copy, for answers that are not packed.
func (w *writer) WriteString(s string) (int, error) {
	if w.passed {
		return io.WriteString(w.ResponseWriter, s)
	}
	return w.Write([]byte(s))
}

// ReadFrom keeps sendfile within reach of answers that are not packed.
func (w *writer) ReadFrom(src io.Reader) (int64, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.passed {
		return io.Copy(w.ResponseWriter, src)
	}
	return io.Copy(struct{ io.Writer }{w}, src)
}

// Flush sends what has been written.
func (w *writer) Flush() { _ = w.FlushError() }

// FlushError sends what has been written. An answer that is flushed is packed whatever its length so far.
func (w *writer) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if !w.passed && w.enc == nil {
		if err := w.start(nil); err != nil {
			return err
		}
	}
	if w.enc != nil {
		if err := w.enc.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack takes the connection over.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.status, w.passed = http.StatusSwitchingProtocols, true
	}
	return c, rw, err
}

// finish sends what is small, or ends the stream. After a panic what is held is dropped, and a stream stays open, so that half
// an answer does not look whole.
func (w *writer) finish() {
	switch {
	case !w.returned && w.enc != nil:
		w.coding.put(w.enc)
	case w.enc != nil:
		_ = w.coding.close(w.enc, w.ResponseWriter, w.page) // what fails here is the connection
	case w.returned && w.status != 0 && !w.passed:
		if w.Header().Get("Content-Type") == "" && len(w.held) > 0 {
			w.Header().Set("Content-Type", http.DetectContentType(w.held))
			if w.packer.opt.Types(mediaType(w.Header().Get("Content-Type"))) {
				w.packer.vary(w.Header())
			}
		}
		w.pass()
	}
}
