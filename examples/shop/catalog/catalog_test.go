package catalog_test

import (
	"errors"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// site has the catalog's models without its pages, whose layout is the shop's.
func site() musette.Site {
	a := catalog.App()
	return musette.Site{Name: "catalog", Apps: []musette.App{{Name: a.Name, Models: a.Models, Migrations: a.Migrations}}}
}

// kettle is a product in stock.
func kettle(kit *testkit.Kit) *catalog.Product {
	c := &catalog.Category{Name: "Kitchen", Slug: "kitchen"}
	kit.Must(catalog.Categories.Create(kit.Context(), c))
	p := &catalog.Product{Name: "Kettle", Category: orm.To[catalog.Category](c.ID), Price: decimal.MustParse("19.90"), Stock: 4}
	kit.Must(catalog.Products.Create(kit.Context(), p))
	return p
}

// What Clean derives from Stock reaches the database together with it.
func TestStockDecidesWhatIsInStock(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		products := catalog.Products
		id := kettle(kit).ID
		load := func() *catalog.Product {
			p, err := products.Get(kit.Context(), products.ID.Eq(id))
			kit.Must(err)
			return p
		}
		p := load()
		if !p.InStock || p.SoldOutAt != nil {
			t.Errorf("created with a stock of 4: InStock %v, SoldOutAt %v", p.InStock, p.SoldOutAt)
		}
		p.Stock = 0
		kit.Must(products.Save(kit.Context(), p))
		if p = load(); p.InStock || p.SoldOutAt == nil {
			t.Errorf("sold out: InStock %v, SoldOutAt %v", p.InStock, p.SoldOutAt)
		}
		p.Stock = 1
		kit.Must(products.Save(kit.Context(), p))
		if p = load(); !p.InStock || p.SoldOutAt != nil {
			t.Errorf("back in stock: InStock %v, SoldOutAt %v", p.InStock, p.SoldOutAt)
		}
	})
}

// Clean never takes a column that was not loaded for empty.
func TestSaveOfAPartOfAProduct(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		products := catalog.Products
		id := kettle(kit).ID
		p, err := products.Only(products.Name).Get(kit.Context(), products.ID.Eq(id))
		kit.Must(err)
		p.Name = "Blue kettle"
		kit.Must(products.Save(kit.Context(), p))
		p, err = products.Get(kit.Context(), products.ID.Eq(id))
		kit.Must(err)
		if p.Name != "Blue kettle" || p.Stock != 4 || !p.InStock || p.SoldOutAt != nil {
			t.Errorf("after a save of the name alone: %+v", p)
		}
	})
}

func TestWrongProducts(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		p := kettle(kit)
		p.Price, p.Stock = decimal.Zero, -1
		var v *problem.ValidationError
		err := catalog.Products.Save(kit.Context(), p)
		if !errors.As(err, &v) || v.Fields["price"][0].Message != "Price must be positive." || v.Fields["stock"][0].Message != "Stock cannot be negative." {
			t.Errorf("saving a price of 0 and a stock of -1: %v", err)
		}
		_, err = catalog.Categories.Delete(kit.Context(), &catalog.Category{ID: p.Category.Key()})
		if !errors.Is(err, orm.ErrProtected) {
			t.Errorf("deleting a category in use: %v", err)
		}
	})
}
