package boot

import (
	"bytes"
	"context"
	"expvar"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/pprof"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// production is a site as it is meant to be deployed, and its settings.
func production() (app.Site, app.Config) {
	routes := func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			return hello(w, r)
		})
		r.Get("/form/", func(w http.ResponseWriter, r *http.Request) error {
			_, err := w.Write([]byte(web.CSRFToken(r) + " " + web.Nonce(r)))
			return err
		})
		r.Post("/form/", hello)
		r.Get("/api/x/", hello)
	}
	return app.Site{Name: "s", Apps: []app.App{{Name: "a", Routes: routes}}},
		app.Config{Mode: app.Production, SecretKey: sign.NewKey(), AllowedHosts: []string{"shop.example"},
			TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, DatabaseURL: "postgres://u:p@db.example/n?sslmode=verify-full",
			EmailURL: "smtp://u:p@mail.example", DefaultFromEmail: "shop@shop.example"}
}

// deployed lists the IDs that check --deploy reports, and all of what it says.
func deployed(t *testing.T, s app.Site, c app.Config) (ids []string, text string) {
	t.Helper()
	b, err := New(s, c, quiet())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.Messages(t.Context(), check.Options{Deploy: true}) {
		ids, text = append(ids, m.ID), text+m.String()+"\n"
		if m.Text == "" || m.Object == "" || m.Hint == "" && m.Level > check.Info {
			t.Errorf("the message is not complete: %s", m)
		}
	}
	return ids, text
}

// change makes a site in production less careful.
type change func(s *app.Site, c *app.Config)

// limited are sites with a route that takes more than is good.
func limited(list ...web.Limits) map[string]change {
	out := map[string]change{}
	for _, l := range list {
		out[fmt.Sprintf("%+v", l)] = func(s *app.Site, _ *app.Config) {
			s.Apps[0].Routes = func(r *web.Router) { r.Post("/upload/", hello).Limits(l) }
		}
	}
	return out
}

