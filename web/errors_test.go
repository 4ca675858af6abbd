package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

type later struct{ error }

func (later) Kind() problem.Kind        { return problem.Unavailable }
func (later) RetryAfter() time.Duration { return 1500 * time.Millisecond }

func TestStatusOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want int
	}{
		{nil, 200},
		{errors.New("x"), 500},
		{problem.New(problem.BadRequest, "x"), 400},
		{problem.New(problem.Unauthenticated, "x"), 401},
		{problem.New(problem.Denied, "x"), 403},
		{fmt.Errorf("deep: %w", problem.New(problem.NotFound, "x")), 404},
		{problem.New(problem.MethodNotAllowed, "x"), 405},
		{problem.New(problem.Conflict, "x"), 409},
		{problem.New(problem.TooLarge, "x"), 413},
		{fmt.Errorf("read: %w", &http.MaxBytesError{Limit: 1}), 413},
		{problem.Wrap(problem.BadRequest, &http.MaxBytesError{Limit: 1}), 413},
		{&problem.ValidationError{}, 400},
		{problem.New(problem.TooMany, "x"), 429},
		{problem.New(problem.Unavailable, "x"), 503},
		{fmt.Errorf("q: %w", context.DeadlineExceeded), 503},
		{web.NewError(410, "gone"), 410},
		{web.NewError(200, "not an error status"), 400},
	}
	for _, tt := range tests {
		if got := web.StatusOf(tt.err); got != tt.want {
			t.Errorf("StatusOf(%v) = %d, want %d", tt.err, got, tt.want)
		}
	}
}

func invalid() error {
	var v problem.ValidationError
	v.Model = "catalog.Product"
	v.Add("name", "required", "This field is required.")
	v.Add("name", "max_length", "Too <long>.")
	v.Add("", "unique", "Already there.")
	return v.Err()
}

func TestErrorBodies(t *testing.T) {
	t.Parallel()
	secret := errors.New(`dial tcp: password "hunter2" <script>`)
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/secret/", fails(secret))
		r.Get("/wrapped/", fails(problem.Wrap(problem.NotFound, secret)))
		r.Get("/public/", fails(problem.New(problem.Conflict, `taken by <b> & "c"`)))
		r.Get("/invalid/", fails(fmt.Errorf("save: %w", invalid())))
		r.Get("/later/", fails(later{secret}))
		r.Get("/away/", fails(problem.New(problem.Unavailable, "The database is away.")))
		r.Get("/headers/", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Length", "9999")
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("ETag", `"x"`)
			w.Header().Set("Content-Type", "image/png")
			return secret
		})
	})
	const js = "application/json"
	tests := []struct {
		path, accept string
		code         int
		want, not    string
	}{
		{"/secret/", "", 500, "<h1>Internal Server Error</h1>", "hunter2"},
		{"/secret/", js, 500, `{"detail":"Something went wrong on our side. It has been noted."}`, "hunter2"},
		{"/wrapped/", "", 404, "What you are looking for is not here.", "hunter2"},
		{"/public/", "", 409, "taken by &lt;b&gt; &amp; &#34;c&#34;", "<b>"},
		{"/public/", js, 409, `{"detail":"taken by \u003cb\u003e \u0026 \"c\""}`, ""},
		{"/invalid/", "", 400, "<strong>name</strong>: Too &lt;long&gt;.", "catalog.Product"},
		{"/invalid/", js, 400, `{"name":["This field is required.","Too \u003clong\u003e."],"non_field_errors":["Already there."]}`, "detail"},
		{"/later/", "", 503, "try again", "hunter2"},
		{"/away/", "", 503, "The database is away.", ""},
		{"/headers/", "", 500, "<h1>", ""},
		{"/nowhere/", "", 404, "There is no page at this address.", ""},
		{"/nowhere/", js, 404, `{"detail":"There is no page at this address."}`, ""},
	}
	for _, tt := range tests {
		w := get(h, "GET", tt.path, "Accept", tt.accept)
		body := w.Body.String()
		if w.Code != tt.code || !strings.Contains(body, tt.want) || tt.not != "" && strings.Contains(body, tt.not) {
			t.Errorf("%s as %q: %d\n%s\nwant %d with %q, without %q", tt.path, tt.accept, w.Code, body, tt.code, tt.want, tt.not)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Vary") != "Accept" {
			t.Errorf("%s: headers %v", tt.path, w.Header())
		}
		if isJS := tt.accept == js; isJS != json.Valid(w.Body.Bytes()) || isJS != strings.HasPrefix(w.Header().Get("Content-Type"), js) {
			t.Errorf("%s as %q: Content-Type %q", tt.path, tt.accept, w.Header().Get("Content-Type"))
		}
	}
	w := get(h, "GET", "/headers/")
	for _, name := range []string{"Content-Length", "Content-Encoding", "ETag"} {
		if v := w.Header().Get(name); v != "" {
			t.Errorf("the header %s: %q of the answer that failed was kept", name, v)
		}
	}
	if got := get(h, "GET", "/later/").Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %q, want 2", got)
	}
	if got := get(h, "GET", "/away/").Header().Get("Retry-After"); got != "5" {
		t.Errorf("Retry-After %q, want 5", got)
	}
}

