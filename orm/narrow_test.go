package orm_test

import (
	"math"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/orm"
)

// TestNarrowColumns puts numbers into columns that are narrower than their Go types.
func TestNarrowColumns(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		n := kinds.Narrows
		good := func() *kinds.Narrow {
			return &kinds.Narrow{Small: math.MinInt16, Some: ptr(int64(math.MaxInt32)), Word: math.MinInt32}
		}
		row := create(e, n.Create, good())[0]
		bulk := []*kinds.Narrow{good(), {Small: 1}}
		_, err := n.BulkCreate(e.ctx, bulk)
		e.do(err)
		if bulk[1].ID == 0 || *get(e, &n.Query, n.ID.Eq(bulk[0].ID)).Some != math.MaxInt32 {
			e.Fatal(bulk[0], bulk[1])
		}
		for want, x := range map[string]*kinds.Narrow{
			"small:max_value": {Small: math.MaxInt16 + 1}, "small:min_value": {Small: math.MinInt64}, "some:max_value": {Some: ptr(int64(math.MaxInt32 + 1))}, "word:min_value": {Word: math.MinInt32 - 1},
		} {
			same(e, invalid(e, n.Create(e.ctx, x)), []string{want})
			_, err := n.BulkCreate(e.ctx, []*kinds.Narrow{x})
			same(e, invalid(e, err), []string{want})
		}
		for want, set := range map[string]orm.Assign[*kinds.Narrow]{
			"small:max_value": n.Small.Set(math.MaxInt16 + 1), "some:max_value": n.Some.Set(math.MaxInt32 + 1), "word:min_value": n.Word.Set(math.MinInt32 - 1),
		} {
			_, err := n.Update(e.ctx, set)
			same(e, invalid(e, err), []string{want})
		}
		_, err = n.Filter(n.ID.Eq(row.ID)).Update(e.ctx, n.Small.Sub(1))
		same(e, db.CodeOf(err), db.OutOfRange)
		_, err = n.Filter(n.ID.Eq(row.ID)).Update(e.ctx, n.Small.Add(1), n.Some.Sub(1))
		e.do(err)
		// a number that no row can have finds none, and is no error
		large := int64(3_000_000_000)
		count(e, n.Filter(n.Small.Eq(large)), 0)
		count(e, n.Filter(n.Some.Lt(large)), 2)
		count(e, n.Filter(n.Word.In(int(large), 0)), 1)
		_, err = n.Get(e.ctx, n.ID.Eq(large))
		is(e, err, orm.ErrNotFound)
		sum, err := orm.Aggregate(e.ctx, n, orm.Sum(n.Some))
		same(e, *sum, ok(e, int64(2*math.MaxInt32-1), err))
		count(e, n.Filter(orm.F(n.Small).Add(orm.Lit[*kinds.Narrow](large)).Gt(orm.Lit[*kinds.Narrow](large))), 1)
	})
}
