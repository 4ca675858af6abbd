package testkit

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/web"
)

// fetch asks over a real connection.
func fetch(tb testing.TB, url string) string {
	tb.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		tb.Error(err)
		return ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Error(err)
	}
	return res.Status + " " + string(body)
}

// TestLiveServer: real commits, a real port, and its end with the test.
func TestLiveServer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, kd kind) {
		url := ""
		passes(t, "a live server", func(tb testing.TB) {
			src, err := kd.source(tb, site(), Options{})
			if err != nil {
				tb.Fatal(err)
			}
			k := start(tb, site(), Options{}, src)
			k.Must(addUser(k.Context(), "ada"))
			if url = k.LiveServer(); url != k.LiveServer() || !strings.HasPrefix(url, "http://127.0.0.1:") {
				tb.Errorf("the server is at %s, then at %s", url, k.LiveServer())
			}
			if got := fetch(tb, url+"/users/"); got != `200 OK {"users": 1}` {
				tb.Errorf("/users/ answers %q", got)
			}
			if _, err := auth.Users.Delete(k.Context(), must(auth.Users.Get(k.Context(), auth.Users.Username.Eq("ada")))); err != nil {
				tb.Error(err)
			}
			if got := fetch(tb, url+"/users/"); got != `200 OK {"users": 0}` {
				tb.Errorf("/users/ answers %q after the user is gone", got)
			}
		})
		if _, err := http.Get(url); err == nil {
			t.Errorf("%s still answers after the test", url)
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestLiveServerDrains: a request that runs when the test ends is answered, and watched.
func TestLiveServerDrains(t *testing.T) {
	t.Parallel()
	begun, end, answer := make(chan struct{}), make(chan struct{}), make(chan string, 1)
	s := site()
	s.Apps = append(s.Apps, app.App{Name: "slow", Routes: func(r *web.Router) {
		r.Get("/slow/", func(w http.ResponseWriter, _ *http.Request) error {
			close(begun)
			<-end
			_, err := io.WriteString(w, "done")
			return err
		})
	}})
	passes(t, "a slow request", func(tb testing.TB) {
		k := New(tb, s, Options{})
		url := k.LiveServer()
		go func() { answer <- fetch(t, url+"/slow/") }()
		<-begun
		time.AfterFunc(20*time.Millisecond, func() { close(end) }) // while the server drains
	})
	if got := <-answer; got != "200 OK done" {
		t.Errorf("the request that ran at the end of the test got %q", got)
	}
	fails(t, "over the budget", func(tb testing.TB) { fetch(tb, New(tb, site(), Options{}).LiveServer()+"/n+1/") },
		"ran 11 statements in GET /n+1/, the budget is 10")
}