// TestCheckDeploy: PROJ-19: a site in production settings is clean, and taking one of them away gives exactly its ID.
func TestCheckDeploy(t *testing.T) {
	t.Parallel()
	if ids, text := deployed(t, first(production()), second(production())); ids != nil {
		t.Fatalf("a site as it is meant to be is not clean:\n%s", text)
	}
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte(sign.NewKey()), 0o644); err != nil { //nolint:gosec // this is the mistake
		t.Fatal(err)
	}
	cases := map[string]map[string]change{
		"security.W003": {"no CSRF": func(s *app.Site, _ *app.Config) { s.Security.WithoutCSRF = true }},
		"security.W004": {
			"no HSTS":    func(s *app.Site, _ *app.Config) { s.Security.Headers.HSTSMaxAge = -1 },
			"short HSTS": func(s *app.Site, _ *app.Config) { s.Security.Headers.HSTSMaxAge = time.Hour },
		},
		"security.W005": {"no sub-domains": func(s *app.Site, _ *app.Config) { s.Security.Headers.HSTSWithoutSubDomains = true }},
		"security.W008": {"HTTP": func(s *app.Site, _ *app.Config) { s.Security.AllowHTTP = true }},
		"security.W009": {
			"short key":  func(_ *app.Site, c *app.Config) { c.SecretKey = "short" },
			"one letter": func(_ *app.Site, c *app.Config) { c.SecretKey = strings.Repeat("a", 60) },
			"Django's":   func(_ *app.Site, c *app.Config) { c.SecretKey = "django-insecure-" + sign.NewKey() },
		},
		"security.W012": {"cookies": func(s *app.Site, _ *app.Config) { s.Security.InsecureCookies = true }},
		"security.W018": {"debug": func(_ *app.Site, c *app.Config) { c.Debug = true }},
		"security.W019": {
			"frames":    func(s *app.Site, _ *app.Config) { s.Security.Headers.Frames = web.FrameSameOrigin },
			"ancestors": func(s *app.Site, _ *app.Config) { s.Security.Headers.CSP.FrameAncestors = []string{web.CSPSelf} },
			"all":       func(s *app.Site, _ *app.Config) { s.Security.Headers.CSP.FrameAncestors = []string{} },
		},
		"security.W020": {"any host": func(_ *app.Site, c *app.Config) { c.AllowedHosts = append(c.AllowedHosts, "*") }},
		"security.W025": {"weak fallback": func(_ *app.Site, c *app.Config) { c.SecretKeyFallbacks = []string{sign.NewKey(), "weak"} }},
		"security.W026": {"report only": func(s *app.Site, _ *app.Config) { s.Security.Headers.CSP.ReportOnly = true }},
		"security.W100": {"test": func(_ *app.Site, c *app.Config) { c.Mode = app.Test }},
		"security.W101": {"no proxies": func(_ *app.Site, c *app.Config) { c.TrustedProxies = nil }},
		"security.W102": {"all proxies": func(_ *app.Site, c *app.Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
		}},
		"security.W104": {"a secret in the code": func(s *app.Site, _ *app.Config) {
			s.Settings = app.Settings{app.Production: {"SECRET_KEY": sign.NewKey(), "LOG_LEVEL": "warn"}}
		}},
		"security.W105": {"inline": func(s *app.Site, _ *app.Config) {
			s.Security.Headers.CSP.Script = []string{web.CSPSelf, web.CSPUnsafeInline}
		}},
		"security.W106": {"opener": func(s *app.Site, _ *app.Config) { s.Security.Headers.Opener = web.OpenerUnsafeNone }},
		"security.W107": {"resource": func(s *app.Site, _ *app.Config) { s.Security.Headers.Resource = web.ResourceCrossOrigin }},
		"security.W108": {"permissions": func(s *app.Site, _ *app.Config) { s.Security.Headers.Permissions = map[string][]string{} }},
		"security.W109": {"trusted over HTTP": func(s *app.Site, _ *app.Config) {
			s.Security.TrustedOrigins = []string{"https://a.example", "http://b.example"}
		}},
		"security.W110": {"CORS over HTTP": func(s *app.Site, _ *app.Config) {
			s.Security.CORS = &web.CORSOptions{Origins: []string{"https://a.example", "http://b.example"}}
		}},
		"security.I111": {"an exempt route": func(s *app.Site, _ *app.Config) {
			s.Apps[0].Routes = func(r *web.Router) { r.Post("/hook/", hello).CSRFExempt("signed by the sender") }
		}},
		"security.I115": {
			"a route of a closed site": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) {
					r.Access(web.Access{Rule: "login"})
					r.Get("/x/", hello)
					r.Get("/login/", hello).Public()
				}
			},
			"a route of a closed group": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) {
					r.Get("/", hello)
					r.Group("/staff", func(r *web.Router) {
						r.Access(web.Access{Rule: "staff"})
						r.Get("/", hello)
						r.Get("/lobby/", hello).Public()
					})
				}
			},
		},
		"security.W116": limited(web.Limits{Body: -1}, web.Limits{Body: 5 << 30}, web.Limits{Query: -1}, web.Limits{Query: 1 << 20}, web.Limits{HeaderLines: -1},
			web.Limits{HeaderLines: 5000}, web.Limits{Fields: -1}, web.Limits{Fields: 100_000}, web.Limits{FieldBytes: -1}, web.Limits{FieldBytes: 100 << 20},
			web.Limits{Values: -1}, web.Limits{Values: 100 << 20}, web.Limits{Files: -1}, web.Limits{Files: 5000}, web.Limits{Memory: -1}, web.Limits{Memory: 1 << 30},
			web.Limits{Depth: -1}, web.Limits{Depth: 5000}),
		"security.W117": {
			"pprof": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) { r.Handle("GET", "/what/", http.HandlerFunc(pprof.Profile)) }
			},
			"expvar": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) { r.Handle("GET", "/what/", expvar.Handler()) }
			},
			"a mux": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) { r.Mount("/debug/pprof/", http.NewServeMux()) }
			},
			"metrics": func(s *app.Site, _ *app.Config) {
				s.Apps[0].Routes = func(r *web.Router) { r.Get("/metrics", hello) }
			},
		},
		"mail.I001": {"no mail": func(_ *app.Site, c *app.Config) { c.EmailURL = "" }},
		"mail.W002": {
			"console": func(_ *app.Site, c *app.Config) { c.EmailURL = "console://" },
			"memory":  func(_ *app.Site, c *app.Config) { c.EmailURL = "memory://" },
			"dummy":   func(_ *app.Site, c *app.Config) { c.EmailURL = "dummy://" },
			"file":    func(_ *app.Site, c *app.Config) { c.EmailURL = "file://mails" },
		},
		"mail.W003":  {"no sender": func(_ *app.Site, c *app.Config) { c.DefaultFromEmail = "" }},
		"mail.W004":  {"no TLS": func(_ *app.Site, c *app.Config) { c.EmailURL = "smtp://mail.example?tls=none&network=trusted" }},
		"files.W002": {"files in memory": func(_ *app.Site, c *app.Config) { c.StorageURL = "memory://" }},
		"files.W003": {"rows in memory": func(_ *app.Site, c *app.Config) { c.DatabaseURL = "sqlite://:memory:" }},
		"security.W112": {
			"sslmode=require": func(_ *app.Site, c *app.Config) { c.DatabaseURL = "postgres://u:p@db.example/n?sslmode=require" },
			"one of two":      func(_ *app.Site, c *app.Config) { c.DatabaseURL = "postgres:///n?host=/run/postgresql,db.example" },
			"no sslmode":      func(_ *app.Site, c *app.Config) { c.DatabaseURL = "postgres://u:p@192.0.2.1/n" },
		},
	}
	if runtime.GOOS != "windows" {
		cases["security.W103"] = map[string]change{"a file for all": func(_ *app.Site, c *app.Config) { c.SecretKeyFile = secret }}
	}
	for id, changes := range cases {
		for name, undo := range changes {
			s, c := production()
			undo(&s, &c)
			ids, text := deployed(t, s, c)
			if len(ids) != 1 || ids[0] != id {
				t.Errorf("%s: %v, want %s:\n%s", name, ids, id, text)
			}
			if strings.Contains(text, c.SecretKey) || strings.Contains(text, "u:p@") {
				t.Errorf("%s: a secret is shown:\n%s", name, text)
			}
		}
	}
	documented(t, cases)
}

