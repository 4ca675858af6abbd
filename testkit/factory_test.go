package testkit

import (
	"fmt"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
)

// shopSite is the part of the shop that sells things, without its pages.
func shopSite() app.Site {
	a := catalog.App()
	return app.Site{Name: "catalog", Apps: []app.App{{Name: a.Name, Models: a.Models, Migrations: a.Migrations}}}
}

func userFactory() *Factory[auth.User] {
	return NewFactory(auth.Users, func(g *Gen, u *auth.User) {
		u.Username, u.Email, u.Password = g.Seq("user_%d"), g.Seq("user_%d@example.com"), "!"
	})
}

func productFactory() *Factory[catalog.Product] {
	categories := NewFactory(catalog.Categories, func(g *Gen, c *catalog.Category) {
		c.Name, c.Slug = g.Seq("Category %d"), g.Seq("category-%d")
	})
	return NewFactory(catalog.Products, func(g *Gen, p *catalog.Product) {
		p.Name, p.Price, p.Stock, p.Description = g.Seq("Product %d"), g.Decimal("0.01", "99.99"), int32(g.Int(1, 50)), g.Words(6)
	}, Sub(categories, func(p *catalog.Product) *orm.Ref[catalog.Category] { return &p.Category }))
}

func soldOut(_ *Gen, p *catalog.Product) { p.Stock = 0 }

// TestSequences: user_1, user_2, …, from 1 in each test.
func TestSequences(t *testing.T) {
	t.Parallel()
	users := userFactory()
	Run(t, site(), func(t *testing.T, k *Kit) {
		first, batch := users.Create(k), users.CreateBatch(k, 2)
		got := []string{first.Username, batch[0].Username, batch[1].Email, users.Build(k).Username}
		if want := []string{"user_1", "user_2", "user_3@example.com", "user_4"}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("made %q, want %q", got, want)
		}
		if n, err := auth.Users.Count(k.Context()); n != 3 || err != nil {
			t.Errorf("%d users (%v), want 3: Build saves nothing", n, err)
		}
	})
}

// TestFactories: rows are valid, with rows of their own behind their keys; traits come last; batches have few statements.
func TestFactories(t *testing.T) {
	t.Parallel()
	products := productFactory()
	Run(t, shopSite(), func(t *testing.T, k *Kit) {
		one := products.Create(k)
		if one.ID == 0 || one.Category.Row().Name != "Category 1" || !one.InStock || !one.Price.IsPositive() || one.Stock < 1 || one.Stock > 50 {
			t.Errorf("made %+v", one)
		}
		gone := products.Create(k, soldOut, func(_ *Gen, p *catalog.Product) { p.Category = one.Category })
		if gone.InStock || gone.Category.Key() != one.Category.Key() {
			t.Errorf("with traits: %+v", gone)
		}
		for _, n := range []int{2, 100} {
			before := k.setup.Count()
			many := products.CreateBatch(k, n)
			if took := k.setup.Count() - before; took != 2 {
				t.Errorf("%d products took %d statements, want 2", n, took)
			}
			if many[0].Category.Key() == many[1].Category.Key() || many[n-1].ID == 0 {
				t.Errorf("the batch has %+v", many[:2])
			}
		}
		if n, err := catalog.Categories.Count(k.Context()); n != 103 || err != nil {
			t.Errorf("%d categories (%v), want 103", n, err)
		}
		if p := products.Build(k); p.ID != 0 || p.Category.Row().ID != 0 || p.Category.Row().Name != "Category 104" {
			t.Errorf("built %+v", p)
		}
		if rows := products.CreateBatch(k, 0); len(rows) != 0 {
			t.Errorf("a batch of none has %d rows", len(rows))
		}
	})
	fails(t, "a row that is not valid", func(tb testing.TB) {
		products.Create(New(tb, shopSite(), Options{}), func(_ *Gen, p *catalog.Product) { p.Price = decimal.New(-1, 0) })
	}, "creating a catalog.Product", "Price must be positive")
	fails(t, "rows that are not valid", func(tb testing.TB) {
		products.CreateBatch(New(tb, shopSite(), Options{}), 3, func(_ *Gen, p *catalog.Product) { p.Price = decimal.New(-1, 0) })
	}, "creating 3 × catalog.Product", "Price must be positive")
}

// TestGen: random values are in range, reach both ends, and are the same for the same test or seed.
func TestGen(t *testing.T) {
	t.Parallel()
	g := newGen("a test", 0)
	from, to := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 1, 1, 0, 0, 3, 0, time.UTC)
	ints, decimals, times := map[int]bool{}, map[string]bool{}, map[time.Time]bool{}
	for range 500 {
		ints[g.Int(-1, 1)] = true
		decimals[g.Decimal("-0.01", "0.01").String()] = true
		times[g.Time(from, to)] = true
	}
	if len(ints) != 3 || !ints[-1] || !ints[1] {
		t.Errorf("Int from -1 to 1 gave %v", ints)
	}
	if len(decimals) != 3 || !decimals["-0.01"] || !decimals["0.01"] {
		t.Errorf("Decimal from -0.01 to 0.01 gave %v", decimals)
	}
	if len(times) != 3 || !times[from] {
		t.Errorf("Time within three seconds gave %v", times)
	}
	sample := func(g *Gen) string {
		return fmt.Sprint(g.Int(0, 1<<30), g.Decimal("0", "1000000.00"), g.Words(5), g.Bool())
	}
	first, again, other, seeded := sample(newGen("a", 0)), sample(newGen("a", 0)), sample(newGen("b", 0)), sample(newGen("b", 7))
	if first != again || first == other || other == seeded || seeded != sample(newGen("a", 7)) {
		t.Errorf("random values: %q, %q; another test %q; seeded %q", first, again, other, seeded)
	}
	for name, wrong := range map[string]func(){
		"Int": func() { g.Int(2, 1) }, "Decimal": func() { g.Decimal("2", "1") }, "Time": func() { g.Time(to, from) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s accepts a range the wrong way round", name)
				}
			}()
			wrong()
		}()
	}
}
