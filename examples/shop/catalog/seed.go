package catalog

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

var categories = []struct{ name, slug string }{
	{"Books", "books"}, {"Garden", "garden"}, {"Kitchen", "kitchen"}, {"Music", "music"}, {"Paper & pens", "paper-pens"},
	{"Tools", "tools"}, {"Toys", "toys"}, {"Travel", "travel"},
}

var (
	adjectives = []string{"Small", "Blue", "Folding", "Heavy", "Quiet", "Wooden", "Bright", "Pocket", "Sturdy", "Round", "Woven", "Copper"}
	nouns      = []string{"lamp", "kettle", "notebook", "accordion", "trowel", "backpack", "puzzle", "pan", "radio", "atlas", "whistle", "chair"}
	praise     = []string{"Made to last.", "A gift for somebody who has everything else.", "Repairable, with spare parts.", "Found in small workshops.", "Light enough to take along."}
)

// Seed creates the categories and n products, the same ones for every run, and calls done with the number of rows after
// each batch.
func Seed(ctx context.Context, n int, done func(rows int)) error {
	cs := make([]*Category, len(categories))
	for i, c := range categories {
		cs[i] = &Category{Name: c.name, Slug: c.slug}
	}
	if _, err := Categories.BulkCreate(ctx, cs, orm.IgnoreConflicts[*Category]()); err != nil {
		return err
	}
	cs, err := Categories.Unrestricted().OrderBy(Categories.ID.Asc()).All(ctx)
	if err != nil {
		return err
	}
	const batch = 500
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	for at := 0; at < n; at += batch {
		ps := make([]*Product, 0, batch)
		for i := at; i < min(at+batch, n); i++ {
			ps = append(ps, product(random, i, cs[random.IntN(len(cs))], start.Add(time.Duration(i)*time.Minute)))
		}
		if _, err := Products.BulkCreate(ctx, ps); err != nil {
			return err
		}
		done(len(ps))
	}
	return nil
}

func product(random *rand.Rand, i int, c *Category, created time.Time) *Product {
	pick := func(words []string) string { return words[random.IntN(len(words))] }
	return &Product{
		Name:        fmt.Sprintf("%s %s No. %d", pick(adjectives), pick(nouns), i+1),
		Category:    orm.To[Category](c.ID),
		Price:       decimal.New(int64(95+random.IntN(20000)), 2),
		Description: pick(praise) + " " + pick(praise),
		Stock:       int32(random.IntN(40)),
		CreatedAt:   created,
	}
}
