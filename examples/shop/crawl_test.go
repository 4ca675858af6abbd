package main

import (
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/testkit"
)

var (
	linkPattern = regexp.MustCompile(`(?:href|action|src)="(/[^"#]*)`)
	formPattern = regexp.MustCompile(`<form[^>]* method="post"`)
)

// TestCookiesOfEveryPage follows every link of the shop in production, and sends every form as it stands and empty: each cookie that
// an answer sets is bound to this host, and neither scripts nor other sites nor connections without encryption get it (HTTP-22).
func TestCookiesOfEveryPage(t *testing.T) {
	t.Parallel()
	site := broken()
	kit := testkit.New(t, site, testkit.Options{Log: io.Discard, Budget: -1, Settings: map[string]string{"MUSETTE_ENV": "production", "ALLOWED_HOSTS": "testserver"}})
	kettle(kit)
	person := clerk(kit)
	person.IsStaff = false // staff would have to set up a second factor first: this is production
	kit.Must(auth.Users.Save(kit.Context(), person))
	shelf(kit, person)
	purse(kit, person)
	for _, c := range []*crawl{{pages: 12, least: 5}, {who: person, pages: 25, least: 15}} {
		c.t, c.kit, c.seen, c.statuses = t, kit, map[string]bool{}, map[int]int{}
		for _, path := range []string{"/", "/products/", "/contact/", "/contact/messages/", "/products/add/", "/nowhere/", "/products", "/broken/500/", "/broken/403/", "/broken/429/"} {
			c.visit(path)
		}
		if len(c.seen) < c.pages || c.forms < c.least || c.cookies == 0 {
			t.Errorf("%d pages, %d forms and %d cookies were seen: the crawl misses something", len(c.seen), c.forms, c.cookies)
		}
		for _, status := range []int{200, 301, 403, 404, 500} {
			if c.statuses[status] == 0 {
				t.Errorf("no answer was a %d", status)
			}
		}
		t.Logf("%d pages, %d forms, %d cookies; answers by status: %v", len(c.seen), c.forms, c.cookies, c.statuses)
	}
}

// TestStaffNeedsTwoStepsInProduction leads staff to the page that sets up a second step, and nobody else.
func TestStaffNeedsTwoStepsInProduction(t *testing.T) {
	t.Parallel()
	production := testkit.Options{Settings: map[string]string{"MUSETTE_ENV": "production", "ALLOWED_HOSTS": "testserver"}}
	for name, c := range map[string]struct {
		opt testkit.Options
		led bool
	}{"production": {production, true}, "test": {testkit.Options{}, false}} {
		kit := testkit.New(t, Site(), c.opt)
		staff, reader, visitor := loggedIn(kit, clerk(kit)), loggedIn(kit, member(kit, "reader")), kit.NewClient()
		for _, path := range []string{"/", "/products/", "/contact/messages/", "/wallet/"} {
			if r := staff.Get(path); (r.Code == 302 && r.Header.Get("Location") == "/accounts/2fa/") != c.led {
				t.Errorf("%s: %s answers staff %d with Location %q", name, path, r.Code, r.Header.Get("Location"))
			}
		}
		reader.Get("/wallet/").Status(200)
		visitor.Get("/products/").Status(200).Queries(2)
	}
}

// crawl goes through a site.
type crawl struct {
	t              *testing.T
	kit            *testkit.Kit
	who            *auth.User // who asks, or nil for a visitor
	pages, least   int        // how many pages and forms there are at least
	seen           map[string]bool
	statuses       map[int]int
	forms, cookies int
}

// visit asks for a page and all that it leads to, and sends its form. Each page is asked for by a browser that has no cookie yet.
func (c *crawl) visit(path string) {
	if c.seen[path] || len(c.seen) > 200 {
		return
	}
	c.seen[path] = true
	client := c.kit.NewClient()
	if c.who != nil {
		client.Login(c.who)
	}
	client.EnforceCSRF() // the token is the page's own
	page := client.Get(path)
	c.look("GET "+path, page)
	if formPattern.MatchString(page.Body) {
		c.forms++
		values := page.Form()
		c.look("POST "+path, client.Post(path, values))
		for name := range values {
			if name != "csrfmiddlewaretoken" {
				values.Set(name, "")
			}
		}
		c.look("POST "+path+" empty", client.Post(path, values))
		bare := c.kit.NewClient()
		bare.EnforceCSRF()
		c.look("POST "+path+" without a token", bare.Post(path, nil))
	}
	c.look("DELETE "+path, client.Delete(path))
	for _, m := range linkPattern.FindAllStringSubmatch(page.Body, -1) {
		if to := html.UnescapeString(m[1]); !strings.HasPrefix(to, "//") {
			c.visit(to)
		}
	}
}

// look checks the cookies of one answer.
func (c *crawl) look(what string, r *testkit.Response) {
	c.t.Helper()
	c.statuses[r.Code]++
	for _, line := range r.Header.Values("Set-Cookie") {
		c.cookies++
		set, err := http.ParseSetCookie(line)
		if err != nil {
			c.t.Errorf("%s: %v", what, err)
			continue
		}
		if !strings.HasPrefix(set.Name, "__Host-") || !set.Secure || !set.HttpOnly || set.Path != "/" || set.Domain != "" ||
			set.SameSite != http.SameSiteLaxMode && set.SameSite != http.SameSiteStrictMode {
			c.t.Errorf("%s sets %s", what, line)
		}
	}
}
