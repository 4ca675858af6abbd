package web_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

func TestRecover(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Use(web.Defaults(log)...)
		r.Get("/boom/", func(http.ResponseWriter, *http.Request) error { panic("secret value") })
		r.Get("/half/", func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, "half")
			panic("secret value")
		})
		r.Get("/abort/", func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) })
		r.Get("/fine/", say("fine"))
	})
	w := get(h, "GET", "/boom/")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if s := out.String(); strings.Count(s, "panic while handling a request") != 1 || !strings.Contains(s, "middleware_test.go") || !strings.Contains(s, "status=500") {
		t.Errorf("want one line with the stack and one of the access log:\n%s", s)
	}
	for _, path := range []string{"/half/", "/abort/"} {
		if !aborts(func() { get(h, "GET", path) }) {
			t.Errorf("%s does not break the connection off", path)
		}
	}
	if w := get(h, "GET", "/fine/"); w.Code != 200 {
		t.Errorf("the next request: %d", w.Code)
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	var inside string
	next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inside = web.RequestID(r.Context()) })
	routed := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.RequestIDs())
		r.Handle("GET", "/", next)
	})
	fresh := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for _, h := range []http.Handler{routed, web.RequestIDs()(next)} {
		for in, keep := range map[string]bool{
			"abc-DEF_123": true, strings.Repeat("a", 64): true, strings.Repeat("a", 65): false, "": false, "a b": false, "a\nb": false, "ä": false,
		} {
			w := get(h, "GET", "/", "X-Request-ID", in)
			got := w.Header().Get("X-Request-ID")
			if keep && got != in || !keep && !fresh.MatchString(got) || inside != got {
				t.Errorf("%q came in, %q went out, %q inside", in, got, inside)
			}
		}
		req := httptest.NewRequest("GET", "/", nil)
		req.Header["X-Request-Id"] = []string{"a", "b"}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if got := w.Header().Get("X-Request-ID"); !fresh.MatchString(got) {
			t.Errorf("two ids came in, %q went out", got)
		}
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	var out logBuffer
	plain := slog.New(slog.NewTextHandler(&out, nil))
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.AccessLog(plain))
		r.Get("/p/{id:int}/", say("hello")).Name("p:detail")
		r.Get("/boom/", fails(errors.New("x")))
		r.Get("/nothing/", fails(nil))
	})
	get(h, "GET", "/p/3/?token=secret")
	get(h, "GET", "/boom/")
	get(h, "GET", "/nothing/")
	get(h, "GET", "/%1b[2J%0alevel=ERROR%20msg=forged")
	get(h, "GET", "/"+strings.Repeat("a", 2000))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines:\n%s", len(lines), out.String())
	}
	for i, want := range []string{
		`level=INFO msg=request method=GET path=/p/3/ route=p:detail status=200 bytes=5 duration=`,
		`level=ERROR msg=request method=GET path=/boom/ route=/boom/ status=500`,
		`level=ERROR msg=request method=GET path=/nothing/ route=/nothing/ status=500`,
		`status=400`,
		`status=404`,
	} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %s\nlacks %s", i, lines[i], want)
		}
	}
	if s := out.String(); strings.Contains(s, "secret") || strings.Contains(s, "\x1b") || len(lines[4]) > 1024 {
		t.Errorf("the log holds what it should not:\n%q", s)
	}
	if !strings.Contains(lines[3], `\x1b`) || !strings.Contains(lines[3], `\n`) {
		t.Errorf("control characters are escaped: %s", lines[3])
	}
}

// TestAccessLogEscapesByItself looks at the values before a handler escapes them.
func TestAccessLogEscapesByItself(t *testing.T) {
	t.Parallel()
	out := new(logBuffer)
	raw := slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		_, _ = io.WriteString(out, a.Value.String()+"\n")
		return a
	}}))
	h := build(t, web.Options{}, func(r *web.Router) { r.Use(web.AccessLog(raw)) })
	get(h, "GET", "/a%0aforged%00%ff%E2%80%AE")
	if s := out.String(); strings.Contains(s, "\nforged") || strings.ContainsAny(s, "\x00\u202e") {
		t.Errorf("%q", s)
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Defaults(slog.New(slog.DiscardHandler))...)
		r.Get("/ok/", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Add("Referrer-Policy", "tampered")
			w.Header()["X-Content-Type-Options"][0] = "nosniff"
			return nil
		})
		r.Get("/boom/", func(http.ResponseWriter, *http.Request) error { panic("x") })
	})
	for _, path := range []string{"/ok/", "/boom/", "/none/", "/ok"} {
		w := get(h, "GET", path)
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s (%d): %s %q, want %q", path, w.Code, name, got, want)
			}
		}
	}
	if n := len(get(h, "GET", "/none/").Header()["Referrer-Policy"]); n != 1 {
		t.Errorf("a header added in one request shows in another: %d values", n)
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	read := func(w http.ResponseWriter, r *http.Request) error {
		n, err := io.Copy(io.Discard, r.Body)
		if err == nil {
			_, err = fmt.Fprint(w, n)
		}
		return err
	}
	h := build(t, web.Options{Limits: web.Limits{Body: 10}}, func(r *web.Router) {
		r.Post("/", read)
		r.Post("/big/", read).Limits(web.Limits{Body: 100})
		r.Post("/any/", read).Limits(web.Limits{Body: -1})
		r.Post("/unread/", say("ran"))
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/unread/", strings.NewReader(strings.Repeat("x", 11))))
	if w.Code != 413 {
		t.Errorf("a declared length beyond the limit reached the handler: %d", w.Code)
	}
	tests := []struct {
		path    string
		n, code int
	}{
		{"/", 10, 200}, {"/", 11, 413}, {"/big/", 100, 200}, {"/big/", 101, 413}, {"/any/", 5000, 200},
	}
	for _, tt := range tests {
		for _, declared := range []bool{true, false} {
			var body io.Reader = strings.NewReader(strings.Repeat("x", tt.n))
			if !declared {
				body = io.MultiReader(body)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("POST", tt.path, body))
			if w.Code != tt.code {
				t.Errorf("%s with %d bytes (length declared: %v): %d, want %d", tt.path, tt.n, declared, w.Code, tt.code)
			}
		}
	}
}

func TestSent(t *testing.T) {
	t.Parallel()
	var status int
	var bytes int64
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, "abc")
			_, _ = w.Write([]byte("de"))
			_, _ = w.(io.ReaderFrom).ReadFrom(strings.NewReader("fgh"))
			if err := http.NewResponseController(w).Flush(); err != nil {
				return err
			}
			status, bytes = web.Sent(w)
			return nil
		})
	})
	if w := get(h, "GET", "/"); status != http.StatusTeapot || bytes != 8 || w.Body.String() != "abcdefgh" || !w.Flushed {
		t.Errorf("%d, %d bytes, %q", status, bytes, w.Body)
	}
}
