package orm_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestIter(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		rows := make([]*shelf.Reader, 25)
		for i := range rows {
			rows[i] = &shelf.Reader{Name: fmt.Sprint("r", i)}
		}
		_, err := readers.BulkCreate(e.ctx, rows)
		e.do(err)
		b := create(e, books.Create, &shelf.Book{Title: "x", Author: orm.To[shelf.Author](create(e, authors.Create, &shelf.Author{Name: "a"})[0].ID)})[0]
		create(e, loans.Create, &shelf.Loan{Book: orm.To[shelf.Book](b.ID), Reader: orm.To[shelf.Reader](rows[20].ID)})
		q := readers.Filter(readers.Name.StartsWith("r"), readers.ID.Gt(0)).OrderBy(readers.ID.Asc())
		walk := func(ctx context.Context, chunk, stop int) (n int) {
			for r, err := range q.PrefetchRelated(readers.Loans).Iter(ctx, chunk) {
				e.do(err)
				same(e, r.Name, fmt.Sprint("r", n))
				lent, err := readers.Loans.Of(r)
				e.do(err)
				same(e, len(lent) == 1, n == 20)
				// other statements inside the loop, reading and writing
				again, err := readers.Get(ctx, readers.ID.Eq(r.ID))
				e.do(err)
				again.Name += "!"
				e.do(readers.Save(ctx, again))
				again.Name = r.Name
				e.do(readers.Save(ctx, again))
				for x, err := range q.Limit(2).Iter(ctx, 1) { // a loop in the loop
					e.do(err)
					_ = x
				}
				if n++; n == stop {
					break
				}
			}
			return n
		}
		for _, chunk := range []int{0, 1, 7, 25, 100} {
			same(e, walk(e.ctx, chunk, -1), 25)
			same(e, walk(e.ctx, chunk, 9), 9)
			e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
				same(e, walk(ctx, chunk, -1), 25)
				same(e, walk(ctx, chunk, 9), 9)
				return nil
			}))
		}
		for _, err := range q.Iter(e.ctx, -1) {
			if err == nil {
				e.Fatal("a chunk of -1")
			}
		}
		for _, err := range q.Limit(-1).Iter(e.ctx, 1) {
			if err == nil {
				e.Fatal("a limit of -1")
			}
		}
		// a panic in the loop leaves no connection behind
		for range 50 {
			func() {
				defer func() { _ = recover() }()
				for range q.Iter(e.ctx, 2) {
					panic("in the loop")
				}
			}()
		}
		count(e, &readers.Query, 25)
		ctx, cancel := context.WithCancel(e.ctx)
		seen, failed := 0, error(nil)
		for _, err := range q.Iter(ctx, 2) {
			if seen++; seen == 3 {
				cancel()
			}
			failed = err
		}
		if failed == nil {
			e.Fatal("a cancelled loop went to its end")
		}
		cancel()
	})
}

func TestIterInConstantMemory(t *testing.T) {
	t.Parallel()
	if !testenv.Full() {
		t.Skip("1,000,000 rows: with MUSETTE_TEST_LEVEL=full")
	}
	on(t, shelf.Models, func(e *env) {
		for range 10 {
			e.manyReaders(100_000)
		}
		runtime.GC()
		var before, now runtime.MemStats
		runtime.ReadMemStats(&before)
		n, most := 0, uint64(0)
		for _, err := range readers.OrderBy(readers.ID.Asc()).Iter(e.ctx, 0) {
			e.do(err)
			if n++; n%50_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
		same(e, n, 1_000_000)
		if most > before.HeapAlloc+32<<20 {
			e.Fatalf("the heap grew from %d to %d bytes", before.HeapAlloc, most)
		}
	})
}

// manyReaders inserts n readers.
func (e *env) manyReaders(n int) {
	e.Helper()
	rows := make([]*shelf.Reader, n)
	for i := range rows {
		rows[i] = &shelf.Reader{Name: fmt.Sprint("reader number ", i)}
	}
	_, err := readers.BulkCreate(e.ctx, rows)
	e.do(err)
}
