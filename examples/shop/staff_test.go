package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// kettle is a product in a category of its own; both have the key 1.
func kettle(kit *testkit.Kit) *catalog.Product {
	c := &catalog.Category{Name: "Kitchen", Slug: "kitchen"}
	kit.Must(catalog.Categories.Create(kit.Context(), c))
	p := &catalog.Product{Name: "Kettle", Category: orm.To[catalog.Category](c.ID), Price: decimal.MustParse("19.90"), Description: "Boils.", Stock: 4}
	kit.Must(catalog.Products.Create(kit.Context(), p))
	return p
}

// stored are the products in the order of their keys.
func stored(kit *testkit.Kit) []*catalog.Product {
	rows, err := catalog.Products.Unrestricted().OrderBy(catalog.Products.ID.Asc()).All(kit.Context())
	kit.Must(err)
	return rows
}

// values are the fields of a form: name, value, name, value.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// with returns v with one field changed.
func with(v url.Values, name, value string) url.Values {
	out := url.Values{}
	for n, list := range v {
		out[n] = list
	}
	out.Set(name, value)
	return out
}

func lamp() url.Values {
	return values("name", "Lamp", "category", "1", "price", "12.50", "description", "Shines.", "stock", "3")
}

func TestAddProduct(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.Get("/products/add/").Status(200).Contains("New product", ">Kitchen</option>").ValidHTML().NoFormErrors().Queries(mayThey + 1)
		kit.Post("/products/add/", lamp()).Status(303).Redirects("/products/2/").Follow().Status(200).Contains("Lamp", "12.50 €", "3 in stock", ">Edit<")
		if got := stored(kit); len(got) != 2 || got[1].Name != "Lamp" || got[1].Category.Key() != 1 || got[1].Stock != 3 || !got[1].InStock || got[1].Description != "Shines." {
			t.Errorf("stored %+v", got[1:])
		}
	})
}

func TestEditProduct(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.Get("/products/1/edit/").Status(200).Contains(`value="Kettle"`, `value="1" selected`, `value="19.90"`, "Boils.</textarea>").ValidHTML().NoFormErrors().Queries(mayThey + 2)
		kit.Post("/products/1/edit/", values("name", "Red kettle", "category", "1", "price", "21", "description", "")).Status(303).Redirects("/products/1/")
		if got := stored(kit); got[0].Name != "Red kettle" || got[0].Price.String() != "21.00" || got[0].Description != "" || got[0].Stock != 4 {
			t.Errorf("stored %+v", got[0])
		}
		kit.Get("/products/99/edit/").Status(404)
		kit.Get("/products/99/delete/").Status(404)
	})
}

func TestDeleteProduct(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.Get("/products/1/delete/").Status(200).Contains("Delete Kettle?").ValidHTML().Queries(mayThey + 1)
		if len(stored(kit)) != 1 {
			t.Error("the question deleted the product")
		}
		kit.Post("/products/1/delete/", nil).Status(303).Redirects("/products/")
		if len(stored(kit)) != 0 {
			t.Error("the product is still there")
		}
	})
}

// TestWrongProducts shows each mistake at its field, keeps what was typed, and stores nothing.
func TestWrongProducts(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		for _, c := range []struct{ field, value, message string }{
			{"name", "", "This field is required."},
			{"name", strings.Repeat("x", 101), "Ensure this value has at most 100 characters (it has 101)."},
			{"category", "", "This field is required."},
			{"category", "99", "Select a valid choice."},
			{"category", "Kitchen", "Select a valid choice."},
			{"category", "1 OR 1=1", "Select a valid choice."},
			{"price", "0", "Price must be positive."},
			{"price", "-1", "Price must be positive."},
			{"price", "cheap", "Enter a number."},
			{"price", "NaN", "Enter a number."},
			{"price", "1.999", "Ensure that there are no more than 2 decimal places."},
			{"price", "123456789.00", "Ensure that there are no more than"},
			{"stock", "-1", "Stock cannot be negative."},
			{"stock", "2147483648", "Ensure this value is less than or equal to 2147483647."},
			{"stock", "99999999999999999999", "Ensure this value is less than or equal to 2147483647."},
			{"stock", "many", "Enter a whole number."},
		} {
			r := kit.Post("/products/add/", with(lamp(), c.field, c.value)).Status(200).Contains("error-summary", c.message).ValidHTML()
			if c.field != "name" {
				r.Contains(`value="Lamp"`)
			}
			if !strings.Contains(r.Body, `id="id_`+c.field+`_error"`) {
				t.Errorf("%s=%.20q: no error at the field:\n%s", c.field, c.value, r.Body)
			}
		}
		kit.Post("/products/1/edit/", values("name", "", "category", "1", "price", "1")).Status(200).FormError("name", "This field is required.")
		if got := stored(kit); len(got) != 1 || got[0].Name != "Kettle" || got[0].Price.String() != "19.90" {
			t.Errorf("stored %+v", got)
		}
	})
}

