package boot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/static"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// files is a file system of templates or static files.
func files(pairs ...string) fs.FS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func hello(w http.ResponseWriter, _ *http.Request) error {
	_, err := io.WriteString(w, "hello")
	return err
}

// TestNewRefuses wants what does not fit together to be refused when the program starts, all at once.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		site app.Site
		want []string
	}{
		"no name": {app.Site{}, []string{"the site has no Name"}},
		"apps without and with the same name": {
			app.Site{Name: "s", Apps: []app.App{{Name: "a"}, {}, {Name: "a"}}},
			[]string{"app 2 of the site has no Name", `two apps are named "a"`},
		},
		"a model in the wrong app": {
			app.Site{Name: "s", Apps: []app.App{{Name: "people", Models: auth.Models}}},
			[]string{`model auth.User is in app "people"`, `its label says "auth"`, "//musette:app people"},
		},
		"a model twice": {
			app.Site{Name: "s", Apps: []app.App{auth.App(), {Name: "b", Models: auth.Models}}},
			[]string{"auth.User"},
		},
		"a template that cannot be parsed": {
			app.Site{Name: "s", Apps: []app.App{{Name: "a", Templates: files("templates/a/x.html", "one\n{{if}}")}}},
			[]string{"a/x.html:2"},
		},
		"two routes with one name": {
			app.Site{Name: "s", Apps: []app.App{{Name: "a", Routes: func(r *web.Router) {
				r.Get("/x/", hello).Name("x")
				r.Get("/y/", hello).Name("x")
			}}}},
			[]string{`"x"`, "boot_test.go:"},
		},
		"two routes for one address": {
			app.Site{Name: "s", Apps: []app.App{{Name: "a", Routes: func(r *web.Router) {
				r.Get("/healthz", hello)
			}}}},
			[]string{"/healthz", "boot_test.go:"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(c.site, app.Config{Mode: app.Test}, quiet())
			if err == nil {
				t.Fatal("the site was taken")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error lacks %q:\n%v", want, err)
				}
			}
		})
	}
}

type page struct{ Title string }

// TestChecksRefuse wants pages that would fail to be found by the checks at start, with file, line and the fix.
func TestChecksRefuse(t *testing.T) {
	t.Parallel()
	routes := func(r *web.Router) { r.Get("/x/{id:int}/", hello).Name("a:detail") }
	for name, c := range map[string]struct {
		template, id string
		want         []string
	}{
		"an unknown URL name":    {"<p>\n{{url \"a:detial\" 1}}", render.CheckURL, []string{"a/x.html:2", `did you mean "a:detail"`, "command routes"}},
		"too few arguments":      {`{{url "a:detail"}}`, render.CheckURL, []string{"a/x.html:1", "a:detail"}},
		"an unknown field":       {"\n\n{{.Titel}}", render.CheckField, []string{"a/x.html:3", "Titel", "did you mean", "Title"}},
		"an unknown static file": {"<p>\n<img src=\"{{static \"a/x.pgn\"}}\">", render.CheckStatic, []string{"a/x.html:2", "a/x.pgn", `did you mean "a/x.png"`, "findstatic"}},
		"a form without a token": {`<form method="post"></form>`, render.CheckForm, []string{"a/x.html:1", "{{csrf}}"}},
		"an unknown block":       {`{{extends "base.html"}}{{define "contnet"}}x{{end}}`, render.CheckBlock, []string{"a/x.html:1", "contnet", "content"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := app.Site{Name: "s", Apps: []app.App{{Name: "a", Routes: routes, Pages: []app.Page{render.Page[page]("a/x.html")}, Static: files("a/x.png", "x"),
				Templates: files("templates/base.html", `{{block "content" .}}{{end}}`, "templates/a/x.html", c.template)}}}
			b, err := New(site, app.Config{Mode: app.Test}, quiet())
			if err != nil {
				t.Fatal(err)
			}
			found(t, b, c.id, c.want...)
			b.Silenced = []string{c.id}
			if ms := b.Messages(t.Context(), check.Options{}); len(ms) != 0 {
				t.Errorf("silenced, and still found: %v", ms)
			}
		})
	}
	t.Run("a missing template", func(t *testing.T) {
		t.Parallel()
		site := app.Site{Name: "s", Apps: []app.App{{Name: "a", Pages: []app.Page{render.Page[page]("a/nowhere.html")}}}}
		b, err := New(site, app.Config{Mode: app.Test}, quiet())
		if err != nil {
			t.Fatal(err)
		}
		found(t, b, render.CheckTemplate, "a/nowhere.html", "Create the file, or change the name given to render.Page.")
	})
}

