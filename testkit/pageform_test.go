package testkit

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestFormValues: what a browser sends of a form that nobody changed.
func TestFormValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, want string }{
		{`<input name=a value=1><input name=b><input value=c>`, "a=1&b="},
		{`<input type=submit name=s value=x><button name=t value=y></button><input type=file name=u>`, ""},
		{`<input type=checkbox name=a checked><input type=checkbox name=b value=2 checked><input type=checkbox name=c value=3>`, "a=on&b=2"},
		{`<input type=radio name=a value=1><input type=radio name=a value=2 checked>`, "a=2"},
		{"<textarea name=a>\nfirst\n second</textarea>", "a=first%0A+second"},
		{`<select name=a><option value=1>x<option value=2 selected>y</select><select name=b><option>x<option>y</select><select name=c></select>`, "a=2&b=x"},
		{`<select name=a multiple><option value=1 selected>x<option value=2 selected>y<option>z</select><select name=b multiple><option>x</select>`, "a=1&a=2"},
		{`<input name=a value=1 disabled><fieldset disabled><input name=b></fieldset>`, ""},
	} {
		doc, err := html.Parse(strings.NewReader("<form>" + c.html + "</form>"))
		if err != nil {
			t.Fatal(err)
		}
		if got := formValues(doc).Encode(); got != c.want {
			t.Errorf("%s: %q, want %q", c.html, got, c.want)
		}
	}
}

// TestFormOfThePage: the form of the page is meant, not that of its layout.
func TestFormOfThePage(t *testing.T) {
	t.Parallel()
	const search, logout, edit = `<form><input name=search></form>`, `<form method=post><input name=logout></form>`, `<form method=post><input name=edit></form>`
	for page, want := range map[string]string{
		"<header>" + search + logout + "</header><main>" + search + edit + "</main>": "edit=",
		"<header>" + search + logout + "</header><main>" + search + "</main>":        "logout=",
		"<header>" + search + "</header>" + edit + logout:                            "edit=",
		search: "search=",
	} {
		r := &Response{Body: page, c: &Client{kit: &Kit{t: t}}}
		if got := r.Form().Encode(); got != want {
			t.Errorf("%s: %q, want %q", page, got, want)
		}
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	k := New(t, formSite(), Options{})
	k.EnforceCSRF() // the page's own token is among the values
	form := k.Get("/contact/").Form()
	form.Set("name", "Ada")
	k.Post("/contact/", form).FormError("email", "This field is required.")
	form = k.Post("/contact/", form).Form()
	form.Set("email", "ada@example.com")
	k.Post("/contact/", form).Contains("thanks Ada")
	k.Post("/contact/", url.Values{"name": {"Ada"}}).Status(403)
	fails(t, "a page without a form", func(tb testing.TB) { New(tb, formSite(), Options{}).Get("/hello/").Form() }, "GET /hello/: the page has no form", "hello, world")
}
