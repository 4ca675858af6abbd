package dbsession_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

var user = session.NewKey[int]("user")

// instance is one process of a site: its own connections, its own manager, the common database and keys.
func instance(t *testing.T, dbURL string, keys *sign.Keys) *httptest.Server {
	t.Helper()
	ctx, _ := migrated(t, dbURL)
	h := manager(t, session.Options{}).Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/login" {
			var n int
			if _, err := fmt.Sscan(r.URL.RawQuery, &n); err != nil || user.Set(r.Context(), n) != nil || session.From(r.Context()).Rotate(r.Context()) != nil {
				http.Error(w, "login failed", http.StatusBadRequest)
			}
			return
		}
		n, ok, err := user.Get(r.Context())
		fmt.Fprint(w, n, ok, err)
	}))
	withDB := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		web.Cookies(web.CookieOptions{Keys: keys, Insecure: true})(h).ServeHTTP(w, r.WithContext(&both{r.Context(), ctx}))
	})
	srv := httptest.NewServer(withDB)
	t.Cleanup(srv.Close)
	return srv
}

// both is a request's context that finds the database of another.
type both struct {
	context.Context
	more context.Context
}

func (b *both) Value(key any) any {
	if v := b.Context.Value(key); v != nil {
		return v
	}
	return b.more.Value(key)
}

// A hundred people stay logged in on three instances of which one is killed.
func TestInstances(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		keys := sign.RandomKeys()
		servers := []*httptest.Server{instance(t, dbURL, keys), instance(t, dbURL, keys), instance(t, dbURL, keys)}
		const people = 100
		clients := make([]*http.Client, people)
		next := 0
		get := func(i int, path string) string {
			t.Helper()
			srv := servers[next%len(servers)]
			next++
			// The jar goes by host name: the port does not matter, as behind a load balancer.
			res, err := clients[i].Get(srv.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Fatalf("status %d, %v", res.StatusCode, err)
			}
			return string(body)
		}
		stay := func(when string) {
			t.Helper()
			for i := range people {
				if got, want := get(i, "/"), fmt.Sprint(i+1, true, nil); got != want {
					t.Errorf("%s: person %d is %q, want %q", when, i+1, got, want)
				}
			}
		}
		for i := range people {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			clients[i] = &http.Client{Jar: jar}
			if got := get(i, fmt.Sprintf("/login?%d", i+1)); strings.TrimSpace(got) != "" {
				t.Fatal(got)
			}
		}
		for range 3 {
			stay("with three instances")
			next++
		}
		servers[1].CloseClientConnections()
		servers[1].Close()
		servers = append(servers[:1], servers[2])
		stay("after one was killed")
	})
}
