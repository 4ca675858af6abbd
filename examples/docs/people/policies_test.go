package people

import (
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// X57 in small: who gets what on each route.
func TestPeople(t *testing.T) {
	t.Parallel()
	shop := catalog.App()
	shop.Policies, shop.Routes, shop.Templates, shop.Pages = nil, nil, nil, nil
	site := musette.Site{Name: "people", Apps: []musette.App{auth.App(), shop, App()}}
	testkit.Run(t, site, func(t *testing.T, kit *testkit.Kit) {
		ctx := kit.Context()
		c := &catalog.Category{Name: "Lamps", Slug: "lamps"}
		kit.Must(categories.Create(ctx, c))
		in := &catalog.Product{Name: "Lamp", Category: orm.To[catalog.Category](c.ID), Price: decimal.New(500, 2), Stock: 1}
		out := &catalog.Product{Name: "Old lamp", Category: orm.To[catalog.Category](c.ID), Price: decimal.New(500, 2)}
		kit.Must(products.Create(ctx, in))
		kit.Must(products.Create(ctx, out))

		visitor, clerk := kit.NewClient(), kit.NewClient()
		u := &auth.User{Username: "clerk", IsActive: true, IsStaff: true}
		kit.Must(auth.CreateUser(ctx, u, ""))
		p, err := auth.Permissions.Get(ctx, auth.Permissions.Codename.Eq("change_product"))
		kit.Must(err)
		kit.Must(auth.Users.UserPermissions.Add(ctx, u, p))
		clerk.Login(u)

		testkit.EqualJSON(t, visitor.Get("/stock/").Body, []string{"Lamp"})
		testkit.EqualJSON(t, clerk.Get("/stock/").Body, []string{"Lamp", "Old lamp"})
		visitor.Header("Accept", "application/json")
		visitor.Get("/staff/orders/").Status(401)
		clerk.Get("/staff/orders/").Status(200).Contains(`"may_sell":true`)
		sell := kit.URL("people:sell", in.ID)
		visitor.Post(sell, nil).Status(401)
		clerk.Post(sell, nil).Status(204)
		clerk.Post(sell, nil).Status(404)
		kit.Must(auth.Users.UserPermissions.Remove(ctx, u, p))
		clerk.Post(sell, nil).Status(403)
	})
}
