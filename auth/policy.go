package auth

import (
	"context"

	"github.com/musette-go/musette/orm"
)

// Rules say which rows of a model somebody may see, add, change and delete, each by a condition that queries get. A rule that is nil
// stands for the permission of that name: who has "catalog.change_product" may change every product, everybody else none.
// Superusers may do everything. The user given to a rule is never nil; nobody is one for whom IsAnonymous is true.
type Rules[P any] struct {
	View   Rule[P]
	Add    Rule[P] // looked at when the row has been written; what it does not hold for is rolled back
	Change Rule[P]
	Delete Rule[P]
}

// Rule is the condition under which a user may do something with a row.
type Rule[P any] func(ctx context.Context, u *User) orm.Pred[P]

// model is a model's descriptor: Books.
type model interface{ Descriptor() *orm.Descriptor }

// Restrict is the policy that only rows for which view holds are seen; adding, changing and deleting them needs the model's
// permissions.
//
//	var bookPolicy = auth.Restrict(Books, func(ctx context.Context, u *auth.User) orm.Pred[*Book] {
//		return orm.Or(Books.Published.IsNotNull(), Books.Author.UserID.Eq(u.ID))
//	})
func Restrict[P any](m orm.Source[P], view Rule[P]) *orm.Policy {
	return RestrictBy(m, "own rule", Rules[P]{View: view})
}

// RestrictBy is the policy of a model, by rules for each action. name names it in lists: "owner".
func RestrictBy[P any](m orm.Source[P], name string, rules Rules[P]) *orm.Policy {
	d := m.(model).Descriptor()
	of := map[orm.Action]Rule[P]{orm.View: rules.View, orm.Add: rules.Add, orm.Change: rules.Change, orm.Delete: rules.Delete}
	return orm.NewPolicy(m.(model), name, func(ctx context.Context, a orm.Action) (orm.Pred[P], error) {
		u, err := CurrentUser(ctx)
		if err != nil {
			return orm.Pred[P]{}, err
		}
		if u.IsActive && u.IsSuperuser {
			return everything[P](), nil
		}
		rule := of[a]
		if rule == nil {
			return permitted[P](ctx, u, permOf(d, a))
		}
		return rule(ctx, u), nil
	})
}

// Everyone is the policy of a model whose rows everybody may see, without asking who it is; changing them needs the model's permissions.
func Everyone[P any](m orm.Source[P]) *orm.Policy {
	d := m.(model).Descriptor()
	return orm.NewPolicy(m.(model), "everyone", func(ctx context.Context, a orm.Action) (orm.Pred[P], error) {
		if a == orm.View {
			return everything[P](), nil
		}
		u, err := CurrentUser(ctx)
		if err != nil {
			return orm.Pred[P]{}, err
		}
		return permitted[P](ctx, u, permOf(d, a))
	})
}

// ByPermission is the policy of a model whose rows are seen and changed by those who have the model's permissions.
func ByPermission[P any](m orm.Source[P]) *orm.Policy { return RestrictBy(m, "permission", Rules[P]{}) }

// Policies lists the policies of an app.
func Policies(ps ...*orm.Policy) []*orm.Policy { return ps }

func everything[P any]() orm.Pred[P] { return orm.And[P]() }
func nothing[P any]() orm.Pred[P]    { return orm.Or[P]() }

// permitted is every row for those who have a permission, and none for the others.
func permitted[P any](ctx context.Context, u *User, p Perm) (orm.Pred[P], error) {
	ok, err := u.HasPerm(ctx, p)
	if err != nil || !ok {
		return nothing[P](), err
	}
	return everything[P](), nil
}
