package views_test

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

func sqlite(t *testing.T) string { t.Helper(); return testenv.SQLite(t) }

func pngFile(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gifFile(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func build(t *testing.T, routes func(r *web.Router)) http.Handler {
	t.Helper()
	r := web.New(web.Options{})
	routes(r)
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(t *testing.T, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestFilesAreHarmless: nothing that people uploaded is run in the site's name (SEC-24).
func TestFilesAreHarmless(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	h := build(t, func(r *web.Router) { r.Get("/media/{name:path}", views.Files(b, views.FilesOptions{Public: true})) })
	for name, c := range map[string]struct{ content, want string }{
		"a.png":        {pngFile(t), "inline"},
		"b/a.gif":      {gifFile(t), "inline"},
		"a.html":       {"<html><script>alert(1)</script>", "attachment"},
		"a.svg":        {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "attachment"},
		"svg.png":      {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "attachment"},
		"polyglot.png": {pngFile(t) + "<HTML><script>alert(1)</script>", "attachment"},
		"png.html":     {pngFile(t), "attachment"},
		"png.svg":      {pngFile(t), "attachment"},
		"gif.png":      {gifFile(t), "attachment"},
		"a.pdf":        {"%PDF-1.7", "attachment"},
		"a.js":         {"alert(1)", "attachment"},
		"a.xml":        {`<?xml version="1.0"?><x/>`, "attachment"},
		"a.txt":        {"hello", "attachment"},
		"empty.png":    {"", "attachment"},
		"noext":        {pngFile(t), "attachment"},
		"a.css":        {"body{}", "attachment"},
	} {
		if _, err := b.Save(t.Context(), name, strings.NewReader(c.content)); err != nil {
			t.Fatal(err)
		}
		w := ask(t, h, "/media/"+name)
		header := w.Header()
		if w.Code != 200 || w.Body.String() != c.content {
			t.Errorf("%s: status %d, %q", name, w.Code, w.Body)
		}
		if kind := strings.SplitN(header.Get("Content-Disposition"), ";", 2)[0]; kind != c.want {
			t.Errorf("%s is served as %q, want %s", name, header.Get("Content-Disposition"), c.want)
		}
		if typ := header.Get("Content-Type"); c.want == "attachment" && typ != "application/octet-stream" || c.want == "inline" && !strings.HasPrefix(typ, "image/") {
			t.Errorf("%s has the type %q", name, typ)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" {
			t.Errorf("%s: headers %v", name, header)
		}
	}
	w := ask(t, h, "/media/a.txt", "Range", "bytes=1-3")
	if w.Code != http.StatusPartialContent || w.Body.String() != "ell" {
		t.Errorf("a range: %d %q", w.Code, w.Body)
	}
	if w := ask(t, h, "/media/a.txt", "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("the same file again: %d", w.Code)
	}
	if w := ask(t, h, "/media/a.txt", "Range", "bytes="+strings.Repeat("0-,", 10_000)+"0-"); w.Code != 200 || w.Body.Len() != 5 {
		t.Errorf("10,000 ranges: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// TestFilesTraversal asks for names that lead out of the folder, as they are and encoded: there is only 404 and 400 (X42).
func TestFilesTraversal(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := storage.Open("file://"+filepath.Join(home, "media"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	if err := os.Symlink(filepath.Join(home, "secret"), filepath.Join(home, "media", "link")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	h := build(t, func(r *web.Router) { r.Get("/media/{name:path}", views.Files(b, views.FilesOptions{Public: true})) })
	steps := []string{"..", "%2e%2e", "%2E%2e", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..%00", "..%5c", "....", ".", "%2e", "a", ".unfinished"}
	joins := []string{"/", "%2f", "%5c", "\\", "%252f", "%c0%af", "//"}
	n := 0
	for _, one := range steps {
		for _, two := range steps {
			for _, join := range joins {
				for _, end := range []string{"secret", "link", "secret%00.png", "secret.", "secret%20", "..%2fsecret"} {
					path := "/media/" + one + join + two + join + end
					u, err := url.ParseRequestURI(path)
					if err != nil {
						continue
					}
					r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
					r.URL, r.RequestURI = u, path
					w := httptest.NewRecorder()
					h.ServeHTTP(w, r)
					n++
					if w.Code != 404 && w.Code != 400 && w.Code != 301 && w.Code != 308 || strings.Contains(w.Body.String(), "secret") && w.Code == 200 {
						t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
					}
				}
			}
		}
	}
	if n < 5000 {
		t.Errorf("only %d names were tried", n)
	}
	if w := ask(t, h, "/media/link"); w.Code != 404 {
		t.Errorf("the link: %d", w.Code)
	}
}

func TestPrivateFiles(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	if _, err := b.Save(t.Context(), "ada/contract.pdf", strings.NewReader("%PDF")); err != nil {
		t.Fatal(err)
	}
	h := build(t, func(r *web.Router) {
		r.Get("/files/{name:path}", views.Files(b, views.FilesOptions{Allow: func(r *http.Request, name string) error {
			if user := r.Header.Get("X-User"); user == "" || !strings.HasPrefix(name, user+"/") {
				return problem.New(problem.Denied, "This file is not yours.")
			}
			return nil
		}}))
	})
	for _, user := range []string{"", "bob"} {
		for _, name := range []string{"ada/contract.pdf", "ada/none.pdf"} { // nobody learns which files there are
			if w := ask(t, h, "/files/"+name, "X-User", user); w.Code != 403 {
				t.Errorf("%q gets %s with status %d", user, name, w.Code)
			}
		}
	}
	w := ask(t, h, "/files/ada/contract.pdf", "X-User", "ada")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "private, no-store" {
		t.Errorf("ada gets status %d, %v", w.Code, w.Header())
	}
	if w := ask(t, h, "/files/ada/none.pdf", "X-User", "ada"); w.Code != 404 {
		t.Errorf("a missing file has status %d", w.Code)
	}
}

func TestSignedFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := storage.New(storage.Memory(), storage.Options{BaseURL: "/files/"})
		for _, name := range []string{"a b.txt", "other.txt"} {
			if _, err := b.Save(t.Context(), name, strings.NewReader("x")); err != nil {
				t.Fatal(err)
			}
		}
		keys := sign.RandomKeys()
		signed := views.Signed(func(context.Context) form.Signer { return keys.Signer("files") }, time.Hour)
		h := build(t, func(r *web.Router) {
			r.Get("/files/{name:path}", views.Files(b, views.FilesOptions{Allow: signed.Allow}))
		})
		address, err := signed.URL(t.Context(), b, "a b.txt")
		if err != nil {
			t.Fatal(err)
		}
		_, query, _ := strings.Cut(address, "?")
		time.Sleep(59 * time.Minute)
		if w := ask(t, h, address); w.Code != 200 {
			t.Errorf("%s: status %d", address, w.Code)
		}
		for _, bad := range []string{"/files/a%20b.txt", "/files/other.txt?" + query, address + "x", "/files/none.txt?" + query} {
			if w := ask(t, h, bad); w.Code != 403 {
				t.Errorf("%s: status %d, want 403", bad, w.Code)
			}
		}
		time.Sleep(2 * time.Minute)
		if w := ask(t, h, address); w.Code != 403 {
			t.Errorf("after an hour: status %d", w.Code)
		}
	})
}

func TestFilesRefuses(t *testing.T) {
	t.Parallel()
	wrong := []views.FilesOptions{{}, {Public: true, Allow: func(*http.Request, string) error { return nil }}}
	for _, kind := range []string{"text/html", "image/svg+xml", "Image/SVG+XML", "text/xml", "application/xhtml+xml", "application/pdf", "text/javascript", "text/plain", "x", ""} {
		wrong = append(wrong, views.FilesOptions{Public: true, Inline: []string{"image/png", kind}})
	}
	for _, opt := range wrong {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v: no panic", opt)
				}
			}()
			views.Files(storage.New(storage.Memory(), storage.Options{}), opt)
		}()
	}
	views.Files(nil, views.FilesOptions{Public: true, Inline: []string{"image/avif", "video/mp4", "audio/ogg"}})
}

// TestPolyglot sends a picture with a page behind it through an image field: it is stored as it is, and served as a download (FORM-05).
func TestPolyglot(t *testing.T) {
	t.Parallel()
	type album struct{ Photo *form.Upload }
	def := form.Define(func(a *album) form.Fields { return form.Fields{form.Image(&a.Photo)} })
	b := storage.New(storage.Memory(), storage.Options{})
	s := open(t, sqlite(t), func(r *web.Router) {
		r.Post("/album/", func(w http.ResponseWriter, r *http.Request) error {
			f, err := def.From(r, nil)
			if err != nil {
				return err
			}
			if !f.Valid() {
				return f.Err()
			}
			name, err := f.Data.Photo.Save(r.Context(), b, "album")
			if err != nil {
				return err
			}
			http.Redirect(w, r, "/media/"+name, http.StatusSeeOther)
			return nil
		})
		r.Get("/media/{name:path}", views.Files(b, views.FilesOptions{Public: true}))
	})
	polyglot := pngFile(t) + "<html><script>alert(1)</script></html>"
	s.leadsTo(s.upload("/album/", "photo", "a.png", polyglot, nil), "/media/album/a.png")
	w := s.get("/media/album/a.png")
	if w.Code != 200 || w.Body.String() != polyglot || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") ||
		w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("served with %d %v", w.Code, w.Header())
	}
}

// TestUploadsThroughTheSite sends a file through the router, whose limits hold.
func TestUploadsThroughTheSite(t *testing.T) {
	t.Parallel()
	type letter struct {
		Text string
		Doc  *form.Upload
	}
	def := form.Define(func(l *letter) form.Fields {
		return form.Fields{form.Text(&l.Text), form.File(&l.Doc)}
	})
	got := ""
	s := open(t, sqlite(t), func(r *web.Router) {
		r.Post("/letter/", func(w http.ResponseWriter, r *http.Request) error {
			if _, err := web.ReadForm(r); err != nil { // a middleware that was first
				return err
			}
			f, err := def.From(r, nil)
			if err != nil {
				return err
			}
			if f.Valid() {
				got = f.Data.Text + " " + f.Data.Doc.Name
				w.WriteHeader(http.StatusOK)
			}
			return f.Err()
		}).Limits(web.Limits{Body: 10_000})
	})
	s.status(s.upload("/letter/", "doc", "a.txt", "hello", url.Values{"text": {"hi"}}), 200)
	if got != "hi a.txt" {
		t.Errorf("got %q", got)
	}
	if w := s.upload("/letter/", "doc", "a.txt", strings.Repeat("x", 10_000), url.Values{"text": {"hi"}}); w.Code != 413 {
		t.Errorf("a body beyond the limit: %d", w.Code)
	}
}
