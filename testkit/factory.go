package testkit

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
)

// Store is a model's descriptor as a factory needs it: catalog.Products.
type Store[T any] interface {
	Descriptor() *orm.Descriptor
	New() *T
	Create(ctx context.Context, row *T) error
	BulkCreate(ctx context.Context, rows []*T, opts ...orm.BulkOption[*T]) (int64, error)
}

// Factory makes rows of a model for tests, filled in so that they are valid; a test says only what it is about. It is a value
// without state: the numbers of [Gen.Seq] belong to the test.
//
//	var categories = testkit.NewFactory(catalog.Categories, func(g *testkit.Gen, c *catalog.Category) {
//		c.Name, c.Slug = g.Seq("Category %d"), g.Seq("category-%d")
//	})
//
//	var products = testkit.NewFactory(catalog.Products, func(g *testkit.Gen, p *catalog.Product) {
//		p.Name, p.Price, p.Stock = g.Seq("Product %d"), g.Decimal("0.01", "99.99"), int32(g.Int(1, 50))
//	}, testkit.Sub(categories, func(p *catalog.Product) *orm.Ref[catalog.Category] { return &p.Category }))
//
//	p := products.Create(kit)                   // with a category of its own
//	many := products.CreateBatch(kit, 100, soldOut) // two statements
//
// What factories do does not count to the test's budget of statements.
type Factory[T any] struct {
	store Store[T]
	fill  func(g *Gen, row *T)
	parts []Part[T]
}

// A Trait changes what a factory makes, after the factory's own function: a named one for a state that many tests want
// (soldOut), a function literal for one test.
type Trait[T any] = func(g *Gen, row *T)

// Part is what a row needs beside its own values, made by [Sub].
type Part[T any] interface {
	// supply gives rows what they lack, saved or not.
	supply(k *Kit, rows []*T, save bool)
}

// NewFactory returns a factory for the rows of a model. fill gets a row with the defaults of its tags.
func NewFactory[T any](store Store[T], fill func(g *Gen, row *T), parts ...Part[T]) *Factory[T] {
	return &Factory[T]{store, fill, parts}
}

// Build returns a row that is not in the database, with rows that are not there either in its [Sub] fields.
func (f *Factory[T]) Build(k *Kit, traits ...Trait[T]) *T {
	k.t.Helper()
	return f.build(k, 1, false, traits)[0]
}

// Create inserts a row, and before it those of its [Sub] fields. Hooks of the model run.
func (f *Factory[T]) Create(k *Kit, traits ...Trait[T]) *T {
	k.t.Helper()
	row := f.build(k, 1, true, traits)[0]
	if err := f.store.Create(k.factoryContext(), row); err != nil {
		k.t.Fatalf("testkit: creating a %s: %v", f.label(), err)
	}
	return row
}

// CreateBatch inserts n rows with a number of statements that does not depend on n. Hooks of the model do not run, as with
// BulkCreate.
func (f *Factory[T]) CreateBatch(k *Kit, n int, traits ...Trait[T]) []*T {
	k.t.Helper()
	rows := f.build(k, n, true, traits)
	if len(rows) == 0 {
		return rows
	}
	if _, err := f.store.BulkCreate(k.factoryContext(), rows); err != nil {
		k.t.Fatalf("testkit: creating %d × %s: %v", n, f.label(), err)
	}
	return rows
}

func (f *Factory[T]) label() string { return f.store.Descriptor().Label() }

func (k *Kit) factoryContext() context.Context { return db.Record(k.ctx, k.setup) }

// build makes rows and gives them what they lack.
func (f *Factory[T]) build(k *Kit, n int, save bool, traits []Trait[T]) []*T {
	k.t.Helper()
	rows := make([]*T, n)
	for i := range rows {
		k.made[f]++
		g := &Gen{n: k.made[f], rand: k.gen.rand}
		rows[i] = f.store.New()
		f.fill(g, rows[i])
		for _, trait := range traits {
			trait(g, rows[i])
		}
	}
	for _, p := range f.parts {
		p.supply(k, rows, save)
	}
	return rows
}

// Sub gives the rows of a factory what a key of theirs points to, made by another factory: factory_boy's SubFactory. A key that
// is set already, by the factory's function or a trait, is left alone.
func Sub[T, R any, K comparable](other *Factory[R], field func(row *T) *orm.RefOf[R, K]) Part[T] {
	return &sub[T, R, K]{other, field}
}

type sub[T, R any, K comparable] struct {
	other *Factory[R]
	field func(row *T) *orm.RefOf[R, K]
}

func (s *sub[T, R, K]) supply(k *Kit, rows []*T, save bool) {
	k.t.Helper()
	var empty []*orm.RefOf[R, K]
	for _, row := range rows {
		if ref := s.field(row); ref.IsNull() && !ref.Loaded() {
			empty = append(empty, ref)
		}
	}
	var made []*R
	switch {
	case !save:
		made = s.other.build(k, len(empty), false, nil)
	case len(empty) == 1:
		made = []*R{s.other.Create(k)}
	default:
		made = s.other.CreateBatch(k, len(empty))
	}
	for i, ref := range empty {
		if save {
			ref.SetKey(keyOf[R, K](k, s.other, made[i]))
		}
		orm.SetRow(ref, made[i])
	}
}

// keyOf is the primary key of a row.
func keyOf[R any, K comparable](k *Kit, f *Factory[R], row *R) K {
	k.t.Helper()
	d := f.store.Descriptor()
	for i := range d.Schema.Fields {
		if !d.Schema.Fields[i].PrimaryKey {
			continue
		}
		if key, ok := d.Ptr(row, i).(*K); ok {
			return *key
		}
	}
	k.t.Fatalf("testkit: %s has no primary key of the type %s: Sub needs a field whose key is that of its model", d.Label(), fmt.Sprintf("%T", *new(K)))
	panic("unreachable")
}
