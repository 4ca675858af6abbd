package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// A pipeListener hands out connections in memory, whose deadlines follow the clock of synctest.
type pipeListener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (l *pipeListener) dial() net.Conn {
	client, server := net.Pipe()
	l.conns <- server
	return client
}

// pacedSite serves in a bubble of synctest until stop is called.
func pacedSite(t *testing.T, opt web.ServerOptions) (ln *pipeListener, stop func()) {
	t.Helper()
	opt.Handler = build(t, web.Options{Timeout: -1}, func(r *web.Router) {
		r.Get("/", say("hello"))
		r.Post("/read/", func(w http.ResponseWriter, r *http.Request) error {
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(w, n)
			return err
		})
		r.Post("/unread/", say("unread"))
		r.Post("/slow-handler/", func(w http.ResponseWriter, r *http.Request) error {
			_, _ = io.Copy(io.Discard, r.Body)
			time.Sleep(5 * time.Minute) // the bubble's clock
			if err := r.Context().Err(); err != nil {
				return err
			}
			return say("still here")(w, r)
		})
		r.Get("/large/", func(w http.ResponseWriter, _ *http.Request) error {
			_, err := w.Write(make([]byte, 2<<20))
			return err
		})
		r.Get("/short/", func(w http.ResponseWriter, _ *http.Request) error {
			if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(3 * time.Second)); err != nil {
				return err
			}
			_, err := w.Write(make([]byte, 2<<20))
			return err
		})
	})
	opt.Logger, opt.IdleGrace = discardLog(), time.Millisecond
	ln = &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = web.NewServer(opt).Serve(ctx, ln) }()
	return ln, func() { cancel(); <-done }
}

// trickle writes text piece by piece until it is sent or the connection ends.
func trickle(c net.Conn, text string, piece int, pause time.Duration) {
	for len(text) > 0 {
		n := min(piece, len(text))
		if _, err := io.WriteString(c, text[:n]); err != nil {
			return
		}
		text = text[n:]
		time.Sleep(pause)
	}
}

// status reads an answer and returns its status, 0 when the connection ended without one, and how long that took.
func status(c net.Conn) (code int, body string, took time.Duration) {
	start := time.Now()
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, "", time.Since(start)
	}
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b), time.Since(start)
}

// TestSlowHeaders is X28: many connections that send a byte of their header every 10 s.
func TestSlowHeaders(t *testing.T) {
	t.Parallel()
	bad := 100
	if testenv.Full() {
		bad = 1000
	}
	synctest.Test(t, func(t *testing.T) {
		ln, stop := pacedSite(t, web.ServerOptions{})
		defer stop()
		var wg sync.WaitGroup
		for range bad {
			wg.Go(func() {
				c := ln.dial()
				defer c.Close()
				wg.Go(func() {
					trickle(c, "GET / HTTP/1.1\r\nHost: site.example\r\nX-A: "+strings.Repeat("b", 1000), 1, 10*time.Second)
				})
				if code, _, took := status(c); code == 200 || took > 11*time.Second {
					t.Errorf("a slow header got %d after %s", code, took)
				}
			})
		}
		for range 10 {
			c := ln.dial()
			wg.Go(func() { trickle(c, "GET / HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n", 100, 0) })
			if code, body, took := status(c); code != 200 || body != "hello" || took > time.Second {
				t.Errorf("a good client got %d %q after %s", code, body, took)
			}
			_ = c.Close()
		}
		wg.Wait()
	})
}

// TestSlowBodies is the first half of X29.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	post := func(path string, n int) string {
		return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", path, n)
	}
	for name, tt := range map[string]struct {
		path            string
		size, piece     int
		pause           time.Duration
		code            int
		atMost, atLeast time.Duration
	}{
		"a byte every 5 s":       {"/read/", 10_000, 1, 5 * time.Second, 408, 30 * time.Second, 0},
		"nothing any more":       {"/read/", 10_000, 100, time.Hour, 408, 30 * time.Second, 0},
		"5 MiB at 50 KiB/s":      {"/read/", 5 << 20, 5 << 10, 100 * time.Millisecond, 200, 3 * time.Minute, 100 * time.Second},
		"fast, then a byte each": {"/read/", 10_000, 9_990, 15 * time.Second, 200, time.Minute, 0},
		"a body nobody reads":    {"/unread/", 10_000, 1, 5 * time.Second, 200, 30 * time.Second, 0},
		"a handler that is slow": {"/slow-handler/", 100, 50, time.Second, 200, 6 * time.Minute, 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ln, stop := pacedSite(t, web.ServerOptions{})
				defer stop()
				c := ln.dial()
				var sender sync.WaitGroup
				defer sender.Wait()
				defer c.Close()
				sender.Go(func() {
					_, _ = io.WriteString(c, post(tt.path, tt.size))
					trickle(c, strings.Repeat("x", tt.size), tt.piece, tt.pause)
				})
				if code, body, took := status(c); code != tt.code || took > tt.atMost || took < tt.atLeast {
					t.Errorf("%d %.60q after %s, want %d within %s to %s", code, body, took, tt.code, tt.atLeast, tt.atMost)
				}
			})
		})
	}
}

// TestSlowReaders is the second half of X29: who takes next to nothing of an answer is let go, a slow network is not.
func TestSlowReaders(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		path   string
		piece  int
		pause  time.Duration
		whole  bool
		atMost time.Duration
	}{
		"a byte every 5 s":  {"/large/", 1, 5 * time.Second, false, 40 * time.Second},
		"10 KiB/s":          {"/large/", 1 << 10, 100 * time.Millisecond, true, 5 * time.Minute},
		"the handler's end": {"/short/", 1 << 10, 100 * time.Millisecond, false, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ln, stop := pacedSite(t, web.ServerOptions{})
				defer stop()
				c := ln.dial()
				defer c.Close()
				if _, err := io.WriteString(c, "GET "+tt.path+" HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
				start, total, p := time.Now(), 0, make([]byte, tt.piece)
				var err error
				for err == nil {
					var n int
					n, err = c.Read(p)
					total += n
					time.Sleep(tt.pause)
				}
				took := time.Since(start)
				if whole := total > 2<<20; whole != tt.whole || took > tt.atMost || !errors.Is(err, io.EOF) {
					t.Errorf("%d bytes after %s (%v), want the whole: %v", total, took, err, tt.whole)
				}
			})
		})
	}
}
