package views

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// errDenied says that somebody sees a row and may not do that with it.
var errDenied = problem.New(problem.Denied, "You do not have permission to do this.")

// permitted are the rows with which the person of ctx may do all of as, by the model's policy; without one, all rows.
func permitted[T any](ctx context.Context, m Model[T], as ...orm.Action) *orm.Query[*T] {
	q := m.Filter()
	if orm.PoliciesFrom(ctx).Of(m.Descriptor()) == nil {
		return q
	}
	return q.For(ctx, as...)
}

// loadTo reads the row that a page is going to change or delete. One that the person sees and may not touch is 403, one that they do not
// see is 404.
func loadTo[T any](m Model[T], r *http.Request, a orm.Action, query func(r *http.Request) *orm.Query[*T], where func(r *http.Request) orm.Pred[*T]) (*T, error) {
	if query != nil {
		return load(m, r, query, where)
	}
	p, err := byRoute(m, r, where)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	row, err := permitted(ctx, m, orm.View, a).Get(ctx, p)
	if !errors.Is(err, orm.ErrNotFound) || orm.PoliciesFrom(ctx).Of(m.Descriptor()) == nil {
		return row, err
	}
	if seen, err2 := permitted(ctx, m).Filter(p).Exists(ctx); err2 != nil || seen {
		return nil, errors.Join(err2, errDenied)
	}
	return nil, err
}

// createPermitted creates a row if the person may add one like it: what the policy does not hold for is rolled back.
func createPermitted[T any](m Model[T]) func(ctx context.Context, p *T) error {
	return func(ctx context.Context, p *T) error {
		if orm.PoliciesFrom(ctx).Of(m.Descriptor()) == nil {
			return m.Create(ctx, p)
		}
		return orm.Atomic(ctx, func(ctx context.Context) error {
			if err := m.Create(ctx, p); err != nil {
				return err
			}
			d := m.Descriptor()
			i := keyField(d)
			key, err := keyIs[T](d, i, d.Ptr(p, i))
			if err != nil {
				return err
			}
			if ok, err := m.Filter().For(ctx, orm.Add).Filter(key).Exists(ctx); err != nil || !ok {
				return errors.Join(err, errDenied)
			}
			return nil
		})
	}
}
