package compress_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/musette-go/musette/web"
	"github.com/musette-go/musette/web/compress"
)

// text is a body that packs well.
var text = strings.Repeat("All the world's a stage, and all the men and women merely players. ", 100)

// answer writes a body of a type.
func answer(contentType, body string, header ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		_, _ = io.WriteString(w, body)
	})
}

func get(h http.Handler, accept string) *httptest.ResponseRecorder {
	req := httptest.NewRequest("GET", "/", nil)
	if accept != "" {
		req.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// unpack decodes a body by its Content-Encoding, with decoders that check everything.
func unpack(t testing.TB, coding string, body io.Reader) string {
	t.Helper()
	var err error
	switch coding {
	case "gzip":
		body, err = gzip.NewReader(body)
	case "br":
		body = brotli.NewReader(body)
	case "zstd":
		body, err = zstd.NewReader(body, zstd.WithDecoderConcurrency(1))
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("%s: %v", coding, err)
	}
	return string(b)
}

func TestCodings(t *testing.T) {
	t.Parallel()
	h := compress.Responses(compress.Options{})(answer("text/html; charset=utf-8", text))
	for accept, want := range map[string]string{
		"":                                  "",
		"gzip":                              "gzip",
		"gzip, deflate, br, zstd":           "zstd",
		"gzip, br":                          "br",
		"GZIP;Q=0.5":                        "gzip",
		"gzip;q=1, br;q=0.5, zstd;q=0":      "gzip",
		"*":                                 "zstd",
		"*;q=0.1, zstd;q=0":                 "br",
		"identity;q=1, gzip;q=0.5":          "",
		"identity;q=0.5, gzip;q=1":          "gzip",
		"x-gzip":                            "gzip",
		"deflate, compress":                 "",
		"gzip;q=nonsense":                   "",
		"gzip;q=2":                          "",
		strings.Repeat("a,", 9000) + "gzip": "",
	} {
		w := get(h, accept)
		got := w.Header().Get("Content-Encoding")
		if body := unpack(t, got, w.Body); got != want || body != text || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%.60q: %q (Vary %q), want %q; %d bytes", accept, got, w.Header().Get("Vary"), want, len(body))
		}
	}
	if w := get(h, "gzip"); w.Body.Len() > len(text)/10 || w.Header().Get("Content-Length") != "" {
		t.Errorf("%d bytes of %d", w.Body.Len(), len(text))
	}
}

func TestUntouched(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.Handler{
		"small":            answer("text/html", "short"),
		"small, declared":  answer("text/html", "short", "Content-Length", "5"),
		"an image":         answer("image/png", text),
		"an archive":       answer("application/zip", text),
		"packed":           answer("text/html", text, "Content-Encoding", "br"),
		"no-transform":     answer("text/html", text, "Cache-Control", "public, no-transform"),
		"a part":           answer("text/html", text, "Content-Range", "bytes 0-10/20"),
		"unknown, binary":  answer("", "\x89PNG\r\n\x1a\n"+text),
		"nothing":          http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }),
		"not modified":     http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }),
		"a part by status": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(206); _, _ = io.WriteString(w, text) }),
	} {
		plain, packed := get(h, ""), get(compress.Responses(compress.Options{})(h), "gzip, br, zstd")
		if !bytes.Equal(plain.Body.Bytes(), packed.Body.Bytes()) || plain.Code != packed.Code ||
			plain.Header().Get("Content-Encoding") != packed.Header().Get("Content-Encoding") {
			t.Errorf("%s: %d, %d bytes, %v", name, packed.Code, packed.Body.Len(), packed.Header())
		}
	}
	if w := get(compress.Responses(compress.Options{})(answer("", text)), "gzip"); w.Header().Get("Content-Encoding") != "gzip" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("a type that has to be guessed: %v", w.Header())
	}
}

