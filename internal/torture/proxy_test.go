package torture

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

// behindNginx is the probe site in production mode behind nginx.
func behindNginx(t *testing.T) (*process, *nginx) {
	t.Helper()
	p := serveSite(t, "127.0.0.1:0", production(t))
	return p, startNginx(t, "site.example", p.addr)
}

// asked sends a request, written by hand, over a connection of its own and returns the answer; a status of 0 means that there
// was none.
func (n *nginx) asked(t *testing.T, text string) answer {
	t.Helper()
	c, err := n.dial("site.example")
	must(t, err)
	defer c.Close()
	must(t, c.SetDeadline(time.Now().Add(20*time.Second)))
	_, err = io.WriteString(c, text)
	must(t, err)
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, string(body), err}
}

// TestForgedForwardingHeaders is X43 for the client, the scheme and the names of headers: what a client says about itself in the
// headers of proxies reaches the site in no form.
func TestForgedForwardingHeaders(t *testing.T) {
	t.Parallel()
	_, n := behindNginx(t)
	forged := []string{"X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 127.0.0.1", "x-forwarded-for: 6.6.6.6, 127.0.0.1", "X_Forwarded_For: 6.6.6.6",
		"X-Forwarded-For : 6.6.6.6", "X-Forwarded-Proto: http", "X-Forwarded-Host: evil.example", "X_Forwarded_Host: evil.example", "X-Forwarded-Port: 6666",
		"X-Forwarded-Server: evil.example", "X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6;host=evil.example;proto=http", "X-Request-ID: forged",
		"X-Forwarded-For:\t6.6.6.6", "X-Forwarded-For: \"6.6.6.6\"", "X-Forwarded-For: [::1]:80, 6.6.6.6", "X-Forwarded-Ssl: off",
		"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "Connection: X-Forwarded-For, X-Forwarded-Proto, Host",
		"Connection: close, X-Request-ID"}
	for _, header := range forged {
		if strings.Contains(header, " :") {
			if a := n.asked(t, "GET /who HTTP/1.1\r\nHost: site.example\r\n"+header+"\r\nConnection: close\r\n\r\n"); a.status == 400 {
				continue
			}
		}
		a := n.asked(t, "GET /who HTTP/1.1\r\nHost: site.example\r\n"+header+"\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n")
		var e echoed
		if err := json.Unmarshal([]byte(a.body), &e); a.status != 200 || err != nil {
			t.Errorf("%q: status %d, %v %v", header, a.status, a.err, err)
			continue
		}
		all := fmt.Sprint(e.Header)
		if e.Client != visitor || !e.Secure || e.Host != "site.example" || len(e.ID) != 32 || strings.Contains(all, "6.6.6.6") || e.Header.Get("X-Forwarded-Ssl") != "" ||
			strings.Contains(all, "evil.example") || e.Header.Get("Upgrade") != "" || e.Header.Get("X_Forwarded_For") != "" {
			t.Errorf("%q: the site saw %+v", header, e)
		}
	}
}

