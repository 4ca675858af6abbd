package session

import (
	"bufio"
	"io"
	"net"
	"net/http"

	"github.com/musette-go/musette/web"
)

// writer saves the session just before the header of the answer is sent. When that fails, the answer is an error: the handler
// believed that something was kept.
type writer struct {
	http.ResponseWriter
	session *Session
	sent    bool
	failed  bool // an error took the place of the answer
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader saves the session and sends the header. Informational ones are passed on.
func (w *writer) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begin(status)
	}
	if !w.failed {
		w.ResponseWriter.WriteHeader(status)
	}
}

// begin saves the session, once.
func (w *writer) begin(status int) {
	if w.sent {
		return
	}
	w.sent = true
	if err := w.session.finish(w.Header(), status); err != nil {
		w.failed = true
		w.Header().Del("Location")
		web.Fail(w.ResponseWriter, w.session.r, err)
	}
}

// end is called when the handler has returned: what it did not write is an empty answer.
func (w *writer) end() { w.begin(http.StatusOK) }

// Write sends a part of the body.
func (w *writer) Write(p []byte) (int, error) {
	if w.begin(http.StatusOK); w.failed {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// WriteString sends a part of the body.
func (w *writer) WriteString(s string) (int, error) {
	if w.begin(http.StatusOK); w.failed {
		return len(s), nil
	}
	return io.WriteString(w.ResponseWriter, s)
}

// ReadFrom keeps sendfile within reach.
func (w *writer) ReadFrom(src io.Reader) (int64, error) {
	if w.begin(http.StatusOK); w.failed {
		return io.Copy(io.Discard, src)
	}
	return io.Copy(w.ResponseWriter, src)
}

// Flush sends what is buffered.
func (w *writer) Flush() { _ = w.FlushError() }

// FlushError sends what is buffered.
func (w *writer) FlushError() error {
	if w.begin(http.StatusOK); w.failed {
		return nil
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack saves the session and hands the connection over. A cookie then goes out only if who took it sends the header.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.begin(http.StatusSwitchingProtocols)
	return http.NewResponseController(w.ResponseWriter).Hijack()
}
