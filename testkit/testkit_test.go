package testkit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/internal/testenv"
)

// TestAssertions holds each assertion to both: it passes where it should, and fails where it should with a message that
// shows what was there.
func TestAssertions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		good, bad  func(k *Kit)
		complaints []string
	}{
		{"Status", func(k *Kit) { k.Get("/hello/").Status(200) }, func(k *Kit) { k.Get("/hello/").Status(201) },
			[]string{"GET /hello/: status 200, want 201", "hello, world"}},
		{"Status of a missing page", func(k *Kit) { k.Get("/nowhere/").Status(404) }, func(k *Kit) { k.Get("/nowhere/").Status(200) },
			[]string{"GET /nowhere/: status 404, want 200"}},
		{"Contains", func(k *Kit) { k.Get("/hello/").Contains("hello", "world") }, func(k *Kit) { k.Get("/hello/").Contains("hello", "moon") },
			[]string{`GET /hello/: "moon" does not occur in`, "hello, world"}},
		{"Lacks", func(k *Kit) { k.Get("/hello/").Lacks("moon") }, func(k *Kit) { k.Get("/hello/").Lacks("moon", "world") },
			[]string{`GET /hello/: "world" occurs in`}},
		{"HasHeader", func(k *Kit) { k.Get("/hello/").HasHeader("X-Content-Type-Options", "nosniff") }, func(k *Kit) { k.Get("/hello/").HasHeader("X-Content-Type-Options", "sniff") },
			[]string{`header X-Content-Type-Options is "nosniff", want "sniff"`}},
		{"Redirects", func(k *Kit) { k.Get("/to/").Redirects("/hello/?a=b") }, func(k *Kit) { k.Get("/to/").Redirects("/other/") },
			[]string{`status 302 with Location "/hello/?a=b", want a redirect to "/other/"`}},
		{"Redirects without one", nil, func(k *Kit) { k.Get("/hello/").Redirects("/hello/") }, []string{"want a redirect"}},
		{"Follow", func(k *Kit) { k.Get("/to/").Follow().Status(200).Contains("world") }, func(k *Kit) { k.Get("/away/").Follow() },
			[]string{`redirects to "https://elsewhere.example/", away from the site`}},
		{"Follow without end", nil, func(k *Kit) { k.Get("/round/").Follow() }, []string{"more than 10 redirects"}},
		{"Queries of a response", func(k *Kit) { k.Get("/users/").Queries(1) }, func(k *Kit) { k.Get("/users/").Queries(2) },
			[]string{"GET /users/: 1 statements, want 2", "auth_user", "testkit/fake_test.go:"}},
		{"Queries of a function", func(k *Kit) { k.Queries(1, countUsers(k)) }, func(k *Kit) { k.Queries(0, countUsers(k)) },
			[]string{"1 statements, want 0", "auth_user", "testkit/testkit_test.go:"}},
		{"Decode", decode, func(k *Kit) { k.Get("/hello/").Decode(new(int)) }, []string{"the body is not JSON for *int", "hello, world"}},
		{"Must", func(k *Kit) { k.Must(nil) }, func(k *Kit) { k.Must(errors.New("a mistake")) }, []string{"a mistake"}},
		{"JSON", func(k *Kit) { k.JSON(http.MethodPost, "/echo/", map[string]int{"a": 1}).Contains(`{"a":1}`) },
			func(k *Kit) { k.JSON(http.MethodPost, "/echo/", make(chan int)) }, []string{"POST /echo/ cannot be written as JSON"}},
		{"Get of something that is no path", nil, func(k *Kit) { k.Get(":/%zz") }, []string{"GET :/%zz"}},
		{"the budget of a request", func(k *Kit) { k.Get("/users/") }, func(k *Kit) { k.Get("/n+1/") },
			[]string{"testkit/fake_test.go:", "ran 11 statements in GET /n+1/, the budget is 10", "SelectRelated", "auth_user"}},
		{"the budget of the test", func(k *Kit) { countTimes(k, 10) }, func(k *Kit) { countTimes(k, 11) },
			[]string{"testkit/testkit_test.go:", "ran 11 statements in the test"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.good != nil {
				passes(t, c.name, func(tb testing.TB) { c.good(New(tb, site(), Options{})) })
			}
			fails(t, c.name, func(tb testing.TB) { c.bad(New(tb, site(), Options{})) }, c.complaints...)
		})
	}
}

func countUsers(k *Kit) func(context.Context) {
	return func(ctx context.Context) {
		_, err := auth.Users.Count(ctx)
		k.Must(err)
	}
}

func countTimes(k *Kit, n int) {
	for range n {
		_, err := auth.Users.Count(k.Context())
		k.Must(err)
	}
}

