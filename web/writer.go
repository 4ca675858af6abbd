package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// recorder notes what a response does. It lives in the state of its request.
type recorder struct {
	http.ResponseWriter
	status int // 0 until the header is sent
	bytes  int64
	late   []line // headers that are added when the answer turns out to be a page
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader notes the status. Informational ones are passed on and do not count.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
		addLate(w)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) begin() {
	if w.status == 0 {
		w.status = http.StatusOK
		addLate(w)
	}
}

// Write counts the bytes.
func (w *recorder) Write(p []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// WriteString counts the bytes.
func (w *recorder) WriteString(s string) (int, error) {
	w.begin()
	n, err := io.WriteString(w.ResponseWriter, s)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom keeps sendfile within reach.
func (w *recorder) ReadFrom(src io.Reader) (int64, error) {
	w.begin()
	n, err := io.Copy(w.ResponseWriter, src)
	w.bytes += n
	return n, err
}

// Flush sends what is buffered.
func (w *recorder) Flush() { _ = w.FlushError() }

// FlushError sends what is buffered.
func (w *recorder) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack takes the connection over; the response counts as 101.
func (w *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil && w.status == 0 {
		w.status = http.StatusSwitchingProtocols
	}
	return c, rw, err
}

// recorderOf finds the recorder that w is or wraps, or puts a new one around w.
func recorderOf(w http.ResponseWriter) *recorder {
	for in := w; ; {
		if rec, ok := in.(*recorder); ok {
			return rec
		}
		u, ok := in.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return &recorder{ResponseWriter: w}
		}
		in = u.Unwrap()
	}
}

// base returns the writer of the server, which http.MaxBytesReader tells to close the connection.
func base(w http.ResponseWriter) http.ResponseWriter {
	for {
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = u.Unwrap()
	}
}

// Sent reports the status that has been sent on w, 0 when none has, and the number of bytes of the body written so far. It
// knows only writers that came through a [Router] or one of the package's middleware; others report 0, 0.
func Sent(w http.ResponseWriter) (status int, bytes int64) {
	rec := recorderOf(w)
	return rec.status, rec.bytes
}
