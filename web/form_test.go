package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// a part of a form for tests: a file when it has a file name.
type part struct{ name, file, body string }

// multi writes a multipart form.
func multi(parts ...part) (body *bytes.Buffer, contentType string) {
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for _, p := range parts {
		var out io.Writer
		if p.file != "" {
			out, _ = w.CreateFormFile(p.name, p.file)
		} else {
			out, _ = w.CreateFormField(p.name)
		}
		_, _ = io.WriteString(out, p.body)
	}
	_ = w.Close()
	return body, w.FormDataContentType()
}

// posting sends a body to a handler that reads the form.
func posting(t testing.TB, limits web.Limits, contentType string, body io.Reader, fn func(r *http.Request, f *web.Form)) *httptest.ResponseRecorder {
	t.Helper()
	h := build(t, web.Options{Limits: limits}, func(r *web.Router) {
		r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
			f, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			if fn != nil {
				fn(r, f)
			}
			return say("read")(w, r)
		})
	})
	req := httptest.NewRequest("POST", "/?q=query", body)
	req.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

const formEncoded = "application/x-www-form-urlencoded"

func TestReadForm(t *testing.T) {
	t.Parallel()
	w := posting(t, web.Limits{}, formEncoded+"; charset=UTF-8", strings.NewReader("a=1&a=2&b=%C3%A4"), func(r *http.Request, f *web.Form) {
		if f.Text("a") != "2" || f.Text("b") != "ä" || f.Has("q") || !slices.Equal(f.All("a"), []string{"1", "2"}) {
			t.Errorf("%v", f.URL())
		}
		again, err := web.ReadForm(r)
		if again != f || err != nil {
			t.Errorf("read again: %v, %v", again, err)
		}
		if r.PostFormValue("b") != "ä" || r.FormValue("q") != "query" {
			t.Errorf("net/http does not find it: %v", r.Form)
		}
	})
	if w.Code != 200 {
		t.Error(w.Code)
	}
	posting(t, web.Limits{}, "text/plain", strings.NewReader("a=1"), func(_ *http.Request, f *web.Form) {
		if len(f.Names()) != 0 {
			t.Errorf("another type is no form: %v", f.Names())
		}
	})
}

func TestReadMultipart(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("0123456789", 100)
	body, typ := multi(part{"title", "", "x"}, part{"doc", "a.txt", "small"}, part{"doc", `C:\x\..\b.txt`, large}, part{"empty", "e.txt", ""}, part{"title", "", "y"})
	var kept *web.FormFile
	w := posting(t, web.Limits{Memory: 100}, typ, body, func(_ *http.Request, f *web.Form) {
		docs := f.Files("doc")
		if f.Text("title") != "y" || len(docs) != 2 || f.File("none") != nil || !slices.Equal(f.FileFields(), []string{"doc", "empty"}) {
			t.Fatalf("%v %v", f.URL(), docs)
		}
		for i, want := range []string{"small", large} {
			for range 2 { // it opens more than once
				c, err := docs[i].Open()
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(c)
				if string(got) != want || err != nil || docs[i].Size != int64(len(want)) || c.Close() != nil {
					t.Errorf("%q: %.40q, %v", docs[i].Name, got, err)
				}
			}
		}
		if kept = f.File("doc"); kept.Name != "b.txt" || docs[0].Name != "a.txt" || docs[0].ContentType != "application/octet-stream" {
			t.Errorf("%+v %+v", docs[0], kept)
		}
		c, _ := kept.Open()
		p := make([]byte, 3)
		if _, err := c.ReadAt(p, 998); err != io.EOF || string(p[:2]) != "89" {
			t.Errorf("ReadAt: %q %v", p, err)
		}
	})
	if w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	if _, err := kept.Open(); err == nil || !strings.Contains(err.Error(), "its request is over") {
		t.Errorf("the temporary file outlived its request: %v", err)
	}
}

