package django_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// forms answers GET with a token, and everything else with what the check says.
func forms(t *testing.T, o django.Options) http.Handler {
	t.Helper()
	csrf, err := web.CSRF(web.CSRFOptions{Store: django.CSRFStore(o)})
	if err != nil {
		t.Fatal(err)
	}
	r := web.New(web.Options{})
	r.Use(web.Cookies(web.CookieOptions{Keys: sign.RandomKeys()}), csrf)
	r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte(web.CSRFToken(r)))
		return err
	}).Public()
	r.Post("/", func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusOK); return nil }).Public()
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(t *testing.T, h http.Handler, cookie, token string) *http.Response {
	t.Helper()
	method, body := http.MethodGet, ""
	if token != "" {
		method, body = http.MethodPost, url.Values{"csrfmiddlewaretoken": {token}}.Encode()
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "https://shop.example/", strings.NewReader(body))
	r.Header.Set("Origin", "https://shop.example")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// The cookie is the one that each version of Django writes, with its attributes, also where cookies are secure; each version's cookie is read.
func TestCSRFCookie(t *testing.T) {
	t.Parallel()
	secretText := django.NewCSRFSecret()
	for version, length := range map[string]int{"3.2": 64, "4.0": 64, "4.1": 32, "6.1": 32} {
		h := forms(t, django.Options{Version: version, CSRFCookie: "token", CookieDomain: "shop.example"})
		set := ask(t, h, "", "").Cookies()
		if len(set) != 1 {
			t.Fatalf("%s sets %v", version, set)
		}
		c := set[0]
		if c.Name != "token" || len(c.Value) != length || c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Domain != "shop.example" || c.MaxAge < 31_000_000 {
			t.Errorf("%s sets %s", version, c)
		}
		for _, value := range []string{c.Value, secretText, django.MaskCSRF(secretText)} {
			secret, _ := django.UnmaskCSRF(value)
			for token, want := range map[string]int{django.MaskCSRF(secret): http.StatusOK, secret: http.StatusOK, django.MaskCSRF(django.NewCSRFSecret()): http.StatusForbidden} {
				if got := ask(t, h, "token="+value, token).StatusCode; got != want {
					t.Errorf("%s: cookie of %d and token of %d characters: %d, want %d", version, len(value), len(token), got, want)
				}
			}
			if more := ask(t, h, "token="+value, "").Cookies(); len(more) > 0 {
				t.Errorf("%s: a good cookie is replaced by %v", version, more)
			}
		}
	}
}

// Forged, truncated and doubled cookies are none: they are replaced, and no form that fits them is taken.
func TestForgedCSRFCookies(t *testing.T) {
	t.Parallel()
	h := forms(t, django.Options{Version: "4.2"})
	good := django.MaskCSRF(django.NewCSRFSecret())
	for what, cookie := range map[string]string{"none": "", "empty": "csrftoken=", "shorter": "csrftoken=" + good[1:], "longer": "csrftoken=" + good + "a", "of other characters": "csrftoken=" + strings.Repeat("-", 32),
		"doubled": "csrftoken=" + good + "; csrftoken=" + good, "huge": "csrftoken=" + strings.Repeat("a", 1<<16)} {
		if got := ask(t, h, cookie, good).StatusCode; got != http.StatusForbidden {
			t.Errorf("the cookie %s: %d", what, got)
		}
		if set := ask(t, h, cookie, "").Cookies(); len(set) != 1 {
			t.Errorf("the cookie %s is answered with %v", what, set)
		}
	}
}
