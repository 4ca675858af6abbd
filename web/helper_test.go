package web_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// say answers with text.
func say(text string) web.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// fails returns err.
func fails(err error) web.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// build makes a handler that logs nothing.
func build(t testing.TB, opt web.Options, routes func(r *web.Router)) http.Handler {
	t.Helper()
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	r := web.New(opt)
	routes(r)
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// get asks h without a socket.
func get(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// logBuffer is a log that many goroutines may write to.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newLog() (*slog.Logger, *logBuffer) {
	b := new(logBuffer)
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})), b
}

// wantErr fails unless err holds every part.
func wantErr(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q lacks %q", err, p)
		}
	}
}

// aborts reports whether fn panics with http.ErrAbortHandler.
func aborts(fn func()) (aborted bool) {
	defer func() {
		err, _ := recover().(error)
		aborted = errors.Is(err, http.ErrAbortHandler)
	}()
	fn()
	return false
}

func discardLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// unhurried is a bound on time: as promised when all rounds of the tests run, and generous where other tests, or the race
// detector, may have the processor.
func unhurried(bound time.Duration) time.Duration {
	if testenv.Full() {
		return bound
	}
	return 10 * bound
}