func TestETagGetsWeak(t *testing.T) {
	t.Parallel()
	h := compress.Responses(compress.Options{})
	for in, want := range map[string]string{`"v1"`: `W/"v1"`, `W/"v1"`: `W/"v1"`} {
		if got := get(h(answer("text/css", text, "ETag", in)), "br").Header().Get("ETag"); got != want {
			t.Errorf("%s: %s", in, got)
		}
		if got := get(h(answer("text/css", text, "ETag", in)), "").Header().Get("ETag"); got != in {
			t.Errorf("not packed, %s: %s", in, got)
		}
	}
}

// TestPadding shows that the length of a page varies by up to 100 bytes, that of other answers does not, and that the page stays
// the same.
func TestPadding(t *testing.T) {
	t.Parallel()
	for _, coding := range []string{"gzip", "br", "zstd"} {
		page := compress.Responses(compress.Options{})(answer("text/html", text))
		style := compress.Responses(compress.Options{})(answer("text/css", text))
		lengths := make(map[int]bool)
		shortest, longest := 1<<30, 0
		for range 400 {
			w := get(page, coding)
			n := w.Body.Len()
			lengths[n] = true
			shortest, longest = min(shortest, n), max(longest, n)
			if unpack(t, coding, w.Body) != text {
				t.Fatalf("%s: the padding shows", coding)
			}
		}
		if spread := longest - shortest; spread < 80 || spread > 106 || len(lengths) < 25 {
			t.Errorf("%s: %d lengths from %d to %d", coding, len(lengths), shortest, longest)
		}
		if a, b := get(style, coding).Body.Len(), get(style, coding).Body.Len(); a != b {
			t.Errorf("%s: the length of a style sheet varies: %d, %d", coding, a, b)
		}
	}
}

// TestStreaming reads what is flushed before the handler goes on.
func TestStreaming(t *testing.T) {
	t.Parallel()
	for _, coding := range []string{"gzip", "br", "zstd", "identity"} {
		next := make(chan struct{})
		h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for i := range 3 {
				_, _ = fmt.Fprintf(w, "line %d\n", i)
				if err := http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
				<-next
			}
		})
		srv := httptest.NewServer(compress.Responses(compress.Options{})(h))
		req, _ := http.NewRequestWithContext(t.Context(), "GET", srv.URL, nil)
		req.Header.Set("Accept-Encoding", coding)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		var in io.Reader = res.Body
		switch res.Header.Get("Content-Encoding") {
		case "gzip":
			in, err = gzip.NewReader(res.Body)
		case "br":
			in = brotli.NewReader(res.Body)
		case "zstd":
			in, err = zstd.NewReader(res.Body, zstd.WithDecoderConcurrency(1))
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			p := make([]byte, 7)
			if _, err := io.ReadFull(in, p); err != nil || string(p) != fmt.Sprintf("line %d\n", i) {
				t.Fatalf("%s: line %d is %q, %v", coding, i, p, err)
			}
			next <- struct{}{}
		}
		if rest, err := io.ReadAll(in); err != nil || len(rest) > 0 {
			t.Errorf("%s: %q %v", coding, rest, err)
		}
		_ = res.Body.Close()
		srv.Close()
	}
}

// TestErrorsTakeThePlace shows that half a page that was held back does not stand before the page of its error, and that half
// a page that was sent does not look whole.
func TestErrorsTakeThePlace(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Use(web.Recover(), compress.Responses(compress.Options{}))
	r.Get("/small/", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("lost")
	})
	r.Get("/panic/", func(w http.ResponseWriter, _ *http.Request) error { _, _ = io.WriteString(w, "half"); panic("lost") })
	r.Get("/sent/", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, text)
		_ = http.NewResponseController(w).Flush()
		return errors.New("lost")
	})
	r.Get("/silent/", func(http.ResponseWriter, *http.Request) error { return nil })
	r.Get("/fine/", func(w http.ResponseWriter, _ *http.Request) error { _, err := io.WriteString(w, "fine"); return err })
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	for path, want := range map[string]int{"/small/": 500, "/panic/": 500, "/sent/": 0, "/silent/": 500, "/fine/": 200} {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", srv.URL+path, nil)
		req.Header.Set("Accept-Encoding", "gzip")
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if res.Header.Get("Content-Encoding") == "gzip" && err == nil {
			var z *gzip.Reader
			if z, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
				body, err = io.ReadAll(z)
			}
		}
		if want == 0 && err == nil || want != 0 && (res.StatusCode != want || err != nil || strings.Contains(string(body), "half")) {
			t.Errorf("%s: %d, %v, %.100q", path, res.StatusCode, err, body)
		}
		_ = res.Body.Close()
	}
}