func first[A, B any](a A, _ B) A  { return a }
func second[A, B any](_ A, b B) B { return b }

// documented wants an entry for every ID that the code has, and a case for all that need no server.
func documented[T any](t *testing.T, cases map[string]T) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "reference", "checks.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"security_checks.go", "security_database.go", "security_routes.go", "security_toolchain.go", "checks_places.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range regexp.MustCompile(`"(security|mail|files)\.[EWI]\d\d\d"`).FindAllString(string(source), -1) {
			id = strings.Trim(id, `"`)
			if !strings.Contains(string(page), "### `"+id+"`") {
				t.Errorf("%s is not in docs/reference/checks.md", id)
			}
			elsewhere := []string{"security.W021", "security.W103", "security.W113", "security.W114", "security.W118", "security.I119", "files.E001"}
			if _, ok := cases[id]; !ok && !slices.Contains(elsewhere, id) {
				t.Errorf("%s has no case", id)
			}
		}
	}
}

// TestCheckPreload: what cannot be preloaded says so beside what is missing.
func TestCheckPreload(t *testing.T) {
	t.Parallel()
	s, c := production()
	s.Security.Headers.HSTSPreload = true
	if ids, text := deployed(t, s, c); ids != nil {
		t.Errorf("a site that can be preloaded: %s", text)
	}
	s.Security.Headers.HSTSWithoutSubDomains = true
	if ids, _ := deployed(t, s, c); !slices.Equal(ids, []string{"security.W005", "security.W021"}) {
		t.Errorf("a site that cannot: %v", ids)
	}
}

// serveAs sends a request to a site in production through its proxy.
func serveAs(b *Site, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.Handler.ServeHTTP(w, r.WithContext(b.Context(r.Context())))
	return w
}

func proxied(ctx context.Context, method, path string, header ...string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, "http://shop.example"+path, nil)
	r.RemoteAddr = "10.0.0.1:1"
	r.Header.Set("X-Forwarded-Proto", "https")
	r.Header.Set("X-Forwarded-For", "192.0.2.7")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// TestStack goes through the default middleware of a site in production.
