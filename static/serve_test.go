package static_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/static"
)

var long = strings.Repeat("body { color: black }\n", 100)

func TestHeaders(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("a.css", long, "b.png", long, "tiny.js", "x()"))
	h := handler(t, f)
	hashed := address(t, f, "a.css")
	for target, want := range map[string][2]string{
		hashed:                   {"public, max-age=31536000, immutable", "text/css; charset=utf-8"},
		"/static/a.css":          {"no-cache", "text/css; charset=utf-8"},
		"/static/tiny.js":        {"no-cache", "text/javascript; charset=utf-8"},
		address(t, f, "b.png"):   {"public, max-age=31536000, immutable", "image/png"},
		hashed + "?utm_source=x": {"public, max-age=31536000, immutable", "text/css; charset=utf-8"},
	} {
		w := ask(h, "GET", target)
		if w.Code != 200 || w.Header().Get("Cache-Control") != want[0] || w.Header().Get("Content-Type") != want[1] ||
			w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
			t.Errorf("%s: %d %v", target, w.Code, w.Header())
		}
	}
	if w := ask(h, "GET", "/static/a.000000000000.css"); w.Code != 404 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("an address of another time answers %d %v", w.Code, w.Header())
	}
	if w := ask(h, "POST", hashed); w.Code != 405 {
		t.Errorf("POST answers %d", w.Code)
	}
	w := ask(h, "HEAD", hashed, "Accept-Encoding", "br")
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Encoding") != "br" || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD answers %d %v with %d bytes", w.Code, w.Header(), w.Body.Len())
	}
}

func TestConditionalAndRange(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("a.css", long))
	h, target := handler(t, f), address(t, f, "a.css")
	for _, encoding := range []string{"", "br", "gzip"} {
		first := ask(h, "GET", target, "Accept-Encoding", encoding)
		tag := first.Header().Get("ETag")
		w := ask(h, "GET", target, "Accept-Encoding", encoding, "If-None-Match", tag)
		if tag == "" || w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("Content-Encoding") != "" || w.Header().Get("Vary") != "Accept-Encoding" ||
			w.Header().Get("Cache-Control") == "" || w.Header().Get("ETag") != tag {
			t.Errorf("%q: the tag %s gets %d %v", encoding, tag, w.Code, w.Header())
		}
	}
	if a, b := ask(h, "GET", target).Header().Get("ETag"), ask(h, "GET", target, "Accept-Encoding", "br").Header().Get("ETag"); a == b {
		t.Errorf("two forms have the same tag %s", a)
	}
	w := ask(h, "GET", target, "Range", "bytes=5-9", "Accept-Encoding", "br")
	if w.Code != 206 || w.Body.String() != long[5:10] || w.Header().Get("Content-Encoding") != "" || w.Header().Get("Content-Range") != fmt.Sprintf("bytes 5-9/%d", len(long)) {
		t.Errorf("a range gets %d %v %q", w.Code, w.Header(), w.Body)
	}
	if w := ask(h, "GET", target, "Range", "bytes=99999-"); w.Code != 416 || w.Header().Get("Cache-Control") != "" {
		t.Errorf("a range behind the end gets %d %v", w.Code, w.Header())
	}
	if w := ask(h, "GET", target, "Range", "bytes=0-1", "If-Range", `"other"`); w.Code != 200 {
		t.Errorf("a range of another version gets %d", w.Code)
	}
}

func unpack(t *testing.T, encoding string, body []byte) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		r, err = gzip.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	must(t, err)
	b, err := io.ReadAll(r)
	must(t, err)
	return string(b)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("a.css", long, "b.png", long, "c.css", "a{}", "noise.txt", noise(400), "grows.css", "a{b:url(b.png)}"+strings.Repeat(" ", 230)))
	h := handler(t, f)
	for header, want := range map[string]string{
		"": "", "br": "br", "gzip": "gzip", "zstd": "zstd", "gzip, deflate, br, zstd": "br", "gzip, zstd": "zstd", "GZIP": "gzip", "x-gzip": "gzip",
		"br;q=0.5, gzip;q=0.8": "gzip", "br;q=0, *": "zstd", "*": "br", "*;q=0": "", "identity": "", "br;q=0": "", "br;q=x": "", "deflate": "", "br ; q = 1": "br",
		"gzip;q=0,br;q=0,zstd;q=0.001": "zstd", strings.Repeat("x,", 5000) + "br": "",
	} {
		w := ask(h, "GET", "/static/a.css", "Accept-Encoding", header)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Errorf("%.60q gets %q, want %q", header, got, want)
			continue
		}
		if unpack(t, want, w.Body.Bytes()) != long || w.Header().Get("Vary") != "Accept-Encoding" || want != "" && w.Body.Len() >= len(long) {
			t.Errorf("%.60q: %d bytes, %v", header, w.Body.Len(), w.Header())
		}
	}
	if w := ask(h, "GET", "/static/grows.css", "Accept-Encoding", "br"); w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("a file that is long enough with the names in it is sent as %v", w.Header())
	}
	for _, name := range []string{"b.png", "c.css", "noise.txt"} {
		if w := ask(h, "GET", "/static/"+name, "Accept-Encoding", "br, gzip"); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed for nothing", name)
		}
	}
}

// noise is text that does not get smaller.
func noise(n int) string {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

// TestCompressOnce asks from many sides at once; with -race it shows that this is safe.
func TestCompressOnce(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("a.css", long))
	h := handler(t, f)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			e := []string{"br", "gzip", "zstd", ""}[i%4]
			if w := ask(h, "GET", "/static/a.css", "Accept-Encoding", e); w.Code != 200 || w.Header().Get("Content-Encoding") != e {
				t.Errorf("%d %v", w.Code, w.Header())
			}
		})
	}
	wg.Wait()
}

