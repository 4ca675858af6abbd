package torture

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// caching is an nginx that keeps every answer which may be kept, one for each address, whoever asks.
const caching = `daemon off;
worker_processes 2;
%[4]s
pid %[1]s/pid;
error_log %[1]s/error.log warn;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
    proxy_cache_path %[1]s/cache keys_zone=shared:10m;
    server {
        listen %[2]s;
        location / {
            proxy_pass %[3]s;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Range $http_range;
            proxy_cache shared;
            proxy_cache_key $request_uri;
            proxy_cache_valid any 10m;
            proxy_cache_methods GET HEAD;
            add_header X-Cache $upstream_cache_status always;
        }
    }
}
`

// startCache starts nginx in front of a site, and returns its address.
func startCache(t *testing.T, site string) string {
	t.Helper()
	program, dir := testenv.Nginx(t), t.TempDir()
	addr, user := freeAddr(t, loopback(t)), ""
	if os.Geteuid() == 0 {
		user = "user root;" // the test's folder is closed to others
	}
	conf := filepath.Join(dir, "nginx.conf")
	must(t, os.WriteFile(conf, fmt.Appendf(nil, caching, dir, addr, site, user), 0o600))
	n := &nginx{process: launch(t, exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", conf))}
	t.Cleanup(n.quit)
	eventually(t, "nginx listens", func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return "http://" + addr
}

// careless are pages that say of caches what they like, and show who looks at them.
func careless(r *web.Router, _ *db.DB) {
	page := func(who bool) web.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) error {
			q := r.URL.Query()
			for name, header := range map[string]string{"cc": "Cache-Control", "vary": "Vary", "accel": "X-Accel-Expires", "expires": "Expires"} {
				if v := q.Get(name); v != "" {
					w.Header().Set(header, v)
				}
			}
			name := "nobody"
			if who {
				u, err := auth.CurrentUser(r.Context())
				if err != nil {
					return err
				}
				if u.IsAuthenticated() {
					name = u.Username
				}
			}
			_, err := fmt.Fprintf(w, "this is for %s", name)
			return err
		}
	}
	r.Get("/careless/", page(true)).Public()
	r.Get("/for-all/", page(false)).Public()
}

// enter logs somebody in through the cache, at the page that people see.
func enter(t *testing.T, c *http.Client, site, name, plain string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+"/accounts/login/", nil)
	must(t, err)
	page := send(c, r)
	_, after, ok := strings.Cut(page.body, `name="csrfmiddlewaretoken" value="`)
	token, _, _ := strings.Cut(after, `"`)
	if !ok || page.status != http.StatusOK {
		t.Fatalf("the login page: %d %v\n%.500s", page.status, page.err, page.body)
	}
	form := url.Values{"csrfmiddlewaretoken": {token}, "username": {name}, "password": {plain}}
	r, err = http.NewRequestWithContext(t.Context(), http.MethodPost, site+"/accounts/login/", strings.NewReader(form.Encode()))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", site)
	if a := send(c, r); a.status != http.StatusSeeOther {
		t.Fatalf("the login of %s: %d %v\n%.500s", name, a.status, a.err, a.body)
	}
}

// TestCachingNginx is X54: two people and a stranger ask for the same pages through an nginx that caches, with all kinds of headers. Nobody
// gets a byte of somebody else, and no cookie comes out of the cache.
func TestCachingNginx(t *testing.T) {
	t.Parallel()
	s := serve(t, testenv.Postgres(t), db.Options{}, careless)
	site := startCache(t, s.url)
	people := []string{"marker-anna", "marker-bruno", ""}
	clients := make([]*http.Client, len(people))
	for i, name := range people {
		jar, err := cookiejar.New(nil)
		must(t, err)
		clients[i] = &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		if name != "" {
			must(t, auth.CreateUser(s.ctx, &auth.User{Username: name, Email: name + "@example.org", IsActive: true}, "correct horse battery"))
			enter(t, clients[i], site, name, "correct horse battery")
		}
	}
	pages := []string{"/", "/products/", "/accounts/", "/accounts/login/", "/accounts/sessions/", "/accounts/password_reset/", "/contact/", "/nowhere/", "/for-all/"}
	for _, cc := range []string{"", "public", "public, max-age=600", "s-maxage=600", "max-age=600", "immutable", "PUBLIC", `private="set-cookie"`, "stale-while-revalidate=60"} {
		for _, more := range []string{"", "&vary=Accept", "&vary=*", "&accel=600", "&expires=Thu,+01+Jan+2099+00:00:00+GMT"} {
			pages = append(pages, "/careless/?cc="+url.QueryEscape(cc)+more)
		}
	}
	headers := [][2]string{{"Accept", "application/json"}, {"Range", "bytes=0-10"}, {"If-None-Match", "*"}, {"X-Forwarded-Host", "evil.example"}, {"X-Original-URL", "/accounts/"},
		{"Authorization", "Bearer x"}, {"Cache-Control", "no-cache"}, {"X-Http-Method-Override", "POST"}, {"Cookie", "a=b"}, {"Accept-Language", "de"}, {}}
	tries, hits, own := 1500, 0, 0
	if testenv.Full() {
		tries = 10_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range tries {
		i, path, h := random.IntN(len(people)), pages[random.IntN(len(pages))], headers[random.IntN(len(headers))]
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+path, nil)
		must(t, err)
		if h[0] != "" {
			r.Header.Set(h[0], h[1])
		}
		a := send(clients[i], r)
		if a.err != nil {
			t.Fatal(a.err)
		}
		all := a.body + fmt.Sprint(a.header)
		for j, name := range people[:2] {
			if j != i && strings.Contains(all, name) {
				t.Fatalf("%q gets what is of %s from %s with %v:\n%v\n%.500s", people[i], name, path, h, a.header, a.body)
			}
			if j == i && strings.Contains(all, name) {
				own++
			}
		}
		if a.header.Get("X-Cache") == "HIT" {
			hits++
			if len(a.header["Set-Cookie"]) > 0 {
				t.Fatalf("a cookie comes out of the cache at %s: %v", path, a.header)
			}
		}
	}
	if hits < tries/100 || own < tries/10 {
		t.Errorf("%d answers came from the cache and %d were somebody's own: the test tests nothing", hits, own)
	}
}