func TestFormLimits(t *testing.T) {
	t.Parallel()
	many := func(n int, file string) []part { return slices.Repeat([]part{{"a", file, "x"}}, n) }
	form := func(parts ...part) (string, io.Reader) { b, typ := multi(parts...); return typ, b }
	small := web.Limits{Fields: 3, Files: 2, FieldBytes: 10, FileBytes: 20, Body: 4 << 10}
	type request func() (string, io.Reader)
	plain := func(s string) request { return func() (string, io.Reader) { return formEncoded, strings.NewReader(s) } }
	parts := func(p ...part) request { return func() (string, io.Reader) { return form(p...) } }
	for name, tt := range map[string]struct {
		send request
		code int
	}{
		"three fields":      {plain("a=1&b=2&c=3"), 200},
		"four fields":       {plain("a=1&b=2&c=3&d=4"), 413},
		"a long field":      {plain("a=" + strings.Repeat("x", 11)), 413},
		"a field that fits": {plain("a=" + strings.Repeat("x", 10)), 200},
		"three parts":       {parts(many(3, "")...), 200},
		"four parts":        {parts(many(4, "")...), 413},
		"a long part":       {parts(part{"a", "", strings.Repeat("x", 11)}), 413},
		"two files":         {parts(many(2, "f")...), 200},
		"three files":       {parts(many(3, "f")...), 413},
		"a file that fits":  {parts(part{"a", "f", strings.Repeat("x", 20)}), 200},
		"a large file":      {parts(part{"a", "f", strings.Repeat("x", 21)}), 413},
		"a long name":       {parts(part{strings.Repeat("n", 1025), "", "x"}), 413},
		"NUL in a field":    {parts(part{"a", "", "x\x00"}), 400},
		"invalid UTF-8":     {plain("a=%ff"), 400},
		"a bad escape":      {plain("a=%f"), 400},
		"no boundary":       {func() (string, io.Reader) { return "multipart/form-data", strings.NewReader("x") }, 400},
		"an unfinished form": {func() (string, io.Reader) {
			return "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nxx")
		}, 400},
		"a charset of its own": {func() (string, io.Reader) { return formEncoded + "; charset=bz2_codec", strings.NewReader("a=1") }, 415},
		"beyond the body":      {plain(strings.Repeat("a", 5<<10)), 413},
		"a file without a name": {func() (string, io.Reader) {
			return "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=a; filename=\"\"\r\n\r\nxx\r\n--b--\r\n")
		}, 400},
		"no file was chosen": {func() (string, io.Reader) {
			return "multipart/form-data; boundary=b", strings.NewReader("--b\r\nContent-Disposition: form-data; name=a; filename=\"\"\r\n\r\n\r\n--b--\r\n")
		}, 200},
	} {
		typ, body := tt.send()
		if w := posting(t, small, typ, body, nil); w.Code != tt.code {
			t.Errorf("%s: %d %.200s, want %d", name, w.Code, w.Body, tt.code)
		}
	}
}

// TestFieldsAreCountedForAnyParser shows that the number of fields holds for a handler of net/http as well.
func TestFieldsAreCountedForAnyParser(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{Limits: web.Limits{Fields: 3}}, func(r *web.Router) {
		r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseForm(); err != nil {
				return err
			}
			return say("read")(w, r)
		})
	})
	for body, want := range map[string]int{"a=1&b=2&c=3": 200, "a=1&b=2&c=3&d=4": 413} {
		req := httptest.NewRequest("POST", "/", strings.NewReader(body))
		req.Header.Set("Content-Type", formEncoded)
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, req); w.Code != want {
			t.Errorf("%s: %d, want %d", body, w.Code, want)
		}
	}
}

// upload writes to a file, as a storage would.
type upload struct {
	*os.File
	fail bool
	log  *[]string
}

func (u *upload) Commit() error {
	if u.fail {
		return errors.New("disk full")
	}
	*u.log = append(*u.log, "commit")
	return u.File.Close()
}

func (u *upload) Abort() error {
	*u.log = append(*u.log, "abort")
	_ = u.File.Close()
	return os.Remove(u.Name())
}

