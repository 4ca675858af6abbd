package static_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/static"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(asSite); dir != "" {
		if err := serveOnce(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	testenv.Main(m)
}

// files is a file system of names and texts.
func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func newFiles(t testing.TB, opt static.Options, sources ...fs.FS) *static.Files {
	t.Helper()
	for i, s := range sources {
		opt.Sources = append(opt.Sources, static.Source{Name: string(rune('a' + i)), FS: s})
	}
	f, err := static.New(opt)
	must(t, err)
	return f
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func address(t testing.TB, f *static.Files, name string) string {
	t.Helper()
	u, err := f.URL(name)
	must(t, err)
	return u
}

// handler serves the files in a router.
func handler(t testing.TB, f *static.Files) http.Handler {
	t.Helper()
	r := web.New(web.Options{})
	f.Routes(r)
	h, err := r.Build()
	must(t, err)
	return h
}

// ask sends a request with headers given as pairs.
func ask(h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	r.URL.Path, _, _ = strings.Cut(target, "?")
	r.RequestURI = target
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func wantErr(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error\n%v\nlacks %q", err, p)
		}
	}
}
