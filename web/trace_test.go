package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

const (
	traceID  = "4bf92f3577b34da6a3ce929d0e0e4736"
	parentID = "00f067aa0ba902b7"
)

func TestTrace(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			tr, ok := web.TraceOf(r.Context())
			out, _ := http.NewRequestWithContext(r.Context(), "GET", "http://other.example/", nil)
			web.Propagate(r.Context(), out)
			_, err := fmt.Fprint(w, ok, " ", tr.TraceID, " ", tr.ParentID, " ", len(tr.SpanID), " ", tr.Flags, " ",
				out.Header.Get("Traceparent") == tr.String() == ok, " ", out.Header.Get("Tracestate"), " ", out.Header.Get("X-Request-ID") != "")
			return err
		})
	})
	valid := "00-" + traceID + "-" + parentID + "-01"
	for header, want := range map[string]string{
		valid:                                  "true " + traceID + " " + parentID + " 16 01 true a=b true",
		"cc" + valid[2:] + "-what-comes-later": "true " + traceID,
		valid + "-more":                        "false", // version 00 has nothing more
		"ff" + valid[2:]:                       "false",
		strings.ToUpper(valid):                 "false",
		strings.Replace(valid, traceID, strings.Repeat("0", 32), 1):  "false",
		strings.Replace(valid, parentID, strings.Repeat("0", 16), 1): "false",
		valid[:54]: "false", "": "false", strings.Repeat("0", 4096): "false",
	} {
		if got := get(h, "GET", "/", "Traceparent", header, "Tracestate", "a=b").Body.String(); !strings.HasPrefix(got, want) {
			t.Errorf("%.60q: %q, want %q", header, got, want)
		}
	}
}

// TestLogHandler shows that each line written in a request says which one, and once.
func TestLogHandler(t *testing.T) {
	t.Parallel()
	var out logBuffer
	log := slog.New(web.LogHandler(slog.NewJSONHandler(&out, nil)))
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Use(web.Defaults(log)...)
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			log.InfoContext(r.Context(), "in the view")
			log.With("app", "shop").InfoContext(r.Context(), "with more")
			return web.Go(r.Context(), func(ctx context.Context) error { log.InfoContext(ctx, "in a goroutine"); return say("x")(w, r) }).Wait()
		})
	})
	w := get(h, "GET", "/", "X-Request-ID", "my-id", "Traceparent", "00-"+traceID+"-"+parentID+"-01")
	log.Info("outside")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 || w.Header().Get("X-Request-ID") != "my-id" {
		t.Fatalf("%s", out.String())
	}
	for i, line := range lines {
		var rec map[string]any
		if err := json.Unmarshal([]byte(line), &rec); err != nil {
			t.Fatal(err)
		}
		if inside := i < 4; (rec["request_id"] == "my-id") != inside || (rec["trace_id"] == traceID) != inside || strings.Count(line, "request_id") > 1 {
			t.Errorf("%s", line)
		}
	}
}

func FuzzTrace(f *testing.F) {
	f.Add("00-"+traceID+"-"+parentID+"-01", "a=b")
	h := build(f, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			if tr, ok := web.TraceOf(r.Context()); ok && (len(tr.String()) != 55 || strings.ContainsAny(tr.State, "\r\n")) {
				panic(tr.String())
			}
			return say("x")(w, r)
		})
	})
	f.Fuzz(func(t *testing.T, parent, state string) {
		if w := get(h, "GET", "/", "Traceparent", parent, "Tracestate", state); w.Code != 200 {
			t.Error(w.Code)
		}
	})
}
