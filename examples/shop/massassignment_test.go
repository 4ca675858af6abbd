package main

import (
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/examples/shop/people"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// spellings are the names under which frameworks take the fields of models, their related rows and their rows in sets.
func spellings(models ...*orm.Descriptor) (names []string) {
	for _, d := range models {
		for _, f := range d.Schema.Fields {
			names = append(names, f.Name, f.GoName, f.Name+"_id", f.Name+"__id", f.Name+".id", f.Name+"[]", f.Name+"-0-id", d.Schema.Name+"."+f.GoName, d.Schema.Name+"["+f.Name+"]")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// stuffed is a good form with a value under more names.
func stuffed(good url.Values, names []string) url.Values {
	v := url.Values{}
	for _, name := range names {
		v.Set(name, "77")
	}
	for name, list := range good {
		v[name] = list
	}
	return v
}

// differ are the names of the columns in which two rows of a model differ.
func differ(d *orm.Descriptor, one, other any) (names []string) {
	for _, f := range d.Schema.Fields {
		a, _ := d.Value(one, f.Name)
		b, _ := d.Value(other, f.Name)
		if !reflect.DeepEqual(a, b) {
			names = append(names, f.Name)
		}
	}
	return names
}

// TestEveryFieldOfEveryModel posts the fields of all models of the shop to its forms, in many spellings: the row is the same as without
// them (X49).
func TestEveryFieldOfEveryModel(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		var models []*orm.Descriptor
		for _, app := range Site().Apps {
			models = append(models, app.Models...)
		}
		names := spellings(models...)
		if len(names) < 200 {
			t.Errorf("only %d names", len(names))
		}
		before := stored(kit)[0]
		good := values("name", "Kettle", "category", "1", "price", "19.90", "description", "Boils.")
		kit.Post("/products/1/edit/", stuffed(good, names)).Status(303)
		if got := differ(catalog.Products.Descriptor(), before, stored(kit)[0]); len(got) != 0 {
			t.Errorf("an edit changed %q", got)
		}
		kit.Post("/products/add/", lamp()).Status(303)
		kit.Post("/products/add/", stuffed(lamp(), names)).Status(303)
		rows := stored(kit)
		if got := differ(catalog.Products.Descriptor(), rows[1], rows[2]); !slices.Equal(got, []string{"id", "created_at"}) || rows[2].ID != 3 {
			t.Errorf("added with other values of %q: %+v", got, rows[2])
		}
		kit.Post("/contact/", letter()).Status(303)
		for part := range slices.Chunk(spellings(contact.Messages.Descriptor()), 10) { // the route takes 20 fields
			kit.Post("/contact/", stuffed(letter(), part)).Status(303)
		}
		all := letters(kit)
		for _, m := range all[1:] {
			if got := differ(contact.Messages.Descriptor(), all[0], m); !slices.Equal(got, []string{"id", "created_at"}) {
				t.Errorf("a letter has other values of %q: %+v", got, m)
			}
		}
		ownForms(t, kit, names)
		if n, err := catalog.Categories.Unrestricted().Count(kit.Context()); n != 1 || err != nil {
			t.Errorf("%d categories, %v", n, err)
		}
	})
}

// ownForms posts them to the forms of somebody's own profile and wallet.
func ownForms(t *testing.T, kit *testkit.Kit, names []string) {
	t.Helper()
	ada, bob := member(kit, "ada"), member(kit, "bob")
	purse(kit, ada, bob)
	before, err := auth.Users.Get(kit.Context(), auth.Users.ID.Eq(ada.ID))
	kit.Must(err)
	person := loggedIn(kit, ada)
	before.LastLogin = nil
	good := values("first_name", "Ada", "last_name", "", "about", "I read.")
	for part := range slices.Chunk(spellings(auth.Users.Descriptor(), people.Profiles.Descriptor()), 10) { // the route takes 20 fields
		part = slices.DeleteFunc(slices.Clone(part), func(name string) bool { return name == "picture" || name == "Picture" })
		person.Post("/people/me/", stuffed(good, part)).Status(303)
	}
	after, err := auth.Users.Get(kit.Context(), auth.Users.ID.Eq(ada.ID))
	kit.Must(err)
	after.LastLogin = nil
	if got := differ(auth.Users.Descriptor(), before, after); !slices.Equal(got, []string{"first_name"}) {
		t.Errorf("a profile changed %q of the user", got)
	}
	rows, err := people.Profiles.Unrestricted().All(kit.Context())
	kit.Must(err)
	if len(rows) != 1 || rows[0].User.Key() != ada.ID || rows[0].Picture != "" || rows[0].About != "I read." {
		t.Errorf("stored %+v", rows)
	}
	person.Post("/wallet/transfer/", stuffed(payment(person, "bob", "10.00"), names)).Status(303)
	if got := balances(kit); got != "90.00 110.00" {
		t.Errorf("the balances are %s", got)
	}
}
