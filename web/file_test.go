package web_test

import (
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

func TestFile(t *testing.T) {
	t.Parallel()
	changed := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	files := fstest.MapFS{
		"docs/a.txt":   {Data: []byte(strings.Repeat("0123456789", 100)), ModTime: changed},
		"docs/b.weird": {Data: []byte("<script>alert(1)</script>")},
	}
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/{name:path}", func(w http.ResponseWriter, r *http.Request) error { return web.File(w, r, files, web.Param(r, "name")) })
	})
	w := get(h, "GET", "/docs/a.txt", "Range", "bytes=100-199")
	if w.Code != 206 || w.Body.Len() != 100 || w.Header().Get("Content-Range") != "bytes 100-199/1000" {
		t.Errorf("range: %d, %d bytes, %q", w.Code, w.Body.Len(), w.Header().Get("Content-Range"))
	}
	w = get(h, "GET", "/docs/a.txt")
	if w.Code != 200 || w.Body.Len() != 1000 || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" ||
		w.Header().Get("Last-Modified") != changed.Format(http.TimeFormat) || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %d %v", w.Code, w.Body.Len(), w.Header())
	}
	if w := get(h, "GET", "/docs/a.txt", "If-Modified-Since", changed.Format(http.TimeFormat)); w.Code != 304 {
		t.Errorf("not modified: %d", w.Code)
	}
	if w := get(h, "GET", "/docs/a.txt", "Range", "bytes=5000-"); w.Code != 416 {
		t.Errorf("beyond the end: %d", w.Code)
	}
	if w := get(h, "GET", "/docs/a.txt", "Range", "bytes=0-1"+strings.Repeat(",5-6", 10_000)); w.Code != 200 || w.Body.Len() != 1000 {
		t.Errorf("10,000 ranges: %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := get(h, "GET", "/docs/a.txt", "Range", "bytes=0-0"+strings.Repeat(",5-5", 20)); w.Code != 200 || w.Body.Len() != 1000 {
		t.Errorf("21 ranges: %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := get(h, "GET", "/docs/a.txt", "Range", "bytes=0-0,5-5"); w.Code != 206 {
		t.Errorf("two ranges: %d", w.Code)
	}
	if w := get(h, "GET", "/docs/b.weird"); w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("an unknown type was guessed from the content: %q", w.Header().Get("Content-Type"))
	}
	for _, path := range []string{"/docs", "/none.txt", "/docs/a.txt/", "/docs//a.txt", "/docs/%2e%2e/docs/a.txt", "/%2fetc/passwd"} {
		if w := get(h, "GET", path); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// brokenFS fails in ways that are not the client's.
type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, fs.ErrPermission }

func TestFileFailure(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error { return web.File(w, r, brokenFS{}, "a") })
	})
	if w := get(h, "GET", "/"); w.Code != 500 || strings.Contains(w.Body.String(), "permission") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			return web.Attachment(w, r, "Rechnung Nr. 7 – März.pdf", time.Time{}, strings.NewReader("%PDF"))
		})
	})
	w := get(h, "GET", "/")
	kind, params, err := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
	if err != nil || kind != "attachment" || params["filename"] != "Rechnung Nr. 7 – März.pdf" || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("%q: %v %v", w.Header(), params, err)
	}
}

func TestContentDisposition(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"a b.txt":                `attachment; filename="a b.txt"`,
		"":                       `attachment`,
		"../../etc/passwd":       `attachment; filename="passwd"`,
		`C:\Temp\x.exe`:          `attachment; filename="x.exe"`,
		"a\"b\r\nX: y.txt":       `attachment; filename="a_bX: y.txt"; filename*=UTF-8''a%22bX%3A%20y.txt`,
		"€.txt":                  `attachment; filename="_.txt"; filename*=UTF-8''%E2%82%AC.txt`,
		"exe.\u202egpj":          `attachment; filename="exe.gpj"`, // no text that runs backwards
		"100%;x":                 `attachment; filename="100__x"; filename*=UTF-8''100%25%3Bx`,
		"a\xffb":                 `attachment; filename="ab"`,
		strings.Repeat("a", 300): `attachment; filename="` + strings.Repeat("a", 255) + `"`,
	} {
		if got := web.ContentDisposition("attachment", name); got != want {
			t.Errorf("%q: %s\nwant %s", name, got, want)
		}
	}
}

func FuzzContentDisposition(f *testing.F) {
	f.Add("a\r\nb\"c;d%e\\f/../ä\u202e")
	f.Fuzz(func(t *testing.T, name string) {
		got := web.ContentDisposition("inline", name)
		if strings.ContainsAny(got, "\r\n\x00") || !utf8.ValidString(got) {
			t.Errorf("%q gives %q", name, got)
		}
		if _, params, err := mime.ParseMediaType(got); err != nil || strings.ContainsAny(params["filename"], "/\\\r\n") {
			t.Errorf("%q gives %q: %v", name, got, err)
		}
	})
}

// TestLargeFile sends a file that is much larger than the memory it may cost. It is not parallel, since it measures that.
func TestLargeFile(t *testing.T) {
	size := int64(64 << 20)
	if testenv.Full() {
		size = 1 << 30
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "large.bin"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(size); err != nil {
		t.Fatal(err)
	}
	h := build(t, web.Options{Timeout: -1}, func(r *web.Router) {
		r.Use(web.AccessLog(discardLog()))
		r.Get("/{name}", func(w http.ResponseWriter, r *http.Request) error {
			return web.File(w, r, os.DirFS(dir), web.Param(r, "name"))
		})
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res, err := http.Get(url + "/large.bin")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	runtime.ReadMemStats(&after)
	if err != nil || n != size || res.ContentLength != size {
		t.Errorf("%d bytes, %v", n, err)
	}
	if grown := int64(after.Sys) - int64(before.Sys); grown > 32<<20 {
		t.Errorf("sending %d MiB took %d MiB more memory", size>>20, grown>>20)
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", url+"/large.bin", nil)
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", size-200, size-101))
	part, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer part.Body.Close()
	if n, _ := io.Copy(io.Discard, part.Body); n != 100 || part.StatusCode != 206 {
		t.Errorf("range: %d, %d bytes", part.StatusCode, n)
	}
}