func TestReadFormTo(t *testing.T) {
	t.Parallel()
	whole, typ := multi(part{"a", "one.bin", "first"}, part{"skip", "s.txt", "kept here"}, part{"a", "two.bin", "second"})
	for name, tt := range map[string]struct {
		body  []byte
		fail  bool
		left  int
		log   string
		code  int
		files int
	}{
		"whole":             {whole.Bytes(), false, 2, "commit commit", 200, 2},
		"the client aborts": {whole.Bytes()[:whole.Len()-60], false, 0, "abort abort", 400, 0},
		"a commit fails":    {whole.Bytes(), true, 1, "commit abort", 500, 0},
	} {
		dir := t.TempDir()
		var log []string
		h := build(t, web.Options{}, func(r *web.Router) {
			r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
				n := 0
				f, err := web.ReadFormTo(r, func(_ context.Context, f *web.FormFile) (web.Upload, error) {
					if f.Field == "skip" {
						return nil, nil
					}
					n++
					file, err := os.Create(filepath.Join(dir, fmt.Sprint(n)))
					return &upload{File: file, fail: tt.fail && n == 2, log: &log}, err
				})
				if err != nil {
					return err
				}
				if len(f.Files("a")) != tt.files || f.File("a").Size != 6 || f.File("skip").Size != 9 {
					t.Errorf("%s: %v", name, f.Files("a"))
				}
				if _, err := f.File("a").Open(); err == nil {
					t.Errorf("%s: a file that went elsewhere opens here", name)
				}
				if _, err := web.ReadFormTo(r, func(context.Context, *web.FormFile) (web.Upload, error) { return nil, nil }); err == nil {
					t.Errorf("%s: reading again into something else is not refused", name)
				}
				return say("ok")(w, r)
			})
		})
		req := httptest.NewRequest("POST", "/", bytes.NewReader(tt.body))
		req.Header.Set("Content-Type", typ)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		left, _ := os.ReadDir(dir)
		if w.Code != tt.code || len(left) != tt.left || strings.Join(log, " ") != tt.log {
			t.Errorf("%s: %d, %d files, log %q; want %d, %d, %q", name, w.Code, len(left), log, tt.code, tt.left, tt.log)
		}
	}
}

func TestUploadRefused(t *testing.T) {
	t.Parallel()
	body, typ := multi(part{"a", "x.exe", "MZ"})
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Post("/", func(http.ResponseWriter, *http.Request) error { return nil }).With(func(http.Handler) http.Handler {
			return web.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
				_, err := web.ReadFormTo(r, func(_ context.Context, f *web.FormFile) (web.Upload, error) {
					return nil, problem.New(problem.Invalid, "No programs: "+f.Name)
				})
				return err
			})
		})
	})
	req := httptest.NewRequest("POST", "/", body)
	req.Header.Set("Content-Type", typ)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, req); w.Code != 400 || !strings.Contains(w.Body.String(), "No programs: x.exe") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestFormAfterNetHTTP shows that a middleware may have parsed the form its own way.
func TestFormAfterNetHTTP(t *testing.T) {
	t.Parallel()
	body, typ := multi(part{"a", "", "1"}, part{"f", "x/y.txt", strings.Repeat("z", 100)})
	var left string
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseMultipartForm(1); err != nil {
				return err
			}
			f, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			c, err := f.File("f").Open()
			if err != nil {
				return err
			}
			defer c.Close()
			if file, ok := c.(*os.File); ok {
				left = file.Name()
			}
			got, err := io.ReadAll(c)
			if f.Text("a") != "1" || len(got) != 100 || f.File("f").Name != "y.txt" {
				t.Errorf("%v %q %+v", f.URL(), got, f.File("f"))
			}
			if err != nil {
				return err
			}
			return say("ok")(w, r)
		})
	})
	req := httptest.NewRequest("POST", "/", body)
	req.Header.Set("Content-Type", typ)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
	if _, err := os.Stat(left); left != "" && err == nil {
		t.Errorf("%s outlived its request", left)
	}
}

func FuzzReadForm(f *testing.F) {
	body, typ := multi(part{"a", "", "1"}, part{"b", "x.txt", "content"})
	f.Add(typ, body.Bytes())
	f.Add(formEncoded, []byte("a=1&b=%zz"))
	f.Fuzz(func(t *testing.T, typ string, body []byte) {
		if strings.ContainsAny(typ, "\r\n") {
			return
		}
		w := posting(t, web.Limits{Fields: 10, Files: 2, Memory: 16}, typ, bytes.NewReader(body), func(_ *http.Request, f *web.Form) {
			for _, name := range f.FileFields() {
				if n := f.File(name).Name; strings.ContainsAny(n, "/\\\x00\r\n") || n == ".." || n == "" {
					t.Errorf("a file is named %q", n)
				}
			}
		})
		switch w.Code {
		case 200, 400, 413, 415:
		default:
			t.Errorf("%q %q: %d %s", typ, body, w.Code, w.Body)
		}
	})
}
