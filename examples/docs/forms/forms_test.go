package forms_test

import (
	"context"
	"html"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/docs/forms"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// site is the catalog's models with the pages of the documentation.
func site(send func(context.Context, *forms.Contact, string) error) musette.Site {
	a := catalog.App()
	return musette.Site{Name: "docs", Apps: []musette.App{
		{Name: a.Name, Models: a.Models, Migrations: a.Migrations},
		forms.App(storage.New(storage.Memory(), storage.Options{}), send),
	}}
}

func category(kit *testkit.Kit) *catalog.Category {
	c := &catalog.Category{Name: "Kitchen", Slug: "kitchen"}
	kit.Must(catalog.Categories.Create(kit.Context(), c))
	return c
}

var inputPattern = regexp.MustCompile(`<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"`)

// shown are the values of the inputs of a page.
func shown(r *testkit.Response) url.Values {
	v := url.Values{}
	for _, m := range inputPattern.FindAllStringSubmatch(r.Body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	return v
}

func TestContact(t *testing.T) {
	t.Parallel()
	var got []forms.Contact
	kit := testkit.New(t, site(func(_ context.Context, c *forms.Contact, _ string) error { got = append(got, *c); return nil }), testkit.Options{})
	v := shown(kit.Get("/contact/").Status(200).Contains(`enctype="multipart/form-data"`, `<label for="id_email">Email</label>`))
	v.Set("name", "Ada")
	v.Set("email", "ada@example")
	v.Set("topic", "An order")
	v.Set("message", "Where is it, please?")
	kit.Post("/contact/", v).Status(200).Contains("Enter a valid email address.", "Please tell us the number of the order.", `value="ada@example"`, "Where is it, please?</textarea>")
	v.Set("email", "ada@example.com")
	v.Set("message", "Where is order 7, please?")
	kit.Post("/contact/", v).Status(303)
	v.Set("website", "http://spam.example")
	kit.Post("/contact/", v).Status(200)
	if len(got) != 1 || got[0].Email != "ada@example.com" {
		t.Errorf("sent %+v", got)
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(nil), func(t *testing.T, kit *testkit.Kit) {
		c := category(kit)
		v := shown(kit.Get("/products/new/").Status(200).Contains(`>Kitchen</option>`, "New product"))
		v.Set("name", "Kettle")
		v.Set("category", strconv.FormatInt(c.ID, 10))
		v.Set("price", "0")
		v.Set("stock", "3")
		v.Set("in_stock", "")
		kit.Post("/products/new/", v).Status(200).Contains("Price must be positive.", `value="Kettle"`)
		v.Set("price", "19.90")
		v.Set("description", "Boils.")
		kit.Post("/products/new/", v).Status(303)
		p, err := catalog.Products.Get(kit.Context(), catalog.Products.Name.Eq("Kettle"))
		kit.Must(err)
		if !p.InStock || p.Description != "Boils." || p.Price.String() != "19.90" {
			t.Errorf("stored %+v", p)
		}
		path := "/products/" + strconv.FormatInt(p.ID, 10) + "/"
		kit.Get(path).Status(200).Contains("<h1>Kettle</h1>")
		kit.Get("/products/?search=kett").Status(200).Contains("Kettle")
		v = shown(kit.Get(path + "edit/").Status(200).Contains("Edit Kettle"))
		v.Set("category", strconv.FormatInt(c.ID, 10))
		v.Set("description", "Boils.")
		v.Set("stock", "0")
		kit.Post(path+"edit/", v).Status(303)
		kit.Post(path+"delete/", shown(kit.Get(path+"delete/").Status(200))).Status(303)
		kit.Get(path).Status(404)
	})
}

// TestCRUDIsShort holds a promise of the documentation: a whole CRUD site for a model in less than 30 lines.
func TestCRUDIsShort(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("crud.go")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(text), "\n)\n")
	n := 0
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			n++
		}
	}
	if n < 15 || n >= 30 {
		t.Errorf("crud.go has %d lines of code, want less than 30", n)
	}
}

func TestInline(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(nil), func(t *testing.T, kit *testkit.Kit) {
		c := category(kit)
		kettle := &catalog.Product{Name: "Kettle", Category: orm.To[catalog.Category](c.ID), Price: decimal.MustParse("19.90"), Stock: 4}
		kit.Must(catalog.Products.Create(kit.Context(), kettle))
		path := "/categories/" + strconv.FormatInt(c.ID, 10) + "/"
		v := shown(kit.Get(path).Status(200))
		v.Set("name", "Cooking")
		v.Set("products-0-stock", "5")
		v.Set("products-1-name", "Pan")
		v.Set("products-1-price", "30")
		v.Set("products-1-stock", "2")
		kit.Post(path, v).Status(303)
		rows, err := catalog.Products.All(kit.Context())
		kit.Must(err)
		if len(rows) != 2 || rows[0].Stock != 5 || rows[1].Name != "Pan" || rows[1].Category.Key() != c.ID {
			t.Errorf("stored %+v", rows)
		}
	})
}

func TestWizard(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, site(nil), testkit.Options{})
	v := shown(kit.Get("/order/").Status(200).Contains("Step 1 of 2"))
	v.Set("who-name", "Ada")
	v.Set("who-email", "ada@example.com")
	v = shown(kit.Post("/order/", v).Status(200).Contains("Step 2 of 2", "Where it goes"))
	v.Set("where-street", "St James's Square")
	v.Set("where-city", "London")
	kit.Post("/order/", v).Status(200).Contains("Thank you, Ada of London.")
}
