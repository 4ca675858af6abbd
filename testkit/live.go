package testkit

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/web"
)

// LiveServer serves the site on a real port of this machine until the test ends, and returns its address, such as
// "http://127.0.0.1:41873": Django's LiveServerTestCase. At the end of the test requests that run are answered first. Each request
// has the budget of statements. A second call returns the same address.
func (k *Kit) LiveServer() string {
	k.t.Helper()
	if k.live != "" {
		return k.live
	}
	if k.opt.Rollback {
		k.t.Fatal("testkit: LiveServer in a test with Rollback: the server's requests would not see the test's transaction; leave Rollback out")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		k.t.Fatalf("testkit: %v", err)
	}
	server := web.NewServer(web.ServerOptions{Handler: k.watched(k.site.Handler), Health: k.site.Health, Logger: k.site.Log,
		DrainLimit: 10 * time.Second, IdleGrace: time.Millisecond})
	ctx, stop := context.WithCancel(k.site.Context(context.WithoutCancel(k.t.Context())))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, ln) }()
	k.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			k.t.Errorf("testkit: the live server: %v", err)
		}
	})
	k.live = "http://" + ln.Addr().String()
	return k.live
}

// watched holds each request to the budget of statements.
func (k *Kit) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := k.recorder()
		defer func() { k.overBudget(rec, r.Method+" "+r.URL.Path) }()
		next.ServeHTTP(w, r.WithContext(db.Record(r.Context(), rec)))
	})
}
