package orm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

var errTest = errors.New("test")

func TestAtomicNests(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		add := func(ctx context.Context, name string) {
			e.Helper()
			e.do(readers.Create(ctx, &shelf.Reader{Name: name}))
		}
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			add(ctx, "outer")
			is(e, orm.Atomic(ctx, func(ctx context.Context) error { add(ctx, "lost"); return errTest }), errTest)
			e.do(orm.Atomic(ctx, func(ctx context.Context) error { add(ctx, "inner"); return nil }))
			n, err := readers.Count(ctx)
			same(e, n, ok(e, 2, err))
			return nil
		}))
		is(e, orm.Atomic(e.ctx, func(ctx context.Context) error { add(ctx, "gone"); return errTest }), errTest)
		same(e, list(e, readers.OrderBy(readers.ID.Asc()), func(r *shelf.Reader) string { return r.Name }), []string{"outer", "inner"})
	})
}

func TestAtomicAfterAConstraint(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.do(tags.Create(e.ctx, &shelf.Tag{Name: "a"}))
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			is(e, orm.Atomic(ctx, func(ctx context.Context) error { return tags.Create(ctx, &shelf.Tag{Name: "a"}) }), db.ErrUnique)
			row, created, err := tags.GetOrCreate(ctx, &shelf.Tag{Name: "a"}, tags.Name.Eq("a"))
			e.do(err)
			same(e, created, false)
			same(e, row.Name, "a")
			return tags.Create(ctx, &shelf.Tag{Name: "b"})
		}))
		count(e, &tags.Query, 2)
	})
}

func TestContextAfterTheEnd(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		var kept context.Context
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error { kept = ctx; return nil }))
		_, err := readers.All(kept)
		is(e, err, db.ErrTxDone)
		is(e, readers.Create(kept, &shelf.Reader{Name: "x"}), db.ErrTxDone)
	})
}

func TestUsing(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		other := open(e.T, testenv.SQLite(e.T), shelf.Models)
		other.do(readers.Create(other.ctx, &shelf.Reader{Name: "there"}))
		rows, err := readers.Using(other.db).All(e.ctx)
		e.do(err)
		same(e, rows[0].Name, "there")
		count(e, &readers.Query, 0)
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			_, err := readers.Using(other.db).All(ctx)
			is(e, err, db.ErrForeignTx)
			_, err = readers.Using(e.db).All(ctx)
			return err
		}))
	})
}

func TestForUpdate(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		one := books.Filter(books.ID.Eq(l.books[0].ID))
		_, err := one.ForUpdate().Get(e.ctx)
		is(e, err, orm.ErrNoTransaction)
		for range one.ForUpdate().Iter(e.ctx, 1) {
			_, err = one.ForUpdate().Get(e.ctx)
		}
		is(e, err, orm.ErrNoTransaction)
		_, err = orm.Values(e.ctx, one.ForUpdate(), books.Title)
		is(e, err, orm.ErrNoTransaction)
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			b, err := one.SelectRelated(books.Author, books.Editor).ForUpdate().Get(ctx)
			e.do(err)
			same(e, b.Editor.Row().Name, "Eliot")
			_, err = books.Distinct().OrderBy(books.Author.Name.Asc()).ForUpdate(orm.Share).All(ctx)
			e.do(err)
			if !e.postgres() {
				return nil
			}
			err = orm.Atomic(e.ctx, func(ctx context.Context) error { // another transaction
				_, err := one.ForUpdate(orm.NoWait).Get(ctx)
				return err
			})
			is(e, err, db.ErrLockNotAvailable)
			return orm.Atomic(e.ctx, func(ctx context.Context) error {
				rows, err := books.ForUpdate(orm.SkipLocked).All(ctx)
				same(e, len(rows), 0)
				return err
			})
		}))
	})
}

// TestSkipLocked has workers take rows until none is left; none may be taken twice.
func TestSkipLocked(t *testing.T) {
	t.Parallel()
	rows := 200
	if testenv.Full() {
		rows = 10_000
	}
	on(t, shelf.Models, func(e *env) {
		jobs := make([]*shelf.Reader, rows)
		for i := range jobs {
			jobs[i] = &shelf.Reader{Name: "new"}
		}
		_, err := readers.BulkCreate(e.ctx, jobs)
		e.do(err)
		var mu sync.Mutex
		taken := map[int64]int{}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					err := orm.Atomic(e.ctx, func(ctx context.Context) error {
						r, err := readers.Filter(readers.Name.Eq("new")).OrderBy(readers.ID.Asc()).ForUpdate(orm.SkipLocked).First(ctx)
						if err != nil {
							return err
						}
						mu.Lock()
						taken[r.ID]++
						mu.Unlock()
						r.Name = "done"
						return readers.Save(ctx, r)
					})
					if errors.Is(err, orm.ErrNotFound) {
						return
					}
					if err != nil {
						e.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		same(e, len(taken), rows)
		for id, n := range taken {
			if n != 1 {
				e.Fatalf("row %d was taken %d times", id, n)
			}
		}
	})
}

func TestConcurrentDecrements(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		_, err := books.Filter(books.ID.Eq(l.books[0].ID)).Update(e.ctx, books.Out.Set(true))
		e.do(err)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 50 {
					n, err := books.Filter(books.ID.Eq(l.books[0].ID)).Update(e.ctx, books.Stock.Sub(1))
					if err != nil || n != 1 {
						e.Error(n, err)
						return
					}
				}
			})
		}
		wg.Wait()
		same(e, get(e, &books.Query, books.ID.Eq(l.books[0].ID)).Stock, int64(5-1000))
	})
}

func TestGetOrCreateInParallel(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		made := 0
		keys := map[int64]bool{}
		for range 50 {
			wg.Go(func() {
				p, created, err := publishers.GetOrCreate(e.ctx, &shelf.Publisher{Name: "one"}, publishers.Name.Eq("one"))
				if err != nil {
					e.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				keys[p.ID] = true
				if created {
					made++
				}
			})
		}
		wg.Wait()
		same(e, made, 1)
		same(e, len(keys), 1)
		count(e, &publishers.Query, 1)
		for i := range 2 {
			p, created, err := publishers.UpdateOrCreate(e.ctx, &shelf.Publisher{Name: "two"}, func(p *shelf.Publisher) { p.City = ptr(fmt.Sprint("city ", i)) }, publishers.Name.Eq("two"))
			e.do(err)
			same(e, created, i == 0)
			same(e, *get(e, &publishers.Query, publishers.ID.Eq(p.ID)).City, fmt.Sprint("city ", i))
		}
	})
}

func TestErrorsAtCommit(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		err := orm.Atomic(e.ctx, func(ctx context.Context) error {
			return authors.Create(ctx, &shelf.Author{Name: "x", Publisher: orm.To[shelf.Publisher](int64(99))})
		})
		is(e, err, db.ErrForeignKey)
		count(e, &authors.Query, 0)
		is(e, authors.Create(e.ctx, &shelf.Author{Name: "x", Publisher: orm.To[shelf.Publisher](int64(99))}), db.ErrForeignKey)
	})
}
