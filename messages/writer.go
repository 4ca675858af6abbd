package messages

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// writer keeps messages just before the header of the answer is sent.
type writer struct {
	http.ResponseWriter
	queue *queue
	sent  bool
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *writer) begin(status int) {
	if !w.sent {
		w.sent = true
		w.queue.finish(w.Header(), status)
	}
}

// WriteHeader keeps messages and sends the header. Informational ones are passed on.
func (w *writer) WriteHeader(status int) {
	if status >= 200 || status == http.StatusSwitchingProtocols {
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body.
func (w *writer) Write(p []byte) (int, error) {
	w.begin(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// WriteString sends a part of the body.
func (w *writer) WriteString(s string) (int, error) {
	w.begin(http.StatusOK)
	return io.WriteString(w.ResponseWriter, s)
}

// ReadFrom keeps sendfile within reach.
func (w *writer) ReadFrom(src io.Reader) (int64, error) {
	w.begin(http.StatusOK)
	return io.Copy(w.ResponseWriter, src)
}

// Flush sends what is buffered.
func (w *writer) Flush() { _ = w.FlushError() }

// FlushError sends what is buffered.
func (w *writer) FlushError() error {
	w.begin(http.StatusOK)
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack hands the connection over.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.begin(http.StatusSwitchingProtocols)
	return http.NewResponseController(w.ResponseWriter).Hijack()
}
