package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// start serves h on a free port until the test ends or stop is called; done gives what Serve returned.
func start(t *testing.T, opt web.ServerOptions) (url string, stop context.CancelFunc, done <-chan error) {
	t.Helper()
	ln, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	opt.Logger = slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	ch := make(chan error, 1)
	go func() { ch <- web.NewServer(opt).Serve(ctx, ln) }()
	return "http://" + ln.Addr().String(), cancel, ch
}

// ask makes one request on a connection of its own.
func ask(t *testing.T, method, url string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{DisableKeepAlives: true}
	res, err := tr.RoundTrip(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return res, string(b), err
}

func TestServed(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Use(web.Defaults(log)...)
		r.Get("/page/", say("hello"))
		r.Get("/boom/", func(http.ResponseWriter, *http.Request) error { panic("boom") })
		r.Get("/half/", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			return errors.New("lost")
		})
		r.Get("/hijack/", func(w http.ResponseWriter, _ *http.Request) error {
			c, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return err
			}
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\ntaken")
			return c.Close()
		})
		r.Get("/hints/", func(w http.ResponseWriter, _ *http.Request) error {
			w.WriteHeader(http.StatusEarlyHints)
			return web.NewError(http.StatusGone, "gone")
		})
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	tests := []struct {
		method, path string
		code         int
		body, allow  string
	}{
		{"GET", "/page/", 200, "hello", ""},
		{"HEAD", "/page/", 200, "", ""},
		{"OPTIONS", "/page/", 204, "", "GET, HEAD, OPTIONS"},
		{"POST", "/page/", 405, "Method Not Allowed", "GET, HEAD, OPTIONS"},
		{"GET", "/page", 301, "", ""},
		{"GET", "/boom/", 500, "Internal Server Error", ""},
		{"GET", "/hijack/", 200, "taken", ""},
		{"GET", "/hints/", 410, "gone", ""},
		{"GET", "/page/?q=" + strings.Repeat("x", 40<<10), 414, "", ""},
		{"GET", "/page/?q=" + strings.Repeat("x", 1<<20), 431, "", ""},
		{"GET", "/page/", 200, "hello", ""},
	}
	for _, tt := range tests {
		res, body, err := ask(t, tt.method, url+tt.path)
		if err != nil {
			t.Errorf("%s %.20s: %v", tt.method, tt.path, err)
			continue
		}
		if res.StatusCode != tt.code || !strings.Contains(body, tt.body) || res.Header.Get("Allow") != tt.allow {
			t.Errorf("%s %.20s: %d %.60q Allow %q, want %d %q %q", tt.method, tt.path, res.StatusCode, body, res.Header.Get("Allow"), tt.code, tt.body, tt.allow)
		}
		if tt.method == "HEAD" && (body != "" || res.ContentLength != 5 && res.ContentLength != -1) {
			t.Errorf("HEAD: %q, length %d", body, res.ContentLength)
		}
	}
	if _, body, err := ask(t, "GET", url+"/half/"); err == nil {
		t.Errorf("half an answer looked whole: %q", body)
	}
	if !strings.Contains(out.String(), "route=/hijack/ status=101") {
		t.Errorf("the log lacks the hijacked connection:\n%s", out)
	}
}

// TestRawRequests sends what no HTTP client would.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Use(web.Defaults(slog.New(slog.DiscardHandler))...)
		r.Get("/a/", say("a"))
		r.Mount("/m/", say("m"))
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	for line, want := range map[string]string{
		"GET //evil.example/a HTTP/1.1":       "404",
		"GET /a HTTP/1.1":                     "301",
		"GET http://evil.example/a HTTP/1.1":  "301",
		`GET /\evil.example/a HTTP/1.1`:       "404",
		"GET /m/../a/ HTTP/1.1":               "404",
		"GET * HTTP/1.1":                      "404",
		"OPTIONS * HTTP/1.1":                  "200",
		"GET evil HTTP/1.1":                   "400",
		"CONNECT evil.example:443 HTTP/1.1":   "404",
		"G\x00T /a/ HTTP/1.1":                 "400",
		"GET /a/\x01 HTTP/1.1":                "400",
		"GET http://evil.example HTTP/1.1":    "404",
		"VERYLONGMETHODNAMEINDEED / HTTP/1.1": "404",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "%s\r\nHost: site.example\r\nConnection: close\r\n\r\n", line)
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if loc := res.Header.Get("Location"); !strings.HasPrefix(res.Status, want) || loc != "" && loc != "/a/" {
			t.Errorf("%q: %s to %q, want %s", line, res.Status, loc, want)
		}
		_ = res.Body.Close()
		_ = c.Close()
	}
}

