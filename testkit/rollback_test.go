package testkit

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
)

func addUser(ctx context.Context, name string) error {
	return auth.Users.Create(ctx, &auth.User{Username: name, Password: "!"})
}

// TestRollback: tests one after the other on one database see nothing of each other.
func TestRollback(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, kd kind) {
		seen := map[*db.DB]int{}
		for range 3 {
			passes(t, "a test with a row", func(tb testing.TB) {
				src, err := kd.source(tb, site(), Options{Rollback: true})
				if err != nil {
					tb.Fatal(err)
				}
				k := start(tb, site(), Options{Rollback: true}, src)
				k.Get("/users/").Contains(`{"users": 0}`)
				k.Must(addUser(k.Context(), "ada"))
				if err := addUser(k.Context(), "ada"); !errors.Is(err, db.ErrUnique) {
					tb.Errorf("the same name again: %v", err)
				}
				k.Get("/users/").Contains(`{"users": 1}`).Queries(1)
				seen[k.DB()]++
			})
		}
		if len(seen) != 1 {
			t.Errorf("three tests one after the other used %d databases, want 1", len(seen))
		}
	})
}

// TestRollbackRefuses: what cannot work in one transaction says so.
func TestRollbackRefuses(t *testing.T) {
	t.Parallel()
	rollback := Options{Rollback: true}
	fails(t, "a live server", func(tb testing.TB) { New(tb, site(), rollback).LiveServer() }, "LiveServer in a test with Rollback", "leave Rollback out")
	fails(t, "an address", func(tb testing.TB) { New(tb, site(), Options{Rollback: true, DatabaseURL: "sqlite://x.db"}) }, "both DatabaseURL and Rollback")
	passes(t, "a transaction's context in two goroutines", func(tb testing.TB) {
		k := New(tb, site(), rollback)
		errs := make(chan error)
		err := orm.Atomic(k.Context(), func(ctx context.Context) error {
			rows := auth.Users.Iter(ctx, 1)
			for range rows {
			}
			go func() {
				defer close(errs)
				_, err := auth.Users.Count(k.Context()) // while the transaction is open: part of it
				errs <- err
			}()
			return <-errs
		})
		k.Must(err)
	})
	fails(t, "two requests at once", func(tb testing.TB) {
		k := New(tb, site(), rollback)
		k.one.Lock() // as a request that is running
		k.Get("/hello/")
	}, "GET /hello/ while another request is running", "one goroutine", "leave Rollback out")
}

// TestHooks: OnCommit hooks run when the transaction of the code under test ends well, with and without Rollback, and can be
// captured.
func TestHooks(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]Options{"commit": {}, "rollback": {Rollback: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			RunWith(t, site(), opt, func(t *testing.T, k *Kit) {
				var ran []string
				register := func(ctx context.Context, name string, result error) {
					_ = orm.Atomic(ctx, func(ctx context.Context) error {
						orm.OnCommit(ctx, func(context.Context) { ran = append(ran, name) })
						if len(ran) != 0 {
							t.Errorf("%q ran before the end", ran)
						}
						return result
					})
				}
				register(k.Context(), "failed", errors.New("no"))
				hooks := k.CaptureOnCommit(func(ctx context.Context) {
					register(ctx, "captured", nil)
					register(k.Context(), "captured too", nil)
					register(ctx, "failed", errors.New("no"))
				})
				if len(hooks) != 2 || len(ran) != 0 {
					t.Fatalf("%d hooks captured, want 2; %q ran", len(hooks), ran)
				}
				register(k.Context(), "run", nil)
				hooks[0](k.Context())
				if got := strings.Join(ran, ", "); got != "run, captured" {
					t.Errorf("the hooks %s ran", got)
				}
			})
		})
	}
}

// TestRollbackInParallel: tests at the same time have databases of their own.
func TestRollbackInParallel(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, kd kind) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				passes(t, "a test", func(tb testing.TB) {
					src, err := kd.source(tb, shopSite(), Options{Rollback: true})
					if err != nil {
						tb.Fatal(err)
					}
					k := start(tb, shopSite(), Options{Rollback: true}, src)
					k.Must(catalog.Categories.Create(k.Context(), &catalog.Category{Name: "Tea", Slug: "tea"}))
					if err := catalog.Products.Create(k.Context(), &catalog.Product{Name: "x", Category: orm.To[catalog.Category](99), Price: decimal.New(1, 0)}); !errors.Is(err, db.ErrForeignKey) {
						tb.Errorf("a product in no category: %v", err)
					}
					if n, err := catalog.Categories.Count(k.Context()); n != 1 || err != nil {
						tb.Errorf("%d categories (%v)", n, err)
					}
				})
			})
		}
		wg.Wait()
	})
}

// BenchmarkRollback is what a test pays for the site when it is rolled back; see BenchmarkNew.
func BenchmarkRollback(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		done := make(chan []string)
		b.StartTimer()
		go func() {
			f := &fakeTB{TB: b}
			k := New(f, site(), Options{Rollback: true})
			k.Get("/hello/").Status(200)
			for i := len(f.cleanups) - 1; i >= 0; i-- {
				f.cleanups[i]()
			}
			done <- f.failures
		}()
		if failures := <-done; len(failures) > 0 {
			b.Fatal(failures)
		}
	}
}