func decode(k *Kit) {
	var v struct{ Users int }
	if k.Get("/users/").Decode(&v); v.Users != 0 {
		k.Must(errors.New("there are users in a fresh database"))
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	passes(t, "no budget", func(tb testing.TB) { New(tb, site(), Options{Budget: -1}).Get("/n+1/") })
	fails(t, "a small budget", func(tb testing.TB) {
		k := New(tb, site(), Options{Budget: 1})
		k.Get("/users/")
		k.Get("/users/") // a request of its own
		k.Get("/n+1/")
	}, "the budget is 1")
	fails(t, "a site that does not fit together", func(tb testing.TB) {
		New(tb, app.Site{Name: "s", Apps: []app.App{{Name: "a"}, {Name: "a"}}}, Options{})
	}, "the site does not fit together", `two apps are named "a"`)
	fails(t, "no database", func(tb testing.TB) {
		New(tb, site(), Options{DatabaseURL: "postgres://127.0.0.1:1/none"})
	}, "127.0.0.1:1")
	var log strings.Builder
	k := New(t, site(), Options{Debug: true, Log: &log})
	if r := k.Get("/nowhere/"); r.Header.Get("X-Musette-Queries") != "0" {
		t.Errorf("a site in debug answers with the headers %v", r.Header)
	}
}

// TestChecks wants the messages of the site's checks at the level asked for.
func TestChecks(t *testing.T) {
	t.Parallel()
	s := site()
	s.Apps[1].Checks = []check.Check{{Name: "taste", Run: func(context.Context) []check.Message {
		return []check.Message{{ID: "taste.W001", Level: check.Warning, Object: "soup", Text: "lacks salt"}}
	}}}
	passes(t, "errors only", func(tb testing.TB) { New(tb, s, Options{}).Checks(check.Error) })
	fails(t, "warnings", func(tb testing.TB) { New(tb, s, Options{}).Checks(check.Warning) }, "taste.W001", "lacks salt")
	s.Silenced = []string{"taste.W001"}
	passes(t, "silenced", func(tb testing.TB) { New(tb, s, Options{}).Checks(check.Warning) })
}

// TestClient covers what a browser does: cookies, headers, forms, and an answer that breaks off.
func TestClient(t *testing.T) {
	t.Parallel()
	k := New(t, site(), Options{})
	k.Get("/cookie/").Status(200).Lacks("sweet")
	k.Get("/cookie/").Contains("sweet")
	k.Header("X-Extra", " and more")
	k.Post("/echo/", url.Values{"a": {"1 2"}}).Contains("a=1+2").HasHeader("X-Type", "application/x-www-form-urlencoded and more")
	k.Header("X-Extra", "")
	k.JSON(http.MethodPost, "/echo/", nil).HasHeader("X-Type", "")
	k.Head("/hello/").Status(200)
	k.Head("/echo/").Status(405)
	if r := k.Get("/abort/"); !r.Aborted {
		t.Error("an answer that broke off counts as whole")
	}
	if r := k.Get("/hello/"); r.Aborted {
		t.Error("a whole answer counts as broken off")
	}
}

// TestCSRF: the client sends what a browser sends from a form of the site, and less when told to.
func TestCSRF(t *testing.T) {
	t.Parallel()
	k := New(t, site(), Options{})
	k.Post("/echo/", url.Values{"a": {"1"}}).Status(200)
	k.Post("/echo/", url.Values{"a": {"1"}}).Status(200) // with the cookie of the first
	k.Header("Origin", "https://evil.example")
	k.Post("/echo/", nil).Status(403)
	k.Header("Origin", "")
	k.Header("Sec-Fetch-Site", "cross-site")
	k.JSON(http.MethodPost, "/echo/", 1).Status(403)
	k.Header("Sec-Fetch-Site", "")
	k.EnforceCSRF()
	k.Post("/echo/", url.Values{"a": {"1"}}).Status(403)
	k.Get("/hello/").Status(200)
	open := site()
	open.Security.WithoutCSRF = true
	New(t, open, Options{}).Post("/echo/", url.Values{"a": {"1"}}).Status(200)
}

// TestRunGivesEachTestItsOwnDatabase creates the same user in each.
func TestRunGivesEachTestItsOwnDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Run(t, site(), func(t *testing.T, k *Kit) {
				k.Must(auth.Users.Create(k.Context(), &auth.User{Username: "ada", Password: "!"}))
				k.Get("/users/").Contains(`{"users": 1}`)
				if (k.DB().Dialect().Features.Schemas) != strings.HasSuffix(t.Name(), "/postgres") {
					t.Errorf("%s runs on %s", t.Name(), k.DB().URL())
				}
			})
		})
	}
}

// BenchmarkNew is what a test pays for the site and its database.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		k := New(b, site(), Options{DatabaseURL: testenv.SQLite(b)})
		k.Get("/hello/").Status(200)
	}
}
