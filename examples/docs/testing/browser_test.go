package shop_test

import (
	"testing"

	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// docs:begin browser

func TestNewProductInTheBrowser(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, site(), testkit.Options{})
	categories.CreateBatch(kit, 2)

	b := browser.New(t, kit)
	b.Open("/products/new/").Accessible()
	b.Fill("#id_name", "Blue kettle").Fill("#id_category", "2").Fill("#id_price", "19.90").Fill("#id_stock", "4").Click("main button")
	if got := b.Text("h1"); got != "Blue kettle" {
		t.Errorf("the page after the form is headed %q, at %s", got, b.Path())
	}
	b.Accessible()
}

// docs:end browser