// TestConcurrent shares encoders between requests.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	h := compress.Responses(compress.Options{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, r.URL.Path+text)
	}))
	for i := range 40 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			coding := []string{"gzip", "br", "zstd"}[i%3]
			for n := range 20 {
				path := fmt.Sprintf("/%d/%d", i, n)
				req := httptest.NewRequest("GET", path, nil)
				req.Header.Set("Accept-Encoding", coding)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, req)
				if got := unpack(t, coding, w.Body); got != path+text {
					t.Fatalf("%s got %.40q", path, got)
				}
			}
		})
	}
}

func TestBoundedAccept(t *testing.T) {
	t.Parallel()
	h := compress.Responses(compress.Options{})(answer("text/html", "x"))
	best := time.Hour
	for range 5 {
		start := time.Now()
		get(h, strings.Repeat("gzip;q=0.1,", 10_000))
		best = min(best, time.Since(start))
	}
	if best > 10*time.Millisecond { // alone it is far below 1 ms
		t.Errorf("took %s", best)
	}
}

func TestUnknownCoding(t *testing.T) {
	t.Parallel()
	defer func() {
		if v := recover(); !strings.Contains(fmt.Sprint(v), "no content coding lzw") {
			t.Error(v)
		}
	}()
	compress.Responses(compress.Options{Codings: []string{"lzw"}})
}

func FuzzAccept(f *testing.F) {
	f.Add("gzip;q=0.5, *;q=0")
	h := compress.Responses(compress.Options{})(answer("text/html", text))
	f.Fuzz(func(t *testing.T, accept string) {
		w := get(h, accept)
		if unpack(t, w.Header().Get("Content-Encoding"), w.Body) != text {
			t.Error("another body")
		}
	})
}

// FuzzBody writes random pieces with flushes between them.
func FuzzBody(f *testing.F) {
	f.Add([]byte("hello"), uint64(1))
	f.Add(bytes.Repeat([]byte("0123456789"), 1000), uint64(2))
	f.Fuzz(func(t *testing.T, body []byte, seed uint64) {
		for _, coding := range []string{"gzip", "br", "zstd"} {
			rng := rand.New(rand.NewPCG(seed, 0))
			h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				for rest := body; len(rest) > 0; {
					n := 1 + rng.IntN(len(rest))
					_, _ = w.Write(rest[:n])
					if rest = rest[n:]; rng.IntN(3) == 0 {
						_ = http.NewResponseController(w).Flush()
					}
				}
			})
			w := get(compress.Responses(compress.Options{})(h), coding)
			if got := unpack(t, w.Header().Get("Content-Encoding"), w.Body); got != string(body) {
				t.Errorf("%s: %d bytes became %d", coding, len(body), len(got))
			}
		}
	})
}

func BenchmarkResponses(b *testing.B) {
	for _, coding := range []string{"none", "gzip", "br", "zstd"} {
		b.Run(coding, func(b *testing.B) {
			h := compress.Responses(compress.Options{})(answer("text/html", text))
			req := httptest.NewRequest("GET", "/", nil)
			req.Header.Set("Accept-Encoding", coding)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(&discard{h: http.Header{}}, req)
			}
		})
	}
}

type discard struct{ h http.Header }

func (d *discard) Header() http.Header       { return d.h }
func (*discard) Write(p []byte) (int, error) { return len(p), nil }
func (*discard) WriteHeader(int)             {}