// found wants one message with that ID that says all of this.
func found(t *testing.T, b *Site, id string, want ...string) {
	t.Helper()
	ms := b.Messages(t.Context(), check.Options{})
	if len(ms) != 1 || ms[0].ID != id {
		t.Fatalf("the checks found %v, want one %s", ms, id)
	}
	for _, w := range want {
		if !strings.Contains(ms[0].String(), w) {
			t.Errorf("the message lacks %q:\n%s", w, ms[0])
		}
	}
}

// open puts a site with the accounts and these routes on a database, not yet migrated.
func open(t *testing.T, c app.Config, log io.Writer, routes func(r *web.Router)) *Site {
	t.Helper()
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite://:memory:"
	}
	b, err := New(app.Site{Name: "s", Apps: []app.App{auth.App(), {Name: "a", Routes: routes}}}, c, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// ask sends a request through the site's handler.
func (b *Site) ask(ctx context.Context, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.Context(ctx), http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.Handler.ServeHTTP(w, r)
	return w
}

// TestReadiness goes through the states: migrations pending, ready, database away, about to stop. Alive it is always.
func TestReadiness(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		var log bytes.Buffer
		b := open(t, app.Config{Mode: app.Test, DatabaseURL: url}, &log, func(*web.Router) {})
		fresh := func() { b.Health.Add("new", func(context.Context) error { return nil }) } // forgets the last result
		steps := []struct {
			name   string
			do     func()
			status int
			body   string
		}{
			{"pending", func() {}, 503, `"migrations":"failed"`},
			{"ready", func() { must(t, b.Migrator.Migrate(b.Context(t.Context()), migrate.MigrateOptions{})) }, 200, `"migrations":"ok"`},
			{"newer", func() {
				_, err := b.DB.Exec(t.Context(), "INSERT INTO musette_migrations (app, name, applied) VALUES ('auth', '9999_later', '2026-01-01 00:00:00Z')")
				must(t, err)
			}, 200, `"migrations":"ok"`},
			{"away", func() { must(t, b.DB.Close()) }, 503, `"database":"failed"`},
			{"draining", b.Health.Drain, 503, `"status":"draining"`},
		}
		for _, s := range steps {
			s.do()
			fresh()
			if w := b.ask(t.Context(), "/readyz"); w.Code != s.status || !strings.Contains(w.Body.String(), s.body) {
				t.Errorf("%s: /readyz answers %d %s, want %d with %s", s.name, w.Code, w.Body, s.status, s.body)
			}
			if w := b.ask(t.Context(), "/healthz"); w.Code != 200 {
				t.Errorf("%s: /healthz answers %d", s.name, w.Code)
			}
		}
		if !strings.Contains(log.String(), "0001_initial") {
			t.Errorf("the log does not name the pending migration:\n%s", log.String())
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// countingRoutes run statements: three from three places, and more than the budget from one.
func countingRoutes(b **Site) func(*web.Router) {
	one := func(r *http.Request) error {
		_, err := (*b).DB.Exec(r.Context(), "SELECT 1")
		return err
	}
	return func(r *web.Router) {
		r.Get("/two/", func(w http.ResponseWriter, r *http.Request) error {
			return errors.Join(one(r), one(r), hello(w, r))
		})
		r.Get("/many/", func(_ http.ResponseWriter, r *http.Request) error {
			for range queryBudget + 1 {
				if err := one(r); err != nil {
					return err
				}
			}
			return nil
		})
		r.Get("/panic/", func(_ http.ResponseWriter, r *http.Request) error {
			_ = one(r)
			panic("on purpose")
		})
	}
}

// TestQueryHeaders wants the number of statements with every answer in debug, those without body and of panics too, and
// with none otherwise.
func TestQueryHeaders(t *testing.T) {
	t.Parallel()
	for _, debug := range []bool{true, false} {
		var b *Site
		var log bytes.Buffer
		b = open(t, app.Config{Mode: app.Test, Debug: debug}, &log, countingRoutes(&b))
		for path, want := range map[string]string{"/two/": "2", "/many/": "11", "/panic/": "1", "/nowhere/": "0", "/two": "0", "/healthz": "0"} {
			if !debug {
				want = ""
			}
			w := b.ask(t.Context(), path)
			if got := w.Header().Get("X-Musette-Queries"); got != want {
				t.Errorf("debug %t: %s answers with X-Musette-Queries %q, want %q", debug, path, got, want)
			}
			if timing := w.Header().Get("Server-Timing"); strings.HasPrefix(timing, "db;dur=") != debug {
				t.Errorf("debug %t: %s answers with Server-Timing %q", debug, path, timing)
			}
		}
		if warned := strings.Contains(log.String(), "many statements from one place"); warned != debug {
			t.Errorf("debug %t: the log has a warning: %t\n%s", debug, warned, log.String())
		}
		if debug && !strings.Contains(log.String(), "boot/boot_test.go:") {
			t.Errorf("the warning does not name the place:\n%s", log.String())
		}
	}
}

// TestLogLines sends texts that try to write log lines of their own.
func TestLogLines(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := open(t, app.Config{Mode: app.Test}, &log, func(r *web.Router) {
		r.Get("/fail/{what}/", func(_ http.ResponseWriter, r *http.Request) error {
			return errors.New("failed with " + web.Param(r, "what"))
		})
	})
	forged := "%0Atime=2026-01-01T00:00:00Z%20level=ERROR%20msg=forged%0D%1B%5B31m%E2%80%A8%22"
	b.ask(t.Context(), "/nowhere/"+forged)
	b.ask(t.Context(), "/fail/"+forged+"/")
	b.ask(t.Context(), "/ok/", "X-Request-Id", "a b\" level=ERROR", "User-Agent", "x\nlevel=ERROR")
	for line := range strings.Lines(log.String()) {
		if !strings.HasPrefix(line, "time=20") || strings.HasPrefix(line, "time=2026-01-01") {
			t.Errorf("a line was forged: %q", line)
		}
		if strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\r\x1b\u2028\x00") {
			t.Errorf("a control character got through: %q", line)
		}
	}
}

// TestStaticFiles wants the files of all apps below /static/, those of later apps and of the site first.
func TestStaticFiles(t *testing.T) {
	t.Parallel()
	b, err := New(app.Site{Name: "s", Static: files("site/z.css", "site"), Apps: []app.App{
		{Name: "a", Static: files("static/a/x.css", "old", "static/a/y.js", "y", "static/site/z.css", "app")},
		{Name: "b", Static: files("a/x.css", "new", "secret/.env", "KEY")},
	}}, app.Config{Mode: app.Test}, quiet())
	must(t, err)
	for name, want := range map[string]string{"a/x.css": "new", "a/y.js": "y", "site/z.css": "site"} {
		address, err := b.Static.URL(name)
		must(t, err)
		w := b.ask(t.Context(), address)
		if w.Body.String() != want || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s answers %q with Cache-Control %q, want %s", address, w.Body, w.Header().Get("Cache-Control"), want)
		}
	}
	for _, path := range []string{"/static/", "/static/a/", "/static/a", "/static/../a/x.css", "/static/a/..%2fa/x.css/", "/static/%2e%2e/boot.go", "/static/secret/.env"} {
		if w := b.ask(t.Context(), path); w.Code == 200 {
			t.Errorf("%s answers 200: %s", path, w.Body)
		}
	}
	broken := app.Site{Name: "s", Apps: []app.App{{Name: "a", Static: files("a.css", "a{b:url(c.png)}")}}}
	if _, err := New(broken, app.Config{Mode: app.Test}, quiet()); err == nil || !strings.Contains(err.Error(), "a.css:1") {
		t.Errorf("a reference to a missing file: %v", err)
	}
	debug, err := New(broken, app.Config{Mode: app.Test, Debug: true}, quiet())
	must(t, err)
	found(t, debug, static.CheckReference, "a.css:1", "there is no file c.png")
}

// TestEmpty tells an empty database from one that has a table, whoever made it.
func TestEmpty(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		b := open(t, app.Config{Mode: app.Test, DatabaseURL: url}, io.Discard, func(*web.Router) {})
		for _, want := range []bool{true, false} {
			if empty, err := b.Empty(t.Context()); empty != want || err != nil {
				t.Errorf("the database is empty: %t (%v), want %t", empty, err, want)
			}
			_, err := b.DB.Exec(t.Context(), "CREATE TABLE theirs (id integer)")
			if want {
				must(t, err)
			}
		}
	})
}

// TestUse takes a database that is open already.
func TestUse(t *testing.T) {
	t.Parallel()
	b, err := New(app.Site{Name: "s", Apps: []app.App{auth.App()}}, app.Config{Mode: app.Test}, quiet())
	must(t, err)
	d, err := db.Open(t.Context(), "sqlite://:memory:", db.Options{})
	must(t, err)
	must(t, b.Use(d))
	if b.DB != d || b.Migrator == nil {
		t.Error("the site does not use the database that it was given")
	}
	must(t, b.Close())
}
