package web_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

func TestCondition(t *testing.T) {
	t.Parallel()
	changed := time.Date(2026, 5, 1, 12, 0, 0, 500, time.UTC)
	tag := func(s string) func(*http.Request) (string, error) {
		return func(*http.Request) (string, error) { return s, nil }
	}
	at := func(d time.Duration) string { return changed.Add(d).Format(http.TimeFormat) }
	ran := false
	h := build(t, web.Options{}, func(r *web.Router) {
		page := func(w http.ResponseWriter, _ *http.Request) error { ran = true; return say("page")(w, nil) }
		for path, v := range map[string]web.Validators{
			"/tag": {ETag: tag("v1")}, "/weak": {ETag: tag("v1"), Weak: true}, "/none": {ETag: tag("")},
			"/time": {LastModified: func(*http.Request) (time.Time, error) { return changed, nil }},
			"/both": {ETag: tag("v1"), LastModified: func(*http.Request) (time.Time, error) { return changed, nil }},
			"/gone": {ETag: func(*http.Request) (string, error) { return "", problem.New(problem.NotFound, "gone") }},
			"/bad":  {ETag: tag(`a"b`)},
		} {
			r.Get(path, page).With(web.Condition(v))
			r.Put(path, page).With(web.Condition(v))
		}
	})
	tests := []struct {
		method, path, header, value string
		code                        int
	}{
		{"GET", "/tag", "", "", 200},
		{"GET", "/tag", "If-None-Match", `"v1"`, 304},
		{"HEAD", "/tag", "If-None-Match", `"v1"`, 304},
		{"GET", "/tag", "If-None-Match", `"a", W/"v1" , "b"`, 304}, // weak comparison
		{"GET", "/tag", "If-None-Match", `"v2"`, 200},
		{"GET", "/tag", "If-None-Match", `v1`, 200},
		{"GET", "/tag", "If-None-Match", `*`, 304},
		{"PUT", "/tag", "If-None-Match", `*`, 412},
		{"PUT", "/none", "If-None-Match", `*`, 200}, // create only
		{"PUT", "/tag", "If-Match", `"v1"`, 200},
		{"PUT", "/tag", "If-Match", `"v0"`, 412},
		{"PUT", "/tag", "If-Match", `W/"v1"`, 412}, // strong comparison
		{"PUT", "/weak", "If-Match", `"v1"`, 412},
		{"PUT", "/tag", "If-Match", `*`, 200},
		{"PUT", "/none", "If-Match", `*`, 412},
		{"GET", "/weak", "If-None-Match", `"v1"`, 304},
		{"GET", "/time", "If-Modified-Since", at(0), 304},
		{"GET", "/time", "If-Modified-Since", at(-time.Second), 200},
		{"GET", "/time", "If-Modified-Since", "yesterday", 200},
		{"PUT", "/time", "If-Modified-Since", at(0), 200},
		{"PUT", "/time", "If-Unmodified-Since", at(0), 200},
		{"PUT", "/time", "If-Unmodified-Since", at(-time.Second), 412},
		{"GET", "/gone", "", "", 404},
		{"GET", "/bad", "", "", 500},
		{"GET", "/tag", "If-None-Match", strings.Repeat(`"x",`, 5000) + `"v1"`, 200}, // beyond the budget
	}
	for _, tt := range tests {
		ran = false
		w := get(h, tt.method, tt.path, tt.header, tt.value)
		if w.Code != tt.code || ran != (tt.code == 200) {
			t.Errorf("%s %s %s %.40s: %d, ran %v, want %d", tt.method, tt.path, tt.header, tt.value, w.Code, ran, tt.code)
		}
		if tt.code == 304 && (w.Body.Len() > 0 || w.Header().Get("Etag") == "" && w.Header().Get("Last-Modified") == "") {
			t.Errorf("%s %s: 304 with %q %v", tt.method, tt.path, w.Body, w.Header())
		}
	}
	// If-None-Match counts, If-Modified-Since beside it does not.
	if w := get(h, "GET", "/both", "If-None-Match", `"v0"`, "If-Modified-Since", at(time.Hour)); w.Code != 200 {
		t.Errorf("both conditions: %d", w.Code)
	}
}

func TestConditionalGet(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 300<<10)
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Recover(), web.ConditionalGet())
		r.Get("/panic/", func(w http.ResponseWriter, _ *http.Request) error { _ = say("half")(w, nil); panic("lost") })
		r.Get("/", say("hello"))
		r.Get("/own/", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("ETag", `"own"`)
			return say("x")(w, nil)
		})
		r.Get("/large/", say(large))
		r.Get("/stream/", func(w http.ResponseWriter, _ *http.Request) error {
			_ = say("a")(w, nil)
			_ = http.NewResponseController(w).Flush()
			return say("b")(w, nil)
		})
		r.Get("/private/", say("x")).With(web.NeverCache())
		r.Get("/error/", func(w http.ResponseWriter, _ *http.Request) error { _ = say("half")(w, nil); return errors.New("lost") })
		r.Post("/post/", say("posted"))
	})
	w := get(h, "GET", "/")
	tag := w.Header().Get("ETag")
	if len(tag) < 10 || w.Body.String() != "hello" || w.Header().Get("Content-Length") != strconv.Itoa(w.Body.Len()) {
		t.Fatalf("%q %q %v", tag, w.Body, w.Header())
	}
	if w := get(h, "GET", "/", "If-None-Match", tag); w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
		t.Errorf("second GET: %d %q", w.Code, w.Body)
	}
	if w := get(h, "HEAD", "/", "If-None-Match", tag); w.Code != 304 {
		t.Errorf("HEAD: %d", w.Code)
	}
	if w := get(h, "GET", "/own/"); w.Header().Get("ETag") != `"own"` {
		t.Errorf("own tag: %q", w.Header().Get("ETag"))
	}
	for _, path := range []string{"/large/", "/stream/", "/private/"} {
		if w := get(h, "GET", path); w.Code != 200 || w.Header().Get("ETag") != "" || w.Body.Len() == 0 {
			t.Errorf("%s: %d, tag %q", path, w.Code, w.Header().Get("ETag"))
		}
	}
	if w := get(h, "GET", "/large/"); w.Body.String() != large {
		t.Errorf("large: %d bytes", w.Body.Len())
	}
	if w := get(h, "GET", "/stream/"); w.Body.String() != "ab" {
		t.Errorf("stream: %q", w.Body)
	}
	for _, path := range []string{"/error/", "/panic/"} {
		if w := get(h, "GET", path); w.Code != 500 || strings.Contains(w.Body.String(), "half") || w.Header().Get("ETag") != "" {
			t.Errorf("%s after half an answer that was kept back: %d %.80q", path, w.Code, w.Body)
		}
	}
	if w := get(h, "POST", "/post/"); w.Header().Get("ETag") != "" {
		t.Error("POST got a tag")
	}
}

func FuzzCondition(f *testing.F) {
	f.Add(`"v1"`, "*")
	f.Add(`W/"`, `,,,"`)
	h := build(f, web.Options{}, func(r *web.Router) {
		v := web.Validators{ETag: func(*http.Request) (string, error) { return "v1", nil }}
		r.Get("/", say("x")).With(web.Condition(v))
	})
	f.Fuzz(func(t *testing.T, none, match string) {
		switch code := get(h, "GET", "/", "If-None-Match", none, "If-Match", match).Code; code {
		case 200, 304, 412:
		default:
			t.Errorf("%d", code)
		}
	})
}
