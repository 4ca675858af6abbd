package orm_test

import (
	"context"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/rules"
	"github.com/musette-go/musette/orm"
)

var hooked, logs = rules.Hookeds, rules.Logs

func logText(l *rules.Log) string { return l.Text }

func TestHooksRunInOrder(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		h := create(e, hooked.Create, &rules.Hooked{Name: "a"})[0]
		h.Name = "b"
		e.do(hooked.Save(e.ctx, h))
		_, err := hooked.Delete(e.ctx, h)
		e.do(err)
		same(e, list(e, logs.OrderBy(logs.ID.Asc()), logText), []string{"before create a", "after create a", "before update b", "after update b", "before delete b", "after delete b"})
	})
}

func TestHooksRollBack(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		for _, name := range []string{"before create", "after create"} {
			h := &rules.Hooked{Name: name}
			is(e, hooked.Create(e.ctx, h), rules.ErrHook)
			if h.IsSaved() || h.ID != 0 {
				e.Fatal(name, "left a key or a saved row")
			}
			h.Name = "now fine " + name
			e.do(hooked.Create(e.ctx, h)) // the same row may be tried again
		}
		count(e, &hooked.Query, 2)
		h := get(e, &hooked.Query, hooked.Name.StartsWith("now fine before"))
		for _, name := range []string{"before update", "after update"} {
			h.Name = name
			is(e, hooked.Save(e.ctx, h), rules.ErrHook)
		}
		h.Name = "saved"
		e.do(hooked.Save(e.ctx, h))
		same(e, get(e, &hooked.Query, hooked.ID.Eq(h.ID)).Name, "saved")
		same(e, len(list(e, logs.Filter(logs.Text.Contains("update")), logText)), 2)
	})
}

func TestClean(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		same(e, invalid(e, hooked.Create(e.ctx, &rules.Hooked{Name: "forbidden"})), []string{"name:forbidden"})
		count(e, &logs.Query, 0)
		h := create(e, hooked.Create, &rules.Hooked{Name: "shout"})[0]
		same(e, h.Name, "SHOUT")
		same(e, get(e, &hooked.Query).Name, "SHOUT")
		h = get(e, &hooked.Query)
		h.Name = "shout"
		e.do(hooked.Save(e.ctx, h))
	})
}

func TestHooksOfStatementsOnMany(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		n, err := hooked.BulkCreate(e.ctx, []*rules.Hooked{{Name: "a"}, {Name: "b"}})
		same(e, n, ok(e, int64(2), err))
		n, err = hooked.Update(e.ctx, hooked.Name.Set("c"))
		same(e, n, ok(e, int64(2), err))
		count(e, &logs.Query, 0)
		d, err := hooked.Query.DeleteAll(e.ctx)
		same(e, d.Total, ok(e, int64(2), err))
		count(e, &logs.Query, 4) // but those of deletions run, for each row that is reached
	})
}

func TestOnCommitOfHooks(t *testing.T) {
	t.Parallel()
	on(t, rules.Models, func(e *env) {
		ran := ""
		e.do(orm.Atomic(e.ctx, func(ctx context.Context) error {
			orm.OnCommit(ctx, func(context.Context) { ran += "outer" })
			err := orm.Atomic(ctx, func(ctx context.Context) error {
				orm.OnCommit(ctx, func(context.Context) { ran += "lost" })
				return hooked.Create(ctx, &rules.Hooked{Name: "after create"})
			})
			is(e, err, rules.ErrHook)
			same(e, ran, "")
			return hooked.Create(ctx, &rules.Hooked{Name: "kept"})
		}))
		same(e, ran, "outer")
		count(e, &hooked.Query, 1)
		count(e, &logs.Query, 2)
	})
}
