package torture

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/examples/shop/home"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/people"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/internal/boot"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/web"
)

// server is the shop on a socket.
type server struct {
	*boot.Site
	ctx    context.Context // with the site's database and models
	url    string
	client *http.Client
	log    *safeBuffer
}

// safeBuffer is a buffer for several goroutines.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// serve starts the shop, seeded, with the given routes besides its own.
func serve(t *testing.T, url string, opt db.Options, routes func(*web.Router, *db.DB)) *server {
	t.Helper()
	s := &server{log: &safeBuffer{}}
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	opt.Logger, opt.ApplicationName = log, "torture"
	d, err := db.Open(t.Context(), url, opt)
	must(t, err)
	apps := []app.App{auth.App(), accounts.App(accounts.Options{}), catalog.App(), library.App(), wallet.App(), contact.App(), people.App(), home.App(),
		{Name: "torture", Routes: func(r *web.Router) { routes(r, d) }}}
	s.Site, err = boot.New(app.Site{Name: "torture", Apps: apps}, app.Config{Mode: app.Test, DatabaseURL: url}, log)
	must(t, err)
	must(t, s.Use(d))
	ctx, stop := context.WithCancel(s.Context(context.WithoutCancel(t.Context())))
	s.ctx = ctx
	must(t, s.Migrator.Migrate(ctx, migrate.MigrateOptions{}))
	must(t, home.FirstRun(ctx, &app.Env{Out: io.Discard, Err: io.Discard}))
	ln, err := web.Listen("127.0.0.1:0")
	must(t, err)
	s.url = "http://" + ln.Addr().String()
	s.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64}} // a request that hangs is a failure
	done := make(chan error, 1)
	go func() { done <- s.Server().Serve(ctx, ln) }()
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
		if t.Failed() {
			t.Logf("the site's log:\n%.4000s", s.log.String())
		}
	})
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what a client saw of one request.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// ask sends a request. A connection that breaks off is an answer with err.
func (s *server) ask(ctx context.Context, method, path string) answer {
	r, err := http.NewRequestWithContext(ctx, method, s.url+path, nil)
	if err != nil {
		return answer{err: err}
	}
	return send(s.client, r)
}

// send sends a request and reads its answer.
func send(c *http.Client, r *http.Request) answer {
	res, err := c.Do(r)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body), err}
}

// fault says what is wrong with a failed answer: a person should see 503 with the time to come back, and nothing else.
func (a answer) fault() string {
	switch {
	case a.err != nil:
		return "the connection broke off: " + a.err.Error()
	case a.status != http.StatusServiceUnavailable:
		return fmt.Sprintf("status %d: %.300s", a.status, a.body)
	case a.header.Get("Retry-After") == "":
		return "503 without Retry-After"
	}
	return ""
}

// pooled fails the test unless every connection of the pool is free and works.
func (s *server) pooled(t *testing.T) {
	t.Helper()
	if st := s.DB.Stats(); st.InUse != 0 || st.Waiting != 0 || st.Total > st.MaxConns || st.Idle != st.Total {
		t.Errorf("the pool is not at rest: %+v", st)
	}
	var wg sync.WaitGroup
	for range s.DB.Stats().MaxConns {
		wg.Go(func() {
			if _, err := s.DB.Exec(s.ctx, "SELECT 1"); err != nil {
				t.Errorf("a connection of the pool does not work: %v", err)
			}
		})
	}
	wg.Wait()
}