// TestHostsThroughNginx is X43 for the host: 50 forms, which are refused or make no difference.
func TestHostsThroughNginx(t *testing.T) {
	t.Parallel()
	_, n := behindNginx(t)
	hosts := []string{"evil.example", "site.example.evil.example", "evilsite.example", "sub.site.example", "site.example@evil.example", "evil.example@site.example",
		"site.example:evil", "site.example:80@evil.example", "site.example/evil", "site.example\\evil.example", "site.example#evil", "site.example?evil", "site.example,evil.example",
		"site.example evil.example", "site.example\tevil.example", "site.example;evil", "[::1]", "[site.example]", "127.0.0.1", "localhost", "site.example:", "site.example:0", "site.example:8443",
		"site.example:99999", "site.example:-1", "site.example:80:80", "SITE.EXAMPLE", "Site.Example.", "site.example.", "site.example..", ".site.example", "", " ", "*", "_", "null",
		"site.example%00", "site.example%2eevil", "site%2eexample", "sité.example", "site.example\x00", "site.example\x7f", "xn--site.example", "site_example", "-", "site.example\r\n X: evil.example",
		"http://site.example", "//site.example", "site.example\r\nHost: evil.example", "evil.example\r\nHost: site.example", "site.example\r\nX-Forwarded-Host: evil.example",
		"site.example\r\nX-Host: a\r\nX-HTTP-Host-Override: evil.example", "a" + strings.Repeat(".a", 200)}
	lines := map[string]string{"GET /go/?next=/x HTTP/1.1": "", "GET http://evil.example/go/?next=/x HTTP/1.1": "", "GET https://site.example/go/?next=/x HTTP/1.1": ""}
	if len(hosts) < 50 {
		t.Fatalf("%d forms", len(hosts))
	}
	answered := 0
	for _, host := range hosts {
		for line := range lines {
			a := n.asked(t, line+"\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
			switch {
			case a.status == 0 || a.status == 400 || a.status == 421: // no answer, or refused
			case a.status == 303 && a.header.Get("Location") == "/x":
				answered++
			default:
				t.Errorf("%s with host %q: status %d, %v", line, host, a.status, a.header)
			}
			if strings.Contains(fmt.Sprint(a.header)+a.body, "evil") {
				t.Errorf("%s with host %q: the answer holds the name: %v", line, host, a.header)
			}
		}
	}
	if answered < 10 {
		t.Errorf("%d requests were answered, so that nothing was shown", answered)
	}
}

// TestTLSTermination wants the site behind nginx to know that it is asked over HTTPS: cookies with the prefix __Host-, HSTS, and
// a form that is taken; and nothing but a redirect for pages over HTTP.
func TestTLSTermination(t *testing.T) {
	t.Parallel()
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("http2=%v", http2), func(t *testing.T) {
			t.Parallel()
			_, n := behindNginx(t)
			c := n.client(http2)
			a := get(t, c, "https://site.example/form/")
			set := a.header.Get("Set-Cookie")
			for _, want := range []string{"__Host-csrf=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"} {
				if !strings.Contains(set, want) {
					t.Errorf("the cookie %q lacks %q", set, want)
				}
			}
			if a.header.Get("Strict-Transport-Security") == "" || strings.Contains(a.header.Get("Server"), "/") || len(a.header.Values("X-Content-Type-Options")) != 1 {
				t.Errorf("the headers are %v", a.header)
			}
			_, rest, _ := strings.Cut(a.body, `value="`)
			token, _, _ := strings.Cut(rest, `"`)
			cookie, _, _ := strings.Cut(set, ";")
			post := func(to, origin string) answer {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(url.Values{web.CSRFField: {token}, "name": {"x"}}.Encode()))
				must(t, err)
				for k, v := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": origin} {
					r.Header.Set(k, v)
				}
				return send(c, r)
			}
			for _, tt := range []struct {
				to, origin string
				want       int
			}{{"https://site.example/form/", "https://site.example", 200}, {"https://site.example/form/", "http://site.example", 403},
				{"https://site.example/form/", "https://evil.example", 403}, {"http://site.example/form/", "http://site.example", 403}} {
				if a := post(tt.to, tt.origin); a.status != tt.want {
					t.Errorf("a form from %s to %s: %d %v, want %d: %s", tt.origin, tt.to, a.status, a.err, tt.want, a.body)
				}
			}
			a = get(t, c, "http://site.example/form/?a=%0d%0aX:b")
			if a.status != 301 || a.header.Get("Location") != "https://site.example/form/?a=%0d%0aX:b" || a.header.Get("Set-Cookie") != "" {
				t.Errorf("over HTTP: %d %v", a.status, a.header)
			}
		})
	}
}

// TestBodiesThroughNginx wants a body that is too large to be refused with the site's page where nginx can leave it to the
// site, and packed answers to be the site's.
func TestBodiesThroughNginx(t *testing.T) {
	t.Parallel()
	p, n := behindNginx(t)
	c := n.client(false)
	for size, want := range map[int]int{1 << 20: 200, 10<<20 + 1: 413, 12 << 20: 413} {
		for _, chunked := range []bool{false, true} {
			body := io.LimitReader(zeros{}, int64(size))
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://site.example/upload", body)
			must(t, err)
			r.Header.Set("Accept-Encoding", "gzip")
			if !chunked {
				r.ContentLength = int64(size)
			}
			a := send(c, r)
			if a.status != want && (a.err == nil || size < 11<<20) { // nginx closes while it is still sent to
				t.Errorf("a body of %d bytes, chunked %v: %d %v, want %d", size, chunked, a.status, a.err, want)
			}
			if site := a.header.Get("X-Content-Type-Options") != ""; a.err == nil && site != (size < 11<<20) {
				t.Errorf("a body of %d bytes, chunked %v: the site answered: %v", size, chunked, site)
			}
		}
	}
	if list := p.requests(t); len(list) != 4 {
		t.Errorf("the site got %d requests, want the 4 that are not beyond nginx's limit", len(list))
	}
}

// zeros is a long file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
