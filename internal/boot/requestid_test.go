package boot

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/web"
)

// TestSlowStatementNamesTheRequest: the log line of a slow statement carries the id of the request that ran it, which the answer
// has too.
func TestSlowStatementNamesTheRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(web.LogHandler(slog.NewTextHandler(&out, nil)))
	page := func(w http.ResponseWriter, r *http.Request) error {
		d, err := db.From(r.Context())
		if err != nil {
			return err
		}
		if _, err := d.Exec(r.Context(), "SELECT 1"); err != nil {
			return err
		}
		_, err = io.WriteString(w, "ok")
		return err
	}
	s, err := New(app.Site{Name: "slow", Apps: []app.App{{Name: "slow", Routes: func(r *web.Router) { r.Get("/", page) }}}},
		app.Config{Mode: app.Test, DatabaseURL: "sqlite://:memory:"}, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.OpenWith(t.Context(), db.Options{SlowQuery: time.Nanosecond}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, httptest.NewRequestWithContext(s.Context(t.Context()), "GET", "/", nil))
	id := w.Header().Get("X-Request-Id")
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "slow statement") && strings.Contains(line, "SELECT") {
			if id == "" || !strings.Contains(line, "request_id="+id) {
				t.Errorf("the answer has the id %q, the line is %s", id, line)
			}
			return
		}
	}
	t.Fatalf("no slow statement was logged (status %d):\n%s", w.Code, &out)
}
