package testkit

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestPageAssertions holds each assertion on pages to both: it passes where it should, and fails with a text that shows why.
func TestPageAssertions(t *testing.T) {
	t.Parallel()
	wrong := url.Values{"name": {"a name that is too long"}, "email": {"closed@example.com"}}
	for _, c := range []struct {
		name       string
		good, bad  func(k *Kit)
		complaints []string
	}{
		{"ContainsCount", func(k *Kit) { k.Get("/hello/").ContainsCount("o", 2).ContainsCount("x", 0) }, func(k *Kit) { k.Get("/hello/").ContainsCount("o", 3) },
			[]string{`GET /hello/: "o" occurs 2 times, want 3, in`, "hello, world"}},
		{"UsesTemplate", func(k *Kit) {
			k.Get("/contact/").UsesTemplate("forms/contact.html").UsesTemplate("base.html")
			k.Get("/card/3/").UsesTemplate("forms/_foot.html")
		}, func(k *Kit) { k.Get("/card/3/").UsesTemplate("base.html") },
			[]string{`GET /card/3/: was not made with the template "base.html" but with ["forms/_foot.html" "forms/card.html"]`}},
		{"FormError", func(k *Kit) {
			k.Post("/contact/", wrong).FormError("name", "Ensure this value has at most 10 characters (it has 23).").FormError("", "We are closed.")
			k.Post("/contact/", nil).FormError("email", "This field is required.")
		}, func(k *Kit) { k.Post("/contact/", wrong).FormError("name", "This field is required.") },
			[]string{`POST /contact/: the form does not show the error "This field is required." at the field "name"; it shows`,
				`"We are closed." for the form as a whole`, `"Ensure this value has at most 10 characters (it has 23)." at the field "name"`}},
		{"FormError without one", nil, func(k *Kit) { k.Get("/contact/").FormError("", "We are closed.") },
			[]string{`the error "We are closed." for the form as a whole; it shows no errors`}},
		{"NoFormErrors", func(k *Kit) { k.Get("/contact/").NoFormErrors() }, func(k *Kit) { k.Post("/contact/", wrong).NoFormErrors() },
			[]string{`the form shows`, `"We are closed."`}},
		{"IsHTML", func(k *Kit) { k.Get("/card/3/").IsHTML("<p>card 3 /card/7/ <i>\n foot</i>") }, func(k *Kit) { k.Get("/card/3/").IsHTML("<p>card 4 /card/7/<i>foot</i></p>") },
			[]string{"GET /card/3/: the HTML differs:", "-   card 4 /card/7/\n", "+   card 3 /card/7/\n", "    <i>\n"}},
		{"ContainsHTML", func(k *Kit) {
			k.Get("/card/3/").ContainsHTML("<i> foot </i>")
			k.Get("/contact/").ContainsHTML(`<input required maxlength=320 id=id_email name=email autocomplete=email type=email>`)
		}, func(k *Kit) { k.Get("/contact/").ContainsHTML(`<button class="big">Send</button>`) },
			[]string{"what comes closest differs", `- <button class="big">`, `+ <button>`}},
		{"ContainsHTML of nothing like it", nil, func(k *Kit) { k.Get("/card/3/").ContainsHTML(`<table></table>`) },
			[]string{"the page has no such element:\n<table>\nin\n<p>"}},
		{"IsJSON", func(k *Kit) {
			k.Get("/json/").IsJSON(`{"a":"<x>","b":[1,2.50]}`).IsJSON(map[string]any{"b": []any{1, jsonNumber("2.50")}, "a": "<x>"})
		},
			func(k *Kit) { k.Get("/json/").IsJSON(`{"a": "<y>", "b": [1, 2.50]}`) },
			[]string{"GET /json/: the JSON differs:", `-   "a": "<y>",`, `+   "a": "<x>",`, `    "b": [`}},
		{"IsJSON of something else", nil, func(k *Kit) { k.Get("/hello/").IsJSON(1) }, []string{"the body is not JSON", "hello, world"}},
		{"IsJSON of a wrong wish", nil, func(k *Kit) { k.Get("/json/").IsJSON("{") }, []string{"what is wanted is not JSON"}},
		{"ValidHTML", func(k *Kit) { k.Get("/contact/").ValidHTML(); k.Post("/contact/", wrong).ValidHTML() }, nil, nil},
		{"Status of a long page", nil, func(k *Kit) { k.Get("/nowhere/").Status(200) }, []string{"<style>…</style>", "Not Found"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.good != nil {
				passes(t, c.name, func(tb testing.TB) { c.good(New(tb, formSite(), Options{})) })
			}
			if c.bad != nil {
				fails(t, c.name, func(tb testing.TB) { c.bad(New(tb, formSite(), Options{})) }, c.complaints...)
			}
		})
	}
}

// TestFormErrors: the summary repeats the errors of fields as links; they are not errors of the form.
func TestFormErrors(t *testing.T) {
	t.Parallel()
	k := New(t, formSite(), Options{})
	errs := formErrors(k.Post("/contact/", url.Values{"name": {"a name that is too long"}, "email": {"closed@example.com"}}).Body)
	if len(errs) != 2 || len(errs[""]) != 1 || len(errs["name"]) != 1 {
		t.Errorf("the page shows %q", errs)
	}
}

