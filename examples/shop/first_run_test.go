package main

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"
)

var (
	adminPassword = regexp.MustCompile(`Log in as admin with the password (\S+), which is shown this once\.`)
	tokenIn       = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)
)

// TestFirstRunMakesASuperuser logs in with what the first run has printed.
func TestFirstRunMakesASuperuser(t *testing.T) {
	t.Parallel()
	p := serveShop(t, "LOG_LEVEL=error")
	printed := p.stdout.String()
	plain := adminPassword.FindStringSubmatch(printed)
	if plain == nil || strings.Count(printed, plain[1]) != 1 || strings.Contains(p.stderr.String(), plain[1]) {
		t.Fatalf("the first run printed\n%s\n%s", printed, p.stderr.String())
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	body := func(res *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	page := body(browser.Get(p.url + "accounts/login/"))
	token := tokenIn.FindStringSubmatch(page)
	if token == nil {
		t.Fatalf("the login page has no token:\n%s", page)
	}
	form := values("csrfmiddlewaretoken", html.UnescapeString(token[1]), "username", "admin", "password", plain[1])
	post, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+"accounts/login/", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	post.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	post.Header.Set("Sec-Fetch-Site", "same-origin")
	home := body(browser.Do(post))
	if !strings.Contains(home, "Act as another user") {
		t.Errorf("the superuser sees\n%s", home)
	}
}