func TestDrain(t *testing.T) {
	t.Parallel()
	started, finish := make(chan struct{}), make(chan struct{})
	health := web.NewHealth(web.HealthOptions{})
	h := build(t, web.Options{}, func(r *web.Router) {
		health.Routes(r)
		r.Get("/slow/", func(w http.ResponseWriter, r *http.Request) error {
			close(started)
			<-finish
			if err := r.Context().Err(); err != nil {
				return err
			}
			_, err := io.WriteString(w, "done")
			return err
		})
	})
	url, stop, done := start(t, web.ServerOptions{Handler: h, Health: health, DrainLimit: 10 * time.Second})
	type answer struct {
		body string
		err  error
	}
	slow := make(chan answer, 1)
	go func() {
		_, body, err := ask(t, "GET", url+"/slow/")
		slow <- answer{body, err}
	}()
	<-started
	if res, _, err := ask(t, "GET", url+"/readyz"); err != nil || res.StatusCode != 200 {
		t.Fatalf("not ready before: %v", err)
	}
	stop()
	for { // the listener closes as soon as the drain has begun
		if _, _, err := ask(t, "GET", url+"/readyz"); err != nil {
			break
		}
	}
	if w := get(health.Ready(), "GET", "/"); w.Code != 503 {
		t.Errorf("ready while draining: %d", w.Code)
	}
	select {
	case err := <-done:
		t.Fatalf("Serve returned %v while a request was running", err)
	default:
	}
	close(finish)
	if a := <-slow; a.err != nil || a.body != "done" {
		t.Errorf("the running request got %q, %v", a.body, a.err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDrainDelayKeepsServing(t *testing.T) {
	t.Parallel()
	health := web.NewHealth(web.HealthOptions{})
	h := build(t, web.Options{}, health.Routes)
	url, stop, done := start(t, web.ServerOptions{Handler: h, Health: health, DrainDelay: 500 * time.Millisecond})
	if res, _, err := ask(t, "GET", url+"/readyz"); err != nil || res.StatusCode != 200 {
		t.Fatalf("not ready before: %v", err)
	}
	stop()
	for {
		res, body, err := ask(t, "GET", url+"/readyz")
		if err != nil {
			t.Fatalf("refused before readiness turned false: %v", err)
		}
		if res.StatusCode == 503 {
			if !strings.Contains(body, "draining") || !res.Close {
				t.Errorf("%q, connection close %v", body, res.Close)
			}
			break
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDrainLimit(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/forever/", func(_ http.ResponseWriter, r *http.Request) error {
			close(started)
			<-r.Context().Done()
			return r.Context().Err()
		}).Timeout(-1)
	})
	url, stop, done := start(t, web.ServerOptions{Handler: h, DrainLimit: 20 * time.Millisecond})
	cut := make(chan error, 1)
	go func() {
		_, body, err := ask(t, "GET", url+"/forever/")
		if err == nil {
			t.Errorf("a request that was cut off got an answer: %q", body)
		}
		cut <- err
	}()
	<-started
	stop()
	wantErr(t, <-done, "web: requests were still running after the drain limit of 20ms and were cut off")
	<-cut //nolint:errcheck // the goroutine has reported what it saw
}

func TestServerValues(t *testing.T) {
	t.Parallel()
	type key struct{}
	ln, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, "from the site"))
	defer cancel()
	srv := web.NewServer(web.ServerOptions{Logger: slog.New(slog.DiscardHandler), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Context().Value(key{}))
	})})
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx, ln) }()
	if _, body, err := ask(t, "GET", "http://"+ln.Addr().String()); err != nil || body != "from the site" {
		t.Errorf("%q, %v", body, err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	taken, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	_, err = web.Listen(addr)
	wantErr(t, err, "web: cannot listen on "+addr, "another process already does", "port 0 picks a free one")
	for _, bad := range []string{"", "8000", "localhost", "::1:80:x"} {
		_, err := web.Listen(bad)
		wantErr(t, err, "is not an address to listen on", "127.0.0.1:8000")
	}
	_, err = web.Listen("192.0.2.1:0")
	wantErr(t, err, "this machine has no such address")
	_, err = web.Listen("unix:")
	wantErr(t, err, "lacks the path")
}

func TestListenUnix(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	ln, err := web.Listen("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	_, err = web.Listen("unix:" + path)
	wantErr(t, err, "another process already does")
	ln.(*net.UnixListener).SetUnlinkOnClose(false) // as a process that died leaves it
	_ = ln.Close()
	again, err := web.Listen("unix:" + path)
	if err != nil {
		t.Fatalf("the socket of a dead process: %v", err)
	}
	_ = again.Close()
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = web.Listen("unix:" + path)
	wantErr(t, err, "not a socket")
	if b, err := os.ReadFile(path); err != nil || string(b) != "precious" {
		t.Error("a file that is no socket was removed")
	}
}
