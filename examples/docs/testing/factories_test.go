package shop_test

import (
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// docs:begin factories

var categories = testkit.NewFactory(catalog.Categories, func(g *testkit.Gen, c *catalog.Category) {
	c.Name, c.Slug = g.Seq("Category %d"), g.Seq("category-%d")
})

var products = testkit.NewFactory(catalog.Products, func(g *testkit.Gen, p *catalog.Product) {
	p.Name, p.Description = g.Seq("Product %d"), g.Words(8)
	p.Price, p.Stock = g.Decimal("0.01", "99.99"), int32(g.Int(1, 50))
}, testkit.Sub(categories, func(p *catalog.Product) *orm.Ref[catalog.Category] { return &p.Category }))

// soldOut is a trait: a state that many tests want.
func soldOut(_ *testkit.Gen, p *catalog.Product) { p.Stock = 0 }

// docs:end factories

// docs:begin list

func TestProductList(t *testing.T) {
	t.Parallel()
	testkit.RunWith(t, site(), testkit.Options{Rollback: true}, func(t *testing.T, kit *testkit.Kit) {
		kitchen := categories.Create(kit, func(_ *testkit.Gen, c *catalog.Category) { c.Name = "Kitchen" })
		inKitchen := func(_ *testkit.Gen, p *catalog.Product) { p.Category = orm.To[catalog.Category](kitchen.ID) }
		products.CreateBatch(kit, 30, inKitchen)
		gone := products.Create(kit, inKitchen, soldOut)

		list := kit.Get(kit.URL("product:list")).Status(200).UsesTemplate("forms/base.html").ValidHTML()
		list.ContainsCount("<li>", 25).Contains("Product 1<").Queries(2)
		if gone.InStock {
			t.Error("a product without stock counts as in stock")
		}
	})
}

// docs:end list

var users = testkit.NewFactory(auth.Users, func(g *testkit.Gen, u *auth.User) {
	u.Username, u.Email, u.Password = g.Seq("user_%d"), g.Seq("user_%d@example.com"), "!"
})

var accounts = testkit.NewFactory(wallet.Accounts, func(g *testkit.Gen, a *wallet.Account) {
	a.Balance = g.Decimal("100.00", "200.00")
}, testkit.Sub(users, func(a *wallet.Account) *orm.Ref[auth.User] { return &a.Owner }))
