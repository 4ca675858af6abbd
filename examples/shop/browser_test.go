package main

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// look is a size of the window with a setting of colours.
type look struct {
	width  int64
	scheme string
}

// as makes the browser show pages in that look.
func as(t *testing.T, b *browser.Browser, l look) {
	t.Helper()
	scheme := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}}
	err := chromedp.Do(b.Context(), chromedp.EmulateViewport(l.width, 900), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, scheme)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// looked looks at the page that the browser shows: nothing is wider than the window, there is no script, and axe-core finds no barrier.
func looked(t *testing.T, b *browser.Browser, name string, l look) {
	t.Helper()
	var found struct {
		Scrolls bool
		Scripts int
	}
	b.Eval(`({Scrolls: document.documentElement.scrollWidth > innerWidth, Scripts: document.scripts.length})`, &found)
	if found.Scrolls || found.Scripts != 0 {
		t.Errorf("%s in %v: wider than the window: %v, %d scripts", name, l, found.Scrolls, found.Scripts)
	}
	b.Screenshot(fmt.Sprintf("%s-%d-%s", name, l.width, l.scheme))
	b.Accessible()
}

// TestPagesInABrowser looks at every page of the shop in Chromium, narrow and wide, in light and dark, forms with their errors too:
// axe-core finds no barrier, nothing is wider than the window, the content security policy stops nothing, and no page has a script.
// Pictures are among the test's artifacts (go test -artifacts).
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	site := broken()
	kit := testkit.New(t, site, testkit.Options{Log: io.Discard})
	kettle(kit)
	kit.PostFiles("/contact/", letter(), attachment("kettle.png", picture(kit))).Status(303)
	b := browser.New(t, kit)
	enter(kit, b, clerk(kit))
	visit := func(path string) func() { return func() { b.Open(path) } }
	pages := []struct {
		name string
		open func()
	}{
		{"products", visit("/products/?search=kettle")},
		{"nothing-found", visit("/products/?search=trumpet")},
		{"product", visit("/products/1/")},
		{"add", visit("/products/add/")},
		{"add-wrong", func() { b.Open("/products/add/").Fill("#id_price", "cheap").Click("main button") }},
		{"edit", visit("/products/1/edit/")},
		{"delete", visit("/products/1/delete/")},
		{"contact", visit("/contact/")},
		{"contact-wrong", func() { b.Open("/contact/").Fill("#id_name", "Ada").Fill("#id_email", "nobody").Click("main button") }},
		{"contact-again", func() {
			b.Open("/contact/").Fill("#id_name", "Ada")
			attach(t, b, "kettle.png", picture(kit))
			b.Click("main button")
		}},
		{"thanks", visit("/contact/thanks/")},
		{"messages", visit("/contact/messages/")},
	}
	for _, status := range []int{400, 403, 404, 413, 429, 500, 503} {
		path := fmt.Sprintf("/broken/%d/", status)
		pages = append(pages, struct {
			name string
			open func()
		}{fmt.Sprint(status), visit(path)})
	}
	for _, l := range []look{{360, "light"}, {1400, "light"}, {360, "dark"}, {1400, "dark"}} {
		as(t, b, l)
		for _, p := range pages {
			p.open()
			looked(t, b, p.name, l)
			b.Errors() // the broken pages' statuses
		}
	}
}

// TestShopByHand does in a browser what staff and visitors do.
func TestShopByHand(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	kettle(kit)
	b := browser.New(t, kit)
	enter(kit, b, clerk(kit))
	b.Open("/products/add/").Fill("#id_name", "Lamp").Fill("#id_category", "1").Fill("#id_price", "12.50").Fill("#id_stock", "3").Click("main button")
	if b.Path() != "/products/2/" || b.Text("h1") != "Lamp" {
		t.Errorf("after adding: %s, %q", b.Path(), b.Text("h1"))
	}
	b.Click("main a.button").Fill("#id_price", "0").Click("main button").Fill("#id_price", "13").Click("main button")
	if got := b.Text(".price.big"); got != "13.00 €" {
		t.Errorf("after an edit that was wrong first the price is %q", got)
	}
	b.Click("main a.button.quiet").Click("main button.danger")
	if b.Path() != "/products/" || len(stored(kit)) != 1 {
		t.Errorf("after deleting: %s, %d products", b.Path(), len(stored(kit)))
	}
	b.Fill("#q", "kettle").Click("header button")
	if b.Path() != "/products/?search=kettle" {
		t.Errorf("the search leads to %s", b.Path())
	}
	b.Open("/contact/").Fill("#id_name", "Ada").Fill("#id_email", "ada@example.com").Fill("#id_topic", "product").Fill("#id_text", "Is there a larger one?").Click("main button")
	if b.Path() != "/contact/thanks/" || len(letters(kit)) != 1 {
		t.Errorf("after writing: %s, %d messages", b.Path(), len(letters(kit)))
	}
}
