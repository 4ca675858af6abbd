package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// evil is X44: addresses that lead, or might lead some browser, away from https://shop.example.
func evil() []string {
	list := []string{
		"", " ", "//evil.example", "///evil.example", "////evil.example", "//evil.example/%2f..", "//user@evil.example", "//evil.example:80",
		`\\evil.example`, `\evil.example`, `/\evil.example`, `\/evil.example`, `/\/evil.example`, `//\evil.example`, `\\\evil.example`, `/\\evil.example`,
		`https:\\evil.example`, `https:/\evil.example`, `https:\/evil.example`, `/products/\..\..\`, `/a\b`,
		"http://evil.example", "https://evil.example", "https://evil.example/shop.example", "https://shop.example.evil.example", "https://evilshop.example",
		"https://shop.example@evil.example", "https://shop.example:x@evil.example", "https://user@shop.example", "https://user:pw@shop.example/",
		"https://@shop.example/", "https://shop.example%2eevil.example", "https://shop.example%00.evil.example", "https://shop.example%0aevil.example",
		"https://shop.example#@evil.example:x/..@evil.example\x00", "https://evil.example#shop.example\\", "https://evil.example?shop.example",
		"https:evil.example", "https:/evil.example", "https:///evil.example", "https:////evil.example", "https:shop.example", "https:/shop.example",
		"https:///shop.example", "http:evil.example", "http:/evil.example", "http:///evil.example", "http://shop.example/", "HTTP://shop.example",
		"https://shop.example:8443/", "https://shop.example:", "https://shop.example:80/", "https://shop.example:443:443/", "https://",
		"https://shop.example evil.example", "https:// shop.example", "https://shop.example\t.evil.example", "https://shop_example.evil",
		"https://[::1]", "https://[shop.example]", "https://[::ffff:1.2.3.4]", "https://127.0.0.1", "https://0x7f.1", "https://shop.example\\.evil.example",
		"javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)", "javascript://shop.example/%0aalert(1)",
		"javascript:/alert(1)", "data:text/html,x", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:x", "file:///etc/passwd", "ftp://shop.example/",
		"blob:https://shop.example/x", "view-source:https://shop.example", "mailto:a@evil.example", "tel:123", "about:blank", "ws://shop.example",
		"\t//evil.example", "\n//evil.example", "\r\n//evil.example", " //evil.example", "\x00//evil.example", "/\t/evil.example", "/\n/evil.example",
		"/\r/evil.example", "/ /evil.example", "\u00a0//evil.example", "\u3000//evil.example", "/\u2028/evil.example", "\ufeff//evil.example",
		"//evil\u3002example", "https://evil\u3002example", "／／evil.example", "/ä", "https://shöp.example", "https://shop.example/\x7f",
		"/%", "/%zz", "https://shop.example/%zz", "/x\r\nSet-Cookie: a=b", "/x\nLocation: https://evil.example", ":", "1a:b", "::", "a:b", "a:/b", "a://b",
		"?x=\r\n", "#\x00", "https://shop.example/\r\n", "/" + strings.Repeat("a", 3000),
	}
	return list
}

// TestSafeRedirectRefuses: SEC-14 and X44: none of a hundred addresses leads away.
func TestSafeRedirectRefuses(t *testing.T) {
	t.Parallel()
	list := evil()
	if len(list) < 100 {
		t.Fatalf("the corpus has %d cases", len(list))
	}
	h := redirecting(t)
	for _, target := range list {
		if target != "" && web.SafeRedirect(request("GET", "/", ""), target) {
			t.Errorf("%q is taken", target)
		}
		w := do(h, request("GET", "/?next="+url.QueryEscape(target), ""))
		if got := w.Header()["Location"]; w.Code != 303 || len(got) != 1 || got[0] != "/home/" {
			t.Errorf("%q leads to %q (%d)", target, got, w.Code)
		}
	}
}

func redirecting(t testing.TB) http.Handler {
	t.Helper()
	return build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			return web.RedirectNext(w, r, "/home/", "accounts.example", "ported.example:8443")
		})
		r.Post("/", func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseForm(); err != nil {
				return err
			}
			return web.RedirectNext(w, r, "/home/")
		})
	})
}

func TestSafeRedirectTakes(t *testing.T) {
	t.Parallel()
	h := redirecting(t)
	for _, target := range []string{"/", "/products/", "/products/?page=2&q=a%20b#top", "page", "page/?x=https://evil.example", "../up/", "./here", "?page=2", "#top",
		"/a:b", "/x?u=//evil.example", "/.//evil.example", "/%5cevil.example", "/@evil.example", "https://shop.example", "https://shop.example/", "https://SHOP.example/x",
		"HTTPS://shop.example/", "https://shop.example:443/", "https://accounts.example/login", "https://ported.example:8443/"} {
		w := do(h, request("GET", "/?next="+url.QueryEscape(target), ""))
		if got := w.Header().Get("Location"); w.Code != 303 || got != target {
			t.Errorf("%q leads to %q (%d)", target, got, w.Code)
		}
	}
	r := request("POST", "/?next=/query/", "next=/form/", "Content-Type", urlencoded)
	if got := do(h, r).Header().Get("Location"); got != "/form/" {
		t.Errorf("the form's next leads to %q", got)
	}
	r = request("GET", "/", "")
	r.TLS = nil
	if !web.SafeRedirect(r, "http://shop.example/") || !web.SafeRedirect(r, "https://shop.example/") || web.SafeRedirect(r, "http://evil.example/") {
		t.Error("over HTTP, an address of this site over HTTP is not taken")
	}
	for _, target := range []string{"https://ported.example/", "http://accounts.example/", "https://x.accounts.example/"} {
		if web.SafeRedirect(request("GET", "/", ""), target, "accounts.example", "ported.example:8443") {
			t.Errorf("%q is taken", target)
		}
	}
}

// FuzzSafeRedirect resolves what is taken as net/url does: it must stay here.
func FuzzSafeRedirect(f *testing.F) {
	for _, s := range evil() {
		f.Add(s)
	}
	base, err := url.Parse("https://shop.example/a/b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, target string) {
		if !web.SafeRedirect(request("GET", "/", ""), target) {
			return
		}
		u, err := base.Parse(target)
		if err != nil || u.Scheme != "https" || !strings.EqualFold(strings.TrimSuffix(u.Host, ":443"), "shop.example") || u.User != nil {
			t.Errorf("%q leads to %v (%v)", target, u, err)
		}
		if strings.HasPrefix(target, "//") || strings.ContainsAny(target, "\\ \t\r\n\x00") {
			t.Errorf("%q is taken", target)
		}
	})
}
