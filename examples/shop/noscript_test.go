package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// withoutScripts keeps the browser from running the scripts of pages, and makes sure that it does.
func withoutScripts(t *testing.T, b *browser.Browser) {
	t.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	err := chromedp.Do(b.Context(), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, off)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Open("data:text/html,<p>quiet</p><script>document.body.textContent='loud'</script>").Text("body"); got != "quiet" {
		t.Fatalf("the browser runs scripts: %q", got)
	}
}

// shows fails the test unless an element of the page has the text.
func shows(t *testing.T, b *browser.Browser, selector, want string) {
	t.Helper()
	if got := b.Text(selector); !strings.Contains(got, want) {
		t.Errorf("%s: %s says %q, want %q", b.Path(), selector, got, want)
	}
}

// keeps fails the test unless a field of the page holds the value.
func keeps(t *testing.T, b *browser.Browser, selector, want string) {
	t.Helper()
	var got string
	b.Eval("document.querySelector('"+selector+"').value", &got)
	if got != want {
		t.Errorf("%s: %s holds %q, want %q", b.Path(), selector, got, want)
	}
}

// attach chooses a file for a letter as a person does.
func attach(t *testing.T, b *browser.Browser, name string, content []byte) {
	t.Helper()
	attachTo(t, b, "#id_attachment", name, content)
}

// attachTo chooses a file for a field.
func attachTo(t *testing.T, b *browser.Browser, field, name string, content []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(b.Context(), chromedp.SetUploadFiles(chromedp.CSS(field), []string{file})); err != nil {
		t.Fatal(err)
	}
}

// TestWithoutScripts does everything that the shop can do in a browser that runs no scripts, each thing wrong first: what was typed stays,
// the mistake is told beside its field, and the same form then goes through.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	site := broken()
	kit := testkit.New(t, site, testkit.Options{Log: io.Discard})
	kettle(kit)
	b := browser.New(t, kit)
	withoutScripts(t, b)
	enter(kit, b, clerk(kit))

	b.Open("/").Fill("#q", "trumpet").Click("header button")
	shows(t, b, ".empty", "Nothing matches.")
	keeps(t, b, ".filters input", "trumpet")
	b.Fill(".filters input", "kett").Fill(".filters select", "-price").Click(".filters button")
	shows(t, b, "tbody", "Kettle")
	keeps(t, b, ".filters select", "-price")
	b.Open("/products/?page=7")
	shows(t, b, "h1", "This shelf is empty")

	b.Open("/contact/").Fill("#id_name", "Ada").Fill("#id_email", "nobody").Fill("#id_topic", "order").Fill("#id_text", "Where is my kettle?")
	attach(t, b, "kettle.txt", []byte("a text"))
	b.Click("main button")
	shows(t, b, "#id_email_error", "Enter a valid email address.")
	shows(t, b, "#id_attachment_error", "not allowed")
	shows(t, b, ".error-summary", "Your email address")
	for selector, value := range map[string]string{"#id_name": "Ada", "#id_email": "nobody", "#id_topic": "order", "#id_text": "Where is my kettle?"} {
		keeps(t, b, selector, value)
	}
	attach(t, b, "kettle.png", picture(kit))
	b.Fill("#id_email", "somebody").Click("main button")
	shows(t, b, "#id_email_error", "Enter a valid email address.")
	shows(t, b, "#id_attachment_again", "kettle.png")
	attach(t, b, "kettle.png", picture(kit))
	b.Fill("#id_email", "ada@example.com").Click("main button")
	shows(t, b, "h1", "Thank you")
	if got := letters(kit); len(got) != 1 || got[0].Attachment != "contact/kettle.png" || got[0].Text != "Where is my kettle?" {
		t.Errorf("stored %+v", got)
	}
	b.Open("/contact/")
	attach(t, b, "huge.pdf", bytes.Repeat([]byte("x"), 5<<20))
	b.Click("main button")
	shows(t, b, "h1", "That is too much to carry")

	b.Open("/products/add/").Fill("#id_name", "Lamp").Fill("#id_category", "1").Fill("#id_price", "0").Fill("#id_description", "Shines.").Fill("#id_stock", "3").Click("main button")
	shows(t, b, "#id_price_error", "Price must be positive.")
	for selector, value := range map[string]string{"#id_name": "Lamp", "#id_category": "1", "#id_price": "0", "#id_description": "Shines.", "#id_stock": "3"} {
		keeps(t, b, selector, value)
	}
	b.Fill("#id_price", "12.50").Click("main button")
	shows(t, b, "h1", "Lamp")
	b.Click("main a.button").Fill("#id_name", "").Fill("#id_price", "13").Click("main button")
	shows(t, b, "#id_name_error", "This field is required.")
	keeps(t, b, "#id_price", "13")
	b.Fill("#id_name", "Red lamp").Click("main button")
	shows(t, b, "h1", "Red lamp")
	b.Click("main a.button.quiet").Click("main button.danger")
	if b.Path() != "/products/" || len(stored(kit)) != 1 {
		t.Errorf("after deleting: %s, %d products", b.Path(), len(stored(kit)))
	}

	for path, heading := range map[string]string{"/nowhere/": "This shelf is empty", "/broken/403/": "This door is closed", "/broken/500/": "Something broke", "/broken/503/": "We are closed for a moment"} {
		b.Open(path)
		shows(t, b, "h1", heading)
		b.Fill("#q", "kettle").Click("header button")
		shows(t, b, "tbody", "Kettle")
	}
}