func TestStack(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s, c := production()
	b, err := New(s, c, slog.New(slog.NewTextHandler(&log, nil)))
	must(t, err)
	for _, want := range []struct {
		what   string
		r      *http.Request
		status int
	}{
		{"a page", proxied(t.Context(), "GET", "/"), 200},
		{"a static file that is not there", proxied(t.Context(), "GET", "/static/x.css"), 404},
		{"over HTTP", proxied(t.Context(), "GET", "/", "X-Forwarded-Proto", "http"), 301},
		{"a program over HTTP", proxied(t.Context(), "GET", "/api/x/", "X-Forwarded-Proto", "http"), 403},
		{"another host", proxied(t.Context(), "GET", "/", "X-Other", "x"), 200},
		{"a form from nowhere", proxied(t.Context(), "POST", "/form/"), 403},
		{"a probe", httptest.NewRequestWithContext(t.Context(), "GET", "http://10.9.9.9/healthz", nil), 200},
		{"a wrong host", httptest.NewRequestWithContext(t.Context(), "GET", "http://evil.example/", nil), 400},
		{"a report", proxied(t.Context(), "POST", "/csp-report"), 400},
	} {
		w := serveAs(b, want.r)
		if w.Code != want.status {
			t.Errorf("%s: %d, want %d", want.what, w.Code, want.status)
		}
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id", "X-Frame-Options", "Cross-Origin-Opener-Policy"} {
			page := w.Header().Get("Content-Type") == "" || strings.HasPrefix(w.Header().Get("Content-Type"), "text/html")
			if w.Header().Get(name) == "" && (page || name != "X-Frame-Options" && name != "Cross-Origin-Opener-Policy") {
				t.Errorf("%s: the answer lacks %s", want.what, name)
			}
		}
		if overHTTPS := want.r.Header.Get("X-Forwarded-Proto") == "https"; overHTTPS != (w.Header().Get("Strict-Transport-Security") != "") {
			t.Errorf("%s: HSTS is %q", want.what, w.Header().Get("Strict-Transport-Security"))
		}
		if w.Header()["Set-Cookie"] != nil {
			t.Errorf("%s sets a cookie", want.what)
		}
	}
	w := serveAs(b, proxied(t.Context(), "GET", "/form/"))
	token, nonce, _ := strings.Cut(w.Body.String(), " ")
	cookie := w.Result().Cookies()
	if len(cookie) != 1 || cookie[0].Name != "__Host-csrf" || nonce == "" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "'nonce-"+nonce+"'") ||
		!strings.Contains(w.Header().Get("Content-Security-Policy"), "report-uri /csp-report") {
		t.Fatalf("the form is answered with %v", w.Header())
	}
	post := proxied(t.Context(), "POST", "/form/", "Origin", "https://shop.example", "Sec-Fetch-Site", "same-origin", "X-CSRFToken", token)
	post.AddCookie(cookie[0])
	if w := serveAs(b, post); w.Code != 200 {
		t.Errorf("the form is refused: %d %s\n%s", w.Code, w.Body, log.String())
	}
	if sign.From(b.Context(t.Context())) != b.Keys {
		t.Error("the site's keys are not in its context")
	}
}

// TestNewRefusesSecurity wants mistakes in Site.Security to keep the site from starting.
func TestNewRefusesSecurity(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]app.Security{
		"X-Frame-Options":            {Headers: web.HeaderOptions{Frames: "NONE"}},
		"cannot be a source":         {Headers: web.HeaderOptions{CSP: web.CSP{Image: []string{"a;b"}}}},
		"trusted origin":             {TrustedOrigins: []string{"pay.example"}},
		"AnyOrigin with Credentials": {CORS: &web.CORSOptions{AnyOrigin: true, Credentials: true}},
	} {
		site, c := production()
		site.Security = s
		if _, err := New(site, c, quiet()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	site, c := production()
	c.SecretKey = ""
	if _, err := New(site, c, quiet()); err == nil || !strings.Contains(err.Error(), "the secret key is empty") {
		t.Errorf("production without a key: %v", err)
	}
	site, c = production()
	c.AllowedHosts = nil
	if _, err := New(site, c, quiet()); err == nil || !strings.Contains(err.Error(), "no host is allowed") {
		t.Errorf("production without hosts: %v", err)
	}
}

// TestDevelopmentKey: the key is made once, beside the database, for its owner only.
func TestDevelopmentKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := app.Config{Mode: app.Development, DatabaseURL: "sqlite://" + filepath.ToSlash(filepath.Join(dir, "shop.db"))}
	again := c
	must(t, DevelopmentKey("shop", "", &c))
	must(t, DevelopmentKey("shop", "", &again))
	if c.SecretKey == "" || again.SecretKey != c.SecretKey {
		t.Error("the key is not kept")
	}
	if _, err := os.Stat(filepath.Join(dir, "shop.db.key")); err != nil {
		t.Error(err)
	}
	pg := app.Config{Mode: app.Development, DatabaseURL: "postgres://h/n"}
	must(t, DevelopmentKey("other", dir, &pg))
	if _, err := os.Stat(filepath.Join(dir, "other.db.key")); err != nil || pg.SecretKey == "" {
		t.Error(err)
	}
	for name, c := range map[string]app.Config{
		"memory":     {Mode: app.Development, DatabaseURL: "sqlite://:memory:"},
		"test":       {Mode: app.Test, DatabaseURL: "sqlite://x.db"},
		"production": {Mode: app.Production, DatabaseURL: "sqlite://x.db"},
	} {
		if err := DevelopmentKey("shop", "", &c); err != nil || c.SecretKey != "" {
			t.Errorf("%s: %q (%v)", name, c.SecretKey, err)
		}
	}
	gone := app.Config{Mode: app.Development, DatabaseURL: "sqlite://" + filepath.ToSlash(filepath.Join(dir, "nowhere", "shop.db"))}
	if err := DevelopmentKey("shop", "", &gone); err == nil || gone.SecretKey != "" {
		t.Errorf("a folder that is not there: %v", err)
	}
}