type jsonNumber string

func (n jsonNumber) MarshalJSON() ([]byte, error) { return []byte(n), nil }

// TestEqual: the functions beside the methods.
func TestEqual(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"order of attributes and classes", `<a class="x y" href=/>t</a>`, `<a href="/" class="y  x">t</a>`, true},
		{"spaces between tags", "<ul>\n  <li> a\n b </li>\n</ul>", "<ul><li>a b</ul>", true},
		{"bare and full boolean", `<input checked disabled="">`, `<input disabled checked="checked">`, true},
		{"rows alone", `<tr><td>1</td></tr>`, `<tr> <td>1`, true},
		{"comments", `<b>x</b><!-- c -->`, `<b>x</b>`, true},
		{"whole pages", "<!doctype html>\n<html><body><p>x</html>", "<!DOCTYPE html><html><head></head><body><p>x</p></body></html>", true},
		{"text", `<b>x</b>`, `<b>y</b>`, false},
		{"spaces in pre", "<pre>a  b</pre>", "<pre>a b</pre>", false},
		{"an attribute", `<b id="x">x</b>`, `<b>x</b>`, false},
		{"nesting", `<b><i>x</i></b>`, `<b></b><i>x</i>`, false},
		{"attribute with markup", `<b title="&quot;&gt;">x</b>`, `<b title='">'>x</b>`, true},
	} {
		check := passes
		if !c.same {
			check = func(t *testing.T, name string, test func(tb testing.TB)) { fails(t, name, test, "the HTML differs") }
		}
		check(t, c.name, func(tb testing.TB) { EqualHTML(tb, c.a, c.b) })
	}
	passes(t, "JSON", func(tb testing.TB) { EqualJSON(tb, `{"a":1, "b":null}`, `{"b":null,"a":1}`) })
	fails(t, "JSON", func(tb testing.TB) { EqualJSON(tb, `[1,2,3,4,5,6,7,8,9]`, []int{1, 2, 3, 4, 5, 6, 7, 8, 0}) }, "- want\n+ got\n", "  …\n", "-   0\n", "+   9\n")
	fails(t, "more than one", func(tb testing.TB) { EqualJSON(tb, `1 2`, 1) }, "something stands behind the value")
	long := strings.Repeat("[1],", 3000)
	fails(t, "long", func(tb testing.TB) { EqualJSON(tb, "["+long+"1]", "["+long+"2]") }, "got\n[", "want\n[")
}

// TestMethods: every method reaches the site with its body, cookies stay where they belong, clients do not share them.
func TestMethods(t *testing.T) {
	t.Parallel()
	k := New(t, formSite(), Options{})
	k.Put("/method/", url.Values{"a": {"1"}}).Contains("PUT a=1")
	k.Patch("/method/", url.Values{"a": {"2"}}).Contains("PATCH a=2")
	k.Delete("/method/").Contains("DELETE ")
	k.JSON(http.MethodPut, "/method/", []int{1}).Contains("PUT [1]")
	k.Options("/method/").HasHeader("Allow", "PUT, PATCH, DELETE, OPTIONS")
	k.PostFiles("/contact/", url.Values{"name": {"Ada"}, "email": {"a@example.com"}}, File{Field: "photo", Name: `a "cat".png`, Content: []byte("12345"), Type: "image/png"}).
		Contains("thanks Ada").Contains("has 5 bytes")
	k.Get("/deep/cookie/")
	k.Get("/deep/cookie/").Contains("deep=1")
	k.SetCookie(&http.Cookie{Name: "taste", Value: "sour"})
	k.Get("/cookie/").Contains("sour")
	other := k.NewClient()
	other.Get("/cookie/").Lacks("sour")
	if k.Cookie("taste") != "sour" || other.Cookie("taste") != "sweet" || other.Cookie("deep") != "" {
		t.Errorf("cookies: %q and %q", k.Cookie("taste"), other.Cookie("taste"))
	}
}

// TestView: a handler alone has the parameters of its route and the site's context, and nothing around it.
func TestView(t *testing.T) {
	t.Parallel()
	s := formSite()
	s.Middleware = []web.Middleware{func(http.Handler) http.Handler { return http.NotFoundHandler() }}
	k := New(t, s, Options{})
	k.Get("/card/3/").Status(404)
	view := k.View("/card/{id:int}/", card)
	view.Get("/card/3/").Status(200).Contains("card 3 /card/7/").UsesTemplate("forms/card.html").HasHeader("X-Frame-Options", "")
	view.Get("/card/x/").Status(404)
	fails(t, "a pattern that is none", func(tb testing.TB) { New(tb, s, Options{}).View("/card/{id:number}/", card) }, "{id:number}")
	r := k.Request(http.MethodPost, "/contact/", strings.NewReader("name=Ada"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if f, err := contactForm.From(r, nil); err != nil || f.Data.Name != "Ada" {
		t.Errorf("a form of the request: %v", err)
	}
	k.View("/contact/", contactView).Post("/contact/", url.Values{"name": {"Ada"}, "email": {"a@example.com"}}).Status(200).Contains("thanks Ada")
}
