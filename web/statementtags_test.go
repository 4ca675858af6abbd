package web_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// TestStatementTags wants what the answer, the trace and the route say of a request, and nothing elsewhere.
func TestStatementTags(t *testing.T) {
	t.Parallel()
	if tags := web.StatementTags(t.Context()); len(tags) != 0 {
		t.Errorf("outside a request: %v", tags)
	}
	var tags map[string]string
	var trace web.Trace
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Get("/items/{id:int}/", func(_ http.ResponseWriter, r *http.Request) error {
			ctx, cancel := context.WithCancel(r.Context()) // as a view's own context
			defer cancel()
			trace, _ = web.TraceOf(ctx)
			tags = web.StatementTags(ctx)
			return nil
		})
	})
	id := get(h, "GET", "/items/3/").Header().Get("X-Request-Id")
	if want := map[string]string{"request_id": id, "route": "/items/{id:int}/"}; id == "" || !maps.Equal(tags, want) {
		t.Errorf("%v, want %v", tags, want)
	}
	id = get(h, "GET", "/items/3/", "Traceparent", "00-"+traceID+"-"+parentID+"-01").Header().Get("X-Request-Id")
	want := map[string]string{"request_id": id, "route": "/items/{id:int}/", "traceparent": trace.String()}
	if !strings.Contains(trace.String(), traceID) || !maps.Equal(tags, want) {
		t.Errorf("%v, want %v", tags, want)
	}
}

// TestRequestIDInSQL finds the id of the answer in the statement that PostgreSQL was sent (HTTP-34).
func TestRequestIDInSQL(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), testenv.Postgres(t), db.Options{Comment: web.StatementTags})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Get("/items/{name}/", func(w http.ResponseWriter, r *http.Request) error {
			rows, err := d.Query(r.Context(), "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()")
			if err != nil {
				return err
			}
			defer rows.Close()
			rows.Next()
			_, err = io.WriteString(w, rows.String())
			return err
		})
	})
	for range 2 {
		w := get(h, "GET", "/items/x/")
		want := fmt.Sprintf(" /*request_id='%s',route='%%2Fitems%%2F%%7Bname%%7D%%2F'*/", w.Header().Get("X-Request-Id"))
		if !strings.HasSuffix(w.Body.String(), want) {
			t.Errorf("PostgreSQL runs %s, want %s at its end", w.Body, want)
		}
	}
}
