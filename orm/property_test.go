package orm_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestRandomFilters(t *testing.T) {
	t.Parallel()
	rounds := 400
	if testenv.Full() {
		rounds = 5_000
	}
	on(t, shelf.Models, func(e *env) {
		r := rand.New(rand.NewPCG(3, 4))
		w := randomWorld(e, r)
		for i := range rounds {
			c := w.tree(r, 1+i%4)
			q := books.Filter(c.p)
			if r.IntN(4) == 0 {
				q = books.Exclude(c.p)
				inner := c.eval
				c.eval = func(b book) tri { return truth(inner(b) != yes) }
			}
			e.fresh(q)
			var want, got []int64
			for _, b := range w.books {
				if c.eval(b) == yes {
					want = append(want, b.ID)
				}
			}
			rows, err := q.OrderBy(books.ID.Asc()).All(e.ctx)
			if err != nil {
				sql, args, _ := q.SQL(e.db)
				e.Fatalf("round %d: %v\n%s\n%v", i, err, sql, args)
			}
			for _, b := range rows {
				got = append(got, b.ID)
			}
			if !slices.Equal(got, want) {
				sql, args, _ := q.SQL(e.db)
				_, where, _ := strings.Cut(sql, " FROM ")
				e.Fatalf("round %d:\n got %v\nwant %v\n%s\n%v", i, got, want, where, args)
			}
			n, err := q.Count(e.ctx)
			if err != nil || n != int64(len(want)) {
				e.Fatalf("round %d: Count %d, %v; want %d", i, n, err, len(want))
			}
			if i%4 == 0 {
				w.updates(e, q, int64(len(want)))
				w.sorts(e, r, q, want)
			}
		}
	})
}

// fresh compares a statement that may come from the known ones with one that is written anew.
func (e *env) fresh(q *orm.Query[book]) {
	e.Helper()
	for range 2 {
		sql, args, err := q.SQL(e.db)
		e.do(err)
		want, wantArgs, err := orm.Fresh(q, e.db)
		e.do(err)
		if sql != want || !reflect.DeepEqual(args, wantArgs) && len(args)+len(wantArgs) > 0 {
			e.Fatalf("known:\n%s\n%v\nanew:\n%s\n%v", sql, args, want, wantArgs)
		}
	}
}

// updates runs an update of the query's rows and takes it back.
func (w *world) updates(e *env, q *orm.Query[book], want int64) {
	e.Helper()
	err := orm.Atomic(e.ctx, func(ctx context.Context) error {
		n, err := q.OrderBy().Update(ctx, books.Place.Add(100))
		e.do(err)
		moved, err := books.Filter(books.Place.Ge(100)).Count(ctx)
		e.do(err)
		if n != want || moved != want {
			e.Fatalf("%d rows updated, %d changed, want %d", n, moved, want)
		}
		return errTest
	})
	is(e, err, errTest)
}

// sorting is an order with what it means.
type sorting struct {
	o       orm.Order[book]
	compare func(a, b book) int
}

// by makes a sorting of values that may be NULL: last upwards, first downwards.
func by[T any](o interface {
	Asc() orm.Order[book]
	Desc() orm.Order[book]
}, get func(b book) *T, compare func(a, b T) int, desc bool) sorting {
	up := func(a, b book) int {
		x, y := get(a), get(b)
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return 1
		case y == nil:
			return -1
		}
		return compare(*x, *y)
	}
	if desc {
		return sorting{o.Desc(), func(a, b book) int { return -up(a, b) }}
	}
	return sorting{o.Asc(), up}
}

func (w *world) sorting(r *rand.Rand) sorting {
	desc := r.IntN(2) == 0
	switch r.IntN(8) {
	case 0:
		return by(books.Rating, func(b book) *decimal.Decimal { return b.Rating }, decimal.Decimal.Cmp, desc)
	case 1:
		return by(books.At, func(b book) *time.Time { return b.At }, time.Time.Compare, desc)
	case 2:
		return by(books.Title, func(b book) *string { return &b.Title }, strings.Compare, desc)
	case 3:
		return by(books.ISBN, func(b book) *string { return b.ISBN }, strings.Compare, desc)
	case 4:
		return by(books.Editor.Name, func(b book) *string {
			if a := w.author(b.Editor.Key()); a != nil {
				return &a.Name
			}
			return nil
		}, strings.Compare, desc)
	case 5:
		return by(books.Author.Born, func(b book) *int32 { return w.author(b.Author.Key()).Born }, cmp.Compare[int32], desc)
	case 6:
		return by(books.Loans.Count(), func(b book) *int { n := len(w.loans[b.ID]); return &n }, cmp.Compare[int], desc)
	}
	return by(orm.F(books.Price).Add(books.Price), func(b book) *decimal.Decimal { return &b.Price }, decimal.Decimal.Cmp, desc)
}

// sorts compares the order and slices of the query's rows with a sort in memory.
func (w *world) sorts(e *env, r *rand.Rand, q *orm.Query[book], keys []int64) {
	e.Helper()
	ss := []sorting{w.sorting(r), w.sorting(r), by(books.ID, func(b book) *int64 { return &b.ID }, cmp.Compare[int64], false)}
	var want []book
	for _, b := range w.books {
		if slices.Contains(keys, b.ID) {
			want = append(want, b)
		}
	}
	slices.SortFunc(want, func(a, b book) int {
		for _, s := range ss {
			if c := s.compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
	q = q.OrderBy(ss[0].o, ss[1].o, ss[2].o)
	if r.IntN(3) == 0 {
		q = q.Reverse()
		slices.Reverse(want)
	}
	from, n := r.IntN(5), r.IntN(8)
	switch r.IntN(3) {
	case 0:
		q = q.Offset(from).Limit(n)
		want = want[min(from, len(want)):min(from+n, len(want))]
	case 1:
		q = q.Offset(from)
		want = want[min(from, len(want)):]
	}
	e.fresh(q)
	rows, err := q.SelectRelated(books.Editor).All(e.ctx)
	e.do(err)
	if got, want := fmt.Sprint(bookIDs(rows)), fmt.Sprint(bookIDs(want)); got != want {
		sql, _, _ := q.SQL(e.db)
		_, where, _ := strings.Cut(sql, " WHERE ")
		e.Fatalf("got  %s\nwant %s\n%s", got, want, where)
	}
	total, err := orm.Aggregate(e.ctx, q, orm.Sum(books.Price))
	e.do(err)
	sum := decimal.Zero
	for _, b := range want {
		sum = sum.Add(b.Price)
	}
	if total == nil && len(want) > 0 || total != nil && !total.Equal(sum) {
		e.Fatalf("the sum is %v, want %v", total, sum)
	}
}

func bookIDs(l []book) (out []int64) {
	for _, b := range l {
		out = append(out, b.ID)
	}
	return out
}
