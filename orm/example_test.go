package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// openShelf opens a database in memory with a few books. A site, its commands and testkit do the like for you.
func openShelf() (ctx context.Context, end func()) {
	ctx = context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		panic(err)
	}
	registry, err := orm.NewRegistry(shelf.Models...)
	if err != nil {
		panic(err)
	}
	if err := testmodels.Create(ctx, d, shelf.Models...); err != nil {
		panic(err)
	}
	ctx = orm.WithRegistry(orm.With(ctx, d), registry)
	lem, woolf := &shelf.Author{Name: "Stanisław Lem"}, &shelf.Author{Name: "Virginia Woolf"}
	if _, err := shelf.Authors.BulkCreate(ctx, []*shelf.Author{lem, woolf}); err != nil {
		panic(err)
	}
	books := []*shelf.Book{
		{Title: "Solaris", Author: orm.To[shelf.Author](lem.ID), Price: dec("12.50"), Stock: 3},
		{Title: "Fiasco", Author: orm.To[shelf.Author](lem.ID), Price: dec("14.00"), Stock: 0},
		{Title: "Orlando", Author: orm.To[shelf.Author](woolf.ID), Price: dec("9.99"), Stock: 5},
	}
	if _, err := shelf.Books.BulkCreate(ctx, books); err != nil {
		panic(err)
	}
	return ctx, func() { _ = d.Close() }
}

func ExampleQuery_Filter() {
	ctx, end := openShelf()
	defer end()
	books := shelf.Books
	found, err := books.
		Filter(books.Stock.Gt(0), books.Author.Name.Contains("Lem")).
		SelectRelated(books.Author).
		All(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range found {
		fmt.Println(b.Title, "by", b.Author.Row().Name)
	}
	// Output: Solaris by Stanisław Lem
}

func ExampleQuery_PrefetchRelated() {
	ctx, end := openShelf()
	defer end()
	authors, err := shelf.Authors.OrderBy(shelf.Authors.Name.Asc()).PrefetchRelated(shelf.Authors.Books).All(ctx) // two statements
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range authors {
		books, err := shelf.Authors.Books.Of(a)
		fmt.Println(a.Name, len(books), err)
	}
	// Output:
	// Stanisław Lem 2 <nil>
	// Virginia Woolf 1 <nil>
}

func ExampleRefOf_Get() {
	ctx, end := openShelf()
	defer end()
	b, err := shelf.Books.First(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = b.Author.Get() // the query did not ask for it
	fmt.Println(b.Author.Key(), errors.Is(err, orm.ErrNotLoaded))
	// Output: 1 true
}

func ExampleQuery_Update() {
	ctx, end := openShelf()
	defer end()
	books := shelf.Books
	n, err := books.Filter(books.Title.Eq("Solaris"), books.Stock.Ge(1)).Update(ctx, books.Stock.Sub(1))
	fmt.Println(n, err)
	// Output: 1 <nil>
}

func ExampleQuery_GetOrCreate() {
	ctx, end := openShelf()
	defer end()
	authors := shelf.Authors
	for range 2 {
		a, created, err := authors.GetOrCreate(ctx, &shelf.Author{Name: "Tove Jansson"}, authors.Name.Eq("Tove Jansson"))
		fmt.Println(a.Name, created, err)
	}
	// Output:
	// Tove Jansson true <nil>
	// Tove Jansson false <nil>
}

func ExampleAggregate() {
	ctx, end := openShelf()
	defer end()
	books := shelf.Books
	total, err := orm.Aggregate(ctx, books.Filter(books.Stock.Gt(0)), orm.Sum(books.Price))
	fmt.Println(total, err)
	// Output: 22.49 <nil>
}

func ExampleAtomic() {
	ctx, end := openShelf()
	defer end()
	errNo := errors.New("no")
	err := orm.Atomic(ctx, func(ctx context.Context) error {
		if err := shelf.Authors.Create(ctx, &shelf.Author{Name: "Nobody"}); err != nil {
			return err
		}
		return errNo // rolls back
	})
	n, _ := shelf.Authors.Count(ctx)
	fmt.Println(err, n)
	// Output: no 2
}

func ExampleOrderKeys_Parse() {
	orders := orm.OrderKeys[*shelf.Book]{"title": shelf.Books.Title.Asc(), "price": shelf.Books.Price.Asc()}
	_, err := orders.Parse("password")
	fmt.Println(err)
	order, err := orders.Parse("-price,title")
	fmt.Println(len(order), err)
	// Output:
	// orm: "password" is not an order key: expected price, title, with - before it for descending
	// 2 <nil>
}
