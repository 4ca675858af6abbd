// Package work is what the contenders do: read a row by its key, list a hundred rows, list a hundred with their
// authors, insert one, insert a thousand at once, update one. Each contender does it as its documentation advises.
//
// Reading returns a checksum of every column, so that no contender gets away with reading less.
package work

import (
	"context"
	"fmt"
	"time"

	"github.com/musette-go/musette/decimal"
)

// Side is a contender: one way to talk to a database. It is used by one goroutine at a time.
type Side interface {
	// Get reads the product with the key.
	Get(ctx context.Context, id int64) (sum int64, err error)
	// List reads a hundred products in the order of their keys, from the one behind the key after.
	List(ctx context.Context, after int64) (sum int64, err error)
	// Joined reads a hundred books with their authors, from the one behind the key after.
	Joined(ctx context.Context, after int64) (sum int64, err error)
	// Insert inserts a draft and returns the key that it was given.
	Insert(ctx context.Context) (id int64, err error)
	// Bulk inserts a thousand drafts and returns the sum of the keys that they were given.
	Bulk(ctx context.Context) (sum int64, err error)
	// Update sets price and stock of the product with the key.
	Update(ctx context.Context, id int64, stock int32) error
	// Close closes the connections.
	Close() error
}

// Sizes of the work.
const (
	ListRows = 100
	BulkRows = 1000
)

// A Task is one kind of work.
type Task struct {
	Name   string // "get"
	Writes bool
	Drafts bool // it inserts drafts: empty their table now and then
	// Do does it once; i varies the rows.
	Do func(ctx context.Context, s Side, i int) error
}

// Tasks are the six kinds of work.
func Tasks() []Task {
	return []Task{
		{Name: "get", Do: func(ctx context.Context, s Side, i int) error { return read(s.Get(ctx, 1+int64(i%8000))) }},
		{Name: "list", Do: func(ctx context.Context, s Side, i int) error { return read(s.List(ctx, int64(i%8000))) }},
		{Name: "join", Do: func(ctx context.Context, s Side, i int) error { return read(s.Joined(ctx, int64(i%8000))) }},
		{Name: "insert", Writes: true, Drafts: true, Do: func(ctx context.Context, s Side, _ int) error { return read(s.Insert(ctx)) }},
		{Name: "bulk", Writes: true, Drafts: true, Do: func(ctx context.Context, s Side, _ int) error { return read(s.Bulk(ctx)) }},
		{Name: "update", Writes: true, Do: func(ctx context.Context, s Side, i int) error {
			return s.Update(ctx, 9001+int64(i%1000), int32(i%10_007))
		}},
	}
}

func read(sum int64, err error) error {
	if err == nil && sum == 0 {
		err = fmt.Errorf("work: nothing was read")
	}
	return err
}

// The values that are written.
const (
	draftName        = "A new product"
	draftDescription = "A reasonably sized description of a product, with some more words to make it look real."
	draftStock       = 3
)

var (
	draftPrice   = decimal.New(1234, 2)
	updatedPrice = decimal.New(4321, 2)
	draftTime    = time.Date(2026, 11, 20, 12, 30, 45, 123456000, time.UTC)
)

// goods adds up a product's columns.
func goods(id int64, name, description string, price decimal.Decimal, stock int32, createdAt time.Time) int64 {
	return id + int64(len(name)+len(description)) + int64(price.Sign()) + int64(stock) + createdAt.UnixMicro()
}

// volume adds up the columns of a book and its author.
func volume(id int64, title string, price decimal.Decimal, published time.Time, authorID int64, name, country string) int64 {
	return id + int64(len(title)+len(name)+len(country)) + int64(price.Sign()) + published.UnixMicro() + authorID
}

func hundred(sum int64, rows int) (int64, error) {
	if rows != ListRows {
		return 0, fmt.Errorf("work: got %d rows, expected %d", rows, ListRows)
	}
	return sum, nil
}
