package main

import (
	"image/color"
	"testing"

	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// TestOwnPagesWithoutScripts does what people do with their own pages in a browser that runs no scripts, each thing wrong first.
func TestOwnPagesWithoutScripts(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	ada := member(kit, "ada")
	shelf(kit, ada)
	purse(kit, ada, member(kit, "bob"))
	b := browser.New(t, kit)
	withoutScripts(t, b)
	enter(kit, b, ada)

	b.Open("/books/").Click("tbody a").Click("main form button")
	shows(t, b, ".messages", "is among the books that you have read.")
	b.Click("main form a")
	shows(t, b, "main", "1–1 of 1 read")
	shows(t, b, "main", "Another winter")
	b.Click(".stack button")
	shows(t, b, ".count", "Nothing read yet")

	b.Open("/wallet/").Click("main a.button").Fill("#id_to", "nobody").Fill("#id_amount", "12.50").Fill("#id_note", "the kettle").Click("main button")
	shows(t, b, "#id_to_error", "Nobody of that name has a wallet.")
	keeps(t, b, "#id_amount", "12.50")
	keeps(t, b, "#id_note", "the kettle")
	b.Fill("#id_to", "bob").Fill("#id_amount", "100.00").Click("main button")
	shows(t, b, ".messages", "100.00 € went to bob.")
	b.Click("main a.button").Fill("#id_to", "bob").Fill("#id_amount", "0.01").Click("main button")
	shows(t, b, "#id_amount_error", "The balance is not sufficient.")
	if got := balances(kit); got != "0.00 200.00" {
		t.Errorf("the balances are %s", got)
	}

	b.Open("/people/me/").Fill("#id_last_name", "Abel")
	attachTo(t, b, "#id_picture", "me.png", []byte("no picture"))
	b.Click("main button")
	shows(t, b, "#id_picture_error", "Upload a valid image.")
	keeps(t, b, "#id_last_name", "Abel")
	attachTo(t, b, "#id_picture", "me.png", photo(kit, "png", color.RGBA{R: 30, G: 120, B: 90, A: 255}))
	b.Click("main button")
	shows(t, b, ".messages", "Your profile is saved.")
	shows(t, b, ".who .name", "The ada Abel")
	var width int
	b.Eval("document.querySelector('.who img').naturalWidth", &width)
	if width != 256 {
		t.Errorf("the picture in the header is %d pixels wide", width)
	}
	b.Screenshot("own-picture")
	b.Click(".who button")
	shows(t, b, ".who", "Log in")
}