// TestUnlistedFields sends fields that the forms do not list: they change nothing.
func TestUnlistedFields(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, before *catalog.Product) {
		all := values("name", "Kettle", "category", "1", "price", "19.90", "description", "Boils.",
			"stock", "999", "id", "7", "ID", "7", "pk", "7", "in_stock", "", "sold_out_at", "2020-01-01T00:00:00Z", "created_at", "2020-01-01T00:00:00Z", "category__name", "X")
		kit.Post("/products/1/edit/?stock=999&id=7", all).Status(303)
		got := stored(kit)
		if len(got) != 1 || got[0].ID != 1 || got[0].Stock != 4 || !got[0].InStock || got[0].SoldOutAt != nil || !got[0].CreatedAt.Equal(before.CreatedAt) {
			t.Errorf("stored %+v, want what was there: %+v", got[0], before)
		}
		kit.Post("/products/add/", all).Status(303).Redirects("/products/2/")
		if got = stored(kit); len(got) != 2 || got[1].ID != 2 || got[1].CreatedAt.Year() == 2020 || !got[1].InStock {
			t.Errorf("stored %+v", got[1])
		}
	})
}

// TestStaffOnly leads visitors to the login and refuses people without the permission, before anything is looked up.
func TestStaffOnly(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		kettle(kit)
		visitor, reader := kit.NewClient(), loggedIn(kit, member(kit, "reader"))
		for _, path := range []string{"/products/add/", "/products/1/edit/", "/products/1/delete/", "/products/99/edit/", "/contact/messages/", "/contact/files/contact/x.pdf"} {
			visitor.Get(path).Status(302).Redirects("/accounts/login/?next=" + url.QueryEscape(path)).Queries(0)
			reader.Get(path).Status(403).Contains("You do not have permission to see this page.").UsesTemplate("errors/403.html").ValidHTML().Queries(mayThey)
			if !strings.HasPrefix(path, "/contact/") {
				visitor.Post(path, lamp()).Status(302).Queries(0)
				reader.Post(path, lamp()).Status(403).Queries(mayThey)
			}
		}
		if got := stored(kit); len(got) != 1 || got[0].Name != "Kettle" {
			t.Errorf("stored %+v", got)
		}
		for _, path := range []string{"/products/", "/products/1/"} {
			visitor.Get(path).Status(200).Lacks("/products/add/", "/edit/", "/delete/")
			reader.Get(path).Status(200).Lacks("/products/add/", "/edit/", "/delete/")
		}
	})
}

// TestForgedRequests refuses forms without a token, or from elsewhere.
func TestForgedRequests(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.EnforceCSRF()
		for _, path := range []string{"/products/add/", "/products/1/edit/", "/products/1/delete/", "/contact/"} {
			kit.Post(path, lamp()).Status(403).UsesTemplate("errors/403.html").Queries(0)
		}
		if len(stored(kit)) != 1 {
			t.Error("a forged request changed the products")
		}
	})
}

// TestPagesWithoutFormsSetNoCookie holds the promise that a visitor gets no cookie from a page without a form that posts.
func TestPagesWithoutFormsSetNoCookie(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		for _, path := range []string{"/", "/products/", "/products/?search=kettle", "/products/1/", "/books/", "/authors/", "/contact/thanks/", "/contact/messages/", "/nowhere/"} {
			if c := kit.NewClient().Get(path).Header.Get("Set-Cookie"); c != "" {
				t.Errorf("%s sets %s", path, c)
			}
		}
		for _, path := range []string{"/contact/", "/accounts/login/", "/accounts/signup/"} {
			if kit.NewClient().Get(path).Header.Get("Set-Cookie") == "" {
				t.Errorf("%s has a form and sets no cookie for its token", path)
			}
		}
	})
}

// TestSearch keeps what was typed in both forms, and says how much was found.
func TestSearch(t *testing.T) {
	open(t, func(_ *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.Logout()
		kit.Get("/products/?search=kett&ordering=-price").Status(200).Contains("1–1 of 1", "for “kett”", `<option value="-price" selected>`).
			ContainsCount(`name="search" value="kett"`, 2).ValidHTML().Queries(2)
		kit.Get("/products/?search=%22%3E%3Cb%3E").Status(200).Contains("No products for “&#34;&gt;&lt;b&gt;”", "Nothing matches.").Lacks(`"><b>`)
		kit.Get("/products/?search=" + strings.Repeat("%C3%BC", 100)).Status(200).Queries(2)
		kit.Get("/products/?search=" + strings.Repeat("x", 101)).Status(400).Contains("A search has at most 100 characters.").Queries(0)
	})
}
