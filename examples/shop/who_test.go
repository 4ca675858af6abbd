package main

import (
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
)

// member is somebody with an account and nothing else. Nobody knows their password: tests log them in.
func member(kit *testkit.Kit, name string) *auth.User {
	return account(kit, &auth.User{Username: name, FirstName: "The " + name, Email: name + "@shop.example", IsActive: true})
}

// superuser may do everything.
func superuser(kit *testkit.Kit) *auth.User {
	return account(kit, &auth.User{Username: "root", IsActive: true, IsStaff: true, IsSuperuser: true})
}

// clerk works in the shop: they have the permissions of the pages for staff, by their group.
func clerk(kit *testkit.Kit) *auth.User {
	u := account(kit, &auth.User{Username: "clerk", IsActive: true, IsStaff: true})
	g := &auth.Group{Name: "Clerks"}
	kit.Must(auth.Groups.Create(kit.Context(), g))
	rows, err := auth.Permissions.Filter(auth.Permissions.Codename.In("add_product", "change_product", "delete_product", "view_message")).All(kit.Context())
	kit.Must(err)
	kit.Must(auth.Groups.Permissions.Add(kit.Context(), g, rows...))
	kit.Must(auth.Users.Groups.Add(kit.Context(), u, g))
	return u
}

func account(kit *testkit.Kit, u *auth.User) *auth.User {
	kit.Must(auth.CreateUser(kit.Context(), u, ""))
	return u
}

// horse is the password of those who have one.
const horse = "correct horse battery"

// enter logs somebody in as people do, with a new password.
func enter(kit *testkit.Kit, b *browser.Browser, u *auth.User) {
	kit.Must(auth.SetPassword(kit.Context(), u, horse))
	b.Open("/accounts/login/").Fill("#id_username", u.Username).Fill("#id_password", horse).Click("main button")
}

// loggedIn is a client of its own with somebody logged in.
func loggedIn(kit *testkit.Kit, u *auth.User) *testkit.Client {
	c := kit.NewClient()
	c.Login(u)
	return c
}

// The statements that a page needs to know who asks: the session and the user, and the permissions where it asks for one.
const (
	whoAsks = 2
	mayThey = 3
)

// open runs a test of the shop with a clerk logged in and one product, a kettle.
func open(t *testing.T, test func(t *testing.T, kit *testkit.Kit, kettle *catalog.Product)) {
	t.Helper()
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		p := kettle(kit)
		kit.Login(clerk(kit))
		test(t, kit, p)
	})
}