// TestLargeFiles are read from their source, whole and in parts.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("0123456789abcdef", 100_000)
	f := newFiles(t, static.Options{}, files("big.bin", big, "big.css", "/*"+big+"*/"))
	h := handler(t, f)
	if w := ask(h, "GET", address(t, f, "big.bin")); w.Body.String() != big {
		t.Errorf("%d bytes", w.Body.Len())
	}
	if w := ask(h, "GET", "/static/big.bin", "Range", "bytes=1600000-"); w.Code != 416 {
		t.Errorf("%d", w.Code)
	}
	if w := ask(h, "GET", "/static/big.bin", "Range", "bytes=1599998-"); w.Body.String() != "ef" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := ask(h, "GET", "/static/big.css", "Accept-Encoding", "gzip"); unpack(t, "gzip", w.Body.Bytes()) != "/*"+big+"*/" {
		t.Error("the large style sheet is another one")
	}
	_, err := static.New(static.Options{Sources: []static.Source{{Name: "a", FS: files("huge.js", strings.Repeat("x", 17<<20))}}})
	wantErr(t, err, "huge.js", "16777216")
}

// watchedFS notes what is opened.
type watchedFS struct {
	fs.FS
	mu     sync.Mutex
	opened []string
}

func (w *watchedFS) Open(name string) (fs.File, error) {
	w.mu.Lock()
	w.opened = append(w.opened, name)
	w.mu.Unlock()
	return w.FS.Open(name)
}

// TestTraversal asks for what is not below the root, in all spellings (X42): nothing is opened.
func TestTraversal(t *testing.T) {
	t.Parallel()
	inner := fstest.MapFS{"static/a.css": {Data: []byte("a")}, "secret.txt": {Data: []byte("SECRET")}, "static/.env": {Data: []byte("SECRET")}}
	w := &watchedFS{FS: inner}
	for _, debug := range []bool{false, true} {
		h := handler(t, newFiles(t, static.Options{Debug: debug}, w))
		w.opened = nil
		for _, name := range hostileNames(t) {
			answer := ask(h, "GET", "/static/"+name)
			if code := answer.Code; code != 404 && code != 400 && code != 301 && code != 308 && code != 414 {
				t.Errorf("%q answers %d", name, code)
			}
			if strings.Contains(answer.Body.String(), "SECRET") {
				t.Fatalf("%q shows the secret", name)
			}
		}
		if len(w.opened) != 0 {
			t.Errorf("requests opened %q", w.opened)
		}
	}
}

// hostileNames combines ways to write "up" with things to reach: 5,000 of them at the full level.
func hostileNames(t *testing.T) []string {
	ups := []string{"..", "%2e%2e", "%252e%252e", "..%00", "..%c0%af", "%c0%ae%c0%ae", "..%5c", "..\\", ".", "", "....", "..;", "．．", "%uff0e%uff0e", "..%0a"}
	slashes := []string{"/", "//", "%2f", "%252f", "\\", "%5c", "/./", "%c0%af", "／"}
	goals := []string{"secret.txt", ".env", "static/.env", "etc/passwd", "a.css/", "a.css%00.png", "C:/windows/win.ini", "~root/.ssh/id_rsa", "boot.go", "a.CSS", " a.css", "a.css "}
	var out []string
	for _, up := range ups {
		for _, slash := range slashes {
			for n := 1; n <= 4; n++ {
				for _, goal := range goals {
					name := strings.Repeat(up+slash, n) + goal
					out = append(out, name)
					if decoded, err := url.PathUnescape(name); err == nil {
						out = append(out, decoded)
					}
				}
			}
		}
	}
	out = append(out, "/etc/passwd", "//etc/passwd", "file:///etc/passwd", strings.Repeat("../", 4000), "", "a.css/..", "\x00", "a.css\x00")
	if !testenv.Full() {
		var some []string
		for i := 0; i < len(out); i += 11 {
			some = append(some, out[i])
		}
		out = some
	}
	// what cleans to an existing file is no attack
	var hostile []string
	for _, name := range out {
		if name != "a.css" {
			hostile = append(hostile, name)
		}
	}
	t.Logf("%d names", len(hostile))
	return hostile
}

// FuzzServe never finds anything but what is there.
func FuzzServe(f *testing.F) {
	for _, s := range []string{"a.css", "../secret.txt", "a.css/../../secret.txt", "%2e%2e/secret.txt", "\x00", "a/b/c"} {
		f.Add(s)
	}
	files := newFiles(f, static.Options{}, fstest.MapFS{"static/a.css": {Data: []byte("a")}, "secret.txt": {Data: []byte("SECRET")}})
	h := handler(f, files)
	f.Fuzz(func(t *testing.T, name string) {
		w := ask(h, "GET", "/static/"+name)
		if strings.Contains(w.Body.String(), "SECRET") || w.Code == 200 && w.Body.String() != "a" || w.Code >= 500 {
			t.Errorf("%q answers %d %q", name, w.Code, w.Body)
		}
	})
}

func TestContentType(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"a.css": "text/css; charset=utf-8", "A.JS": "text/javascript; charset=utf-8", "a.mjs": "text/javascript; charset=utf-8", "a.svg": "image/svg+xml",
		"a.woff2": "font/woff2", "a.map": "application/json", "a.webmanifest": "application/manifest+json", "a.wasm": "application/wasm", "a.jpeg": "image/jpeg",
		"a.ico": "image/x-icon", "a": "application/octet-stream", "a.exe": "application/octet-stream", "a.webp": "image/webp", "a.mp4": "video/mp4", "a.ogg": "audio/ogg",
	} {
		if got := static.ContentType(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
