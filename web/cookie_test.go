package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// cookieSite sets c to value on GET /set/, shows it on GET /get/, removes it on GET /delete/.
func cookieSite(t testing.TB, c web.Cookie, value string, mw ...web.Middleware) http.Handler {
	t.Helper()
	return build(t, web.Options{Debug: true}, func(r *web.Router) {
		r.Use(mw...)
		r.Get("/set/", func(w http.ResponseWriter, r *http.Request) error {
			if err := c.Set(w, r, "first"); err != nil {
				return err
			}
			if err := c.Set(w, r, value); err != nil {
				return err
			}
			return say("set")(w, r)
		})
		r.Get("/get/", func(w http.ResponseWriter, r *http.Request) error {
			v, ok := c.Get(r)
			if !ok {
				v = "none"
			}
			return say(v)(w, r)
		})
		r.Get("/delete/", func(w http.ResponseWriter, r *http.Request) error {
			c.Delete(w, r)
			return say("deleted")(w, r)
		})
	})
}

func cookies(k *sign.Keys) web.Middleware { return web.Cookies(web.CookieOptions{Keys: k}) }

// TestCookieAttributes: HTTP-22: all four unless the declaration says otherwise.
func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cookie web.Cookie
		opt    web.CookieOptions
		want   string
	}{
		"default":     {web.Cookie{Name: "a"}, web.CookieOptions{}, "__Host-a=v; Path=/; HttpOnly; Secure; SameSite=Lax"},
		"development": {web.Cookie{Name: "a"}, web.CookieOptions{Insecure: true}, "a=v; Path=/; HttpOnly; SameSite=Lax"},
		"everything":  {web.Cookie{Name: "a", MaxAge: time.Hour, Readable: true, Strict: true}, web.CookieOptions{}, "__Host-a=v; Path=/; Max-Age=3600; Secure; SameSite=Strict"},
		"a path":      {web.Cookie{Name: "a", Path: "/x/"}, web.CookieOptions{}, "__Secure-a=v; Path=/x/; HttpOnly; Secure; SameSite=Lax"},
		"a domain":    {web.Cookie{Name: "a", Domain: "shop.example"}, web.CookieOptions{}, "__Secure-a=v; Path=/; Domain=shop.example; HttpOnly; Secure; SameSite=Lax"},
	} {
		h := cookieSite(t, c.cookie, "v", web.Cookies(c.opt))
		w := do(h, request("GET", "/set/", ""))
		if got := w.Header()["Set-Cookie"]; len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, want one, %q", name, got, c.want)
		}
		pair, _, _ := strings.Cut(c.want, ";")
		if got := do(h, request("GET", "/get/", "", "Cookie", pair)).Body.String(); got != "v" {
			t.Errorf("%s comes back as %q", name, got)
		}
		if got := do(h, request("GET", "/get/", "", "Cookie", pair+"; "+pair)).Body.String(); got != "none" {
			t.Errorf("%s twice comes back as %q", name, got)
		}
		if got := do(h, request("GET", "/delete/", "")).Header().Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") || !strings.HasPrefix(got, pair[:len(pair)-1]+";") {
			t.Errorf("%s is deleted by %q", name, got)
		}
	}
	h := cookieSite(t, web.Cookie{Name: "a"}, "v")
	plain := request("GET", "/set/", "")
	plain.TLS = nil
	if a, b := do(h, request("GET", "/set/", "")).Header().Get("Set-Cookie"), do(h, plain).Header().Get("Set-Cookie"); !strings.HasPrefix(a, "__Host-") || strings.Contains(b, "Secure") {
		t.Errorf("without the middleware: %q over HTTPS, %q over HTTP", a, b)
	}
}

func TestCookieRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cookie web.Cookie
		value  string
	}{
		"no name":               {web.Cookie{}, "v"},
		"a name with a space":   {web.Cookie{Name: "a b"}, "v"},
		"a prefix":              {web.Cookie{Name: "__Host-a"}, "v"},
		"a path with a break":   {web.Cookie{Name: "a", Path: "/\r\nX: y"}, "v"},
		"a domain that is none": {web.Cookie{Name: "a", Domain: "x y"}, "v"},
		"a line break":          {web.Cookie{Name: "a"}, "v\r\nSet-Cookie: b=c"},
		"a semicolon":           {web.Cookie{Name: "a"}, "v; Domain=evil.example"},
		"a comma":               {web.Cookie{Name: "a"}, "v,w"},
		"a space":               {web.Cookie{Name: "a"}, "v w"},
		"a quote":               {web.Cookie{Name: "a"}, `"v`},
		"too long":              {web.Cookie{Name: "a"}, strings.Repeat("v", 4096)},
		"too long when signed":  {web.Cookie{Name: "a", Signed: true}, strings.Repeat("v", 3200)},
		"an age that is none":   {web.Cookie{Name: "a", MaxAge: -1}, "v"},
		"less than a second":    {web.Cookie{Name: "a", MaxAge: time.Millisecond}, "v"},
	} {
		w := do(cookieSite(t, c.cookie, c.value, cookies(nil)), request("GET", "/set/", ""))
		if w.Code != 500 || strings.Contains(strings.Join(w.Header()["Set-Cookie"], " "), "evil") {
			t.Errorf("%s: %d %q", name, w.Code, w.Header()["Set-Cookie"])
		}
	}
	if w := do(cookieSite(t, web.Cookie{Name: "a", Signed: true}, "v"), request("GET", "/set/", "")); w.Code != 500 || !strings.Contains(w.Body.String(), "web.Cookies") {
		t.Errorf("signed without keys: %d %s", w.Code, w.Body)
	}
}

// TestSignedCookie: HTTP-21: bound to its name and its age; any text.
func TestSignedCookie(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		old, err := sign.NewKeys("the old key")
		if err != nil {
			t.Fatal(err)
		}
		both, err := sign.NewKeys("the new key", "the old key")
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := sign.NewKeys("the new key")
		if err != nil {
			t.Fatal(err)
		}
		c := web.Cookie{Name: "a", Signed: true, MaxAge: time.Hour}
		const text = "any text; with\r\nbreaks, \"quotes\" and ü"
		set := do(cookieSite(t, c, text, cookies(old)), request("GET", "/set/", "")).Result().Cookies()[0]
		read := func(c web.Cookie, k *sign.Keys, name, value string) string {
			return do(cookieSite(t, c, "", cookies(k)), request("GET", "/get/", "", "Cookie", name+"="+value)).Body.String()
		}
		if got := read(c, old, set.Name, set.Value); got != text {
			t.Errorf("it comes back as %q", got)
		}
		if got := read(c, both, set.Name, set.Value); got != text {
			t.Errorf("with the old key as fallback: %q", got)
		}
		for name, got := range map[string]string{
			"another key":      read(c, fresh, set.Name, set.Value),
			"another name":     read(web.Cookie{Name: "ab", Signed: true, MaxAge: time.Hour}, old, "__Host-ab", set.Value),
			"changed":          read(c, old, set.Name, set.Value[:len(set.Value)-1]),
			"not signed":       read(c, old, set.Name, "v"),
			"without prefix":   read(c, old, "a", set.Value),
			"another declared": read(web.Cookie{Name: "a", Signed: true, Path: "/x"}, old, set.Name, set.Value),
		} {
			if got != "none" {
				t.Errorf("%s: %q", name, got)
			}
		}
		time.Sleep(time.Hour + 2*time.Second)
		if got := read(c, old, set.Name, set.Value); got != "none" {
			t.Errorf("after its time: %q", got)
		}
		if got := read(web.Cookie{Name: "a", Signed: true}, old, set.Name, set.Value); got != text {
			t.Errorf("one of the browser's session ends: %q", got)
		}
	})
}

// FuzzCookieValue: SEC-17: no value changes the structure of the header.
func FuzzCookieValue(f *testing.F) {
	f.Add("v", "n")
	f.Add("v; Domain=evil.example", "n\r\n")
	f.Fuzz(func(t *testing.T, value, name string) {
		w := httptest.NewRecorder()
		if err := (web.Cookie{Name: name}).Set(w, request("GET", "/", ""), value); err != nil {
			return
		}
		set := w.Header()["Set-Cookie"]
		if len(set) != 1 || set[0] != "__Host-"+name+"="+value+"; Path=/; HttpOnly; Secure; SameSite=Lax" || strings.ContainsAny(value+name, ";\r\n\x00 ") {
			t.Errorf("%q=%q became %q", name, value, set)
		}
	})
}