func TestDebugShowsTheError(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{Debug: true}, func(r *web.Router) {
		r.Use(web.Recover())
		r.Get("/", fails(errors.New("broken <b>")))
		r.Get("/panic/", func(http.ResponseWriter, *http.Request) error { panic("oh <b>") })
	})
	for path, want := range map[string]string{"/": "broken &lt;b&gt;", "/panic/": "panic: oh &lt;b&gt;"} {
		if body := get(h, "GET", path).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "<b>") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestErrorPageHook(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{ErrorPage: func(w http.ResponseWriter, _ *http.Request, status int, err error) {
		switch web.ErrorText(status, err) {
		case "before":
			panic("the hook is broken")
		case "after":
			w.WriteHeader(status)
			panic("the hook is broken")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "own page")
	}}, func(r *web.Router) {
		r.Get("/ok/", fails(problem.New(problem.NotFound, "x")))
		r.Get("/before/", fails(problem.New(problem.NotFound, "before")))
		r.Get("/after/", fails(problem.New(problem.NotFound, "after")))
		r.Use(web.Recover())
	})
	if w := get(h, "GET", "/ok/"); w.Code != 404 || w.Body.String() != "own page" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get(h, "GET", "/before/"); w.Code != 404 || !strings.Contains(w.Body.String(), "<h1>Not Found</h1>") {
		t.Errorf("a broken hook gives the built-in page, got %d %s", w.Code, w.Body)
	}
	if !aborts(func() { get(h, "GET", "/after/") }) {
		t.Error("a hook that breaks while writing breaks the connection off")
	}
}

func TestErrorAfterWritingAborts(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Use(web.AccessLog(log), web.Recover())
		r.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = io.WriteString(w, "half a pa")
			return errors.New("lost the rest")
		})
	})
	if !aborts(func() { get(h, "GET", "/") }) {
		t.Error("half an answer must not look whole")
	}
	if n := strings.Count(out.String(), "lost the rest"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, out)
	}
}

func TestClientGone(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) { r.Get("/", fails(errors.New("statement cancelled"))) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	if !aborts(func() { h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil).WithContext(ctx)) }) {
		t.Error("want the connection broken off")
	}
	if w.Body.Len() > 0 || !strings.Contains(out.String(), "level=DEBUG msg=\"client went away\"") || strings.Contains(out.String(), "ERROR") {
		t.Errorf("body %q, log %s", w.Body, out)
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	wait := func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return errors.New("the driver's own words") // drivers do not always wrap the context's error
	}
	h := build(t, web.Options{Timeout: time.Millisecond}, func(r *web.Router) {
		r.Get("/site/", wait)
		r.Get("/none/", func(w http.ResponseWriter, r *http.Request) error {
			if _, ok := r.Context().Deadline(); ok {
				return errors.New("a deadline")
			}
			w.WriteHeader(http.StatusOK)
			return nil
		}).Timeout(-1)
		r.Get("/longer/", func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(http.StatusOK)
			if d, ok := r.Context().Deadline(); !ok || time.Until(d) < time.Minute {
				return errors.New("deadline too short")
			}
			return r.Context().Err()
		}).Timeout(time.Hour)
		r.Group("/group/", func(r *web.Router) {
			r.Use(web.Timeout(time.Millisecond))
			r.Get("/", wait).Timeout(time.Hour)
		})
		r.Get("/child/", func(_ http.ResponseWriter, r *http.Request) error {
			ctx, cancel := context.WithCancel(r.Context())
			defer cancel()
			<-ctx.Done()
			return ctx.Err()
		})
	})
	for path, want := range map[string]int{"/site/": 503, "/none/": 200, "/longer/": 200, "/group/": 503, "/child/": 503} {
		if got := get(h, "GET", path).Code; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestAcceptIsBounded(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(*web.Router) {})
	for accept, wantJSON := range map[string]bool{
		"":          false,
		"text/html": false,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": false,
		"application/json":                               true,
		"application/json;q=0.5, text/html":              false,
		"application/json, text/html;q=0.9":              true,
		"application/problem+json":                       true,
		"APPLICATION/JSON ; q=1":                         true,
		"*/*":                                            false,
		"application/*":                                  true,
		"text/html;q=0, application/json;q=0.1":          true,
		"application/json;q=nonsense":                    true,
		"application/json;q=99, text/html":               false,
		strings.Repeat("a/b,", 40) + "application/json":  false, // beyond 32 parts
		strings.Repeat("x", 1<<10) + ",application/json": false, // beyond 1 KiB
	} {
		w := get(h, "GET", "/x", "Accept", accept)
		if got := strings.HasPrefix(w.Header().Get("Content-Type"), "application/json"); got != wantJSON {
			t.Errorf("Accept %.60q: JSON %v, want %v", accept, got, wantJSON)
		}
	}
	if w := get(h, "POST", "/x", "Accept", "*/*", "Content-Type", "application/json; charset=utf-8"); !json.Valid(w.Body.Bytes()) {
		t.Errorf("who sends JSON and takes anything gets JSON, got %s", w.Body)
	}
}

func FuzzAccept(f *testing.F) {
	f.Add("text/html;q=0.5,*/*", "application/json")
	h := build(f, web.Options{}, func(*web.Router) {})
	f.Fuzz(func(t *testing.T, accept, contentType string) {
		w := get(h, "GET", "/x", "Accept", accept, "Content-Type", contentType)
		if w.Code != 404 || w.Body.Len() == 0 {
			t.Fatalf("%d", w.Code)
		}
	})
}

func TestErrorPageIsSelfContained(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(*web.Router) {})
	body := get(h, "GET", "/x").Body.String()
	for _, bad := range []string{"http:", "https:", "src=", "url(", "style=\"", "<script", "@import"} {
		if strings.Contains(body, bad) {
			t.Errorf("the error page holds %q", bad)
		}
	}
	if !strings.HasPrefix(web.ErrorStyleHash(), "'sha256-") {
		t.Error(web.ErrorStyleHash())
	}
}
