package testkit

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// fakeTB is a test whose failures are noted and not reported.
type fakeTB struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (f *fakeTB) Helper() {}

func (f *fakeTB) note(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, text)
}

func (f *fakeTB) Errorf(format string, args ...any) { f.note(fmt.Sprintf(format, args...)) }
func (f *fakeTB) Error(args ...any)                 { f.note(fmt.Sprint(args...)) }

func (f *fakeTB) Fatalf(format string, args ...any) {
	f.note(fmt.Sprintf(format, args...))
	runtime.Goexit()
}

func (f *fakeTB) Fatal(args ...any) {
	f.note(fmt.Sprint(args...))
	runtime.Goexit()
}

func (f *fakeTB) Cleanup(fn func()) { f.cleanups = append(f.cleanups, fn) }

// pretend runs a test as package testing would, on a fake, and returns its failures.
func pretend(t *testing.T, test func(tb testing.TB)) []string {
	t.Helper()
	f := &fakeTB{TB: t}
	step := func(fn func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			fn()
		}()
		<-done
	}
	step(func() { test(f) })
	for i := len(f.cleanups) - 1; i >= 0; i-- {
		step(f.cleanups[i])
	}
	return f.failures
}

// passes wants a test without failures, fails one whose only failure says all of this.
func passes(t *testing.T, name string, test func(tb testing.TB)) {
	t.Helper()
	if got := pretend(t, test); len(got) != 0 {
		t.Errorf("%s: failed, and should have passed:\n%s", name, strings.Join(got, "\n"))
	}
}

func fails(t *testing.T, name string, test func(tb testing.TB), want ...string) {
	t.Helper()
	got := pretend(t, test)
	if len(got) != 1 {
		t.Errorf("%s: %d failures, want 1:\n%s", name, len(got), strings.Join(got, "\n"))
		return
	}
	for _, w := range want {
		if !strings.Contains(got[0], w) {
			t.Errorf("%s: the failure lacks %q:\n%s", name, w, got[0])
		}
	}
}

// site has the accounts and pages for each thing that a test may want to see.
func site() app.Site {
	return app.Site{Name: "s", Apps: []app.App{auth.App(), {Name: "pages", Routes: routes}}}
}

func routes(r *web.Router) {
	r.Get("/hello/", func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "hello, world")
		return err
	})
	r.Get("/users/", func(w http.ResponseWriter, r *http.Request) error {
		n, err := auth.Users.Count(r.Context())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, `{"users": %d}`, n)
		return err
	})
	r.Get("/n+1/", func(_ http.ResponseWriter, r *http.Request) error {
		for range 11 {
			if _, err := auth.Users.Count(r.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	to := func(url string) web.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			http.Redirect(w, r, url, http.StatusFound)
			return nil
		}
	}
	r.Get("/to/", to("/hello/?a=b"))
	r.Get("/away/", to("https://elsewhere.example/"))
	r.Get("/round/", to("/round/"))
	r.Get("/cookie/", func(w http.ResponseWriter, r *http.Request) error {
		if c, err := r.Cookie("taste"); err == nil {
			_, err = io.WriteString(w, c.Value)
			return err
		}
		http.SetCookie(w, &http.Cookie{Name: "taste", Value: "sweet", Path: "/"})
		w.WriteHeader(http.StatusOK)
		return nil
	})
	r.Post("/echo/", func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("X-Type", r.Header.Get("Content-Type")+r.Header.Get("X-Extra"))
		_, err := io.Copy(w, r.Body)
		return err
	})
	r.Get("/abort/", func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) })
}
